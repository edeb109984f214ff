// The splitter beside the two functions of SQLite that know where a statement ends: sqlite3_complete(), which the shell
// asks, and the tail of sqlite3_prepare_v2().

#include "targets.h"

#include <engine/sql/script.h>
#include <engine/sql/tokenizer.h>

#include <algorithm>
#include <memory>
#include <sqlite3.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct Closer {
    void operator()(sqlite3 *handle) const { sqlite3_close(handle); }
    void operator()(sqlite3_stmt *handle) const { sqlite3_finalize(handle); }
};
using Connection = std::unique_ptr<sqlite3, Closer>;

constexpr char Tables[] = "CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT, c); CREATE TABLE u(a, d);"
                          "CREATE VIEW v AS SELECT a, b FROM t; CREATE INDEX i ON t(b);";

// Pragmas do their work while they are prepared; no input may change what the next one meets.
int withoutPragmas(void *, int action, const char *, const char *, const char *, const char *)
{
    return action == SQLITE_PRAGMA ? SQLITE_DENY : SQLITE_OK;
}

Connection memory()
{
    sqlite3 *handle = nullptr;
    if (sqlite3_open(":memory:", &handle) != SQLITE_OK
        || sqlite3_exec(handle, Tables, nullptr, nullptr, nullptr) != SQLITE_OK)
        qFatal("No database in memory");
    sqlite3_set_authorizer(handle, withoutPragmas, nullptr);
    return Connection(handle);
}

/// SQLite's functions stop at a NUL byte; the engine's do not.
QByteArray upToNul(const QByteArray &text)
{
    const auto end = text.indexOf('\0');
    return end < 0 ? text : text.first(end);
}

struct Extent {
    qsizetype start = 0;
    qsizetype end = 0; ///< after the semicolon, or of the text

    bool operator==(const Extent &other) const = default;
};

QList<Extent> extents(const QByteArray &script)
{
    QList<Extent> found;
    for (const Statement &statement : splitScript(script)) {
        const auto end = statementEnd(QByteArrayView(script).sliced(statement.offset));
        found.append({ statement.offset, end < 0 ? script.size() : statement.offset + end });
    }
    return found;
}

// Where the two part from each other, we go with one of them:
// - A byte order mark within the text is white space to the parser and to us, a word to sqlite3_complete().
// - Tcl's array variable $a(;) is one token to the parser, whatever it holds; sqlite3_complete() and we look inside. A
//   statement that stands in a file has no use for one.

bool hasByteOrderMark(const QByteArray &text)
{
    return text.contains("\xEF\xBB\xBF");
}

bool mayHaveTclArray(const QByteArray &text)
{
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (QByteArrayView("$@:#").contains(text.at(at))
            && tokenAt(text, at).in(text).contains('('))
            return true;
    }
    return false;
}

QString place(const char *what, qsizetype expected, qsizetype found)
{
    return u"%1: SQLite %2, engine %3"_s.arg(QLatin1StringView(what)).arg(expected).arg(found);
}

QString everyByteHasOneToken(const QByteArray &text)
{
    qsizetype at = 0;
    for (Token token = tokenAt(text, 0); token.length > 0; token = tokenAt(text, token.end())) {
        if (token.offset != at || token.end() > text.size())
            return u"a token at %1 begins at %2"_s.arg(at).arg(token.offset);
        at = token.end();
    }
    return at == text.size() ? QString() : u"the tokens end at %1"_s.arg(at);
}

/// A statement handed on alone is the same statement, and its end is found without what follows it.
QString statementsStandAlone(const QByteArray &text)
{
    qsizetype end = 0;
    for (const Statement &statement : splitScript(text)) {
        if (statement.offset < end || text.mid(statement.offset, statement.length) != statement.text
            || statement.text.isEmpty())
            return u"the statement at %1 overlaps or is not its text"_s.arg(statement.offset);
        end = statement.offset + statement.length;
        if (statement.line != text.first(statement.offset).count('\n') + 1)
            return u"the statement at %1 has the wrong line"_s.arg(statement.offset);
        if (!statement.complete)
            continue;
        const auto again = splitScript(QByteArray(statement.text + ';'));
        if (again.size() != 1 || again.first().text != statement.text)
            return u"the statement at %1 falls apart alone"_s.arg(statement.offset);
        const auto here = QByteArrayView(text).sliced(statement.offset);
        const auto stop = statementEnd(here);
        if (stop < 0 || statementEnd(here.first(stop)) != stop)
            return u"the end of the statement at %1 depends on what follows"_s.arg(
                statement.offset);
    }
    return {};
}

/// The first semicolon up to which sqlite3_complete() is content, from the start of each statement.
QString agreesWithComplete(const QByteArray &text, const QList<Extent> &statements)
{
    for (const Extent &statement : statements) {
        qsizetype expected = text.size();
        for (auto at = text.indexOf(';', statement.start); at >= 0;
             at = text.indexOf(';', at + 1)) {
            if (sqlite3_complete(text.mid(statement.start, at + 1 - statement.start).constData())) {
                expected = at + 1;
                break;
            }
        }
        if (expected != statement.end)
            return place("end by sqlite3_complete", expected, statement.end);
    }
    return {};
}

/// For every statement that compiles: it begins where the one before ended, and SQLite's tail is our end.
QString agreesWithPrepare(const QByteArray &text, const QList<Extent> &statements)
{
    const Connection connection = memory();
    qsizetype at = 0;
    qsizetype next = 0;
    while (at < text.size()) {
        sqlite3_stmt *handle = nullptr;
        const char *tail = nullptr;
        const int code
            = sqlite3_prepare_v2(connection.get(), text.constData() + at, -1, &handle, &tail);
        const std::unique_ptr<sqlite3_stmt, Closer> statement(handle);
        const qsizetype end = tail ? tail - text.constData() : text.size();
        while (next < statements.size() && statements.at(next).end <= at)
            ++next;
        const bool left = next < statements.size();
        if (code
            != SQLITE_OK) { // says nothing about ends: go on behind what we take for the statement
            if (!left)
                return {};
            at = statements.at(next).end;
            continue;
        }
        if (statement && !left)
            return u"SQLite compiles a statement at %1, the engine sees none"_s.arg(at);
        if (statement && statements.at(next).end != end)
            return place("end by sqlite3_prepare", end, statements.at(next).end);
        if (!statement && left && end > statements.at(next).start)
            return u"SQLite sees nothing before %1, the engine a statement at %2"_s.arg(end).arg(
                statements.at(next).start);
        if (end <= at)
            return {};
        at = end;
    }
    return {};
}

/// Such text never runs, and its bytes may mean something else with blanks between them.
bool hasIllegalToken(const QByteArray &text)
{
    const auto tokens = significantTokens(text);
    return std::any_of(tokens.begin(), tokens.end(), [](const Token &token) {
        return token.kind == Token::Kind::Illegal;
    });
}

QString formsAreStable(const QByteArray &text)
{
    const QByteArray form = tokenForm(text);
    if (tokenForm(form) != form && !hasIllegalToken(text))
        return u"the token form has another token form"_s;
    const QByteArray lines = normalised(text);
    if (lines.contains('\r') || positionOf(text, text.size()).line != text.count('\n') + 1)
        return u"lines are miscounted"_s;
    static_cast<void>(statementKind(text));
    static_cast<void>(changesWholeTable(text));
    return {};
}

} // namespace

QString checkScript(const QByteArray &input)
{
    for (const auto check : { everyByteHasOneToken, statementsStandAlone, formsAreStable }) {
        if (const QString wrong = check(input); !wrong.isEmpty())
            return wrong;
    }
    const QByteArray text = upToNul(input);
    const auto statements = extents(text);
    if (!hasByteOrderMark(text)) {
        if (const QString wrong = agreesWithComplete(text, statements); !wrong.isEmpty())
            return wrong;
    }
    return mayHaveTclArray(text) ? QString() : agreesWithPrepare(text, statements);
}

} // namespace tidemark
