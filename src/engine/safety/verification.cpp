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

/// The migration whose replay step first has @p table (with @p column); empty if none has.
QString expectedBy(const Replay &replay, const QString &table, const QString &column = {})
{
    for (const ReplayStep &step : replay.steps) {
        const Table *found = step.after.table(table);
        if (found && (column.isEmpty() || found->column(column)))
            return step.id;
    }
    return {};
}

QString because(const QString &migration)
{
    return migration.isEmpty() ? u"expected by the migrations"_s : u"expected by "_s + migration;
}

Check tableCheck(const Schema &live, const QString &table, const QString &why)
{
    const bool there = live.table(table) || live.view(table);
    return { .name = u"table"_s,
             .subject = table,
             .passed = there,
             .detail = there ? why : u"missing; "_s + why };
}

Check columnCheck(const Schema &live,
                  const QString &table,
                  const QString &column,
                  const QString &why)
{
    const Table *found = live.table(table);
    const bool there = found && found->column(column);
    return { .name = u"column"_s,
             .subject = table + u'.' + column,
             .passed = there,
             .detail = there ? why : u"missing; "_s + why };
}

QList<Check> configuredChecks(const Schema &live, const ExpectationSettings &expectations)
{
    const QString why = u"expected by tidemark.toml"_s;
    QList<Check> checks;
    for (const QString &table : expectations.tables)
        checks << tableCheck(live, table, why);
    for (auto i = expectations.columns.cbegin(); i != expectations.columns.cend(); ++i) {
        for (const QString &column : i.value())
            checks << columnCheck(live, i.key(), column, why);
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
            failed.detail = expectation ? u"the table is missing"_s : expectation.error().message;
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

} // namespace

QCoro::Task<Result<QList<Check>>> verify(VerificationRequest request, Conduct conduct)
{
    const Schema live = request.live.userPart();
    QList<Check> checks = configuredChecks(live, request.expectations);
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
    co_return checks + *answered;
}

bool allPassed(const QList<Check> &checks)
{
    return std::ranges::all_of(checks, &Check::passed);
}

} // namespace tidemark
