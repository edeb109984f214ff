#include "backupspane.h"

#include "tables.h"

#include <ui/theme.h>
#include <ui/widgets/elidedlabel.h>
#include <ui/widgets/folding.h>

#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// "Backups  28 of 30 verified", beside the buttons.
constexpr int WordsCharacters = 30;

} // namespace

BackupsPane::BackupsPane(BackupModel *model,
                         const QList<QPushButton *> &controls,
                         QPushButton *whenEmpty,
                         QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_facts(new ElidedLabel(TypeRole::Body, ElidedLabel::Ink::Secondary, this))
    , m_table(makeTable(model, "backups", tr("Backups"), this))
    , m_empty(new QLabel(this))
    , m_stack(new QStackedWidget(this))
{
    setObjectName(u"backupsPane"_s);
    setFocusProxy(m_table);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // why it was taken gives way
    m_table->horizontalHeader()->setMinimumSectionSize(1);
    m_stack->addWidget(m_table);
    m_stack->addWidget(emptyPage(whenEmpty));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(head(controls));
    layout->addWidget(m_stack, 1);

    connect(model, &QAbstractItemModel::modelReset, this, &BackupsPane::keepSelection);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
        if (const auto backup = selected())
            m_selectedPath = backup->path;
        emit selectionChanged();
    });
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) {
        emit activated(m_model->row(index));
    });
    keepSelection();
}

QWidget *BackupsPane::head(const QList<QPushButton *> &controls)
{
    auto *part = new QWidget(this);
    auto *title = new ElidedLabel(TypeRole::Strong, ElidedLabel::Ink::Plain, part);
    title->setText(tr("Backups"));
    title->setFirm(true);
    auto *words = new QHBoxLayout;
    words->setSpacing(Space::Small);
    words->addWidget(title);
    words->addWidget(m_facts, 1);
    m_controls = new QBoxLayout(QBoxLayout::LeftToRight);
    m_controls->setSpacing(Space::Small);
    for (QPushButton *control : controls)
        m_controls->addWidget(control);
    m_head = new QBoxLayout(QBoxLayout::LeftToRight, part);
    m_head->setContentsMargins(Space::Page, Space::Small, Space::Medium, Space::Small);
    m_head->setSpacing(Space::Small);
    m_head->addLayout(words, 1);
    m_head->addLayout(m_controls);
    return part;
}

QWidget *BackupsPane::emptyPage(QPushButton *whenEmpty)
{
    auto *page = new QWidget(this);
    m_empty->setObjectName(u"backupsEmpty"_s);
    m_empty->setWordWrap(true);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(Space::Page, Space::Tiny, Space::Page, Space::Small);
    layout->setSpacing(Space::Small);
    layout->addWidget(m_empty);
    layout->addWidget(whenEmpty, 0, Qt::AlignLeft);
    layout->addStretch();
    return page;
}

void BackupsPane::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    int buttons = Space::Page + Space::Medium;
    for (int i = 0; i < m_controls->count(); ++i)
        buttons += m_controls->itemAt(i)->sizeHint().width() + Space::Small;
    const int words = fontMetrics().averageCharWidth() * WordsCharacters;
    foldWhenNarrow(m_head, width(), words + buttons);
    foldWhenNarrow(m_controls, width(), buttons);
}

std::optional<Backup> BackupsPane::selected() const
{
    const QModelIndex current = m_table->currentIndex();
    if (!current.isValid() || current.row() >= m_model->rowCount())
        return {};
    return m_model->row(current);
}

void BackupsPane::setEmptyText(const QString &text)
{
    m_empty->setText(text);
}

void BackupsPane::keepSelection()
{
    const int all = m_model->rowCount();
    m_stack->setCurrentIndex(all > 0 ? 0 : 1);
    m_facts->setText(all > 0 ? tr("%1 of %n verified", nullptr, all).arg(m_model->verified())
                             : QString());
    int row = all > 0 ? 0 : -1;
    for (int i = 0; i < all; ++i) {
        if (m_model->rows().at(i).path == m_selectedPath)
            row = i;
    }
    m_table->setCurrentIndex(m_model->index(row, 0));
    emit selectionChanged();
}

} // namespace tidemark
