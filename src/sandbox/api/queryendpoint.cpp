#include "queryendpoint.h"

#include "envelope.h"
#include "locks.h"

#include <QMap>
#include <QTimer>

#include <sandbox/sql/engineerror.h>
#include <sandbox/sql/jsonwriter.h>

namespace tidemark::sandbox {

using namespace Qt::StringLiterals;

namespace {

QByteArray coloOf(const QString &region)
{
    static const QMap<QString, QByteArray> colos{ { u"WEUR"_s, "AMS" }, { u"EEUR"_s, "WAW" },
                                                  { u"WNAM"_s, "SJC" }, { u"ENAM"_s, "EWR" },
                                                  { u"APAC"_s, "SIN" }, { u"OC"_s, "SYD" } };
    return colos.value(region, "AMS");
}

QByteArray boolean(bool value)
{
    return value ? "true" : "false";
}

void count(Usage &usage, const Meter &meter)
{
    ++(meter.changedDatabase ? usage.writeQueries : usage.readQueries);
    usage.rowsRead += meter.rowsRead;
    usage.rowsWritten += meter.rowsWritten;
}

} // namespace

QByteArray metaJson(const Meter &meter, qint64 sizeAfter, const DatabaseRecord &record)
{
    const QByteArray duration
        = jsonNumber(double(qRound64(meter.milliseconds * 10'000)) / 10'000.0);
    const QByteArray region = record.region().toLatin1();
    return R"({"served_by":"v3-prod","served_by_region":")" + region + R"(","served_by_colo":")"
           + coloOf(record.region()) + R"(","served_by_primary":true,"timings":{"sql_duration_ms":)"
           + duration + R"(},"duration":)" + duration + R"(,"changes":)"
           + QByteArray::number(meter.changes) + R"(,"last_row_id":)"
           + jsonNumber(double(meter.lastRowId)) + R"(,"changed_db":)"
           + boolean(meter.changedDatabase) + R"(,"size_after":)" + QByteArray::number(sizeAfter)
           + R"(,"rows_read":)" + QByteArray::number(meter.rowsRead) + R"(,"rows_written":)"
           + QByteArray::number(meter.rowsWritten) + R"(,"total_attempts":1})";
}

QCoro::Task<HttpReply> QueryEndpoint::answer(ApiCall call, RowFormat format)
{
    if (const auto busy = busyError(*call.database, m_state))
        co_return failure(*busy);
    const auto batch = batchFrom(call, format);
    if (!batch)
        co_return failure(batch.error());
    std::stop_source stop;
    const std::stop_callback onShutdown(m_state.shutdown.get_token(),
                                        [stop]() mutable { stop.request_stop(); });
    QTimer deadline;
    deadline.setSingleShot(true);
    QObject::connect(
        &deadline, &QTimer::timeout, &deadline, [stop]() mutable { stop.request_stop(); });
    deadline.start(m_state.settings.timeLimitMs);
    if (m_state.quirks.take(Quirk::SlowQuery)) {
        co_await pause(m_state.settings.timeLimitMs);
        co_return failure(timeLimitExceeded());
    }
    auto execute = [batch = *batch, token = stop.get_token()](DatabaseFile &file) {
        return file.execute(batch, token);
    };
    const auto execution = co_await call.database->run(std::move(execute));
    if (!execution)
        co_return failure(execution.error());
    co_return reply(*call.database, *execution);
}

Outcome<Batch> QueryEndpoint::batchFrom(const ApiCall &call, RowFormat format)
{
    const bool isNaive = m_state.quirks.has(Quirk::NaiveSplitter);
    const auto calls = readQuery(call.request.body,
                                 { .booleans = m_state.settings.booleans,
                                   .splitting = isNaive ? Splitting::Naive : Splitting::Exact });
    if (!calls)
        return calls.error();
    return Batch{ *calls, format, call.token.rights };
}

HttpReply QueryEndpoint::reply(HostedDatabase &database, const Execution &execution)
{
    QByteArrayList results;
    for (const StatementResult &result : execution.results) {
        count(database.usage, result.meter);
        results.append(R"({"results":)" + result.rows + R"(,"success":true,"meta":)"
                       + metaJson(result.meter, execution.sizeAfter, database.record()) + '}');
    }
    return successWith('[' + results.join(',') + ']');
}

} // namespace tidemark::sandbox
