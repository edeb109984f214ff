#include "projectsession.h"

#include <QFileInfo>

namespace tidemark {

namespace {

SelectionRequest requestFor(const QString &path)
{
    const QFileInfo info(path);
    SelectionRequest request{ .projectDirectory
                              = info.isDir() ? info.absoluteFilePath() : info.absolutePath() };
    request.place = PlaceOfTarget::Local;
    static const QStringList configurations{ QStringLiteral("toml"),
                                             QStringLiteral("json"),
                                             QStringLiteral("jsonc") };
    if (info.isFile() && !configurations.contains(info.suffix()))
        request.sqliteFile = info.absoluteFilePath();
    return request;
}

} // namespace

ProjectSession::ProjectSession(EnginePointer engine, QObject *parent)
    : QObject(parent)
    , m_engine(std::move(engine))
{}

ProjectSession::~ProjectSession() = default;

void ProjectSession::open(const QString &path)
{
    const auto selection = select(m_engine, requestFor(path), Purpose::Read);
    if (!selection) {
        m_error = selection.error();
        emit changed();
        return;
    }
    m_error.reset();
    m_path = QFileInfo(path).absoluteFilePath();
    m_name = selection->project ? selection->project->name : QFileInfo(path).fileName();
    // The sessions of the project before live until its pages are gone.
    const auto before = std::exchange(m_databases, {});
    for (const SelectedTarget &selected : selection->targets) {
        Selection single = *selection;
        single.targets = { selected };
        m_databases.push_back(std::make_unique<DatabaseSession>(m_engine, single));
        m_activities.watch(m_databases.back()->activity());
        connect(
            m_databases.back().get(), &DatabaseSession::changed, this, &ProjectSession::changed);
    }
    emit opened();
    refresh();
}

void ProjectSession::refresh()
{
    for (const auto &database : m_databases)
        database->refresh();
}

QList<DatabaseSession *> ProjectSession::databases() const
{
    QList<DatabaseSession *> list;
    for (const auto &database : m_databases)
        list.append(database.get());
    return list;
}

DatabaseSession *ProjectSession::database(const QString &targetKey) const
{
    const auto found
        = std::find_if(m_databases.begin(), m_databases.end(), [&targetKey](const auto &database) {
              return database->target().key() == targetKey;
          });
    return found == m_databases.end() ? nullptr : found->get();
}

} // namespace tidemark
