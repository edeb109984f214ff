#include "importendpoint.h"

#include "envelope.h"
#include "locks.h"
#include "queryendpoint.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

namespace tidemark::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr auto Import = TransferJob::Kind::Import;

bool isMd5(const QString &text)
{
    static const QRegularExpression shape(u"^[0-9a-f]{32}$"_s);
    return shape.match(text).hasMatch();
}

QJsonObject importAnswer(TransferJob &job, const QString &status)
{
    return { { u"success"_s, true },
             { u"type"_s, u"import"_s },
             { u"at_bookmark"_s, job.bookmark },
             { u"status"_s, status },
             { u"messages"_s, QJsonArray::fromStringList(std::exchange(job.messages, {})) } };
}

QJsonObject resultOf(const ImportSummary &summary, const DatabaseRecord &record)
{
    const QByteArray meta = metaJson(summary.meter, summary.sizeAfter, record);
    return { { u"final_bookmark"_s, summary.bookmark },
             { u"num_queries"_s, summary.queries },
             { u"meta"_s, QJsonDocument::fromJson(meta).object() } };
}

} // namespace

QCoro::Task<HttpReply> ImportEndpoint::answer(ApiCall call)
{
    const auto wanted = objectFrom(call.request.body);
    if (!wanted)
        co_return failure(wanted.error());
    if (!call.mayWrite())
        co_return failure(notAllowed());
    const QString action = wanted->value(u"action"_s).toString();
    const QString etag = wanted->value(u"etag"_s).toString();
    if (action == "poll"_L1)
        co_return co_await poll(call, wanted->value(u"current_bookmark"_s).toString());
    if (action != "init"_L1 && action != "ingest"_L1)
        co_return failure(malformed(u"Invalid property: action => Invalid discriminator value"_s));
    if (!isMd5(etag))
        co_return failure(malformed(u"Invalid property: etag => Invalid"_s));
    if (action == "init"_L1)
        co_return co_await init(call, etag);
    co_return co_await ingest(call, wanted->value(u"filename"_s).toString(), etag);
}

QCoro::Task<HttpReply> ImportEndpoint::init(ApiCall call, QString etag)
{
    if (const auto refused = refusedStart(*call.database, m_state))
        co_return *refused;
    const QString known = m_state.objects.withEtag(etag);
    if (!known.isEmpty())
        co_return co_await begin(call, known);
    const QString filename = call.database->record().uuid + u'.' + etag + u".sql"_s;
    const QJsonObject answer{ { u"success"_s, true },
                              { u"filename"_s, filename },
                              { u"upload_url"_s, m_state.objects.uploadUrl(filename) } };
    co_return success(answer);
}

QCoro::Task<HttpReply> ImportEndpoint::ingest(ApiCall call, QString filename, QString etag)
{
    if (const auto refused = refusedStart(*call.database, m_state))
        co_return *refused;
    if (m_state.objects.etagOf(filename) != etag)
        co_return failure(
            malformed(u"the file %1 has not been uploaded with this etag"_s.arg(filename)));
    co_return co_await begin(call, filename);
}

QCoro::Task<HttpReply> ImportEndpoint::begin(ApiCall call, QString filename)
{
    const auto script = m_state.objects.read(filename);
    if (!script)
        co_return failure(500, 7500, u"internal error; reference = import"_s);
    if (script->size() > m_state.settings.maxImportBytes)
        co_return failure(400, 7500, u"The file is larger than 5 GB."_s);
    const DatabasePointer database = call.database;
    const auto job = std::make_shared<TransferJob>();
    job->kind = Import;
    job->filename = filename;
    job->lastPoll = m_state.clock->milliseconds();
    job->messages = QStringList{ u"Starting import..."_s };
    database->job = job;
    const auto bookmark = [](DatabaseFile &file) { return file.bookmark(); };
    job->bookmark = co_await database->run(bookmark);
    static_cast<void>(execute(database, job, *script));
    co_await settle(job); // a small file needs no second round trip
    if (m_state.quirks.take(Quirk::ImportResult)) {
        database->job.reset();
        co_return success(importAnswer(*job, u"active"_s), 202);
    }
    co_return told(*database, job);
}

QCoro::Task<> ImportEndpoint::execute(DatabasePointer database, Job job, QByteArray script) const
{
    const auto onFailure = m_state.quirks.has(Quirk::ImportHalf) ? DatabaseFile::OnFailure::Stay
                                                                 : DatabaseFile::OnFailure::Return;
    auto import = [script, onFailure, token = job->stop.get_token()](DatabaseFile &file) {
        return file.import(script, onFailure, token);
    };
    const auto summary = co_await database->run(std::move(import));
    if (job->finished) // nobody polled
        co_return;
    if (summary) {
        job->messages.append(u"Processed %1 queries."_s.arg(summary->queries));
        job->result = resultOf(*summary, database->record());
    } else {
        job->error = m_state.quirks.has(Quirk::ImportReset) ? uR"({"D1_RESET_DO":true})"_s
                                                            : summary.error().message;
    }
    job->ready = true;
    job->finished = !m_state.quirks.has(Quirk::SlowImport);
}

QCoro::Task<HttpReply> ImportEndpoint::poll(ApiCall call, QString bookmark)
{
    const DatabasePointer database = call.database;
    expireJob(*database, m_state);
    const Job job = database->job;
    if (!job || job->kind != Import || job->bookmark != bookmark)
        co_return notCurrently(Import);
    job->lastPoll = m_state.clock->milliseconds();
    co_await settle(job);
    co_return told(*database, job);
}

/// Where the job stands; a final answer is given once.
HttpReply ImportEndpoint::told(HostedDatabase &database, const Job &job)
{
    const bool isSlow = m_state.quirks.take(Quirk::SlowImport);
    if (job->error.isEmpty() && (!job->ready || isSlow))
        return success(importAnswer(*job, u"active"_s), 202);
    job->finished = true;
    if (database.job == job)
        database.job.reset();
    if (job->error.isEmpty()) {
        QJsonObject answer = importAnswer(*job, u"complete"_s);
        answer.insert(u"result"_s, job->result);
        return success(answer);
    }
    QJsonObject answer = importAnswer(*job, u"error"_s);
    answer.insert(u"error"_s, job->error);
    answer.insert(u"errors"_s, QJsonArray{ job->error });
    return success(answer);
}

} // namespace tidemark::sandbox
