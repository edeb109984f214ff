#include "control.h"

#include "api/apicall.h"
#include "api/envelope.h"

#include <engine/base/clock.h>

#include <QJsonArray>

namespace tidemark::sandbox {

using namespace Qt::StringLiterals;

namespace {

const QStringList Sections{ u"settings"_s, u"quirks"_s, u"faults"_s, u"clock"_s,
                            u"accounts"_s, u"tokens"_s, u"seed"_s };

QJsonArray timeline(const QList<Commit> &commits)
{
    QJsonArray list;
    for (const Commit &commit : commits) {
        list.append(
            QJsonObject{ { u"bookmark"_s, commit.bookmark },
                         { u"at"_s, rfc3339(QDateTime::fromMSecsSinceEpoch(commit.at, Qt::UTC)) },
                         { u"what"_s, commit.what },
                         { u"pages"_s, qint64(commit.pageCount) },
                         { u"changed"_s, commit.changed.size() } });
    }
    return list;
}

HttpReply replyTo(const Outcome<bool> &done)
{
    return done ? jsonReply(200, { { u"ok"_s, true } })
                : jsonReply(400, { { u"ok"_s, false }, { u"error"_s, done.error().message } });
}

} // namespace

QCoro::Task<HttpReply> Control::answer(HttpRequest request)
{
    const QStringList path = request.path.split(u'/', Qt::SkipEmptyParts).mid(1);
    const QString name = path.value(0);
    const bool isDelete = request.method == "DELETE";
    if (name == "databases"_L1 && path.size() == 3)
        co_return co_await database(request, path);
    if (name == "state"_L1)
        co_return jsonReply(200, describe());
    if (name == "configure"_L1 && request.method == "POST") {
        const auto wanted = objectFrom(request.body);
        if (!wanted)
            co_return replyTo(wanted.error());
        co_return replyTo(configure(*wanted));
    }
    if (name == "log"_L1) {
        if (isDelete)
            m_state.log.clear();
        const qint64 since = request.parameter(u"since"_s).toLongLong();
        const QJsonObject answer{ { u"requests"_s, m_state.log.toJson(since) } };
        co_return jsonReply(200, answer);
    }
    if (isDelete && (name == "faults"_L1 || name == "quirks"_L1)) {
        if (name == "faults"_L1)
            m_state.faults.clear();
        else
            m_state.quirks.clear();
        co_return replyTo(true);
    }
    co_return failure(noRoute(request));
}

QCoro::Task<HttpReply> Control::database(HttpRequest request, QStringList path) const
{
    DatabasePointer found;
    for (const DatabasePointer &database : m_state.databases.all()) {
        if (database->record().uuid == path.at(1))
            found = database;
    }
    if (found && path.at(2) == "timeline"_L1) {
        const auto look = [](DatabaseFile &file) { return file.commits(); };
        const QList<Commit> commits = co_await found->run(look);
        const QJsonObject answer{ { u"commits"_s, timeline(commits) } };
        co_return jsonReply(200, answer);
    }
    if (found && path.at(2) == "unlock"_L1 && request.method == "POST") {
        if (found->job) {
            found->job->finished = true;
            found->job->stop.request_stop();
        }
        found->job.reset();
        co_return replyTo(true);
    }
    co_return failure(noRoute(request));
}

Outcome<bool> Control::configure(const QJsonObject &wanted)
{
    for (const QString &section : wanted.keys()) {
        if (!Sections.contains(section))
            return malformed(
                u"there is no section %1; there are %2"_s.arg(section, Sections.join(u", "_s)));
    }
    if (wanted.contains(u"seed"_s))
        m_state.faults.seed(quint32(wanted.value(u"seed"_s).toInteger()));
    if (auto set = m_state.settings.configure(wanted.value(u"settings"_s).toObject()); !set)
        return set.error();
    if (auto set = m_state.quirks.configure(wanted.value(u"quirks"_s).toObject()); !set)
        return set.error();
    if (auto added = m_state.faults.add(wanted.value(u"faults"_s).toArray()); !added)
        return added.error();
    if (auto loaded = m_state.accounts.load(wanted); !loaded)
        return loaded.error();
    if (auto set = setClock(wanted.value(u"clock"_s).toObject()); !set)
        return set.error();
    if (auto saved = m_state.save(); !saved)
        return ApiError{ .status = 500, .message = saved.error().message };
    return true;
}

Outcome<bool> Control::setClock(const QJsonObject &wanted)
{
    if (wanted.value(u"reset"_s).toBool())
        m_state.clock->reset();
    if (wanted.contains(u"now"_s)) {
        const QDateTime moment = parseTime(wanted.value(u"now"_s).toString());
        if (!moment.isValid())
            return malformed(u"clock.now is no time"_s);
        m_state.clock->set(moment);
    }
    if (wanted.contains(u"frozen"_s))
        m_state.clock->freeze(wanted.value(u"frozen"_s).toBool());
    m_state.clock->advance(qint64(wanted.value(u"advance_s"_s).toDouble() * 1000));
    return true;
}

QJsonObject Control::describe() const
{
    QJsonObject state = m_state.accounts.toJson();
    QJsonArray databases;
    for (const DatabasePointer &database : m_state.databases.all()) {
        QJsonObject record = database->record().toJson();
        record.insert(u"file_size"_s, database->size());
        record.insert(u"locked"_s, database->job && !database->job->finished);
        databases.append(record);
    }
    state.insert(u"databases"_s, databases);
    state.insert(u"settings"_s, m_state.settings.toJson());
    state.insert(u"quirks"_s, m_state.quirks.toJson());
    state.insert(u"faults"_s, m_state.faults.toJson());
    state.insert(u"clock"_s, rfc3339(m_state.clock->now()));
    state.insert(u"state_dir"_s, m_state.folder);
    return state;
}

} // namespace tidemark::sandbox
