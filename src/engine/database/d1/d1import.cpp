#include "d1codes.h"
#include "d1job.h"
#include "d1transfer.h"

#include <engine/base/worker.h>

#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int MostQuestions = 10; // beside the client's own patience: longer than D1's 15 s
constexpr qint64 MaxFileBytes = 5'000'000'000; // documented

Result<QString> md5Of(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{ .kind = Error::Kind::MissingInput,
                      .message = u"%1 cannot be read: %2"_s.arg(path, file.errorString()) };
    if (file.size() > MaxFileBytes)
        return Error{ .kind = Error::Kind::BadInput,
                      .message
                      = u"%1 has %2 bytes; D1 imports files of at most 5 GB."_s.arg(path).arg(
                          file.size()),
                      .remedy = u"Split it."_s };
    QCryptographicHash hash(QCryptographicHash::Md5); // the ETag that the file store computes
    if (!hash.addData(&file))
        return Error{ .kind = Error::Kind::BadInput,
                      .message = u"%1 cannot be read: %2"_s.arg(path, file.errorString()) };
    return QString::fromLatin1(hash.result().toHex());
}

/// D1's own texts, in plain words.
QString plain(const QString &complaint)
{
    if (complaint.contains("D1_RESET_DO"_L1))
        return u"a statement failed, and D1 put the database back to what it was before the "
               u"import; it "
               "does not say which statement (often a constraint)"_s;
    if (complaint.contains("TOOBIG"_L1))
        return u"a statement or value is larger than D1 takes (100,000 bytes of text, 2,000,000 of "
               u"a "
               "value): %1"_s.arg(complaint);
    return complaint;
}

D1Imported importedOf(const QJsonObject &state)
{
    const auto result = state["result"_L1].toObject();
    return { .finalBookmark = result["final_bookmark"_L1].toString(),
             .statements = result["num_queries"_L1].toInteger(-1) };
}

/// One import on its way.
class ImportJob
{
public:
    ImportJob(D1JobChannel channel, D1ImportWish wish, Conduct conduct)
        : m_channel(std::move(channel))
        , m_wish(std::move(wish))
        , m_conduct(std::move(conduct))
    {}

    static QCoro::Task<Result<D1Imported>> run(std::shared_ptr<ImportJob> self, D1Job job)
    {
        if (job.bookmark.isEmpty()) {
            const auto state = co_await begin(self);
            if (!state)
                co_return co_await settled(self, state.error());
            const QString complaint = complaintIn(*state);
            if (!complaint.isEmpty())
                co_return co_await settledBy(self, complaint);
            if (isOver(*state))
                co_return self->finished(*state);
            self->m_channel.take(*state, job);
        }
        self->m_running = true;
        co_return co_await poll(self, job);
    }

private:
    /// From the file to the first state of the running import.
    static QCoro::Task<Result<QJsonObject>> begin(std::shared_ptr<ImportJob> self)
    {
        Worker worker(u"import"_s);
        const QString file = self->m_wish.file;
        auto hashing = [file] { return md5Of(file); };
        const auto md5 = co_await worker.run(hashing);
        if (!md5)
            co_return md5.error();
        if (self->m_conduct.stop.stop_requested())
            co_return cancelled();
        const QJsonObject init{ { u"action"_s, u"init"_s }, { u"etag"_s, *md5 } };
        // If D1 knows the content already, this starts the import: it counts as a write.
        const auto place
            = co_await self->m_channel.post(init, D1Request::Effect::Writes, self->m_conduct.stop);
        if (!place)
            co_return place;
        const QUrl address((*place)["upload_url"_L1].toString());
        if (address.isEmpty() || !complaintIn(*place).isEmpty())
            co_return place;
        const auto client = self->m_channel.database()->client();
        const auto tag = co_await client->upload(address, file, self->m_conduct);
        if (!tag)
            co_return tag.error();
        if (*tag != *md5)
            co_return Error{ .kind = Error::Kind::Temporary,
                             .message = u"The file arrived changed at Cloudflare's file store."_s,
                             .remedy = u"Try again; if it stays, a proxy may change what passes "
                                       "through it."_s };
        const QJsonObject ingest{ { u"action"_s, u"ingest"_s },
                                  { u"filename"_s, (*place)["filename"_L1].toString() },
                                  { u"etag"_s, *md5 } };
        co_return co_await self->m_channel.post(
            ingest, D1Request::Effect::Writes, self->m_conduct.stop);
    }

    static QCoro::Task<Result<D1Imported>> poll(std::shared_ptr<ImportJob> self, D1Job job)
    {
        const std::stop_token never;
        while (true) {
            // The import runs on without us only until D1 gives it up and puts the database back, so a stop would
            // leave the outcome open; it is watched to its end.
            const QJsonObject body{ { u"action"_s, u"poll"_s },
                                    { u"current_bookmark"_s, job.bookmark } };
            const auto state = co_await self->m_channel.post(body, D1Request::Effect::Reads, never);
            if (!state)
                co_return co_await settled(self, state.error());
            const QString complaint = complaintIn(*state);
            if (!complaint.isEmpty())
                co_return co_await settledBy(self, complaint);
            reportMessages(*state, self->m_conduct.progress);
            if (isOver(*state))
                co_return self->finished(*state);
            self->m_channel.take(*state, job);
            co_await self->m_channel.waitForNextPoll(never);
        }
    }

    static bool isOver(const QJsonObject &state)
    {
        return state["status"_L1].toString() == "complete"_L1;
    }

    Result<D1Imported> finished(const QJsonObject &state) const
    {
        const D1Cost cost = costIn(state["result"_L1].toObject()["meta"_L1].toObject());
        *m_channel.database()->meter() += cost;
        m_channel.database()->client()->charge(cost);
        return importedOf(state);
    }

    /// After a complaint of D1 itself: the import is over, or was never begun.
    static QCoro::Task<Result<D1Imported>> settledBy(std::shared_ptr<ImportJob> self,
                                                     QString complaint)
    {
        if (complaint.contains("Cannot start another import"_L1))
            co_return Error{ .kind = Error::Kind::Temporary,
                             .message
                             = u"Somebody else imports into this database at the moment."_s,
                             .remedy = u"Wait until that has ended."_s };
        const bool forgotten = complaint.contains("Not currently importing"_L1);
        const Error error{
            .kind = Error::Kind::Database,
            .message = forgotten ? u"D1 has ended the import and does not say how."_s
                                 : u"The import failed: %1."_s.arg(plain(complaint)),
            .remedy = forgotten
                          ? u"Look whether the last rows of the file are there."_s
                          : u"Run the file on a local copy first; `tidemark-cli rehearse` and "
                            "`lint` name the statement."_s,
            .databaseState = DatabaseState::Unknown
        };
        co_return co_await settled(self, error);
    }

    /// Whether the import took effect. If it still runs, D1 gives it up or ends it while this waits.
    static QCoro::Task<Result<bool>> proven(std::shared_ptr<ImportJob> self)
    {
        const std::stop_token never;
        const BoundStatement question = *self->m_wish.proof;
        for (int asked = 0;; ++asked) {
            const auto answer = co_await self->m_channel.database()->query(question);
            if (answer)
                co_return !answer->rows.isEmpty() && !answer->rows.first().isEmpty()
                    && answer->rows.first().first().toReal() != 0;
            // A table that the file was to make.
            if (answer.error().message.contains("no such table"_L1))
                co_return false;
            if (answer.error().kind != Error::Kind::Temporary || asked == MostQuestions)
                co_return answer.error();
            co_await self->m_channel.waitForNextPoll(never);
        }
    }

    /// The truth about an import that ended with @p error, as far as the proof tells it.
    static QCoro::Task<Result<D1Imported>> settled(std::shared_ptr<ImportJob> self, Error error)
    {
        // A question that nobody answered leaves the import running.
        const bool open = error.databaseState != DatabaseState::Unchanged
                          || (self->m_running && error.kind != Error::Kind::Internal);
        if (!open)
            co_return error;
        error.databaseState = DatabaseState::Unknown;
        error.kind = Error::Kind::Database;
        if (!self->m_wish.proof)
            co_return error;
        const auto there = co_await proven(self);
        if (!there)
            co_return error;
        if (*there)
            co_return D1Imported{};
        error.databaseState = DatabaseState::Unchanged;
        error.message += u" What it should have written is not there."_s;
        co_return error;
    }

    D1JobChannel m_channel;
    D1ImportWish m_wish;
    Conduct m_conduct;
    bool m_running = false; ///< D1 has told of the import's state once
};

} // namespace

QCoro::Task<Result<D1Imported>> importFile(
    D1DatabasePointer database, D1ImportWish wish, D1Job job, D1JobSink sink, Conduct conduct)
{
    const D1JobChannel channel(database, u"import"_s, sink);
    const auto work = std::make_shared<ImportJob>(channel, wish, conduct);
    co_return co_await ImportJob::run(work, job);
}

} // namespace tidemark
