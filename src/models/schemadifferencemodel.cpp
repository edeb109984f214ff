#include "schemadifferencemodel.h"

#include "roles.h"

namespace tidemark {

namespace {

ShownState shownKind(SchemaDifference::Kind kind, SchemaDifferenceModel::Meaning meaning)
{
    switch (kind) {
    case SchemaDifference::Kind::Missing:
        return meaning == SchemaDifferenceModel::Meaning::Effect ? ShownState::Note
                                                                 : ShownState::Missing;
    case SchemaDifference::Kind::Unexpected:
        return meaning == SchemaDifferenceModel::Meaning::Effect ? ShownState::Warning
                                                                 : ShownState::Unexpected;
    case SchemaDifference::Kind::Changed:
        return ShownState::Changed;
    }
    return ShownState::Unknown;
}

} // namespace

QString SchemaDifferenceModel::kindText(SchemaDifference::Kind kind) const
{
    const bool isEffect = m_meaning == Meaning::Effect;
    switch (kind) {
    case SchemaDifference::Kind::Missing:
        return isEffect ? tr("New") : tr("Missing");
    case SchemaDifference::Kind::Unexpected:
        return isEffect ? tr("Removed") : tr("Unexpected");
    case SchemaDifference::Kind::Changed:
        return tr("Changed");
    }
    return {};
}

QVariant SchemaDifferenceModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole)
        return {};
    const bool isEffect = m_meaning == Meaning::Effect;
    switch (static_cast<DifferenceColumn>(column)) {
    case ObjectColumn:
        return tr("Object");
    case KindColumn:
        return tr("Change");
    case ExpectedColumn:
        return isEffect ? tr("After") : tr("Expected");
    case FoundColumn:
        return isEffect ? tr("Before") : tr("Found");
    case DifferenceColumnCount:
        break;
    }
    return {};
}

QVariant SchemaDifferenceModel::cell(const SchemaDifference &difference, int column, int role) const
{
    const QString object = tidemark::objectName(difference.object) + u' ' + difference.name;
    if (role == StateRole)
        return column == KindColumn ? QVariant::fromValue(shownKind(difference.kind, m_meaning))
                                    : QVariant();
    if (role == MonospaceRole)
        return column != KindColumn;
    if (role == Qt::AccessibleTextRole)
        return QString(object + u": " + kindText(difference.kind));
    if (role != Qt::DisplayRole && role != StateTextRole && role != Qt::ToolTipRole)
        return {};
    switch (static_cast<DifferenceColumn>(column)) {
    case ObjectColumn:
        return object;
    case KindColumn:
        return kindText(difference.kind);
    case ExpectedColumn:
        return role == Qt::ToolTipRole ? difference.expected : difference.expected.simplified();
    case FoundColumn:
        return role == Qt::ToolTipRole ? difference.found : difference.found.simplified();
    case DifferenceColumnCount:
        break;
    }
    return {};
}

} // namespace tidemark
