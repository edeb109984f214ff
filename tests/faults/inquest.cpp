#include "acts.h"

#include <engine/base/error.h>

#include <QJsonArray>
#include <QSet>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

const QList<int> DocumentedExits{ 0, 1, 2, 3, 4, 5, 6, 7, 8, 64, 65, 66, 69, 75, 78, 130 };

QString shortened(const QByteArray &text)
{
    return QString::fromUtf8(text.left(1500));
}

/// What was said and done about one harmed command, looked at step by step. Each check returns its complaint, or nothing.
class Inquest
{
public:
    Inquest(const Yard &yard, const Act &act, const Harmed &harmed)
        : m_yard(yard)
        , m_act(act)
        , m_harmed(harmed)
    {}

    QString complaint()
    {
        const auto checks
            = { &Inquest::speaksClearly, &Inquest::isAtARecordedState, &Inquest::saysWhatItChanged,
                &Inquest::statusReads,   &Inquest::canBeRepeated,      &Inquest::keepsEveryWayBack,
                &Inquest::journalTells,  &Inquest::leavesNothingLying };
        for (const auto check : checks) {
            if (QString found = (this->*check)(); !found.isEmpty())
                return found;
        }
        return {};
    }

private:
    QString speaksClearly()
    {
        const CliResult &result = m_harmed.result;
        if (m_harmed.crashed || result.exit == Fault::ExitCode)
            return {};
        if (!DocumentedExits.contains(result.exit) || result.exit == 1)
            return u"ended with exit code %1: %2"_s.arg(result.exit).arg(shortened(result.err));
        if (result.json().isEmpty())
            return u"printed no JSON: "_s + shortened(result.out + result.err);
        if (result.exit == 0)
            return {};
        const auto errors = errorsByTarget();
        if (errors.isEmpty())
            return u"failed without an error: "_s + shortened(result.out);
        for (const QJsonObject &error : errors) {
            if (error[u"message"_s].toString().isEmpty() || error[u"remedy"_s].toString().isEmpty())
                return u"an error without message or remedy: "_s + shortened(result.out);
        }
        return {};
    }

    QString isAtARecordedState()
    {
        m_after = m_yard.pictures();
        m_events = m_yard.cli.engine->journal.events().valueOr({});
        for (auto picture = m_after.begin(); picture != m_after.end(); ++picture) {
            const QString &name = picture.key();
            const auto states = m_act.states.value(name);
            if (m_act.passing.contains(name) || states.contains(picture.value()))
                continue;
            if (!states.isEmpty() || picture.value().startsWith("unreadable"))
                return u"%1 is at no recorded state:\n%2"_s.arg(name, shortened(picture.value()));
        }
        return {};
    }

    /// "Unchanged" is a promise, and so is success.
    QString saysWhatItChanged()
    {
        const auto errors = errorsByTarget();
        for (auto state = m_act.states.begin(); state != m_act.states.end(); ++state) {
            const QByteArray now = m_after.value(state.key());
            if (m_harmed.result.exit == 0 && now != state->last())
                return u"succeeded, but %1 is not at its end"_s.arg(state.key());
            const QString said = errors.value(state.key())[u"database_state"_s].toString();
            if (said == "unchanged"_L1 && now != state->first() && !isSame(state.key()))
                return u"%1 was changed, but the error says unchanged: %2"_s.arg(
                    state.key(), shortened(m_harmed.result.out));
        }
        return {};
    }

    QString statusReads()
    {
        const CliResult status = m_yard.run(m_act.place + QStringList{ u"status"_s });
        const QStringList sound
            = m_act.statusWords
              + QStringList{ u"behind"_s, u"up-to-date"_s, u"ahead"_s, u"locked"_s, u"empty"_s };
        if (status.exit != 0)
            return u"status ends with %1: %2"_s.arg(status.exit).arg(shortened(status.out));
        for (const QJsonValue &target : status.json()[u"targets"_s].toArray()) {
            if (!sound.contains(target[u"state"_s].toString()) && m_act.passing.isEmpty())
                return u"status says %1"_s.arg(target[u"state"_s].toString());
        }
        return {};
    }

    QString canBeRepeated()
    {
        const bool isDone = std::all_of(
            m_act.states.keyBegin(), m_act.states.keyEnd(), [this](const QString &name) {
                return m_after.value(name) == m_act.states.value(name).last();
            });
        const CliResult again = m_yard.run(m_act.line);
        if (again.exit != (isDone && !m_act.states.isEmpty() ? m_act.exitOnceDone : 0))
            return u"the next run ends with %1: %2"_s.arg(again.exit).arg(shortened(again.out));
        const Pictures end = m_yard.pictures();
        for (auto state = m_act.states.begin(); state != m_act.states.end(); ++state) {
            if (end.value(state.key()) != state->last())
                return u"after the next run %1 is not at its end:\n%2"_s.arg(
                    state.key(), shortened(end.value(state.key())));
        }
        return {};
    }

    /// Whatever is called verified restores to a recorded state, and what the journal calls a safety point is there.
    QString keepsEveryWayBack()
    {
        QMap<QString, QByteArray> restored;
        for (const Backup &backup : m_yard.backups()) {
            if (!backup.manifest.verified)
                continue;
            const auto picture = pictureRestoredFrom(backup);
            if (!picture)
                return picture.error().message;
            restored.insert(backup.path, *picture);
            const auto states = m_act.states.value(backup.manifest.stream);
            const bool isNew = !m_yard.keptBackups().contains(backup.path);
            const bool isListed
                = !states.isEmpty() && !m_act.passing.contains(backup.manifest.stream);
            if (isNew && isListed && !states.contains(*picture))
                return u"%1 restores to no recorded state"_s.arg(backup.path);
        }
        for (const QString &path : m_yard.keptBackups()) {
            if (!restored.contains(path))
                return u"the backup %1 is lost"_s.arg(path);
        }
        for (const JournalEvent &event : m_events) {
            const QString point = event.details[u"safety_point"_s].toString();
            if (!point.isEmpty() && !restored.contains(point))
                return u"the safety point %1 of %2 is lost"_s.arg(point, event.event);
            const bool isHarmedRuns = !point.isEmpty() && !m_yard.keptBackups().contains(point);
            if (isHarmedRuns && !isBefore(restored.value(point)))
                return u"the safety point %1 is not the state before"_s.arg(point);
        }
        return {};
    }

    static Result<QByteArray> pictureRestoredFrom(const Backup &backup)
    {
        if (const auto opened = openBackup(backup.path); !opened)
            return opened.error();
        const ScratchFolder scratch;
        const QString file = scratch.path(u"restored.sqlite"_s);
        if (const auto restored = restoreAsNew(file, backup); !restored)
            return restored.error();
        return Yard::pictureOf(file);
    }

    bool isBefore(const QByteArray &picture) const
    {
        return std::any_of(m_act.states.begin(),
                           m_act.states.end(),
                           [&picture](const auto &states) { return states.first() == picture; });
    }

    QString journalTells()
    {
        int damaged = 0;
        const auto journal = m_yard.cli.engine->journal.events({}, &damaged);
        if (!journal)
            return journal.error().message;
        if (damaged > (m_harmed.result.exit == Fault::ExitCode || m_harmed.crashed ? 1 : 0))
            return u"%1 lines of the journal are damaged"_s.arg(damaged);
        QSet<QString> open;
        QSet<QString> told;
        for (const JournalEvent &event : *journal) {
            if (event.event.endsWith("-started"_L1))
                open.insert(event.run);
            else if (event.event.endsWith("-finished"_L1)
                     || event.event.endsWith("-interrupted"_L1))
                if (event.event != "step-finished"_L1)
                    open.remove(event.run);
            if (event.details[u"outcome"_s].toString() == "done"_L1
                && event.event == "step-finished"_L1)
                told.insert(event.details[u"id"_s].toString());
            for (const QJsonValue &id : event.details[u"done"_s].toArray())
                told.insert(id.toString());
        }
        if (!open.isEmpty())
            return u"the journal leaves a run open"_s;
        for (auto steps = m_act.steps.begin(); steps != m_act.steps.end(); ++steps) {
            for (const QString &id : *steps) {
                if (!told.contains(id))
                    return u"the journal does not say that %1 was done"_s.arg(id);
            }
        }
        return {};
    }

    QString leavesNothingLying()
    {
        const QStringList left = m_yard.leftovers();
        return left.isEmpty() ? QString() : u"left over: "_s + left.join(u", "_s);
    }

    // A name whose state did not matter: both are the same picture.
    bool isSame(const QString &name) const
    {
        return m_act.states.value(name).first() == m_act.states.value(name).last();
    }

    QList<JournalEvent> events() const { return m_yard.cli.engine->journal.events().valueOr({}); }

    QMap<QString, QJsonObject> errorsByTarget() const
    {
        const QJsonObject document = m_harmed.result.json();
        QMap<QString, QJsonObject> errors;
        if (document.contains(u"error"_s))
            errors.insert({}, document[u"error"_s].toObject());
        for (const QJsonValue &target : document[u"targets"_s].toArray()) {
            if (target.toObject().contains(u"error"_s))
                errors.insert(target[u"database"_s].toString(), target[u"error"_s].toObject());
        }
        return errors;
    }

    const Yard &m_yard;
    const Act &m_act;
    const Harmed &m_harmed;
    Pictures m_after = {};
    QList<JournalEvent> m_events = {}; ///< before the next start
};

} // namespace

QString complaintAfter(const Yard &yard, const Act &act, const Harmed &harmed)
{
    return Inquest(yard, act, harmed).complaint();
}

} // namespace tidemark
