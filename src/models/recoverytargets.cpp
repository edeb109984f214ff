#include "recoverytargets.h"

#include "projectsession.h"

#include <engine/operations/managedatabases.h>

#include <QFileInfo>

#include <algorithm>

namespace tidemark {

RecoveryTargets::RecoveryTargets(EnginePointer engine, QObject *parent)
    : QObject(parent)
    , m_engine(std::move(engine))
{
    connect(&m_reading, &Activity::changed, this, &RecoveryTargets::changed);
}

RecoveryTarget RecoveryTargets::ofSession(const DatabaseSession &session)
{
    RecoveryTarget found{ .note = { .target = session.target() },
                          .selection = session.selection() };
    const Target &target = session.target();
    SelectionRequest &origin = found.note.origin;
    if (found.selection.project)
        origin.projectDirectory = found.selection.project->directory;
    if (target.kind == DatabaseKind::Sqlite) {
        origin.sqliteFile = target.file;
        if (origin.projectDirectory.isEmpty())
            origin.projectDirectory = QFileInfo(target.file).absolutePath();
    }
    origin.environment = target.environment;
    origin.environmentGiven = !target.environment.isEmpty();
    origin.databases = { target.stream };
    origin.place = target.place;
    return found;
}

void RecoveryTargets::add(const RecoveryTarget &target)
{
    const bool isKnown = std::ranges::any_of(m_targets, [&target](const RecoveryTarget &known) {
        return known.note.target.key() == target.note.target.key();
    });
    if (!isKnown)
        m_targets.append(target);
}

void RecoveryTargets::addProject(const ProjectSession &project)
{
    const auto databases = project.databases();
    for (const DatabaseSession *database : databases)
        add(ofSession(*database));
    emit changed();
}

void RecoveryTargets::readAccount(const QString &account, const Secret &token)
{
    if (!token.isEmpty()) {
        CloudflareRequest request;
        request.token = { .account = account,
                          .from = TokenFrom::StandardInput,
                          .environment = m_engine->environment,
                          .given = token };
        m_engine->cloudflare->use(request);
    }
    m_reading.start(
        tr("Asking Cloudflare for the databases"),
        [this, account](const Conduct &conduct) {
            const ManageDatabases operation(m_engine, account);
            return operation.targets(conduct);
        },
        [this](const QList<Target> &targets) {
            for (const Target &target : targets)
                add({ .note = { .target = target },
                      .selection = RecoveryNotes::bareSelection(target) });
            emit changed();
        });
}

Result<> RecoveryTargets::addFile(const QString &file)
{
    const QFileInfo info(file);
    if (!info.isFile())
        return Error{ .kind = Error::Kind::MissingInput,
                      .message = tr("There is no file %1.").arg(file),
                      .where = { .file = file } };
    const Target target{ .stream = info.completeBaseName(),
                         .name = info.fileName(),
                         .kind = DatabaseKind::Sqlite,
                         .file = info.absoluteFilePath() };
    RecoveryTarget found{ .note = { .target = target },
                          .selection = RecoveryNotes::bareSelection(target) };
    found.note.origin.sqliteFile = target.file;
    found.note.origin.projectDirectory = info.absolutePath();
    add(found);
    emit changed();
    return Ok{};
}

} // namespace tidemark
