#include "d1job.h"
#include "d1transfer.h"
#include "d1verdict.h"

#include <QJsonArray>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int MostBeginnings = 5;

constexpr auto VirtualTables
    = "SELECT name FROM sqlite_master WHERE type = 'table' AND lower(substr(sql, 1, 14)) = "
      "'create virtual' ORDER BY name";

Error virtualTables(const QList<Row> &rows)
{
    QStringList names;
    for (const Row &row : rows)
        names.append(row.first().toString());
    return { .kind = Error::Kind::Policy,
             .message
             = u"Cloudflare cannot export a database with virtual tables (%1), and trying "
               "may block the database for hours (workers-sdk#9519)."_s.arg(names.join(", "_L1)),
             .remedy = u"Use `tidemark-cli backup`, which reads row by row and makes such tables "
                       "anew."_s };
}

QJsonObject startBody(const D1ExportWish &wish)
{
    QJsonObject options{ { u"no_schema"_s, !wish.schema }, { u"no_data"_s, !wish.rows } };
    if (!wish.tables.isEmpty())
        options.insert(u"tables"_s, QJsonArray::fromStringList(wish.tables));
    return { { u"output_format"_s, u"polling"_s }, { u"dump_options"_s, options } };
}

Error failed(const QString &text)
{
    if (text.contains("Cannot start a new export"_L1))
        return { .kind = Error::Kind::Temporary,
                 .message = u"Somebody else exports this database at the moment."_s,
                 .remedy
                 = u"Wait until that has ended. There is no call that ends it; D1 gives up when "
                   "nobody asks for 15 seconds."_s };
    return { .kind = Error::Kind::Temporary,
             .message = u"Cloudflare's export failed: %1"_s.arg(text),
             .remedy = u"Use `tidemark-cli backup`, which does without it."_s };
}

/// Nested as documented, flat as some clients met it.
QUrl signedUrl(const QJsonObject &state)
{
    const auto nested = state["result"_L1].toObject()["signed_url"_L1].toString();
    return QUrl(nested.isEmpty() ? state["signed_url"_L1].toString() : nested);
}

QCoro::Task<Result<QUrl>>
awaitExport(D1JobChannel channel, QJsonObject start, D1Job job, Conduct conduct)
{
    int beginnings = job.bookmark.isEmpty() ? 0 : 1;
    bool first = true;
    while (true) {
        if (job.bookmark.isEmpty() && ++beginnings > MostBeginnings)
            co_return failed(u"the server lost it %1 times"_s.arg(MostBeginnings));
        QJsonObject body = start;
        if (!job.bookmark.isEmpty())
            body.insert(u"current_bookmark"_s, job.bookmark);
        const auto state = co_await channel.post(body, D1Request::Effect::Reads, conduct.stop);
        if (!state)
            co_return state.error();
        const QUrl url = signedUrl(*state);
        if (!url.isEmpty())
            co_return url;
        const QString complaint = complaintIn(*state);
        if (complaint.contains("Not currently exporting"_L1)) {
            job.bookmark.clear(); // done and forgotten before it was asked, or given up: begin anew
            first = true;
            continue;
        }
        if (!complaint.isEmpty())
            co_return failed(complaint);
        channel.take(*state, job);
        reportMessages(*state, conduct.progress);
        // A tiny database is done at once and forgotten soon after, so the first question does not wait.
        if (!std::exchange(first, false))
            co_await channel.waitForNextPoll(conduct.stop);
        if (conduct.stop.stop_requested())
            co_return cancelled();
    }
}

} // namespace

QCoro::Task<Result<qint64>> exportDatabase(D1DatabasePointer database,
                                           D1ExportWish wish,
                                           QString file,
                                           D1Job job,
                                           D1JobSink sink,
                                           Conduct conduct)
{
    const BoundStatement question{ .sql = VirtualTables };
    const auto found = co_await database->query(question, conduct.stop);
    if (!found)
        co_return found.error();
    if (!found->rows.isEmpty())
        co_return virtualTables(found->rows);
    const D1JobChannel channel(database, u"export"_s, sink);
    const QJsonObject start = startBody(wish);
    const auto url = co_await awaitExport(channel, start, job, conduct);
    if (!url)
        co_return url.error();
    co_return co_await database->client()->download(*url, file, conduct);
}

} // namespace tidemark
