#include "restorereview.h"

#include "databasepage.h"

#include <QCoreApplication>
#include <QDir>
#include <QLocale>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Subject = TimeTravelSession::Subject;

struct RestoreReviewWords {
    Q_DECLARE_TR_FUNCTIONS(tidemark::RestoreReview)
};

constexpr qsizetype RowsShown = 50;

QString rewindSentence(const QDateTime &from, const QDateTime &to, const QString &losses)
{
    constexpr qint64 Hour = 3600;
    constexpr qint64 Day = 24 * Hour;
    const qint64 seconds = std::max<qint64>(from.secsTo(to), 0);
    if (seconds < 2 * Hour)
        return RestoreReviewWords::tr(
                   "%n minute(s) of writes are rewound: %1.", nullptr, int((seconds + 59) / 60))
            .arg(losses);
    if (seconds < 2 * Day)
        return RestoreReviewWords::tr(
                   "%n hour(s) of writes are rewound: %1.", nullptr, int(seconds / Hour))
            .arg(losses);
    return RestoreReviewWords::tr(
               "%n day(s) of writes are rewound: %1.", nullptr, int(seconds / Day))
        .arg(losses);
}

QString pillOf(const RestoreEffect &effect)
{
    QStringList parts;
    if (effect.lost.exactness == Exactness::Unknown && effect.back.exactness == Exactness::Unknown)
        return RestoreReviewWords::tr("unknown");
    if (effect.lost.exactness != Exactness::Unknown && effect.lost.rows > 0)
        parts.append(RestoreReviewWords::tr("%1 lost").arg(shownCount(effect.lost)));
    if (effect.back.exactness != Exactness::Unknown && effect.back.rows > 0)
        parts.append(RestoreReviewWords::tr("%1 back").arg(shownCount(effect.back)));
    return parts.isEmpty() ? RestoreReviewWords::tr("no change") : parts.join(u", "_s);
}

QString countsOf(const RestoreEffect &effect)
{
    const QString now
        = effect.now ? QLocale().toString(*effect.now) : RestoreReviewWords::tr("no such table");
    const QString then
        = effect.then ? shownCount(*effect.then) : RestoreReviewWords::tr("no such table");
    return RestoreReviewWords::tr(
               "-- %1\n-- rows now: %2\n-- rows then: %3 (%4)\n-- would be lost: %5\n"
               "-- would come back: %6\n")
        .arg(effect.table,
             now,
             then,
             effect.source,
             shownCount(effect.lost),
             shownCount(effect.back));
}

void addEffects(QList<ReviewStep> &steps, const QList<RestoreEffect> &effects)
{
    for (const RestoreEffect &effect : effects)
        steps.append({ .name = effect.table, .pill = pillOf(effect), .sql = countsOf(effect) });
}

ReviewStep travelStep(const Target &target, const Subject &subject)
{
    const QString request = u"POST /accounts/%1\n     /d1/database/%2\n     /time_travel/restore\n"
                            "     ?bookmark=%3\n"_s;
    return { .name = RestoreReviewWords::tr("Time Travel"),
             .pill = RestoreReviewWords::tr("whole database"),
             .sql = u"-- "_s + RestoreReviewWords::tr("One request to Cloudflare, all or nothing")
                    + u'\n' + request.arg(target.accountId, target.id, subject.bookmark) };
}

ReviewStep fileStep(const Target &target, const Subject &subject)
{
    return { .name = RestoreReviewWords::tr("Restore backup"),
             .pill = RestoreReviewWords::tr("one transaction"),
             .sql = RestoreReviewWords::tr(
                        "-- Every table of\n--   %1\n-- is emptied and filled from\n--   %2\n"
                        "-- in one write transaction, compared with the backup's manifest "
                        "before COMMIT.\n")
                        .arg(QDir::toNativeSeparators(target.file),
                             QDir::toNativeSeparators(subject.backup->databaseFile())) };
}

QString rowComment(const Row &row)
{
    QStringList values;
    for (const Value &value : row)
        values.append(value.toString().left(60).simplified());
    return u"-- "_s + values.join(u" | "_s) + u'\n';
}

void addInsertions(QList<ReviewStep> &steps, const RowRepair &repair)
{
    for (const MissingRows &table : repair.tables) {
        const int rows = int(table.rows.size());
        QString sql = QString::fromUtf8(table.insert) + u";\n"_s;
        for (const Row &row : table.rows.mid(0, RowsShown))
            sql += rowComment(row);
        if (rows > RowsShown)
            sql += RestoreReviewWords::tr(
                "-- and %n more row(s)\n", nullptr, rows - int(RowsShown));
        steps.append({ .name = table.table,
                       .pill = RestoreReviewWords::tr("%n row(s)", nullptr, rows),
                       .sql = sql });
    }
}

void sayMoment(ReviewRequest &request, TimeTravelSession &travel)
{
    const Subject &subject = *travel.subject();
    const QString &name = request.typedName;
    request.question
        = RestoreReviewWords::tr("Restore %1 to %2?").arg(name, exactMoment(subject.at));
    request.warning
        = RestoreReviewWords::tr(
              "%1 Running queries are cancelled. A bookmark of now is stored first, "
              "so this can be undone.")
              .arg(rewindSentence(subject.at, travel.now(), travel.preview()->summary()));
    request.verb = RestoreReviewWords::tr("Restore database");
}

/// With places for the name and the moment.
QString lostByUndo(const CountedRows &lost)
{
    if (lost.exactness == Exactness::Unknown)
        return RestoreReviewWords::tr(
            "%1 goes back to %2 UTC. What was written since then, an unknown number of rows, is "
            "lost and can be brought back by undoing this.");
    if (lost.rows == 0)
        return RestoreReviewWords::tr(
            "%1 goes back to %2 UTC. No row is lost, and this can be undone too.");
    return RestoreReviewWords::tr("%1 goes back to %2 UTC. What was written since then, %3 row(s), "
                                  "is lost and can be brought back by undoing this.",
                                  nullptr,
                                  int(lost.rows))
        .replace(u"%3"_s, shownCount(lost));
}

void sayUndo(ReviewRequest &request, TimeTravelSession &travel)
{
    const QDateTime at = travel.history()->undo->restoredAt;
    request.question
        = RestoreReviewWords::tr("Undo the restore of %1?").arg(QLocale().toString(at, u"HH:mm"_s));
    request.warning
        = lostByUndo(travel.preview()->lost())
              .arg(request.typedName, QLocale().toString(at, u"d MMM yyyy, HH:mm:ss"_s));
    request.verb = RestoreReviewWords::tr("Undo restore");
}

void sayBackup(ReviewRequest &request, TimeTravelSession &travel)
{
    request.question = RestoreReviewWords::tr("Restore %1 from the backup of %2?")
                           .arg(request.typedName, exactMoment(travel.subject()->at));
    request.warning
        = RestoreReviewWords::tr(
              "Everything is replaced: %1. A safety point of now is taken and verified first, "
              "so this can be undone.")
              .arg(travel.preview()->summary());
    request.verb = RestoreReviewWords::tr("Restore database");
}

void sayRows(ReviewRequest &request, TimeTravelSession &travel)
{
    const DatabaseSession &database = *travel.database();
    const int rows = int(travel.subject()->rows);
    request.question = RestoreReviewWords::tr("Put %n row(s) back into %1?", nullptr, rows)
                           .arg(request.typedName);
    request.verb = RestoreReviewWords::tr("Put %n row(s) back", nullptr, rows);
    request.typedName = nameToType(database.target(), database.safeMode());
    request.destructive = false;
    request.facts
        = { RestoreReviewWords::tr("Only rows whose key the database does not have are inserted"),
            RestoreReviewWords::tr("Rows that changed are left alone"),
            RestoreReviewWords::tr("Parents come before their children"),
            RestoreReviewWords::tr("A safety point is taken first") };
}

QString basisFact(TimeTravelSession &travel)
{
    for (const RestoreEffect &effect : travel.preview()->rows()) {
        if (effect.then && effect.then->exactness != Exactness::Unknown)
            return RestoreReviewWords::tr("Numbers of then: %1").arg(effect.source);
    }
    return RestoreReviewWords::tr("No snapshot tells the numbers of then");
}

QStringList travelFacts(TimeTravelSession &travel)
{
    const Subject &subject = *travel.subject();
    const int gone = int(subject.migrationsUndone.size());
    return { RestoreReviewWords::tr("The bookmark of now is stored first"),
             basisFact(travel),
             gone == 0 ? RestoreReviewWords::tr("Migrations stay as they are")
                       : RestoreReviewWords::tr("%n migration(s) vanish: %1", nullptr, gone)
                             .arg(subject.migrationsUndone.join(u", "_s)),
             RestoreReviewWords::tr("%1 of %2 restores are left")
                 .arg(travel.restoresLeft())
                 .arg(MostRestores) };
}

QStringList fileFacts(const Subject &subject)
{
    return { subject.backup->manifest.verified
                 ? RestoreReviewWords::tr("The backup was verified when it was taken")
                 : RestoreReviewWords::tr("The backup was never verified"),
             RestoreReviewWords::tr("A safety point is taken and verified first"),
             RestoreReviewWords::tr("Compared with its manifest before anything is kept"),
             RestoreReviewWords::tr("Ledger and history come back as they were") };
}

} // namespace

QString exactMoment(const QDateTime &moment)
{
    const QDateTime utc = moment.toUTC();
    const QString format
        = utc.time().second() != 0 ? u"d MMM yyyy, HH:mm:ss"_s : u"d MMM yyyy, HH:mm"_s;
    return RestoreReviewWords::tr("%1 UTC").arg(QLocale().toString(utc, format));
}

ReviewRequest reviewOf(TimeTravelSession &travel)
{
    const Target &target = travel.database()->target();
    const Subject &subject = *travel.subject();
    ReviewRequest request{ .target = shownTarget(target),
                           .typedName = target.name,
                           .destructive = true };
    if (subject.kind == Subject::Kind::Rows) {
        addInsertions(request.steps, subject.repair);
        sayRows(request, travel);
        return request;
    }
    const bool travels = !subject.backup;
    request.steps.append(travels ? travelStep(target, subject) : fileStep(target, subject));
    addEffects(request.steps, travel.preview()->rows());
    request.facts = travels ? travelFacts(travel) : fileFacts(subject);
    if (subject.kind == Subject::Kind::Moment)
        sayMoment(request, travel);
    else if (subject.kind == Subject::Kind::Undo)
        sayUndo(request, travel);
    else
        sayBackup(request, travel);
    return request;
}

} // namespace tidemark
