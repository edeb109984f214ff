#include "demo.h"
#include "options.h"
#include "sandbox.h"
#include "termination.h"

#include <QCoreApplication>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>

#include <cstdio>
#include <optional>

using namespace tidemark;
using namespace tidemark::sandbox;
using namespace Qt::StringLiterals;

namespace {

int fail(const Error &error)
{
    std::fprintf(stderr, "tidemark-sandbox: %s\n", qUtf8Printable(error.message));
    if (!error.remedy.isEmpty())
        std::fprintf(stderr, "%s\n", qUtf8Printable(error.remedy));
    return exitCode(error);
}

Error refused(const ApiError &error)
{
    return { .kind = Error::Kind::Config, .message = error.message };
}

/// The account and the token that the options ask for, made if they are not there.
Result<> addCredentials(SandboxState &state, const Options &options)
{
    if (!options.account.isEmpty() || state.accounts.accounts().isEmpty()) {
        QJsonObject account{ { u"name"_s, u"Sandbox"_s } };
        if (!options.account.isEmpty())
            account.insert(u"id"_s, options.account);
        if (auto put = state.accounts.putAccount(account); !put)
            return refused(put.error());
    }
    if (!options.token.isEmpty() || state.accounts.tokens().isEmpty()) {
        QJsonObject token;
        if (!options.token.isEmpty())
            token.insert(u"value"_s, QString::fromLatin1(options.token));
        if (auto put = state.accounts.putToken(token); !put)
            return refused(put.error());
    }
    return state.save();
}

Result<> prepare(SandboxState &state, Sandbox &server, const Options &options)
{
    if (!options.logFile.isEmpty() && !state.log.writeTo(options.logFile)) {
        return Error{ .kind = Error::Kind::Usage,
                      .message = u"%1 cannot be written."_s.arg(options.logFile),
                      .where = { .file = options.logFile } };
    }
    if (auto loaded = state.load(); !loaded)
        return loaded.error();
    if (options.demo) {
        if (auto seeded = seedDemo(state); !seeded)
            return seeded.error();
    }
    if (auto added = addCredentials(state, options); !added)
        return added.error();
    if (auto configured = server.control().configure(options.configuration); !configured)
        return refused(configured.error());
    return Ok{};
}

/// One line of JSON, for people to copy from and for programs to read.
void announce(const SandboxState &state, const Options &options, quint16 port)
{
    const Token *const named = state.accounts.findToken(options.token);
    const Token &token = named ? *named : state.accounts.tokens().first();
    const Account *const account = state.accounts.findAccount(options.account);
    QJsonArray databases;
    for (const auto &database : state.databases.all())
        databases.append(database->record().toJson());
    const QJsonObject line{
        { u"base_url"_s, u"http://127.0.0.1:%1/client/v4"_s.arg(port) },
        { u"control_url"_s, u"http://127.0.0.1:%1/__sandbox"_s.arg(port) },
        { u"port"_s, port },
        { u"account_id"_s, account ? account->id : state.accounts.accounts().first().id },
        { u"token"_s, QString::fromLatin1(token.value) },
        { u"state_dir"_s, state.folder },
        { u"databases"_s, databases },
    };
    std::printf("%s\n", QJsonDocument(line).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication::setApplicationName(u"tidemark-sandbox"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(TIDEMARK_VERSION));
    const QCoreApplication application(argc, argv);
    const auto options = Options::fromCommandLine(QCoreApplication::arguments());
    if (!options)
        return fail(options.error());

    std::optional<QTemporaryDir> temporary;
    if (options->stateFolder.isEmpty())
        temporary.emplace(QDir::tempPath() + u"/tidemark-sandbox-XXXXXX"_s);
    SandboxState state(temporary ? temporary->path() : QDir(options->stateFolder).absolutePath());
    Sandbox server(state);
    const Termination termination;
    QObject::connect(&termination, &Termination::requested, &application, [&state] {
        state.shutdown.request_stop();
        QCoreApplication::quit();
    });
    if (auto prepared = prepare(state, server, *options); !prepared)
        return fail(prepared.error());
    const auto port = server.listen(options->port);
    if (!port)
        return fail(port.error());
    announce(state, *options, *port);
    return QCoreApplication::exec();
}
