#include "verification.h"

#include <engine/migration/migration.h>
#include <engine/sql/identifier.h>
#include <engine/sql/schemadiff.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// So many statements go into one round trip; D1 answers a batch within 30 seconds or not at all.
constexpr qsizetype BatchSize = 25;
/// More orphans than this are counted, not listed.
constexpr qsizetype ListedOrphans = 3;

/// A SELECT whose answer decides a check.
struct Question {
    QByteArray sql;
    std::function<Check(const ResultSet &)> judge;
    Check unanswered; ///< what it is about; says why if it could not be asked
};

QString keyOf(const QString &name)
{
    return name.toLower();
}

/// Whether @p schema has a table or view of this name, with @p column if one is given.
bool has(const Schema &schema, const QString &table, const QString &column = {})
{
    const Table *found = schema.table(table);
    if (column.isEmpty())
        return found || schema.view(table);
    return found && found->column(column);
}

/// The migration whose replay step first has @p table (with @p column); empty if none has.
QString expectedBy(const Replay &replay, const QString &table, const QString &column = {})
{
    for (const ReplayStep &step : replay.steps) {
        if (has(step.after, table, column))
            return step.id;
    }
    return {};
}

/// The migration that waits and makes what tidemark.toml expects; empty if there is none.
QString
pendingMaker(const VerificationRequest &request, const QString &table, const QString &column = {})
{
    if (!request.wholeStream)
        return {};
    const QString maker = expectedBy(*request.wholeStream, table, column);
    const bool inEffect = request.expectedByReplay && request.expectedByReplay->step(maker);
    return inEffect ? QString() : maker;
}

QString because(const QString &migration)
{
    return migration.isEmpty() ? u"expected by the migrations"_s : u"expected by "_s + migration;
}

/// The verdict on something tidemark.toml expects to be there.
Check configuredCheck(const VerificationRequest &request,
                      const Schema &live,
                      const QString &table,
                      const QString &column = {})
{
    Check check{ .name = column.isEmpty() ? u"table"_s : u"column"_s,
                 .subject = column.isEmpty() ? table : QString(table + u'.' + column),
                 .passed = has(live, table, column),
                 .detail = u"expected by tidemark.toml"_s };
    if (check.passed)
        return check;
    const QString maker = pendingMaker(request, table, column);
    check.pending = !maker.isEmpty();
    check.passed = check.pending;
    check.detail
        = (check.pending ? u"pending; %1 makes it; "_s.arg(maker) : u"missing; "_s) + check.detail;
    return check;
}

QList<Check> configuredChecks(const VerificationRequest &request, const Schema &live)
{
    QList<Check> checks;
    for (const QString &table : request.expectations.tables)
        checks << configuredCheck(request, live, table);
    const auto &columns = request.expectations.columns;
    for (auto i = columns.cbegin(); i != columns.cend(); ++i) {
        for (const QString &column : i.value())
            checks << configuredCheck(request, live, i.key(), column);
    }
    return checks;
}

/// The differences that concern @p table, as words; empty if it is as expected.
QString differencesOf(const QList<SchemaDifference> &differences, const QString &table)
{
    QStringList words;
    for (const SchemaDifference &difference : differences) {
        const bool own = difference.object == SchemaDifference::Object::Table
                         && keyOf(difference.name) == keyOf(table);
        const bool column = difference.object == SchemaDifference::Object::Column
                            && keyOf(difference.name.section(u'.', 0, 0)) == keyOf(table);
        if (!own && !column)
            continue;
        words << difference.name + u" is "_s + differenceKindName(difference.kind)
                     + (difference.expected.isEmpty() ? QString()
                                                      : u", expected "_s + difference.expected)
                     + (difference.found.isEmpty() ? QString() : u", found "_s + difference.found);
    }
    return words.join(u"; "_s);
}

bool isUnexpected(const SchemaDifference &difference)
{
    return difference.kind == SchemaDifference::Kind::Unexpected
           && difference.object != SchemaDifference::Object::Column;
}

QList<Check> tableChecks(const Schema &expected,
                         const QList<SchemaDifference> &differences,
                         const Replay &replay)
{
    QList<Check> checks;
    for (const Table &table : expected.tables) {
        if (table.kind == Table::Kind::Shadow)
            continue;
        const QString wrong = differencesOf(differences, table.name);
        const QString why = because(expectedBy(replay, table.name));
        checks << Check{ .name = u"table"_s,
                         .subject = table.name,
                         .passed = wrong.isEmpty(),
                         .detail = wrong.isEmpty()
                                       ? u"%1 columns; %2"_s.arg(table.columns.size()).arg(why)
                                       : wrong + u"; "_s + why };
    }
    return checks;
}

Check objectCheck(const QString &kind,
                  const QString &name,
                  SchemaDifference::Object object,
                  const QList<SchemaDifference> &differences)
{
    const auto found = std::ranges::find_if(differences, [&](const SchemaDifference &difference) {
        return difference.object == object && keyOf(difference.name) == keyOf(name);
    });
    const bool passed = found == differences.end();
    return { .name = kind,
             .subject = name,
             .passed = passed,
             .detail = passed
                           ? u"expected by the migrations"_s
                           : differenceKindName(found->kind) + u"; expected by the migrations"_s };
}

QList<Check> replayChecks(const Schema &live, const Replay &replay)
{
    using Object = SchemaDifference::Object;
    const Schema expected = replay.schema().userPart();
    const auto differences = schemaDifferences(expected, live);
    QList<Check> checks = tableChecks(expected, differences, replay);
    for (const Index &index : expected.indexes) {
        if (index.origin == Index::Origin::Statement)
            checks << objectCheck(u"index"_s, index.name, Object::Index, differences);
    }
    for (const Trigger &trigger : expected.triggers)
        checks << objectCheck(u"trigger"_s, trigger.name, Object::Trigger, differences);
    for (const View &view : expected.views)
        checks << objectCheck(u"view"_s, view.name, Object::View, differences);
    for (const SchemaDifference &difference : differences) {
        if (isUnexpected(difference))
            checks << Check{ .name = u"unexpected"_s,
                             .subject = difference.name,
                             .passed = false,
                             .detail = u"a %1 that no migration makes"_s.arg(
                                 objectName(difference.object)) };
    }
    return checks;
}

Check foreignKeyVerdict(const QString &table, const ResultSet &orphans)
{
    Check check{ .name = u"foreign keys"_s,
                 .subject = table,
                 .passed = orphans.rows.isEmpty(),
                 .detail = u"every reference holds"_s };
    if (check.passed)
        return check;
    QStringList listed;
    for (const Row &row : orphans.rows.first(std::min(orphans.rows.size(), ListedOrphans)))
        listed << (row.value(1).isNull() ? u"a row"_s : u"row "_s + row.value(1).toString())
                      + u" → "_s + row.value(2).toString();
    check.detail = u"%1 rows reference nothing: %2"_s.arg(
        QString::number(orphans.rows.size()),
        listed.join(u", "_s) + (orphans.rows.size() > ListedOrphans ? u", …"_s : QString()));
    return check;
}

void askForeignKeys(QList<Question> &questions,
                    const VerificationRequest &request,
                    const Schema &live)
{
    for (const Table &table : live.tables) {
        const bool changed = std::ranges::any_of(request.changedTables, [&](const QString &name) {
            return keyOf(name) == keyOf(table.name);
        });
        const bool child = std::ranges::any_of(table.foreignKeys, [&](const ForeignKey &key) {
            return std::ranges::any_of(request.changedTables, [&](const QString &name) {
                return keyOf(name) == keyOf(key.parent);
            });
        });
        if (table.foreignKeys.isEmpty() || (!request.full && !changed && !child))
            continue;
        questions << Question{
            .sql = "PRAGMA foreign_key_check(" + quoted(table.name) + ")",
            .judge
            = [name = table.name](const ResultSet &set) { return foreignKeyVerdict(name, set); },
            .unanswered = { .name = u"foreign keys"_s, .subject = table.name, .detail = {} }
        };
    }
}

Question countQuestion(const QString &table, std::function<Check(qint64)> judge)
{
    return { .sql = "SELECT count(*) FROM " + quoted(table),
             .judge =
                 [judge = std::move(judge)](const ResultSet &set) {
                     return judge(set.rows.isEmpty() ? -1 : set.rows.first().first().toInteger());
                 },
             .unanswered = { .name = u"rows"_s, .subject = table, .detail = {} } };
}

void askRows(QList<Question> &questions,
             QList<Check> &checks,
             const VerificationRequest &request,
             const Schema &live)
{
    const auto &rows = request.expectations.rows;
    for (auto i = rows.cbegin(); i != rows.cend(); ++i) {
        const auto expectation = parseRowExpectation(i.key(), i.value());
        Check failed{ .name = u"rows"_s, .subject = i.key(), .passed = false, .detail = {} };
        if (!expectation || !live.table(i.key())) {
            const QString maker = expectation ? pendingMaker(request, i.key()) : QString();
            failed.pending = failed.passed = !maker.isEmpty();
            failed.detail = !expectation     ? expectation.error().message
                            : failed.pending ? u"pending; %1 makes the table"_s.arg(maker)
                                             : u"the table is missing"_s;
            checks << failed;
            continue;
        }
        questions << countQuestion(i.key(), [rule = *expectation, table = i.key()](qint64 count) {
            return Check{ .name = u"rows"_s,
                          .subject = table,
                          .passed = rule.holds(count, count),
                          .detail
                          = u"%1 rows; expected %2"_s.arg(QString::number(count), rule.text()) };
        });
    }
    for (const Table &table : request.full ? live.tables : QList<Table>()) {
        if (rows.contains(table.name) || table.kind == Table::Kind::Shadow)
            continue;
        questions << countQuestion(table.name, [name = table.name](qint64 count) {
            return Check{ .name = u"rows"_s,
                          .subject = name,
                          .passed = count >= 0,
                          .detail = u"%1 rows"_s.arg(count) };
        });
    }
}

Question integrityQuestion()
{
    return { .sql = "PRAGMA quick_check",
             .judge =
                 [](const ResultSet &set) {
                     const QString answer = set.rows.isEmpty()
                                                ? u"no answer"_s
                                                : set.rows.first().first().toString();
                     return Check{ .name = u"integrity"_s,
                                   .subject = u"database"_s,
                                   .passed = answer == "ok"_L1,
                                   .detail = u"quick_check: "_s + answer };
                 },
             .unanswered = { .name = u"integrity"_s, .subject = u"database"_s, .detail = {} } };
}

bool endsEverything(const Error &error)
{
    return error.kind != Error::Kind::Database && error.kind != Error::Kind::BadInput;
}

/// One by one after a batch was refused: whatever is refused alone is a check not passed.
QCoro::Task<Result<QList<Check>>>
askOneByOne(DatabasePointer database, QList<Question> questions, std::stop_token stop)
{
    QList<Check> checks;
    for (const Question &question : questions) {
        const BoundStatement statement{ question.sql };
        const auto answer = co_await database->query(statement, stop);
        if (!answer && endsEverything(answer.error()))
            co_return answer.error();
        if (answer) {
            checks << question.judge(*answer);
            continue;
        }
        Check check = question.unanswered;
        check.detail = u"could not be checked: "_s + answer.error().message;
        checks << check;
    }
    co_return checks;
}

QCoro::Task<Result<QList<Check>>>
ask(DatabasePointer database, QList<Question> questions, Conduct conduct)
{
    QList<Check> checks;
    for (qsizetype done = 0; done < questions.size(); done += BatchSize) {
        if (conduct.stop.stop_requested())
            co_return cancelled();
        report(conduct.progress,
               { .text = u"Verifying"_s, .done = done, .total = questions.size() });
        const QList<Question> some = questions.mid(done, BatchSize);
        QList<BoundStatement> statements;
        for (const Question &question : some)
            statements << BoundStatement{ question.sql };
        const auto answers = co_await database->read(statements, conduct.stop);
        if (!answers && endsEverything(answers.error()))
            co_return answers.error();
        if (!answers || answers->size() != some.size()) {
            const auto single = co_await askOneByOne(database, some, conduct.stop);
            if (!single)
                co_return single.error();
            checks << *single;
            continue;
        }
        for (qsizetype i = 0; i < some.size(); ++i)
            checks << some.at(i).judge(answers->at(i));
    }
    co_return checks;
}

/// In WITHOUT ROWID tables SQLite 3.40 takes a NOT NULL column for NULL if the key has another order than the columns; its
/// thorough check does not. D1 has only the quick one, of a newer SQLite.
QCoro::Task<QList<Check>>
checkedThoroughly(DatabasePointer database, QList<Check> checks, std::stop_token stop)
{
    for (Check &check : checks) {
        if (check.name != "integrity"_L1 || check.passed)
            continue;
        const BoundStatement thorough{ "PRAGMA integrity_check(1)" };
        const auto answer = co_await database->query(thorough, stop);
        if (!answer || answer->rows.isEmpty())
            continue;
        const QString words = answer->rows.first().first().toString();
        check.passed = words == "ok"_L1;
        check.detail = u"integrity_check: "_s + words;
    }
    co_return checks;
}

} // namespace

QCoro::Task<Result<QList<Check>>> verify(VerificationRequest request, Conduct conduct)
{
    const Schema live = request.live.userPart();
    QList<Check> checks = configuredChecks(request, live);
    if (request.expectedByReplay)
        checks << replayChecks(live, *request.expectedByReplay);
    QList<Question> questions;
    askRows(questions, checks, request, live);
    askForeignKeys(questions, request, live);
    if (request.full)
        questions << integrityQuestion();
    const auto answered = co_await ask(request.database, questions, conduct);
    if (!answered)
        co_return answered.error();
    const auto certain = co_await checkedThoroughly(request.database, *answered, conduct.stop);
    co_return checks + certain;
}

bool allPassed(const QList<Check> &checks)
{
    return std::ranges::all_of(checks, &Check::passed);
}

} // namespace tidemark
