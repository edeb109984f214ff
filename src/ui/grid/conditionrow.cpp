#include "conditionrow.h"

#include <ui/theme.h>

#include <QComboBox>
#include <QHBoxLayout>
#include <QIcon>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int ColumnCharacters = 16;
constexpr int OperandCharacters = 14;

using Test = RowCondition::Test;

struct TestWords {
    Test test;
    QString words;
};

QList<TestWords> testWords()
{
    using Words = ConditionRow;
    return {
        { Test::Equals, Words::tr("is") },
        { Test::Differs, Words::tr("is not") },
        { Test::OneOf, Words::tr("is one of") },
        { Test::Contains, Words::tr("contains") },
        { Test::StartsWith, Words::tr("starts with") },
        { Test::Less, Words::tr("is less than") },
        { Test::AtMost, Words::tr("is at most") },
        { Test::Greater, Words::tr("is greater than") },
        { Test::AtLeast, Words::tr("is at least") },
        { Test::IsNull, Words::tr("is NULL") },
        { Test::IsNotNull, Words::tr("is not NULL") },
    };
}

} // namespace

ConditionRow::ConditionRow(QWidget *parent)
    : QWidget(parent)
    , m_label(new QLabel(this))
    , m_column(new QComboBox(this))
    , m_test(new QComboBox(this))
    , m_operand(new QLineEdit(this))
    , m_add(new QToolButton(this))
    , m_remove(new QToolButton(this))
{
    m_label->setBuddy(m_column);
    m_column->setAccessibleName(tr("Column"));
    m_column->setMinimumContentsLength(ColumnCharacters);
    m_column->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_test->setAccessibleName(tr("How it is compared"));
    for (const TestWords &each : testWords())
        m_test->addItem(each.words, int(each.test));
    m_operand->setAccessibleName(tr("Value"));
    m_operand->setClearButtonEnabled(true);
    m_operand->setMinimumWidth(m_operand->fontMetrics().averageCharWidth() * OperandCharacters);
    m_add->setIcon(QIcon::fromTheme(u"list-add"_s));
    m_add->setText(u"+"_s);
    m_add->setToolTip(tr("Add a condition"));
    m_add->setAccessibleName(m_add->toolTip());
    m_add->setAutoRaise(true);
    m_remove->setText(u"−"_s);
    m_remove->setToolTip(tr("Remove the condition"));
    m_remove->setAccessibleName(m_remove->toolTip());
    m_remove->setAutoRaise(true);

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Space::Small);
    for (QWidget *part : QList<QWidget *>{ m_label, m_column, m_test })
        row->addWidget(part);
    row->addWidget(m_operand, 1);
    row->addWidget(m_add);
    row->addWidget(m_remove);

    connect(m_operand, &QLineEdit::returnPressed, this, &ConditionRow::applied);
    connect(m_test, &QComboBox::currentIndexChanged, this, &ConditionRow::testChanged);
    connect(m_add, &QToolButton::clicked, this, &ConditionRow::addRequested);
    connect(m_remove, &QToolButton::clicked, this, &ConditionRow::removeRequested);
}

void ConditionRow::setColumns(const QStringList &columns)
{
    const QString before = m_column->currentIndex() > 0 ? m_column->currentText() : QString();
    m_column->clear();
    m_column->addItem(tr("Column…"));
    m_column->addItems(columns);
    m_column->setCurrentIndex(qMax(0, m_column->findText(before, Qt::MatchExactly)));
}

void ConditionRow::setPlace(int number, bool isAlone)
{
    m_label->setText(number == 0 ? tr("Rows &where") : tr("and"));
    const QString suffix = number == 0 ? QString() : QString::number(number + 1);
    m_column->setObjectName(u"filterColumn"_s + suffix);
    m_test->setObjectName(u"filterTest"_s + suffix);
    m_operand->setObjectName(u"filterValue"_s + suffix);
    m_add->setObjectName(u"filterAdd"_s + suffix);
    m_remove->setObjectName(u"filterRemove"_s + suffix);
    m_remove->setEnabled(!isAlone || condition().has_value());
}

std::optional<RowCondition> ConditionRow::condition() const
{
    if (m_column->currentIndex() <= 0)
        return {};
    return RowCondition{ .column = m_column->currentText(),
                         .test = Test(m_test->currentData().toInt()),
                         .operand = m_operand->text() };
}

void ConditionRow::setCondition(const RowCondition &condition)
{
    m_column->setCurrentIndex(qMax(0, m_column->findText(condition.column, Qt::MatchFixedString)));
    m_test->setCurrentIndex(m_test->findData(int(condition.test)));
    m_operand->setText(condition.operand);
}

void ConditionRow::clear()
{
    m_column->setCurrentIndex(0);
    m_test->setCurrentIndex(0);
    m_operand->clear();
}

void ConditionRow::testChanged()
{
    const Test test = Test(m_test->currentData().toInt());
    m_operand->setEnabled(test != Test::IsNull && test != Test::IsNotNull);
    m_operand->setPlaceholderText(test == Test::OneOf ? tr("one, two, three") : QString());
    m_operand->setToolTip(test == Test::Contains ? tr("In capitals or not: both are found.")
                          : test == Test::StartsWith
                              ? tr("Exactly these letters, so that an index can help.")
                              : QString());
}

} // namespace tidemark
