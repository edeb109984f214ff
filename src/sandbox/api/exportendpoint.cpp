#include "exportendpoint.h"

#include "envelope.h"
#include "locks.h"

#include <QJsonArray>

namespace tidemark::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr auto Export = TransferJob::Kind::Export;

DumpOptions optionsFrom(const QJsonObject &source)
{
    DumpOptions options{ .schema = !source.value(u"no_schema"_s).toBool(),
                         .data = !source.value(u"no_data"_s).toBool() };
    for (const auto &table : source.value(u"tables"_s).toArray())
        options.tables.append(table.toString());
    return options;
}

QJsonObject answerOf(TransferJob &job, const QString &status)
{
    return { { u"success"_s, true },
             { u"type"_s, u"export"_s },
             { u"at_bookmark"_s, job.bookmark },
             { u"status"_s, status },
             { u"messages"_s, QJsonArray::fromStringList(std::exchange(job.messages, {})) } };
}

} // namespace

QCoro::Task<HttpReply> ExportEndpoint::answer(ApiCall call)
{
    const auto wanted = objectFrom(call.request.body);
    if (!wanted)
        co_return failure(wanted.error());
    if (!call.mayWrite())
        co_return failure(notAllowed());
    if (wanted->value(u"output_format"_s).toString() != "polling"_L1)
        co_return failure(malformed(
            u"Invalid property: output_format => Invalid literal value, expected \"polling\""_s));
    const QString bookmark = wanted->value(u"current_bookmark"_s).toString();
    const DumpOptions options = optionsFrom(wanted->value(u"dump_options"_s).toObject());
    if (bookmark.isEmpty())
        co_return co_await start(call, options);
    co_return co_await poll(call, bookmark);
}

QCoro::Task<HttpReply> ExportEndpoint::start(ApiCall call, DumpOptions options)
{
    const DatabasePointer database = call.database;
    if (const auto refused = refusedStart(*database, m_state))
        co_return *refused;
    const auto job = std::make_shared<TransferJob>();
    job->filename = database->record().name + u'-' + randomHex(8) + u".sql"_s;
    job->lastPoll = m_state.clock->milliseconds();
    job->stuck = m_state.quirks.take(Quirk::StuckExport);
    job->messages = QStringList{ u"Generating "_s + job->filename };
    database->job = job;
    const auto bookmark = [](DatabaseFile &file) { return file.bookmark(); };
    job->bookmark = co_await database->run(bookmark);
    const auto isVirtual = [](DatabaseFile &file) { return file.hasVirtualTables(); };
    if (co_await database->run(isVirtual)) {
        job->error = u"cannot export databases with Virtual Tables (fts5)"_s;
        job->finished = !job->stuck;
        co_return failed(*database, job);
    }
    static_cast<void>(produce(database, job, options));
    if (m_state.quirks.take(Quirk::ExportGone)) {
        co_await settle(job);
        database->job.reset();
    }
    co_return running(*job);
}

QCoro::Task<> ExportEndpoint::produce(DatabasePointer database, Job job, DumpOptions options)
{
    auto dump = [options](DatabaseFile &file) { return file.dump(options); };
    const auto content = co_await database->run(std::move(dump));
    if (job->finished) // nobody polled
        co_return;
    if (!content)
        job->error = content.error().message;
    else if (!m_state.objects.put(job->filename, *content))
        job->error = u"internal error; reference = export"_s;
    job->messages.append(u"Uploaded part 1"_s);
    job->ready = true;
    job->finished = !job->stuck && !m_state.quirks.has(Quirk::SlowExport);
}

QCoro::Task<HttpReply> ExportEndpoint::poll(ApiCall call, QString bookmark)
{
    const DatabasePointer database = call.database;
    expireJob(*database, m_state);
    const Job job = database->job;
    if (!job || job->kind != Export || job->bookmark != bookmark)
        co_return notCurrently(Export);
    job->lastPoll = m_state.clock->milliseconds();
    co_await settle(job);
    if (!job->error.isEmpty())
        co_return failed(*database, job);
    if (!job->ready || job->stuck || m_state.quirks.take(Quirk::SlowExport))
        co_return running(*job);
    job->finished = true;
    co_return complete(*database, job);
}

HttpReply ExportEndpoint::running(TransferJob &job) const
{
    QJsonObject answer = answerOf(job, u"active"_s);
    if (m_state.quirks.has(Quirk::ExportWithoutStatus))
        answer.remove(u"status"_s);
    return success(answer, 202);
}

HttpReply ExportEndpoint::failed(HostedDatabase &database, const Job &job)
{
    QJsonObject answer = answerOf(*job, u"error"_s);
    answer.insert(u"error"_s, job->error);
    if (job->finished && database.job == job)
        database.job.reset();
    return success(answer);
}

HttpReply ExportEndpoint::complete(HostedDatabase &database, const Job &job)
{
    const QJsonObject file{ { u"filename"_s, job->filename },
                            { u"signed_url"_s, m_state.objects.downloadUrl(job->filename) } };
    QJsonObject answer = answerOf(*job, u"complete"_s);
    if (m_state.quirks.has(Quirk::ExportFlatUrl)) {
        for (auto member = file.begin(); member != file.end(); ++member)
            answer.insert(member.key(), *member);
    } else {
        answer.insert(u"result"_s, file);
    }
    if (m_state.quirks.has(Quirk::ExportDeliveredOnce) && database.job == job)
        database.job.reset();
    return success(answer);
}

} // namespace tidemark::sandbox
