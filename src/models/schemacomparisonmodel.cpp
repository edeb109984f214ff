#include "schemacomparisonmodel.h"

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Outcome = ComparedPart::Outcome;
using Change = ComparedPart::Change;
using Meaning = SchemaComparisonModel::Meaning;

QString changeText(Change change)
{
    switch (change) {
    case Change::Type:
        return SchemaComparisonModel::tr("Type differs");
    case Change::NotNullGone:
        return SchemaComparisonModel::tr("NOT NULL is gone");
    case Change::NotNullAdded:
        return SchemaComparisonModel::tr("NOT NULL is new");
    case Change::UniqueGone:
        return SchemaComparisonModel::tr("UNIQUE is gone");
    case Change::UniqueAdded:
        return SchemaComparisonModel::tr("UNIQUE is new");
    case Change::DefaultDiffers:
        return SchemaComparisonModel::tr("Default differs");
    case Change::KeyDiffers:
        return SchemaComparisonModel::tr("Primary key differs");
    case Change::ReferenceDiffers:
        return SchemaComparisonModel::tr("Reference differs");
    case Change::Definition:
        return SchemaComparisonModel::tr("Definition differs");
    }
    return {};
}

} // namespace

ShownState shown(ComparedPart::Outcome outcome)
{
    switch (outcome) {
    case Outcome::Same:
        return ShownState::Same;
    case Outcome::Missing:
        return ShownState::Missing;
    case Outcome::Unexpected:
        return ShownState::Unexpected;
    case Outcome::Changed:
        return ShownState::Changed;
    }
    return ShownState::Unknown;
}

QString resultText(const ComparedPart &part, Meaning meaning)
{
    const bool isChange = meaning == Meaning::BeforeAndAfter;
    switch (part.outcome) {
    case Outcome::Same:
        return stateWord(ShownState::Same);
    case Outcome::Missing:
        return isChange ? SchemaComparisonModel::tr("Removed") : stateWord(ShownState::Missing);
    case Outcome::Unexpected:
        return isChange ? SchemaComparisonModel::tr("Added") : stateWord(ShownState::Unexpected);
    case Outcome::Changed:
        break;
    }
    QStringList words;
    for (const Change change : part.changes)
        words.append(changeText(change));
    return words.join(u", "_s);
}

void SchemaComparisonModel::show(const QList<ComparedPart> &parts,
                                 const QString &kind,
                                 Meaning meaning)
{
    m_kind = kind;
    m_meaning = meaning;
    setRows(parts);
    emit headerDataChanged(Qt::Horizontal, 0, ComparisonColumnCount - 1);
}

QVariant SchemaComparisonModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole)
        return {};
    const bool isChange = m_meaning == Meaning::BeforeAndAfter;
    switch (static_cast<ComparisonColumn>(column)) {
    case NameColumn:
        return m_kind;
    case ExpectedColumn:
        return isChange ? tr("Before") : tr("Expected");
    case PresentColumn:
        return isChange ? tr("After") : tr("Present");
    case ResultColumn:
        return isChange ? tr("Change") : tr("Result");
    case ComparisonColumnCount:
        break;
    }
    return {};
}

QString SchemaComparisonModel::text(const ComparedPart &part, int column) const
{
    const bool isChange = m_meaning == Meaning::BeforeAndAfter;
    switch (static_cast<ComparisonColumn>(column)) {
    case NameColumn:
        return part.name;
    case ExpectedColumn:
        if (part.outcome == Outcome::Unexpected)
            return isChange ? tr("not there") : tr("not expected");
        return part.expected.isEmpty() ? tr("no type") : part.expected;
    case PresentColumn:
        if (part.outcome == Outcome::Missing)
            return tr("not there");
        return part.present.isEmpty() ? tr("no type") : part.present;
    case ResultColumn:
        return resultText(part, m_meaning);
    case ComparisonColumnCount:
        break;
    }
    return {};
}

QVariant SchemaComparisonModel::cell(const ComparedPart &part, int column, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
    case StateTextRole:
        return text(part, column);
    case StateRole:
        return column == ResultColumn ? QVariant::fromValue(shown(part.outcome)) : QVariant();
    case RowStateRole:
        return QVariant::fromValue(shown(part.outcome));
    case MonospaceRole:
        return column != ResultColumn;
    case Qt::AccessibleTextRole:
        return tr("%1, expected %2, present %3, %4")
            .arg(part.name,
                 text(part, ExpectedColumn),
                 text(part, PresentColumn),
                 text(part, ResultColumn));
    default:
        return {};
    }
}

} // namespace tidemark
