#include "examineinstallation.h"

#include <engine/base/files.h>
#include <engine/database/sqlite/connection.h>
#include <engine/secrets/secretservice.h>

#include <QDir>
#include <QFileInfo>
#include <QStorageInfo>
#include <QTemporaryFile>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Outcome = Diagnosis::Outcome;
using Diagnoses = QList<Diagnosis>;

constexpr qint64 LittleSpace = 256LL * 1024 * 1024;

Diagnosis wrong(const QString &name, const QString &subject, const Error &error)
{
    return { name, subject, Outcome::Wrong, error.message, error };
}

Diagnosis notAsked(const QString &name, const QString &subject, const QString &why)
{
    return { name, subject, Outcome::NotAsked, why };
}

QString sqliteVersion()
{
    auto memory = SqliteConnection::open(u":memory:"_s);
    if (!memory)
        return {};
    const auto result = memory->query({ "SELECT sqlite_version()", {} });
    return result && !result->rows.isEmpty() ? result->rows.first().first().toString() : QString();
}

Diagnosis programs()
{
    return { u"program"_s,
             u"tidemark"_s,
             Outcome::Fine,
             u"version %1, SQLite %2, Qt %3"_s.arg(QStringLiteral(TIDEMARK_VERSION),
                                                   sqliteVersion(),
                                                   QString::fromLatin1(qVersion())) };
}

Diagnosis projectFiles(const Result<Project> &project, const SelectionRequest &request)
{
    if (!project)
        return wrong(u"project"_s, request.projectDirectory, project.error());
    QStringList files;
    if (project->wrangler)
        files.append(QFileInfo(project->wrangler->file).fileName());
    if (!project->settings.file.isEmpty())
        files.append(QFileInfo(project->settings.file).fileName());
    return { u"project"_s, project->directory, Outcome::Fine, files.join(u", "_s) };
}

// Every problem of every stream stops every write, so each is a line.
Diagnoses migrationFiles(const Project &project, const QString &environment)
{
    const auto streams = loadStreams(project, environment);
    if (!streams)
        return { wrong(u"migrations"_s, project.directory, streams.error()) };
    Diagnoses list;
    for (const Stream &stream : *streams) {
        for (const Error &problem : stream.problems)
            list.append(wrong(u"migrations"_s, stream.config.name, problem));
        if (stream.problems.isEmpty())
            list.append(
                { u"migrations"_s,
                  stream.config.name,
                  Outcome::Fine,
                  u"%1 in %2"_s.arg(stream.migrations.size())
                      .arg(QDir(project.directory).relativeFilePath(stream.config.directory)) });
    }
    return list;
}

Error notUsable(const QString &file, const QString &what)
{
    return { .kind = Error::Kind::Database,
             .message = u"%1 %2."_s.arg(file, what),
             .remedy = u"Look at the owner and the permissions of the file and its folder; whoever "
                       u"ran wrangler owns them."_s };
}

// SQLite writes its -wal and -shm beside the file, so the folder counts as well.
Diagnosis localDatabase(const Target &target)
{
    const QString name = u"local database"_s;
    const QFileInfo file(target.file);
    if (!file.exists())
        return {
            name, target.stream, Outcome::Fine, u"not there yet; the first up --local makes it"_s
        };
    if (!file.isReadable())
        return wrong(name, target.stream, notUsable(target.file, u"cannot be read"_s));
    const bool isWritable = file.isWritable() && QFileInfo(file.absolutePath()).isWritable();
    if (!isWritable)
        return wrong(name, target.stream, notUsable(target.file, u"cannot be written"_s));
    const auto opened
        = SqliteConnection::open(target.file, { .access = SqliteOptions::Access::ReadOnly });
    if (!opened)
        return wrong(name, target.stream, opened.error());
    return { name, target.stream, Outcome::Fine, u"%1 bytes"_s.arg(file.size()) };
}

Diagnoses
localDatabases(const EnginePointer &engine, const Project &project, const SelectionRequest &request)
{
    const TargetSelection wanted{ .environment = request.environment,
                                  .databases = request.databases,
                                  .place = PlaceOfTarget::Local,
                                  .persistTo = request.persistTo };
    const auto targets = targetsOf(project, wanted, engine->environment);
    if (!targets)
        return { wrong(u"local database"_s, project.directory, targets.error()) };
    Diagnoses list;
    for (const Target &target : *targets)
        list.append(localDatabase(target));
    return list;
}

// A file is made there and taken away again: permissions alone do not know of read-only disks and full ones.
Diagnosis writableFolder(const QString &name, const QString &folder)
{
    if (auto made = makePrivateDirectory(folder); !made)
        return wrong(name, folder, made.error());
    QTemporaryFile trial(folder + u"/.doctor-XXXXXX"_s);
    if (!trial.open() || trial.write("x") != 1 || !trial.flush())
        return wrong(
            name,
            folder,
            { .kind = Error::Kind::Safety,
              .message = u"Nothing can be written there: %1."_s.arg(trial.errorString()),
              .remedy = u"Without it no run begins. Make room, or make the folder yours."_s });
    const qint64 space = QStorageInfo(folder).bytesAvailable();
    if (space >= 0 && space < LittleSpace)
        return wrong(
            name,
            folder,
            { .kind = Error::Kind::Safety,
              .message = u"Only %1 MiB are left on this disk."_s.arg(space / 1024 / 1024),
              .remedy = u"Make room: safety points and backups need as much as the databases."_s });
    return { name, folder, Outcome::Fine, u"writable, %1 MiB left"_s.arg(space / 1024 / 1024) };
}

Diagnosis journalFile(const EnginePointer &engine)
{
    const QString folder = QFileInfo(engine->journal.file()).absolutePath();
    Diagnosis diagnosis = writableFolder(u"journal"_s, folder);
    int damaged = 0;
    if (diagnosis.outcome != Outcome::Fine)
        return diagnosis;
    const auto events = engine->journal.events({}, &damaged);
    if (!events)
        return wrong(u"journal"_s, engine->journal.file(), events.error());
    diagnosis.detail = u"%1 events, "_s.arg(events->size()) + diagnosis.detail;
    if (damaged > 0)
        diagnosis.detail += u"; %1 damaged lines are passed over"_s.arg(damaged);
    return diagnosis;
}

bool isRemoteMeant(const Result<Project> &project, const ExamineInstallation::Request &request)
{
    if (request.selection.place)
        return request.selection.place == PlaceOfTarget::Remote;
    if (!request.cloudflare.token.account.isEmpty())
        return true;
    if (!project || !project->wrangler)
        return false;
    const auto bindings = project->wrangler->databasesOf(request.selection.environment);
    return bindings
           && std::any_of(bindings->begin(), bindings->end(), [](const D1Binding &binding) {
                  return !binding.databaseId.isEmpty();
              });
}

QCoro::Task<Diagnosis> keychain(QString service, TokenRequest request)
{
    const auto entries = co_await keychainEntries(service);
    const bool isNeeded
        = !request.from && request.environment.value(u"CLOUDFLARE_API_TOKEN"_s).isEmpty();
    if (entries) {
        const Diagnosis found{ u"keychain"_s,
                               u"Secret Service"_s,
                               Outcome::Fine,
                               u"tokens: %1, of them locked: %2"_s
                                   .arg(entries->open.size() + entries->locked.size())
                                   .arg(entries->locked.size()) };
        co_return found;
    }
    if (isNeeded || request.from == TokenFrom::Keychain)
        co_return wrong(u"keychain"_s, u"Secret Service"_s, entries.error());
    co_return notAsked(
        u"keychain"_s, u"Secret Service"_s, u"not needed; "_s + entries.error().message);
}

QString ownerName(D1TokenReport::Owner owner)
{
    switch (owner) {
    case D1TokenReport::Owner::User:
        return u"token of a user"_s;
    case D1TokenReport::Owner::Account:
        return u"token of the account"_s;
    case D1TokenReport::Owner::Unknown:
        break;
    }
    return u"token"_s;
}

QString describedToken(const TokenStatus &status)
{
    QString text = u"%1, %2"_s.arg(ownerName(status.report.owner),
                                   status.report.status.isEmpty() ? u"state unknown"_s
                                                                  : status.report.status);
    if (status.report.expiresAt.isValid())
        text += u", expires "_s + rfc3339(status.report.expiresAt);
    return text;
}

Diagnoses answered(const TokenStatus &status, TokenFrom from)
{
    Diagnoses lines{
        { u"token"_s, u"from "_s + tokenSourceName(from), Outcome::Fine, describedToken(status) },
        { u"network"_s, status.apiUrl, Outcome::Fine, u"answers"_s }
    };
    if (status.problem)
        lines.append(wrong(u"permission"_s, status.account, *status.problem));
    else
        lines.append({ u"permission"_s,
                       status.account,
                       Outcome::Fine,
                       u"D1 Read; D1 Edit shows with the first change"_s });
    return lines;
}

Diagnoses unanswered(TokenFrom from, const QString &address, const Error &error)
{
    const QString nobody = u"nobody could be asked"_s;
    return { notAsked(u"token"_s, u"from "_s + tokenSourceName(from), nobody),
             wrong(u"network"_s, address, error),
             notAsked(u"permission"_s, u"D1"_s, nobody) };
}

Diagnoses withoutToken(const QString &address, const Error &error)
{
    const QString why = u"there is no token to ask with"_s;
    return { wrong(u"token"_s, u"CLOUDFLARE_API_TOKEN, keychain"_s, error),
             notAsked(u"network"_s, address, why),
             notAsked(u"permission"_s, u"D1"_s, why) };
}

// Fails with Cancelled alone.
QCoro::Task<Result<Diagnoses>>
cloudflare(EnginePointer engine, CloudflareRequest request, QString service, Conduct conduct)
{
    Diagnoses list;
    const Diagnosis keychainLine = co_await keychain(service, request.token);
    list.append(keychainLine);
    const QString address = apiAddress(request);
    const TokenVault vault(service);
    const auto found = co_await findToken(vault, request.token, conduct.stop);
    if (!found && found.error().kind == Error::Kind::Cancelled)
        co_return found.error();
    if (!found) {
        list += withoutToken(address, found.error());
        co_return list;
    }
    request.token.from = TokenFrom::StandardInput; // it is in our hands now
    request.token.given = found->token;
    const ManageTokens tokens(engine, vault);
    const auto status = co_await tokens.status(request, conduct);
    if (!status && status.error().kind == Error::Kind::Cancelled)
        co_return status.error();
    list += status ? answered(*status, found->from)
                   : unanswered(found->from, address, status.error());
    co_return list;
}

} // namespace

QCoro::Task<Result<QList<Diagnosis>>> ExamineInstallation::run(Request request,
                                                               Conduct conduct) const
{
    const auto engine = m_engine;
    const QString service = m_keychainService;
    Diagnoses list{ programs(),
                    journalFile(engine),
                    writableFolder(u"backups"_s, engine->paths.backups()) };
    const auto project = openProject(request.selection.projectDirectory);
    list.append(projectFiles(project, request.selection));
    if (project) {
        list += migrationFiles(*project, request.selection.environment);
        if (request.selection.place != PlaceOfTarget::Remote)
            list += localDatabases(engine, *project, request.selection);
    }
    if (!isRemoteMeant(project, request)) {
        list.append(notAsked(u"cloudflare"_s, {}, u"no database of this project is there"_s));
        co_return list;
    }
    const auto account = accountFor(engine, request.selection, request.cloudflare.token.account);
    if (!account)
        co_return list; // the project's line has said why
    request.cloudflare.token.account = *account;
    const auto remote = co_await cloudflare(engine, request.cloudflare, service, conduct);
    if (!remote)
        co_return remote.error();
    list += *remote;
    co_return list;
}

} // namespace tidemark
