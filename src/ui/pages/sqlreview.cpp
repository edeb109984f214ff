#include "sqlreview.h"

#include "databasepage.h"

#include <QCoreApplication>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct SqlReviewWords {
    Q_DECLARE_TR_FUNCTIONS(tidemark::SqlReview)
};

int rowsOf(const ScriptDanger &danger)
{
    return static_cast<int>(std::min<qint64>(danger.rows, std::numeric_limits<int>::max()));
}

/// The button's verb for a single danger.
QString verbOf(const ScriptDanger &danger)
{
    const bool isCounted = danger.rows >= 0;
    switch (danger.kind) {
    case ScriptDanger::Kind::UpdatesAll:
        return isCounted ? SqlReviewWords::tr("Update %Ln row(s)", nullptr, rowsOf(danger))
                         : SqlReviewWords::tr("Update all rows");
    case ScriptDanger::Kind::DeletesAll:
        return isCounted ? SqlReviewWords::tr("Delete %Ln row(s)", nullptr, rowsOf(danger))
                         : SqlReviewWords::tr("Delete all rows");
    case ScriptDanger::Kind::DropsTable:
    case ScriptDanger::Kind::DropsColumn:
    case ScriptDanger::Kind::DropsOther:
        return SqlReviewWords::tr("Drop %1").arg(danger.object);
    }
    return {};
}

QString pillOf(const StatementFacts &facts)
{
    if (!facts.danger)
        return facts.writes ? SqlReviewWords::tr("writes") : SqlReviewWords::tr("reads");
    const ScriptDanger &danger = *facts.danger;
    if (danger.rows >= 0)
        return SqlReviewWords::tr("all %Ln row(s)", "of a table", rowsOf(danger));
    return SqlReviewWords::tr("whole table");
}

QString nameOf(int number, const Statement &statement)
{
    constexpr qsizetype MostCharacters = 60;
    return u"%1  %2"_s.arg(number).arg(QString::fromUtf8(statement.text.left(2 * MostCharacters))
                                           .simplified()
                                           .left(MostCharacters));
}

} // namespace

QString dangerSentence(const ScriptDanger &danger)
{
    const bool isCounted = danger.rows >= 0;
    const int rows = rowsOf(danger);
    switch (danger.kind) {
    case ScriptDanger::Kind::UpdatesAll:
        return isCounted ? SqlReviewWords::tr(
                               "UPDATE without WHERE changes all %Ln row(s) of %1.", nullptr, rows)
                               .arg(danger.object)
                         : SqlReviewWords::tr("UPDATE without WHERE changes all rows of %1.")
                               .arg(danger.object);
    case ScriptDanger::Kind::DeletesAll:
        return isCounted ? SqlReviewWords::tr(
                               "DELETE without WHERE removes all %Ln row(s) of %1.", nullptr, rows)
                               .arg(danger.object)
                         : SqlReviewWords::tr("DELETE without WHERE removes all rows of %1.")
                               .arg(danger.object);
    case ScriptDanger::Kind::DropsTable:
        return isCounted ? SqlReviewWords::tr(
                               "DROP TABLE removes %1 with all its %Ln row(s).", nullptr, rows)
                               .arg(danger.object)
                         : SqlReviewWords::tr("DROP TABLE removes %1 with all its rows.")
                               .arg(danger.object);
    case ScriptDanger::Kind::DropsColumn:
        return SqlReviewWords::tr("DROP COLUMN removes %1 with all its values.").arg(danger.object);
    case ScriptDanger::Kind::DropsOther:
        return SqlReviewWords::tr("DROP removes %1.").arg(danger.object);
    }
    return {};
}

ReviewRequest reviewOf(const ScriptExamination &examination, const Target &target, SafeMode mode)
{
    ReviewRequest request{ .target = shownTarget(target) };
    const QList<ScriptDanger> dangers = examination.dangers();
    const int count
        = static_cast<int>(std::ranges::count_if(examination.facts, &StatementFacts::writes));
    QStringList sentences;
    for (const ScriptDanger &danger : dangers)
        sentences.append(dangerSentence(danger));
    const bool isSingle = dangers.size() == 1;
    request.question
        = isSingle ? sentences.takeFirst()
                   : SqlReviewWords::tr("Run %n statement(s) that write on %1?", nullptr, count)
                         .arg(target.name);
    sentences.append(
        target.place == PlaceOfTarget::Remote
            ? SqlReviewWords::tr("No backup is made; Time Travel keeps the moment before.")
            : SqlReviewWords::tr("No backup is made first."));
    request.warning = sentences.join(u' ');
    request.verb = isSingle ? verbOf(dangers.first())
                            : SqlReviewWords::tr("Run %n statement(s)",
                                                 nullptr,
                                                 static_cast<int>(examination.statements.size()));
    request.typedName = nameToType(target, mode);
    request.destructive = target.production || !dangers.isEmpty();
    for (qsizetype i = 0; i < examination.statements.size(); ++i) {
        const Statement &statement = examination.statements.at(i);
        request.steps.append({ .name = nameOf(static_cast<int>(i) + 1, statement),
                               .pill = pillOf(examination.facts.at(i)),
                               .sql = QString::fromUtf8(statement.text) });
    }
    request.facts = { SqlReviewWords::tr("SQLite itself said on a copy of the schema what writes"),
                      SqlReviewWords::tr("One statement after the other; the first error stops") };
    return request;
}

} // namespace tidemark
