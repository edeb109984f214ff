#include "timetravelsession.h"

#include "timelineevents.h"

#include <engine/base/run.h>
#include <engine/operations/backups.h>

#include <QLocale>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Subject = TimeTravelSession::Subject;

constexpr std::chrono::milliseconds SettleTime{ 300 };
/// Ledger and journal reach further back than the timeline.
constexpr int DaysShown = 30;

QString shownPlace(const Target &target)
{
    return u"%1 · %2"_s.arg(target.stream, target.environmentWord());
}

QString sourceOf(const QDateTime &takenAt)
{
    return TimeTravelSession::tr("backup %1")
        .arg(QLocale().toString(takenAt.toUTC(), u"d MMM HH:mm"_s));
}

} // namespace

TimeTravelSession::TimeTravelSession(DatabaseSession *database, QObject *parent)
    : QObject(parent)
    , m_database(database)
    , m_activity(shownPlace(database->target()))
{
    m_settle.setSingleShot(true);
    m_settle.setInterval(SettleTime);
    connect(&m_settle, &QTimer::timeout, this, &TimeTravelSession::resolve);
    connect(&m_activity, &Activity::changed, this, &TimeTravelSession::activityChanged);
}

// What may have been done already is not offered again; somebody has to look first.
void TimeTravelSession::activityChanged()
{
    const auto &error = m_activity.error();
    m_isReading = m_isReading && m_activity.isRunning();
    m_isRestoring = m_isRestoring && m_activity.isRunning();
    m_backsUpNext = m_backsUpNext && !error;
    if (!m_activity.isRunning() && error && error->databaseState != DatabaseState::Unchanged)
        m_subject.reset();
    emit changed();
}

bool TimeTravelSession::canTravel() const
{
    const Target &target = m_database->target();
    return target.place == PlaceOfTarget::Remote && target.kind == DatabaseKind::D1;
}

QDateTime TimeTravelSession::now() const
{
    return m_database->engine()->clock();
}

QDateTime TimeTravelSession::oldest() const
{
    return now().addDays(-DaysShown);
}

QDateTime TimeTravelSession::nextRestoreAt() const
{
    if (!m_history || m_history->restores.size() < MostRestores)
        return {};
    const auto first = m_history->restores.at(m_history->restores.size() - MostRestores);
    const auto next = first.addSecs(std::chrono::seconds(RestoreWindow).count());
    return next > now() ? next : QDateTime();
}

int TimeTravelSession::restoresLeft() const
{
    if (!m_history)
        return MostRestores;
    const QDateTime since = now().addSecs(-std::chrono::seconds(RestoreWindow).count());
    const auto used = std::count_if(m_history->restores.begin(),
                                    m_history->restores.end(),
                                    [&since](const QDateTime &at) { return at > since; });
    return int(std::max<qsizetype>(MostRestores - used, 0));
}

bool TimeTravelSession::mayRestore() const
{
    if (m_activity.isRunning() || !m_subject || m_database->safeMode() == SafeMode::ReadOnly)
        return false;
    switch (m_subject->kind) {
    case Subject::Kind::Moment:
    case Subject::Kind::Undo:
        return !canTravel() || !nextRestoreAt().isValid();
    case Subject::Kind::Backup:
        return true;
    case Subject::Kind::Rows:
        return m_subject->rows > 0;
    case Subject::Kind::Comparison:
        return false;
    }
    Q_UNREACHABLE();
}

void TimeTravelSession::refresh()
{
    const auto make = [this](const Conduct &conduct) {
        return historyOf(m_database->engine(), m_database->selected(), oldest(), conduct);
    };
    // Said first: the answer may be there before start() returns.
    m_isReading = m_isReading || !m_activity.isRunning();
    m_activity.start(tr("Reading the history"), make, [this](const TargetHistory &history) {
        historyRead(history);
    });
}

void TimeTravelSession::historyRead(const TargetHistory &history)
{
    m_history = history;
    m_timeline.setEvents(timelineEvents(history), timelineWrites(history));
    m_backups.setRows(history.backups);
    emit changed();
    if (std::exchange(m_backsUpNext, false))
        takeBackup();
}

void TimeTravelSession::setResolution(Resolution resolution)
{
    m_resolution = resolution;
    if (resolution != Resolution::Resolved)
        m_bookmark.clear();
    if (resolution != Resolution::Failed)
        m_resolutionError.reset();
    emit changed();
}

void TimeTravelSession::setMoment(const QDateTime &moment)
{
    if (moment == m_moment)
        return;
    m_moment = moment;
    ++m_requestId;
    if (m_subject && m_subject->kind == Subject::Kind::Moment)
        clearPreview();
    if (!canTravel())
        return;
    m_settle.start();
    setResolution(Resolution::Waiting);
}

// A newer moment wins: answers to older questions are dropped.
void TimeTravelSession::resolve()
{
    const int id = ++m_requestId;
    setResolution(Resolution::Resolving);
    const TimeTravel travel(m_database->engine(), m_database->selection());
    run(this,
        travel.info(m_database->selected(), m_moment, {}),
        [this, id](const Result<TimeTravel::Info> &info) {
            if (id != m_requestId)
                return;
            if (!info) {
                m_resolutionError = info.error();
                setResolution(Resolution::Failed);
                return;
            }
            m_bookmark = info->bookmark;
            setResolution(Resolution::Resolved);
        });
}

void TimeTravelSession::setSubject(const Subject &subject, const QList<RestoreEffect> &effects)
{
    m_subject = subject;
    m_outcome.reset();
    m_preview.setRows(effects);
    emit changed();
    emit previewed();
}

void TimeTravelSession::clearPreview()
{
    m_subject.reset();
    m_outcome.reset();
    m_preview.setRows({});
    emit changed();
}

void TimeTravelSession::previewTravel(const TimeTravel::Moment &moment,
                                      Subject::Kind kind,
                                      const QString &title)
{
    const auto make = [this, moment](const Conduct &conduct) {
        const TimeTravel travel(m_database->engine(), m_database->selection());
        return travel.restore(m_database->selected(), moment, true, conduct);
    };
    m_activity.start(title, make, [this, kind, moment](const TimeTravel::Outcome &outcome) {
        if (kind == Subject::Kind::Moment && moment.at != m_moment)
            return; // the handle was moved meanwhile
        travelPreviewed(outcome, kind);
    });
}

void TimeTravelSession::previewMoment()
{
    if (!canTravel() || !m_moment.isValid() || m_activity.isRunning())
        return;
    TimeTravel::Moment moment{ .bookmark = m_bookmark, .at = m_moment };
    previewTravel(moment, Subject::Kind::Moment, tr("Previewing the moment"));
}

void TimeTravelSession::previewUndo()
{
    if (!m_history || !m_history->undo || m_activity.isRunning())
        return;
    if (canTravel()) {
        const TimeTravel::Moment moment{ .undo = true };
        previewTravel(moment, Subject::Kind::Undo, tr("Previewing the undo"));
        return;
    }
    const QString folder = m_history->undo->backup;
    const QDateTime at = m_history->undo->restoredAt;
    const auto make = [this, folder](const Conduct &conduct) {
        const Backups backups(m_database->engine(), m_database->selection());
        return backups.replace(m_database->selected(), folder, true, conduct);
    };
    m_activity.start(
        tr("Previewing the undo"), make, [this, at](const Backups::RestoreOutcome &outcome) {
            const CountBasis basis{ .source = sourceOf(outcome.from.manifest.takenAt),
                                    .isExact = true };
            setSubject({ .kind = Subject::Kind::Undo, .at = at, .backup = outcome.from },
                       restoreEffects(outcome.preview, basis));
        });
}

void TimeTravelSession::travelPreviewed(const TimeTravel::Outcome &outcome, Subject::Kind kind)
{
    const TimeTravel::Preview &preview = outcome.preview;
    if (kind == Subject::Kind::Moment) {
        m_bookmark = preview.bookmark;
        ++m_requestId; // the question that is on its way has its answer
        m_settle.stop();
        setResolution(Resolution::Resolved);
    }
    const CountBasis basis{ .source
                            = preview.countsAt.isValid() ? sourceOf(preview.countsAt) : QString(),
                            .isExact = preview.countsAreExact };
    setSubject({ .kind = kind,
                 .at = preview.at,
                 .bookmark = preview.bookmark,
                 .migrationsUndone = preview.migrationsUndone },
               restoreEffects(preview.rows, basis));
}

void TimeTravelSession::previewBackup(const Backup &backup)
{
    const auto make = [this, backup](const Conduct &conduct) {
        const Backups backups(m_database->engine(), m_database->selection());
        return backups.replace(m_database->selected(), backup.path, true, conduct);
    };
    m_activity.start(
        tr("Previewing the backup"), make, [this](const Backups::RestoreOutcome &outcome) {
            const CountBasis basis{ .source = sourceOf(outcome.from.manifest.takenAt),
                                    .isExact = true };
            setSubject({ .kind = Subject::Kind::Backup,
                         .at = outcome.from.manifest.takenAt,
                         .backup = outcome.from,
                         .remarks = outcome.notes },
                       restoreEffects(outcome.preview, basis));
        });
}

void TimeTravelSession::compare(const Backup &backup)
{
    const auto make = [this, backup](const Conduct &conduct) {
        return compareBackup(m_database->engine(), m_database->selected(), backup.path, conduct);
    };
    m_activity.start(tr("Comparing the backup"), make, [this](const BackupComparison &comparison) {
        const CountBasis basis{ .source = sourceOf(comparison.backup.manifest.takenAt),
                                .isExact = true,
                                .missing = comparison.missing };
        QStringList remarks = comparison.notCompared;
        if (comparison.isCutShort)
            remarks.prepend(tr("More than 10,000 rows of the backup are missing."));
        setSubject({ .kind = Subject::Kind::Comparison,
                     .at = comparison.backup.manifest.takenAt,
                     .backup = comparison.backup,
                     .differences = comparison.schema,
                     .remarks = remarks },
                   restoreEffects(comparison.rows, basis));
    });
}

void TimeTravelSession::previewRows(const Backup &backup)
{
    const auto make = [this, backup](const Conduct &conduct) {
        const RepairRows repair(m_database->engine(), m_database->selection());
        const RepairRows::Wish wish{ .backup = backup.path };
        return repair.run(m_database->selected(), wish, true, conduct);
    };
    m_activity.start(
        tr("Looking for lost rows"), make, [this, backup](const RepairRows::Outcome &outcome) {
            QList<RestoreEffect> effects;
            for (const MissingRows &table : outcome.repair.tables)
                effects.append({ .table = table.table,
                                 .now = {},
                                 .then = {},
                                 .lost = { 0, Exactness::Exact },
                                 .back = { table.rows.size(), Exactness::Exact },
                                 .source = sourceOf(backup.manifest.takenAt) });
            setSubject({ .kind = Subject::Kind::Rows,
                         .at = backup.manifest.takenAt,
                         .backup = backup,
                         .remarks = outcome.repair.notCompared,
                         .repair = outcome.repair,
                         .rows = outcome.repair.rows() },
                       effects);
        });
}

void TimeTravelSession::restore()
{
    if (!mayRestore())
        return;
    m_isRestoring = true;
    if (m_subject->kind == Subject::Kind::Rows)
        putRowsBack();
    else if (canTravel())
        travel();
    else
        putBackupBack();
}

// What is done here goes on with a copy of its subject: the handle moves meanwhile, and drops the preview.
void TimeTravelSession::travel()
{
    const Subject subject = *m_subject;
    TimeTravel::Moment moment{ .bookmark = subject.bookmark }; // what was previewed, or nothing
    if (subject.at.isValid())
        moment.at = subject.at;
    moment.undo = subject.kind == Subject::Kind::Undo;
    const auto make = [this, moment](const Conduct &conduct) {
        const TimeTravel travel(m_database->engine(), m_database->selection());
        return travel.restore(m_database->selected(), moment, false, conduct);
    };
    m_activity.start(tr("Restoring"), make, [this, subject](const TimeTravel::Outcome &outcome) {
        finished(subject, outcome.restored.previousBookmark, outcome.wroteMeanwhile);
    });
}

void TimeTravelSession::putBackupBack()
{
    const Subject subject = *m_subject;
    const QString folder = subject.backup->path;
    const auto make = [this, folder](const Conduct &conduct) {
        const Backups backups(m_database->engine(), m_database->selection());
        return backups.replace(m_database->selected(), folder, false, conduct);
    };
    const auto restored = [this, subject](const Backups::RestoreOutcome &outcome) {
        finished(subject, outcome.safetyPoint.value);
    };
    m_activity.start(tr("Restoring"), make, restored);
}

void TimeTravelSession::putRowsBack()
{
    const Subject subject = *m_subject;
    const RepairRows::Wish wish{ .backup = subject.backup->path };
    const auto make = [this, wish](const Conduct &conduct) {
        const RepairRows repair(m_database->engine(), m_database->selection());
        return repair.run(m_database->selected(), wish, false, conduct);
    };
    const auto repaired = [this, subject](const RepairRows::Outcome &outcome) {
        Subject putBack = subject;
        putBack.rows = outcome.putBack;
        finished(putBack, outcome.safetyPoint.value);
    };
    m_activity.start(tr("Putting rows back"), make, repaired);
}

void TimeTravelSession::finished(const Subject &subject,
                                 const QString &wayBack,
                                 bool wroteMeanwhile)
{
    const Outcome outcome{
        .subject = subject, .at = now(), .wayBack = wayBack, .wroteMeanwhile = wroteMeanwhile
    };
    m_subject.reset();
    m_outcome = outcome;
    m_database->refresh();
    refresh();
    emit done();
}

void TimeTravelSession::takeBackup()
{
    m_backsUpNext = m_isReading;
    if (m_isReading)
        return;
    const auto make = [this](const Conduct &conduct) {
        const Backups backups(m_database->engine(), m_database->selection());
        const QString usual;
        return backups.take(m_database->selected(), usual, conduct);
    };
    m_activity.start(tr("Backing up"), make, [this](const Backup &backup) {
        emit backupTaken(backup);
        refresh();
    });
}

} // namespace tidemark
