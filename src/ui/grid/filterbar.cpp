#include "filterbar.h"

#include "conditionrow.h"

#include <ui/themeprovider.h>
#include <ui/widgets/discard.h>
#include <ui/widgets/folding.h>

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// What a condition needs to be read.
constexpr int LineCharacters = 75;

} // namespace

FilterBar::FilterBar(QWidget *parent)
    : QWidget(parent)
    , m_row(new QBoxLayout(QBoxLayout::LeftToRight, this))
    , m_lines(new QVBoxLayout)
    , m_controls(new QHBoxLayout)
    , m_sqlLabel(new QLabel(tr("Rows &where"), this))
    , m_sql(new QLineEdit(this))
{
    m_sql->setObjectName(u"filterSql"_s);
    m_sql->setAccessibleName(tr("Condition in SQL"));
    m_sql->setPlaceholderText(tr("SQL that could stand after WHERE"));
    m_sql->setFont(typeFont(TypeRole::Mono, font()));
    m_sql->setClearButtonEnabled(true);
    m_sqlLabel->setBuddy(m_sql);
    connect(m_sql, &QLineEdit::returnPressed, this, &FilterBar::applied);
    auto *sql = new QHBoxLayout;
    sql->setSpacing(Space::Small);
    sql->addWidget(m_sqlLabel);
    sql->addWidget(m_sql, 1);
    m_lines->addLayout(sql);
    m_lines->setSpacing(Space::Tiny);
    m_controls->setSpacing(Space::Small);
    m_row->setContentsMargins(Space::Page, Space::Medium, Space::Page, Space::Medium);
    m_row->setSpacing(Space::Small);
    m_row->addLayout(m_lines, 1);
    m_row->addLayout(m_controls);
    m_row->setAlignment(m_controls, Qt::AlignTop);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    appendRow();
    showRows();
}

void FilterBar::setObject(const BrowsedObject &object)
{
    m_object = object;
    QStringList columns;
    for (const Column &column : object.columns)
        columns.append(column.name);
    for (ConditionRow *row : std::as_const(m_rows))
        row->setColumns(columns);
}

QList<RowCondition> FilterBar::conditions() const
{
    QList<RowCondition> conditions;
    for (const ConditionRow *row : m_rows) {
        if (const auto condition = row->condition())
            conditions.append(*condition);
    }
    return conditions;
}

BrowseQuery FilterBar::query(const QList<RowOrder> &order) const
{
    BrowseQuery query{ .order = order };
    if (m_isSql)
        query.expression = m_sql->text().trimmed().toUtf8();
    else
        query.conditions = conditions();
    return query;
}

void FilterBar::setQuery(const BrowseQuery &query)
{
    clear();
    for (qsizetype place = 0; place < query.conditions.size(); ++place) {
        ConditionRow *row = place == 0 ? m_rows.first() : appendRow();
        row->setCondition(query.conditions.at(place));
    }
    m_isSql = !query.expression.isEmpty();
    m_sql->setText(QString::fromUtf8(query.expression));
    showRows();
}

ConditionRow *FilterBar::appendRow()
{
    auto *row = new ConditionRow(this);
    m_rows.append(row);
    m_lines->addWidget(row);
    connect(row, &ConditionRow::applied, this, &FilterBar::applied);
    connect(row, &ConditionRow::addRequested, this, &FilterBar::addCondition);
    connect(row, &ConditionRow::removeRequested, this, [this, row] { removeRow(row); });
    setObject(m_object);
    return row;
}

void FilterBar::addCondition()
{
    if (m_isSql)
        toggleSql();
    const ConditionRow *row = appendRow();
    showRows();
    row->findChild<QWidget *>(u"filterColumn"_s + QString::number(m_rows.size()))->setFocus();
}

void FilterBar::removeRow(ConditionRow *row)
{
    if (m_rows.size() == 1) {
        row->clear();
    } else {
        m_rows.removeOne(row);
        discard(row);
    }
    showRows();
    m_rows.first()->operand()->setFocus();
    emit applied();
}

void FilterBar::toggleSql()
{
    if (!m_isSql)
        m_sql->setText(QString::fromUtf8(expressionOf(m_object, conditions())));
    else
        clear();
    m_isSql = !m_isSql;
    showRows();
    focusValue();
    emit modeChanged();
}

void FilterBar::clear()
{
    m_sql->clear();
    while (m_rows.size() > 1)
        discard(m_rows.takeLast());
    m_rows.first()->clear();
    showRows();
}

void FilterBar::focusValue()
{
    QLineEdit *edit = m_isSql ? m_sql : m_rows.first()->operand();
    edit->setFocus();
}

void FilterBar::showRows()
{
    m_sql->setVisible(m_isSql);
    m_sqlLabel->setVisible(m_isSql);
    for (int i = 0; i < m_rows.size(); ++i) {
        m_rows.at(i)->setPlace(i, false);
        m_rows.at(i)->setVisible(!m_isSql);
    }
}

void FilterBar::addControl(QWidget *control)
{
    m_controls->addWidget(control);
    refold();
}

// The buttons go below before a condition is squeezed.
void FilterBar::refold()
{
    const int line = fontMetrics().averageCharWidth() * LineCharacters;
    const bool isFolded
        = foldWhenNarrow(m_row, width(), line + m_controls->sizeHint().width() + 3 * Space::Page);
    m_row->setAlignment(m_controls, isFolded ? Qt::AlignLeft : Qt::AlignTop);
}

void FilterBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    refold();
}

void FilterBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), themeOf(this).base);
}

} // namespace tidemark
