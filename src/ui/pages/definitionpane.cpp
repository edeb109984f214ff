#include "definitionpane.h"

#include "tables.h"

#include <ui/editor/codeview.h>
#include <ui/theme.h>
#include <ui/widgets/elidedlabel.h>

#include <QItemSelectionModel>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Part = DefinitionModel::Part;

const char *tableName(Part part)
{
    switch (part) {
    case Part::Columns:
        return "definitionColumns";
    case Part::ForeignKeys:
        return "definitionForeignKeys";
    case Part::Indexes:
        return "definitionIndexes";
    case Part::Triggers:
        return "definitionTriggers";
    case Part::Dependents:
        return "definitionDependents";
    }
    return "";
}

QString spokenName(Part part)
{
    switch (part) {
    case Part::Columns:
        return DefinitionPane::tr("Columns");
    case Part::ForeignKeys:
        return DefinitionPane::tr("Foreign keys");
    case Part::Indexes:
        return DefinitionPane::tr("Indexes");
    case Part::Triggers:
        return DefinitionPane::tr("Triggers");
    case Part::Dependents:
        return DefinitionPane::tr("What depends on it");
    }
    return {};
}

} // namespace

DefinitionPane::DefinitionPane(const QList<Part> &parts,
                               const QString &objectName,
                               const SyntaxLibrary &library,
                               QWidget *parent)
    : QWidget(parent)
    , m_empty(new ElidedLabel(TypeRole::Body, ElidedLabel::Ink::Secondary, this))
    , m_code(new CodeView(library, this))
{
    setObjectName(objectName);
    m_code->setObjectName(objectName + u"Sql"_s);
    auto *split = new QSplitter(Qt::Vertical, this);
    split->setChildrenCollapsible(false);
    for (const Part part : parts) {
        auto *model = new DefinitionModel(part, this);
        QTableView *table = makeTable(model, tableName(part), spokenName(part), this);
        m_models.append(model);
        m_tables.append(table);
        split->addWidget(table);
        connect(table->selectionModel(),
                &QItemSelectionModel::currentChanged,
                this,
                &DefinitionPane::showSql);
    }
    split->addWidget(m_code);
    QList<int> shares(split->count(), 1);
    shares.first() = 3;
    shares.last() = 3;
    for (int i = 0; i < shares.size(); ++i)
        split->setStretchFactor(i, shares.at(i));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_empty->setContentsMargins(Space::Page, Space::Page, Space::Page, Space::Page);
    column->addWidget(m_empty);
    column->addWidget(split, 1);
    setFocusProxy(m_tables.first());
}

int DefinitionPane::count() const
{
    return m_models.first()->rowCount();
}

void DefinitionPane::show(const Schema &schema, const QString &object, const QString &empty)
{
    m_object = object;
    m_own = definitionOf(schema, object);
    for (qsizetype i = 0; i < m_models.size(); ++i) {
        m_models.at(i)->show(schema, object);
        m_tables.at(i)->setVisible(m_models.at(i)->rowCount() > 0);
    }
    const bool isEmpty = count() == 0;
    m_empty->setText(empty);
    m_empty->setVisible(isEmpty);
    m_code->setVisible(!isEmpty);
    if (isEmpty)
        return;
    auto *table = static_cast<QTableView *>(m_tables.first());
    table->setCurrentIndex(m_models.first()->index(0, 0));
    showSql(table->currentIndex());
}

void DefinitionPane::showSql(const QModelIndex &index)
{
    const auto *model = qobject_cast<const DefinitionModel *>(index.model());
    if (!model)
        return;
    const DefinitionRow &row = model->row(index);
    const bool isOwn = row.sql.isEmpty();
    m_code->setScript(isOwn ? m_object : row.name, QString::fromUtf8(isOwn ? m_own : row.sql));
}

} // namespace tidemark
