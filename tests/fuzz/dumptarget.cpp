// Dumps come from anywhere. What is imported must come back whole from our own dump of it; what is refused leaves the
// database as empty as it was.

#include "targets.h"

#include <engine/sql/script.h>
#include <engine/transfer/dumpreader.h>
#include <engine/transfer/sqldump.h>
#include <support/exactcontent.h>

#include <QBuffer>

#include <sqlite3.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int EnoughSteps = 200; // times a thousand operations: recursive queries end, too

int countDown(void *left)
{
    return --*static_cast<int *>(left) <= 0 ? 1 : 0;
}

/// Small values, no other files, and an end to everything.
class Sandbox
{
public:
    Sandbox()
        : m_connection(*SqliteConnection::open(u":memory:"_s, { .foreignKeys = false }))
    {
        sqlite3 *const handle = m_connection.handle();
        sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, 100'000);
        sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
        sqlite3_progress_handler(handle, 1000, countDown, &m_left);
    }
    [[nodiscard]] SqliteConnection &connection() { return m_connection; }
    [[nodiscard]] bool isTired() const { return m_left <= 0; }

private:
    int m_left = EnoughSteps;
    SqliteConnection m_connection;
};

/// Hands out a few bytes at a time, as a pipe may.
class SlowDevice final : public QIODevice
{
public:
    explicit SlowDevice(QByteArray content)
        : m_content(std::move(content))
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }
    [[nodiscard]] bool isSequential() const override { return true; }

protected:
    qint64 readData(char *data, qint64 size) override
    {
        const auto count = std::min<qint64>({ size, 1 + m_at % 7, m_content.size() - m_at });
        std::copy_n(m_content.constData() + m_at, count, data);
        m_at += count;
        return count;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray m_content;
    qint64 m_at = 0;
};

QString readsWhatTheSplitterSees(const QByteArray &input)
{
    const auto expected = splitScript(input);
    SlowDevice device(input);
    DumpReader reader(device);
    for (const Statement &statement : expected) {
        const auto more = reader.next();
        if (!more || !*more)
            return u"the reader ends before the statement at %1"_s.arg(statement.offset);
        if (!reader.text().startsWith(statement.text) || reader.line() != statement.line
            || reader.isComplete() != statement.complete)
            return u"the reader sees another statement at %1"_s.arg(statement.offset);
    }
    const auto more = reader.next();
    return more && !*more ? QString() : u"the reader goes on after the last statement"_s;
}

/// Errors that the content itself is to blame for: SQLite cannot read its own schema back, or a row cannot be had.
bool isTheContents(const Error &error)
{
    return error.kind == Error::Kind::Policy || error.kind == Error::Kind::Database
           || error.kind == Error::Kind::BadInput || error.kind == Error::Kind::Cancelled;
}

struct State {
    Schema schema;
    QMap<QString, QList<QByteArray>> content;
};

/// Nothing if SQLite cannot read what it stores: a virtual table without content, a generated column that fails.
std::optional<State> stateOf(Sandbox &sandbox)
{
    const auto schema = sandbox.connection().schema();
    const auto content = exactContent(sandbox.connection(), Rowids::Ignored);
    return schema && content && !sandbox.isTired() ? std::optional(State{ *schema, *content })
                                                   : std::nullopt;
}

QString comesBackWhole(Sandbox &first)
{
    const auto before = stateOf(first);
    QBuffer dump;
    dump.open(QIODevice::ReadWrite);
    const auto exported = exportSql(first.connection(), dump, {});
    if (!before || first.isTired())
        return {};
    if (!exported)
        return isTheContents(exported.error())
                   ? QString()
                   : u"cannot be exported: "_s + exported.error().message;
    Sandbox second;
    dump.seek(0);
    const auto imported = importSql(second.connection(), dump);
    const QString text = u'\n' + QString::fromUtf8(dump.data());
    if (second.isTired())
        return {};
    if (!imported)
        return u"our dump cannot be imported: "_s + imported.error().message + text;
    const auto after = stateOf(second);
    if (!after)
        return second.isTired() ? QString() : u"the import cannot be read"_s + text;
    if (fingerprint(before->schema) != fingerprint(after->schema))
        return u"the import has another schema"_s + text;
    const QString differing = contentDifference(before->content, after->content);
    return differing.isEmpty() ? QString() : differing + text;
}

} // namespace

QString checkDump(const QByteArray &input)
{
    if (const QString wrong = readsWhatTheSplitterSees(input); !wrong.isEmpty())
        return wrong;
    Sandbox database;
    SlowDevice device(input);
    const auto imported = importSql(database.connection(), device);
    if (database.connection().inTransaction())
        return u"a transaction is left open"_s;
    if (imported)
        return comesBackWhole(database);
    const auto left = database.connection().query({ "SELECT name FROM sqlite_schema" });
    if (!database.isTired() && (!left || !left->rows.isEmpty()))
        return u"a refused dump left something: "_s + imported.error().message;
    return {};
}

} // namespace tidemark
