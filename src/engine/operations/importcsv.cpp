#include "importcsv.h"

#include "conducts.h"
#include "interruptedruns.h"
#include "leasekeeper.h"
#include "runjournal.h"
#include "runmigrations.h"

#include <QFileInfo>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Unfinished = std::optional<CsvProgress>;

Error notHere(const Target &target)
{
    return { .kind = Error::Kind::Usage,
             .message
             = u"CSV files are imported into local databases only; %1 is at Cloudflare."_s.arg(
                 target.name),
             .remedy = u"Use --local, or bring the rows up with a migration."_s };
}

Error wentOn(const QString &table)
{
    return { .kind = Error::Kind::Lock,
             .message = u"Another process went on with the import into %1 meanwhile."_s.arg(table),
             .remedy = u"Look with --resume --dry-run where it is."_s };
}

QCoro::Task<Result<std::shared_ptr<SqliteDatabase>>> openLocal(Target target)
{
    if (target.place == PlaceOfTarget::Remote)
        co_return notHere(target);
    if (!QFileInfo::exists(target.file))
        co_return missingDatabase(target);
    const SqliteOptions options = optionsFor(target, SqliteOptions::Access::ReadWrite);
    co_return co_await SqliteDatabase::open(target.file, options);
}

// What is to become of an unfinished import must be said; what was found while preparing must still be so.
Result<Unfinished> whereToGoOn(const ImportCsvRequest &request, const Unfinished &unfinished)
{
    const QString table = request.options.table;
    if (request.resume && !unfinished) {
        return Error{ .kind = Error::Kind::Usage,
                      .message = u"There is no unfinished import into %1."_s.arg(table),
                      .remedy = u"Leave out --resume."_s };
    }
    if (request.resume || !unfinished || request.forgetUnfinished)
        return request.resume ? unfinished : Unfinished();
    return Error{
        .kind = Error::Kind::Usage,
        .message
        = u"An import of %1 into %2 was not finished: the rows before its line %3 are in."_s
              .arg(unfinished->plan.file, table)
              .arg(unfinished->mark.line),
        .remedy
        = u"Go on with --resume, or give it up with --forget-unfinished; its rows stay then."_s
    };
}

Result<PreparedImport>
prepareWith(SqliteConnection &connection, const ImportCsvRequest &request, const Conduct &conduct)
{
    Unfinished unfinished;
    if (!request.forgetUnfinished) {
        const auto found = readCsvProgress(connection, request.options.table);
        if (!found)
            return found.error();
        unfinished = *found;
    }
    const auto from = whereToGoOn(request, unfinished);
    if (!from)
        return from.error();
    if (*from) {
        PreparedImport prepared{ .plan = (*from)->plan, .from = *from };
        prepared.plan.file = request.options.file;
        return prepared;
    }
    const auto plan = planCsvImport(connection, request.options, conduct);
    if (!plan)
        return plan.error();
    return PreparedImport{ .plan = *plan };
}

// What an import carries from step to step.
struct Import {
    EnginePointer engine;
    SelectedTarget selected;
    ImportCsvRequest request;
    PreparedImport prepared;
    std::shared_ptr<SqliteDatabase> database = {};
    RunIdentity identity = {};
    LeaseTimes times = {};
    int keep = 0;
    Lease lease = {};
    Conduct conduct = {};
};

QCoro::Task<Result<>> lookAgain(Import import)
{
    const QString table = import.request.options.table;
    const auto reading
        = [table](SqliteConnection &connection) { return readCsvProgress(connection, table); };
    const auto found = co_await import.database->with(reading);
    if (!found) {
        if (import.request.forgetUnfinished)
            co_return Ok{};
        co_return found.error();
    }
    const auto from = whereToGoOn(import.request, *found);
    if (!from)
        co_return from.error();
    const bool isSame = from->has_value() == import.prepared.from.has_value()
                        && (!*from || (*from)->mark == import.prepared.from->mark);
    if (!isSame)
        co_return wentOn(table);
    co_return Ok{};
}

// None for a table that is new (dropping it is the way back), nor for an import that goes on: it has one.
QCoro::Task<Result<SafetyPoint>> secure(Import import, Observation observation)
{
    SafetyPoint none;
    none.takenAt = import.engine->clock();
    const bool isNew = !import.prepared.plan.create.isEmpty();
    if (isNew || import.prepared.from || !import.request.takeSafetyPoint)
        co_return none;
    report(import.conduct.progress,
           { .text = u"Taking a safety point"_s, .database = import.selected.target.stream });
    SqliteOptions
        options; // without D1's refusals, and a connection of its own: the lease is renewed meanwhile
    options.access = SqliteOptions::Access::ReadOnly;
    const auto source = co_await SqliteDatabase::open(import.selected.target.file, options);
    if (!source)
        co_return source.error();
    const auto request = safetyPointRequest(
        import.engine, observation, u"before import "_s + import.identity.runId);
    const int keep = import.keep;
    const Conduct conduct = fromWorker(import.conduct);
    const auto securing = [request, keep, conduct](SqliteConnection &connection) {
        return takeSafetyPoint(connection, request, keep, conduct);
    };
    co_return co_await (*source)->with(securing);
}

QJsonObject started(const Import &import, const SafetyPoint &point)
{
    return { { u"table"_s, import.prepared.plan.table },
             { u"file"_s, import.prepared.plan.file },
             { u"resumed"_s, import.prepared.from.has_value() },
             { u"safety_point"_s, point.value },
             { u"actor"_s, import.identity.actor } };
}

QJsonObject finished(const Result<CsvImportReport> &result)
{
    if (!result)
        return { { u"outcome"_s,
                   result.error().kind == Error::Kind::Cancelled ? u"stopped"_s : u"failed"_s },
                 { u"error"_s, result.error().message },
                 { u"database_state"_s, stateName(result.error().databaseState) } };
    const CsvCounts &counts = result->counts;
    return { { u"outcome"_s, u"done"_s },
             { u"read"_s, counts.read },
             { u"written"_s, counts.written },
             { u"skipped"_s, counts.skipped },
             { u"rejected"_s, counts.rejected } };
}

Error lostLease(const Error &error)
{
    return { .kind = Error::Kind::Lock,
             .message = u"The lease was lost while the rows were written: another process took "
                        "over, or a migration ran."_s,
             .remedy = u"See `tidemark-cli events`; --resume goes on where the rows end."_s,
             .databaseState = error.databaseState };
}

QList<Check> countsChecked(const CsvPlan &plan, const CsvImportReport &report)
{
    const CsvCounts &counts = report.counts;
    const qint64 accounted = counts.written + counts.skipped + counts.rejected;
    QList<Check> checks{ { .name = u"records"_s,
                           .subject = plan.file,
                           .passed = accounted == counts.read,
                           .detail
                           = u"%1 read, %2 accounted for"_s.arg(counts.read).arg(accounted) } };
    if (report.rowsAfter < 0)
        return checks;
    const bool mayUpdate
        = plan.onConflict == CsvConflict::Replace || plan.onConflict == CsvConflict::Update;
    const qint64 most = report.rowsBefore + counts.written;
    const qint64 fewest = mayUpdate ? report.rowsBefore : most;
    // More rows than were written are somebody else's: a trigger's, or another program's beside us.
    const bool hasMore = report.rowsAfter > most;
    checks.append({ .name = u"rows"_s,
                    .subject = plan.table,
                    .passed = report.rowsAfter >= fewest,
                    .detail = u"%1 before, %2 written, %3 after%4"_s.arg(report.rowsBefore)
                                  .arg(counts.written)
                                  .arg(report.rowsAfter)
                                  .arg(hasMore ? u"; others were added meanwhile"_s : u""_s) });
    return checks;
}

std::optional<Error> failedCheck(const QList<Check> &checks)
{
    for (const Check &check : checks) {
        if (!check.passed)
            return Error{ .kind = Error::Kind::Policy,
                          .message
                          = u"The rows were written, but a check failed afterwards: %1 %2: %3."_s
                                .arg(check.name, check.subject, check.detail),
                          .remedy = u"Something else may have written meanwhile; the safety point "
                                    "can be restored."_s,
                          .databaseState = DatabaseState::Changed };
    }
    return std::nullopt;
}

QCoro::Task<Result<CsvImportReport>> writeRows(Import import, CsvImportRequest request)
{
    const Conduct conduct = fromWorker(import.conduct);
    const auto writing = [request, conduct](SqliteConnection &connection) {
        return importCsv(connection, request, conduct);
    };
    auto written = co_await import.database->with(writing);
    if (!written && leasesql::isGuardFailure(written.error()))
        co_return lostLease(written.error());
    co_return written;
}

QCoro::Task<Result<CompletedImport>> importUnderLease(Import import)
{
    auto keeper = std::make_unique<LeaseKeeper>(import.database, import.lease, import.times);
    const auto again = co_await lookAgain(import);
    if (!again)
        co_return again.error();
    const auto observed = co_await observe(import.engine, import.selected);
    if (!observed)
        co_return observed.error();
    if (auto noted = noteInterruptedRuns(import.engine, *observed, Alone::UnderLease); !noted)
        co_return noted.error();
    const auto point = co_await secure(import, *observed);
    if (!point)
        co_return point.error();
    const RunJournal journal(import.engine, import.identity, import.selected.target);
    const QJsonObject start = started(import, *point);
    if (const auto noted = journal.note(u"import-started"_s, start); !noted)
        co_return noted.error();
    keeper.reset(); // from here on each chunk renews it
    const auto &ledger = observed->input.ledger;
    CsvImportRequest request{ .plan = import.prepared.plan,
                              .rejects = import.request.rejects,
                              .mayOverwriteRejects = import.request.mayOverwriteRejects,
                              .from = import.prepared.from,
                              .safetyPoint = point->value };
    request.before = leasesql::guard(import.lease, ledger.head, ledger.exists);
    request.after = { leasesql::renew(import.lease, import.times), leasesql::clearGuard() };
    const auto written = co_await writeRows(import, request);
    const QJsonObject end = finished(written);
    const auto noted = journal.note(u"import-finished"_s, end);
    if (!written)
        co_return written.error();
    CompletedImport completed{ .report = *written, .safetyPoint = *point };
    completed.checks = countsChecked(import.prepared.plan, *written);
    completed.error = failedCheck(completed.checks);
    if (!noted && !completed.error) {
        completed.error = noted.error();
        completed.error->databaseState = DatabaseState::Changed;
    }
    co_return completed;
}

} // namespace

QCoro::Task<Result<PreparedImport>>
ImportCsv::prepare(SelectedTarget selected, ImportCsvRequest request, Conduct conduct) const
{
    const auto database = co_await openLocal(selected.target);
    if (!database)
        co_return database.error();
    const Conduct forWorker = fromWorker(conduct);
    const auto preparing = [request, forWorker](SqliteConnection &connection) {
        return prepareWith(connection, request, forWorker);
    };
    co_return co_await (*database)->with(preparing);
}

QCoro::Task<Result<CompletedImport>> ImportCsv::execute(SelectedTarget selected,
                                                        ImportCsvRequest request,
                                                        PreparedImport prepared,
                                                        Conduct conduct) const
{
    Import import{ .engine = m_engine,
                   .selected = selected,
                   .request = request,
                   .prepared = prepared,
                   .database = {},
                   .identity = m_engine->identity(),
                   .times = leaseTimesFor(m_engine, m_selection, selected.target),
                   .keep = m_selection.policy.safetyPointsKeep,
                   .lease = {},
                   .conduct = conduct };
    const auto database = co_await openLocal(selected.target);
    if (!database)
        co_return database.error();
    import.database = *database;
    const auto lease
        = co_await acquireLease(import.database, import.identity, import.times, conduct.stop);
    if (!lease)
        co_return lease.error();
    import.lease = *lease;
    auto completed = co_await importUnderLease(import);
    const auto released = co_await releaseLease(import.database, import.lease);
    Q_UNUSED(released) // an unreleased lease expires by itself
    co_return completed;
}

} // namespace tidemark
