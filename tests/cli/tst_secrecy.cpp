#include "cliprocess.h"
#include "tinyapi.h"

#include <cli/command.h>
#include <support/patience.h>
#include <support/testprogram.h>

#include <QDirIterator>
#include <QTest>
#include <QTimer>

Q_DECLARE_METATYPE(tidemark::TinyApi::Handler)

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

// Made so that every encoding of it looks different.
const QByteArray Token = "Qx7~canary+Zk3/pQ7_vT9.mD2-wB8==";
const QString SampleAccount = QStringLiteral("5d1f0c7ab2e94638a0c4e7129f3b6d58");

QByteArray utf16(QByteArrayView text, bool bigEndian)
{
    QByteArray wide;
    for (const char c : text) {
        if (bigEndian)
            wide.append('\0');
        wide.append(c);
        if (!bigEndian)
            wide.append('\0');
    }
    return wide;
}

// Wherever the token begins in a longer text that is encoded: the characters that come of its bytes alone.
QList<QByteArray> base64Cores(const QByteArray &token)
{
    QList<QByteArray> cores;
    for (int before = 0; before < 3; ++before) {
        const QByteArray text = QByteArray(before, 'x') + token;
        for (const auto alphabet : { QByteArray::Base64Encoding, QByteArray::Base64UrlEncoding }) {
            const QByteArray encoded = text.toBase64(alphabet | QByteArray::OmitTrailingEquals);
            cores.append(encoded.mid(4, 24));
        }
    }
    return cores;
}

// What the token may hide as. A third of it is a leak as well.
QList<QByteArray> tracesOf(const QByteArray &token)
{
    constexpr qsizetype Part = 10;
    QList<QByteArray> traces = base64Cores(token);
    for (qsizetype i = 0; i + Part <= token.size(); ++i)
        traces.append(token.mid(i, Part));
    traces.append(token.toPercentEncoding());
    traces.append(token.toPercentEncoding({}, {}, '%').toLower());
    traces.append(token.left(Part).toHex());
    traces.append(token.left(Part).toHex().toUpper());
    traces.append(utf16(token.first(Part), false));
    traces.append(utf16(token.first(Part), true));
    return traces;
}

// Empty, or the first trace with its surroundings.
QByteArray leak(const QByteArray &text)
{
    static const QList<QByteArray> traces = tracesOf(Token);
    for (const QByteArray &trace : traces) {
        const qsizetype at = text.indexOf(trace);
        if (at >= 0)
            return text.mid(std::max<qsizetype>(0, at - 80), 200);
    }
    return {};
}

QStringList leakingFiles(const QString &folder)
{
    QStringList found;
    QDirIterator files(
        folder, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (!leak(file.fileName().toUtf8()).isEmpty()
            || (file.open(QIODevice::ReadOnly) && !leak(file.readAll()).isEmpty()))
            found.append(file.fileName());
    }
    return found;
}

/// What every program of this user can see of a process that runs: its arguments, and its environment without the variable
/// that the user gave it. Nothing of a process that has ended.
QByteArray visibleOf(qint64 pid)
{
    const QString folder = u"/proc/%1/"_s.arg(pid);
    QByteArray visible;
    for (const QString &name : { u"cmdline"_s, u"environ"_s, u"comm"_s }) {
        QFile file(folder + name);
        if (!file.open(QIODevice::ReadOnly))
            continue;
        for (const QByteArray &entry : file.readAll().split('\0')) {
            if (!entry.startsWith("CLOUDFLARE_API_TOKEN="))
                visible += entry + '\n';
        }
    }
    return visible;
}

/// The processes below @p pid, at any depth.
QList<qint64> descendantsOf(qint64 pid)
{
    QList<qint64> found;
    const QDir tasks(u"/proc/%1/task"_s.arg(pid));
    for (const QString &task : tasks.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile children(tasks.filePath(task + u"/children"_s));
        if (!children.open(QIODevice::ReadOnly))
            continue;
        for (const QByteArray &child : children.readAll().simplified().split(' ')) {
            if (child.toLongLong() > 0)
                found += QList<qint64>{ child.toLongLong() } + descendantsOf(child.toLongLong());
        }
    }
    return found;
}

// Servers that send back what they were sent, as a proxy in debug mode or a careless gateway does.
QByteArray echoedRefusal(const TinyApi::Request &request)
{
    return TinyApi::refusal(
        403, 10000, "Authentication error for Authorization: " + request.authorization);
}

QByteArray echoedSqlError(const TinyApi::Request &request)
{
    if (request.verb == "POST")
        return TinyApi::refusal(
            400, 7500, "near \"" + request.authorization + "\": syntax error: SQLITE_ERROR");
    return TinyApi::honest(Token)(request);
}

QByteArray echoedPage(const TinyApi::Request &request)
{
    return TinyApi::answer(
        502, "<html>upstream said: " + request.authorization + "</html>", "text/html");
}

QByteArray echoedNonsense(const TinyApi::Request &request)
{
    return TinyApi::answer(200, "{\"success\":true,\"result\":[\"" + request.authorization);
}

QByteArray echoedValues(const TinyApi::Request &request)
{
    const QByteArray text = '"' + request.authorization + '"';
    return TinyApi::success("{\"status\":" + text + ",\"id\":" + text + ",\"expires_on\":" + text
                            + "}");
}

QByteArray echoedRedirect(const TinyApi::Request &request)
{
    return TinyApi::answer(302,
                           {},
                           "text/plain",
                           "Location: /client/v4/other?token="
                               + request.authorization.toPercentEncoding()
                               + "\r\ncf-ray: " + request.authorization.mid(7) + "\r\n");
}

// Words and options with which a command has something to do; commands that are not here run bare.
QList<QStringList> linesOf(const QString &command)
{
    static const QMap<QString, QList<QStringList>> lines{
        { u"up"_s, { { u"--yes"_s }, { u"--dry-run"_s } } },
        { u"down"_s, { { u"3"_s, u"--yes"_s } } },
        { u"new"_s, { { u"rooms again"_s, u"--database"_s, u"AUTH_DB"_s } } },
        { u"renumber"_s, { { u"0003_nothing"_s }, { u"0003_nothing"_s, u"--keep-both"_s } } },
        { u"baseline"_s, { { u"--yes"_s, u"--dry-run"_s } } },
        { u"adopt"_s, { { u"--yes"_s } } },
        { u"resolve"_s,
          { { u"0001_nothing"_s, u"--applied"_s, u"--reason"_s, u"a test"_s, u"--yes"_s } } },
        { u"verify"_s, { {}, { u"--full"_s } } },
        { u"schema"_s, { {}, { u"user"_s } } },
        { u"query"_s,
          { { u"SELECT 1"_s, u"--database"_s, u"AUTH_DB"_s },
            { u"SELEC 1"_s, u"--database"_s, u"AUTH_DB"_s },
            { u"CREATE TABLE leak(x)"_s, u"--yes"_s, u"--database"_s, u"AUTH_DB"_s } } },
        { u"restore"_s, { { u"nowhere.sql"_s, u"--replace"_s, u"AUTH_DB"_s } } },
        { u"export"_s, { { u"user"_s, u"--database"_s, u"AUTH_DB"_s } } },
        { u"lock"_s, { { u"show"_s }, { u"release"_s, u"--yes"_s } } },
        { u"eject"_s, { { u"--yes"_s } } },
        { u"token"_s, { { u"status"_s } } },
        { u"time-travel"_s,
          { { u"info"_s }, { u"restore"_s, u"--at"_s, u"2026-01-01T00:00:00Z"_s } } },
        { u"databases"_s,
          { { u"list"_s }, { u"info"_s, u"nanotype-auth"_s }, { u"create"_s, u"more"_s } } },
        { u"import-csv"_s, { { u"user"_s, u"rows.csv"_s } } },
    };
    return lines.value(command, { {} });
}

} // namespace

/// The token is in nothing that is ever printed or written, and not to be seen from outside while a command runs: every command
/// as a real process, the token from each place it can come from, and servers that send it back.
class tst_secrecy : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_keychain = std::make_unique<PrivateKeychain>();
        m_cli = std::make_unique<CliProcess>(*m_keychain, u"nanotype"_s);
        m_cli->folder().write(u"project/rows.csv"_s, "id,name\n1,a\n");
        m_cli->environment.insert(u"CLOUDFLARE_ACCOUNT_ID"_s, SampleAccount);
        QCOMPARE(
            (*m_cli)({ u"token"_s, u"set"_s, u"--account"_s, SampleAccount }, Token + '\n').exit,
            0);
    }

    void cleanupTestCase()
    {
        QCOMPARE(leakingFiles(m_cli->folder().path()), QStringList());
        QCOMPARE(leakingFiles(m_keychain->dataFolder()), QStringList());
        QVERIFY2(m_glances >= m_processes, "processes were not seen while they ran");
    }

    // Who finds nothing may be looking wrong.
    void seesEveryTrace_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("as it is") << "before " + Token + " after";
        QTest::newRow("its beginning") << "token " + Token.left(12) + "…";
        QTest::newRow("its end") << "…" + Token.right(11);
        QTest::newRow("in an address") << "?token=" + Token.toPercentEncoding();
        QTest::newRow("in an address, small letters")
            << "?t=" + Token.toPercentEncoding().toLower();
        QTest::newRow("Base64") << Token.toBase64();
        QTest::newRow("Base64 of the header") << QByteArray("Bearer " + Token).toBase64();
        QTest::newRow("Base64 of user and token") << QByteArray("me:" + Token).toBase64();
        QTest::newRow("Base64 for addresses")
            << QByteArray("x:" + Token).toBase64(QByteArray::Base64UrlEncoding);
        QTest::newRow("hexadecimal") << Token.toHex();
        QTest::newRow("a QString's memory") << utf16(Token, false);
        QTest::newRow("JSON with slashes escaped") << QByteArray(Token).replace("/", "\\/");
    }

    void seesEveryTrace()
    {
        QFETCH(const QByteArray, text);

        QVERIFY(!leak(text).isEmpty());
        QVERIFY(leak("nothing in here").isEmpty());
    }

    void seesAnOpenToken_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("variable");
        QTest::newRow("argument") << QStringList{ u"-"_s, QString::fromLatin1(Token) } << u"A"_s;
        QTest::newRow("variable") << QStringList{ u"-"_s } << QString::fromLatin1(Token);
    }

    void seesAnOpenToken()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const QString, variable);
        QProcess process;
        QProcessEnvironment environment;
        environment.insert(u"OTHER"_s, variable);
        process.setProcessEnvironment(environment);

        process.start(u"/bin/cat"_s, arguments); // waits for its input
        QVERIFY(process.waitForStarted());
        const QList<qint64> children = descendantsOf(QCoreApplication::applicationPid());

        // started() comes while exec is still at work: what the program was given may be seen a moment later.
        QTRY_VERIFY(!leak(visibleOf(process.processId())).isEmpty());
        QVERIFY(!children.isEmpty());
        process.closeWriteChannel();
        QVERIFY(process.waitForFinished());
    }

    void noCommandTells_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("place");
        for (const auto &command : cli::allCommands()) {
            for (const QString &from : { u"env"_s, u"keychain"_s }) {
                for (const QString &place : { u"local"_s, u"remote"_s })
                    QTest::addRow("%s, %s, %s",
                                  qPrintable(command->name()),
                                  qPrintable(from),
                                  qPrintable(place))
                        << command->name() << from << place;
            }
        }
    }

    void noCommandTells()
    {
        QFETCH(const QString, command);
        QFETCH(const QString, from);
        QFETCH(const QString, place);
        const TinyApi api(from == "env"_L1 ? TinyApi::Handler(echoedRefusal)
                                           : TinyApi::Handler(echoedSqlError));
        const QStringList globals{
            u"--"_s + place, u"--api-url"_s, api.url(), u"--confirm"_s, u"nanotype-auth"_s
        };

        QList<QStringList> lines;
        for (const QStringList &words : linesOf(command)) {
            const QStringList line = globals + QStringList{ command } + words;
            lines.append(line);
            lines.append(QStringList{ u"--json"_s, u"--log-format"_s, u"json"_s } + line);
        }
        runAndLook(from, lines);
    }

    void noAnswerMakesItTell_data()
    {
        QTest::addColumn<TinyApi::Handler>("handler");
        QTest::newRow("a refusal") << TinyApi::Handler(echoedRefusal);
        QTest::newRow("an SQL error") << TinyApi::Handler(echoedSqlError);
        QTest::newRow("a gateway's page") << TinyApi::Handler(echoedPage);
        QTest::newRow("JSON that is cut off") << TinyApi::Handler(echoedNonsense);
        QTest::newRow("values that are the header") << TinyApi::Handler(echoedValues);
        QTest::newRow("a redirect") << TinyApi::Handler(echoedRedirect);
        QTest::newRow("no answer")
            << TinyApi::Handler([](const TinyApi::Request &) { return QByteArray(); });
    }

    void noAnswerMakesItTell()
    {
        QFETCH(const TinyApi::Handler, handler);
        const TinyApi api(handler);
        const QStringList globals{ u"--remote"_s, u"--api-url"_s, api.url() };

        const QList<QStringList> lines{ globals + QStringList{ u"token"_s, u"status"_s },
                                        globals + QStringList{ u"--json"_s, u"doctor"_s },
                                        globals + QStringList{ u"status"_s },
                                        globals
                                            + QStringList{ u"--json"_s,
                                                           u"query"_s,
                                                           u"SELECT 1"_s,
                                                           u"--database"_s,
                                                           u"AUTH_DB"_s } };
        runAndLook(u"env"_s, lines);

        QVERIFY(!api.requests().isEmpty());
    }

    void noAddressMakesItTell_data()
    {
        QTest::addColumn<QString>("address");
        QTest::newRow("in clear to a stranger") << u"http://api.example.test/client/v4"_s;
        QTest::newRow("no such host") << u"https://api.example.test/client/v4"_s;
        QTest::newRow("nobody listens") << u"http://127.0.0.1:1/client/v4"_s;
        QTest::newRow("no address") << u"::not an address::"_s;
        QTest::newRow("another kind of address") << u"file:///etc/hostname"_s;
    }

    void noAddressMakesItTell()
    {
        QFETCH(const QString, address);
        const QStringList globals{ u"--remote"_s, u"--api-url"_s, address };
        const QList<QStringList> lines{ globals + QStringList{ u"token"_s, u"status"_s },
                                        globals + QStringList{ u"--json"_s, u"doctor"_s } };

        runAndLook(u"env"_s, lines);
        runAndLook(u"keychain"_s, lines);
    }

    void noTransportSecurityMakesItTell()
    {
        const TinyApi clear(echoedRefusal);
        const QString address = clear.url().replace(u"http:"_s, u"https:"_s);
        const QStringList line{ u"--api-url"_s, address, u"token"_s, u"status"_s };

        runAndLook(u"env"_s, { line });
    }

    void noDebuggingMakesItTell()
    {
        const TinyApi api(echoedRefusal);
        const QStringList globals{ u"--remote"_s, u"--api-url"_s, api.url() };
        const QList<QStringList> lines{ globals + QStringList{ u"token"_s, u"status"_s },
                                        globals + QStringList{ u"doctor"_s } };
        m_cli->environment.insert(u"QT_LOGGING_RULES"_s, u"*=true"_s);

        runAndLook(u"env"_s, lines);
        runAndLook(u"keychain"_s, lines);

        m_cli->environment.remove(u"QT_LOGGING_RULES"_s);
    }

    void noWrongTokenIsRepeated_data()
    {
        QTest::addColumn<QString>("content");
        const QString token = QString::fromLatin1(Token);
        QTest::newRow("with the header's word") << u"Bearer "_s + token;
        QTest::newRow("with a line end inside") << token + u'\n' + token;
        QTest::newRow("in quotes") << u'"' + token + u'"';
        QTest::newRow("with a space") << token + u' ';
    }

    void noWrongTokenIsRepeated()
    {
        QFETCH(const QString, content);
        const QStringList set{ u"token"_s, u"set"_s };
        const QList<QStringList> lines{ { u"token"_s, u"status"_s },
                                        { u"--json"_s, u"--remote"_s, u"doctor"_s },
                                        { u"--remote"_s, u"status"_s } };
        const QProcessEnvironment before = m_cli->environment;
        m_cli->environment.insert(u"CLOUDFLARE_API_TOKEN"_s, content);

        look(lines);
        look({ set }, content.toUtf8());

        m_cli->environment = before;
    }

    // Arguments and environment are open to other programs.
    void isNotInTheProcessWhenItIsPipedIn()
    {
        QProcess process;
        m_cli->prepare(process, { u"token"_s, u"set"_s });
        process.start();
        process.write(Token);
        QVERIFY(process.waitForBytesWritten());
        const auto read = [&process](const QString &name) {
            QFile file(u"/proc/%1/%2"_s.arg(QString::number(process.processId()), name));
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        // It takes the place of the test's own copy, and then waits for the end of its input.
        QByteArray open;
        QVERIFY(CliProcess::waitUntil([&] {
            open = read(u"cmdline"_s);
            return open.split('\0').contains("set");
        }));
        open += read(u"environ"_s);
        process.closeWriteChannel();

        QCOMPARE(CliProcess::finish(process).exit, 0);
        QVERIFY(open.contains("HOME="));
        QCOMPARE(leak(open), QByteArray());
    }

private:
    void runAndLook(const QString &from, const QList<QStringList> &lines)
    {
        const QProcessEnvironment before = m_cli->environment;
        if (from == "env"_L1)
            m_cli->environment.insert(u"CLOUDFLARE_API_TOKEN"_s, QString::fromLatin1(Token));
        look(lines);
        m_cli->environment = before;
    }

    // All at once: they may get into each other's way, and what they say then is looked at as well.
    void look(const QList<QStringList> &lines, const QByteArray &input = {})
    {
        std::vector<std::unique_ptr<QProcess>> processes;
        for (const QStringList &line : lines) {
            auto &process = *processes.emplace_back(std::make_unique<QProcess>());
            m_cli->prepare(process, line);
            process.start();
            QVERIFY(process.waitForStarted());
            ++m_processes;
            glance(process.processId());
            process.write(input);
            process.closeWriteChannel();
        }
        QTimer pulse; // they ask, wait and start others at moments of their own
        connect(&pulse, &QTimer::timeout, this, [this, &processes] {
            for (const auto &process : processes)
                glance(process->processId());
        });
        pulse.start(5);
        for (const auto &process : processes) {
            const CliResult result = CliProcess::finish(*process);
            const QString line = process->arguments().join(u' ');
            QVERIFY2(result.exit >= 0, qPrintable(line));
            for (const QByteArray &text : { result.out, result.err }) {
                const QByteArray found = leak(text);
                if (!found.isEmpty())
                    QFAIL(QByteArray(found + " from " + line.toUtf8()).constData());
            }
        }
        QCOMPARE(m_openLeak, QByteArray());
    }

    void glance(qint64 pid)
    {
        if (pid == 0) // it has ended
            return;
        for (const qint64 each : QList<qint64>{ pid } + descendantsOf(pid)) {
            const QByteArray visible = visibleOf(each);
            m_glances += visible.contains('\n') ? 1 : 0;
            if (const QByteArray found = leak(visible); !found.isEmpty())
                m_openLeak = found;
        }
    }

    std::unique_ptr<PrivateKeychain> m_keychain;
    std::unique_ptr<CliProcess> m_cli;
    int m_processes = 0;
    int m_glances = 0; ///< at them and at those that they started
    QByteArray m_openLeak = {};
};

TIDEMARK_TEST(tst_secrecy)
#include "tst_secrecy.moc"
