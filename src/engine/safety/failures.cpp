#include "failures.h"

#include "cascades.h"
#include "probesql.h"
#include "statementrules.h"

#include <engine/database/sqlite/d1profile.h>

#include <sqlite3.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Form = StatementShape::Form;

/// Everything the judges below look at.
struct Case {
    StepContext &context;
    int number;
    const Failure &failure;
    const AuthorizerEvent &refused;
    const StatementShape &shape;
    const QByteArray &statement;

    [[nodiscard]] Finding finding(const QString &rule, const QString &message) const
    {
        const QString object = shape.form == Form::CreateIndex ? shape.object : shape.target;
        const QString full = message + caretText(statement, failure.offset);
        Finding made = context.run.book.make(rule, context.id(), number, object, full);
        if (failure.offset > 0 && made.line > 0)
            made.line += static_cast<int>(statement.first(failure.offset).count('\n'));
        return made;
    }
    void record(const QString &rule, const QString &message) const
    {
        context.run.book.add(finding(rule, message));
    }
    [[nodiscard]] bool says(QLatin1StringView text) const
    {
        return failure.message.contains(text, Qt::CaseInsensitive);
    }
};

QString refusalRule(const AuthorizerEvent &refused)
{
    switch (refused.action) {
    case SQLITE_TRANSACTION:
    case SQLITE_SAVEPOINT:
        return u"D101"_s;
    case SQLITE_PRAGMA:
        return u"D102"_s;
    case SQLITE_FUNCTION:
        return u"D104"_s;
    case SQLITE_CREATE_TABLE:
    case SQLITE_CREATE_INDEX:
    case SQLITE_CREATE_VIEW:
    case SQLITE_CREATE_TRIGGER:
        return d1profile::isReservedName(refused.first) ? u"S412"_s : u"D103"_s;
    default:
        return u"D103"_s;
    }
}

Verdict judgeRefusal(const Case &it)
{
    it.record(refusalRule(it.refused), it.failure.message);
    return { Verdict::Next::Continue };
}

struct LimitText {
    QLatin1StringView text;
    QLatin1StringView rule;
};

std::optional<Verdict> judgeLimit(const Case &it)
{
    static constexpr LimitText Limits[] = {
        { "too many columns"_L1, "D106"_L1 },
        { "too many terms in compound"_L1, "D107"_L1 },
        { "Expression tree is too large"_L1, "D108"_L1 },
        { "parser stack overflow"_L1, "D108"_L1 },
        { "pattern too complex"_L1, "D109"_L1 },
        { "trigger recursion"_L1, "D110"_L1 },
        { "too many SQL variables"_L1, "D111"_L1 },
        { "variable number must be"_L1, "D111"_L1 },
        { "out of memory"_L1, "D112"_L1 },
        { "too many arguments on function"_L1, "D104"_L1 },
    };
    if (!it.context.run.isD1())
        return {};
    for (const LimitText &limit : Limits) {
        if (!it.says(limit.text))
            continue;
        it.record(QString(limit.rule), u"D1 would refuse this: %1."_s.arg(it.failure.message));
        return Verdict{ it.shape.changesRows() ? Verdict::Next::Continue : Verdict::Next::Stop };
    }
    if ((it.failure.code & 0xff) == SQLITE_TOOBIG) {
        const bool statement = it.statement.size() > d1profile::MaxStatementBytes;
        it.record(statement ? u"D105"_s : u"D113"_s,
                  u"D1 would refuse this: %1."_s.arg(it.failure.message));
        return Verdict{ Verdict::Next::Continue };
    }
    return {};
}

/// D1's SQLite is newer than the built-in one: functions it has, and syntax that came after 3.40.
bool mayBeKnownToD1(const Case &it)
{
    if (!it.context.run.isD1())
        return false;
    if (it.says("no such function"_L1))
        return d1profile::isAllowedFunction(it.failure.message.section(u": "_s, 1).toUtf8());
    if (it.says("unrecognized token"_L1))
        return it.failure.message.contains(u'_'); // 1_000, SQLite 3.46
    if (!it.says("syntax error"_L1))
        return false;
    return it.shape.form == Form::AlterOther // constraints, SQLite 3.53
           || it.says(R"(near "ORDER")"_L1); // aggregates with ORDER BY, SQLite 3.44
}

std::optional<Verdict> judgeUnknown(const Case &it)
{
    if (mayBeKnownToD1(it)) {
        it.context.unjudged = true;
        it.record(
            u"D121"_s,
            u"This statement cannot be judged here: %1. It was left out of the rehearsal."_s.arg(
                it.failure.message));
        return Verdict{ Verdict::Next::Continue };
    }
    if (it.context.unjudged && it.says("no such"_L1)) {
        it.record(u"D121"_s,
                  u"%1, perhaps because an earlier statement could not be rehearsed."_s.arg(
                      it.failure.message));
        return Verdict{ Verdict::Next::Continue };
    }
    return {};
}

std::optional<Verdict> judgeAlter(const Case &it)
{
    if (it.shape.form != Form::AddColumn)
        return {};
    if (!it.says("UNIQUE column"_L1) && !it.says("PRIMARY KEY column"_L1)
        && !it.says("STORED column"_L1))
        return {};
    it.record(u"S203"_s, it.failure.message + u'.');
    return Verdict{ Verdict::Next::Stop };
}

/// A rule that depends on rows, and the SELECT that tells.
struct Doubt {
    QString rule;
    QByteArray probe;
    bool anyRow = false; ///< one row is enough to fail
};

/// The table the rows of an INSERT … SELECT come from.
const Table *sourceTable(const Case &it)
{
    const auto names = namesIn(it.statement);
    for (const Table &table : it.context.before.tables) {
        if (names.contains(nameKey(table.name)) && nameKey(table.name) != nameKey(it.shape.target))
            return &table;
    }
    return nullptr;
}

QStringList failedColumns(const QString &message)
{
    QStringList columns;
    const QString list = message.section(u": "_s, 1);
    for (const QString &column : list.split(u", "_s))
        columns << column.section(u'.', 1);
    return columns;
}

std::optional<Doubt> alterDoubt(const Case &it)
{
    if (it.shape.form != Form::AddColumn)
        return {};
    const QByteArray probe = anyRowProbe(it.shape.target);
    if (it.says("Cannot add a NOT NULL column"_L1))
        return Doubt{ u"S201"_s, probe, true };
    if (it.says("non-constant default"_L1))
        return Doubt{ u"S202"_s, probe, true };
    if (it.says("REFERENCES column with non-NULL default"_L1))
        return Doubt{ u"S204"_s, probe, true };
    if (it.says("constraint failed"_L1))
        return Doubt{ u"S207"_s, probe, true };
    return {};
}

std::optional<Doubt> copyDoubt(const Case &it)
{
    const Table *source = sourceTable(it);
    const bool copies = source && it.shape.form == Form::Insert && it.shape.asSelect;
    const QStringList columns = failedColumns(it.failure.message);
    const bool known = copies && std::ranges::all_of(columns, [&](const QString &column) {
                           return source->column(column);
                       });
    const Schema now = it.context.run.substitute.userSchema().valueOr({});
    const Table *target = now.table(it.shape.target);
    if (it.says("UNIQUE constraint failed"_L1))
        return Doubt{ u"S205"_s, known ? duplicatesProbe(source->name, columns) : QByteArray() };
    if (it.says("NOT NULL constraint failed"_L1)) {
        if (known)
            return Doubt{ u"S206"_s, nullsProbe(source->name, columns.first()) };
        return Doubt{ u"S206"_s, copies ? anyRowProbe(source->name) : QByteArray(), copies };
    }
    if (it.says("CHECK constraint failed"_L1))
        return Doubt{ u"S207"_s, copies && target ? checkProbe(*source, *target) : QByteArray() };
    if (it.says("FOREIGN KEY constraint failed"_L1))
        return Doubt{ u"S208"_s,
                      copies && target ? orphansProbe(*source, *target, now) : QByteArray() };
    return {};
}

std::optional<Doubt> doubtOf(const Case &it)
{
    if (const auto alter = alterDoubt(it))
        return alter;
    if ((it.failure.code & 0xff) != SQLITE_CONSTRAINT)
        return {};
    if (it.shape.form == Form::CreateIndex)
        return Doubt{ u"S205"_s, duplicatesProbe(it.statement, it.shape.object) };
    return copyDoubt(it);
}

Verdict judgeDoubt(const Case &it, const Doubt &doubt)
{
    const QString message = it.failure.message + u'.';
    const QSet<QString> inTheWay
        = it.context.run.withData() ? QSet<QString>() : tablesInTheWay(it.context, it.statement);
    if (inTheWay.isEmpty()) { // rows of the run itself, or real ones
        it.record(doubt.rule, message);
        return { Verdict::Next::Stop };
    }
    const QString table = it.shape.form == Form::CreateIndex ? it.shape.object : it.shape.target;
    const auto live = it.context.run.liveCount(table);
    if (doubt.anyRow && live && *live > 0)
        it.record(doubt.rule, message + it.context.run.liveCountText(table));
    else if (!live || *live > 0)
        recordDoubt(
            it.context.run, it.finding(doubt.rule, message), doubt.probe, it.context.run.written);
    return { Verdict::Next::Retry, inTheWay };
}

Verdict judgeBlockedDrop(const Case &it)
{
    reportBlockedDrop(it.context, it.number, it.failure);
    const QSet<QString> inTheWay
        = it.context.run.withData() ? QSet<QString>() : tablesInTheWay(it.context, it.statement);
    if (inTheWay.isEmpty())
        return { Verdict::Next::Stop };
    return { Verdict::Next::Retry, inTheWay };
}

} // namespace

Verdict judgeFailure(StepContext &context, int number, const Execution &execution)
{
    const Case it{ context,
                   number,
                   *execution.failure,
                   execution.refused,
                   context.shapes.at(number - 1),
                   context.script.statements.at(number - 1).text };
    if (it.failure.refused)
        return judgeRefusal(it);
    if (const auto limit = judgeLimit(it))
        return *limit;
    if (const auto unknown = judgeUnknown(it))
        return *unknown;
    if (const auto alter = judgeAlter(it))
        return *alter;
    if (it.shape.form == Form::DropTable && it.says("FOREIGN KEY constraint failed"_L1))
        return judgeBlockedDrop(it);
    if (const auto doubt = doubtOf(it))
        return judgeDoubt(it, *doubt);
    it.record(u"S100"_s, it.failure.message + u'.');
    return { Verdict::Next::Stop };
}

QSet<QString> tablesInTheWay(const StepContext &context, QByteArrayView statement)
{
    const QSet<QString> names = namesIn(statement);
    QStringList open;
    for (const Table &table : context.before.tables) {
        if (names.contains(nameKey(table.name)))
            open << table.name;
    }
    QSet<QString> found;
    while (!open.isEmpty()) {
        const QString table = open.takeFirst();
        if (found.contains(nameKey(table)))
            continue;
        found.insert(nameKey(table));
        for (const ChildReference &reference : context.before.childrenOf(table))
            open << reference.child;
    }
    const bool anyRows = std::ranges::any_of(found, [&](const QString &key) {
        for (auto i = context.countsBefore.cbegin(); i != context.countsBefore.cend(); ++i) {
            if (nameKey(i.key()) == key && i.value() > 0)
                return true;
        }
        return false;
    });
    return anyRows ? found : QSet<QString>();
}

void recordDoubt(RunState &run,
                 Finding finding,
                 const QByteArray &sql,
                 const QSet<QString> &written)
{
    const QSet<QString> names = namesIn(sql);
    const bool changedBefore = std::ranges::any_of(written, [&](const QString &key) {
        return names.contains(key.section(u'.', 0, 0))
               && (!key.contains(u'.') || names.contains(key.section(u'.', 1)));
    });
    if (!sql.isEmpty() && !changedBefore && !run.liveSchema.prepare(sql).failure) {
        run.probes << Probe{ .migration = finding.migration,
                             .line = finding.line,
                             .statement = finding.statement,
                             .sql = sql,
                             .finding = finding };
        return;
    }
    finding.severity = Severity::Warning;
    finding.message = u"Only the real rows can tell whether this fails: "_s + finding.message;
    run.book.add(finding);
}

} // namespace tidemark
