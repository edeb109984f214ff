#include "recoveryreview.h"

#include <ui/pages/databasepage.h>

#include <QCoreApplication>
#include <QLocale>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct RecoveryReviewWords {
    Q_DECLARE_TR_FUNCTIONS(tidemark::RecoveryReview)
};

/// More of them would only be scrolled past.
constexpr qsizetype ShownRows = 20;

QString reviewMoment(const QDateTime &at)
{
    return QLocale().toString(at.toUTC(), u"d MMM yyyy, HH:mm"_s);
}

QString minutesOrMore(qint64 seconds)
{
    const qint64 minutes = std::max<qint64>(seconds / 60, 1);
    if (minutes < 120)
        return RecoveryReviewWords::tr(
            "%n minute(s) of writes", nullptr, static_cast<int>(minutes));
    if (minutes < 48LL * 60)
        return RecoveryReviewWords::tr(
            "%n hour(s) of writes", nullptr, static_cast<int>(minutes / 60));
    return RecoveryReviewWords::tr(
        "%n day(s) of writes", nullptr, static_cast<int>(minutes / 60 / 24));
}

QString callOf(const Target &target, const RecoverDatabase::Candidate &to)
{
    if (target.place == PlaceOfTarget::Remote)
        return u"POST /accounts/%1/d1\n     /database/%2\n     /time_travel/restore\n     ?bookmark=%3"_s
            .arg(target.accountId, target.id, to.bookmark);
    return RecoveryReviewWords::tr(
               "-- One transaction puts the content of this backup into the database:\n-- %1")
        .arg(to.backup);
}

ReviewRequest common(RecoverySession &session)
{
    return { .question = {},
             .warning = {},
             .target = shownTarget(session.target()),
             .steps = {},
             .facts = {},
             .verb = {},
             .typedName = {},
             .destructive = true,
             .returnConfirms = true };
}

QStringList factsOf(RecoverySession &session)
{
    const auto &photograph = session.note().photograph;
    QStringList facts{
        photograph.backup
            ? RecoveryReviewWords::tr("The photograph is whole: its copy is verified")
            : RecoveryReviewWords::tr("The bookmark of before is on this computer's disk"),
        RecoveryReviewWords::tr("A way back is stored first, so this can be undone"),
        RecoveryReviewWords::tr("The database is verified afterwards, and a report is saved")
    };
    if (session.isRemote())
        facts.append(
            RecoveryReviewWords::tr("10 restores in 10 minutes are possible; this is one of them"));
    return facts;
}

QString textOf(const MissingRows &missing)
{
    QString text = QString::fromUtf8(missing.insert) + u"\n"_s;
    for (const Row &row : missing.rows.first(std::min(ShownRows, missing.rows.size()))) {
        QStringList values;
        for (const Value &value : row)
            values.append(value.toString());
        text += u"-- %1\n"_s.arg(values.join(u", "_s).replace(u'\n', u' '));
    }
    if (missing.rows.size() > ShownRows)
        text += RecoveryReviewWords::tr(
            "-- and %n more row(s)\n", nullptr, static_cast<int>(missing.rows.size() - ShownRows));
    return text;
}

QList<ReviewStep> stepsOf(const MissingRowsModel &model)
{
    QList<ReviewStep> steps;
    const QStringList chosen = model.chosen();
    for (const MissingRows &missing : model.rows()) {
        if (chosen.contains(missing.table))
            steps.append({ .name = missing.table,
                           .pill = RecoveryReviewWords::tr(
                               "%n row(s)", nullptr, static_cast<int>(missing.rows.size())),
                           .sql = textOf(missing) });
    }
    return steps;
}

} // namespace

ReviewRequest reviewOfRestore(RecoverySession &session)
{
    const auto &moment = *session.note().moment;
    ReviewRequest request = common(session);
    request.question = RecoveryReviewWords::tr("Restore %1 to %2 UTC?")
                           .arg(session.target().name, reviewMoment(moment.at));
    const QString summary = session.models().preview.summary();
    const QString span = minutesOrMore(moment.at.secsTo(session.now()));
    request.warning = summary.isEmpty()
                          ? RecoveryReviewWords::tr("%1 are rewound.").arg(span)
                          : RecoveryReviewWords::tr("%1 are rewound: %2.").arg(span, summary);
    if (session.isRemote())
        request.warning += u' '
                           + RecoveryReviewWords::tr(
                               "Running queries are cancelled. A bookmark of now is stored "
                               "first, so this can be undone.");
    request.steps = { { .name = RecoveryReviewWords::tr("The whole database"),
                        .pill = RecoveryReviewWords::tr("1 call"),
                        .sql = callOf(session.target(), moment) } };
    request.facts = factsOf(session);
    request.verb = RecoveryReviewWords::tr("Restore database");
    request.typedName = session.typedName();
    return request;
}

ReviewRequest reviewOfRepair(RecoverySession &session)
{
    const auto rows = static_cast<int>(session.models().repairable.chosenRows());
    ReviewRequest request = common(session);
    request.question = RecoveryReviewWords::tr("Put %n row(s) back into %1?", nullptr, rows)
                           .arg(session.target().name);
    request.warning = RecoveryReviewWords::tr(
        "Rows that are there stay as they are, also where they were changed.");
    request.steps = stepsOf(session.models().repairable);
    request.facts = factsOf(session);
    request.verb = RecoveryReviewWords::tr("Put %n row(s) back", nullptr, rows);
    request.typedName = session.typedName();
    request.destructive = session.target().production;
    return request;
}

ReviewRequest reviewOfUndo(RecoverySession &session)
{
    const auto &back = session.note().wayBack;
    const QString time = QLocale().toString(back.at.toUTC(), u"HH:mm:ss"_s);
    ReviewRequest request = common(session);
    request.question
        = RecoveryReviewWords::tr("Undo what was done to %1?").arg(session.target().name);
    request.warning = RecoveryReviewWords::tr(
                          "%1 goes back to %2 UTC. What was written since then is lost and can "
                          "be brought back by undoing this.")
                          .arg(session.target().name, time);
    request.steps = { { .name = RecoveryReviewWords::tr("The whole database"),
                        .pill = RecoveryReviewWords::tr("1 call"),
                        .sql = callOf(session.target(), back) } };
    request.facts = factsOf(session);
    request.verb = RecoveryReviewWords::tr("Undo restore");
    request.typedName = session.target().name;
    return request;
}

ReviewRequest reviewOfPuttingBack(RecoverySession &session)
{
    const auto rows = static_cast<int>(session.models().rewound.chosenRows());
    ReviewRequest request = common(session);
    request.question = RecoveryReviewWords::tr("Put %n rewound row(s) back into %1?", nullptr, rows)
                           .arg(session.target().name);
    request.warning = RecoveryReviewWords::tr(
        "They are taken from the photograph; rows that are there stay as they are.");
    request.steps = stepsOf(session.models().rewound);
    request.facts = factsOf(session);
    request.verb = RecoveryReviewWords::tr("Put %n row(s) back", nullptr, rows);
    request.typedName = session.target().production ? session.target().name : QString();
    request.destructive = session.target().production;
    return request;
}

} // namespace tidemark
