#include "historydialog.h"

#include <models/queryhistorymodel.h>
#include <models/shownstates.h>
#include <ui/editor/codeview.h>
#include <ui/pages/tables.h>
#include <ui/style/emphasis.h>
#include <ui/theme.h>
#include <ui/widgets/statelabel.h>

#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

namespace tidemark {

using namespace Qt::StringLiterals;

HistoryDialog::HistoryDialog(QueryHistoryModel *history,
                             const SyntaxLibrary &library,
                             QWidget *parent)
    : QDialog(parent)
    , m_history(history)
    , m_words(new QLineEdit(this))
    , m_table(makeTable(history, "historyEntries", tr("Statements that were run"), this))
    , m_sql(new CodeView(library, this))
    , m_verdict(new StateLabel(this))
    , m_insert(new QPushButton(tr("&Insert into the editor"), this))
    , m_close(new QPushButton(tr("Close"), this))
{
    setObjectName(u"historyDialog"_s);
    setWindowTitle(tr("Query history"));
    setWindowModality(Qt::WindowModal);
    m_words->setObjectName(u"historyWords"_s);
    m_words->setAccessibleName(tr("Words to look for"));
    m_words->setPlaceholderText(tr("Words of the statement or the database"));
    m_words->setClearButtonEnabled(true);
    m_sql->setObjectName(u"historySql"_s);
    m_insert->setObjectName(u"historyInsert"_s);
    m_close->setObjectName(u"historyClose"_s);
    m_insert->setDefault(true);
    m_close->setAutoDefault(false);
    setEmphasis(m_insert, Emphasis::Primary);
    layOut();

    connect(m_words, &QLineEdit::textChanged, m_history, &QueryHistoryModel::search);
    connect(m_history, &QueryHistoryModel::found, this, &HistoryDialog::showFound);
    connect(m_table->selectionModel(),
            &QItemSelectionModel::currentChanged,
            this,
            &HistoryDialog::showSelected);
    connect(m_table, &QTableView::doubleClicked, this, &HistoryDialog::choose);
    connect(m_insert, &QPushButton::clicked, this, &HistoryDialog::choose);
    connect(m_close, &QPushButton::clicked, this, &QDialog::reject);
    m_history->search({});
    showSelected();
}

void HistoryDialog::layOut()
{
    QHeaderView *columns = m_table->horizontalHeader();
    columns->setStretchLastSection(false);
    columns->setResizeContentsPrecision(0);
    columns->setSectionResizeMode(QHeaderView::ResizeToContents);
    columns->setSectionResizeMode(QueryHistoryModel::StatementColumn, QHeaderView::Stretch);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *parts = new QSplitter(Qt::Vertical, this);
    parts->addWidget(m_table);
    parts->addWidget(m_sql);
    parts->setStretchFactor(0, 3);
    parts->setStretchFactor(1, 2);
    parts->setChildrenCollapsible(false);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(Space::Small);
    foot->addWidget(m_verdict, 1);
    foot->addWidget(m_close);
    foot->addWidget(m_insert);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Space::Group, Space::Group, Space::Group, Space::Page);
    layout->setSpacing(Space::Medium);
    layout->addWidget(m_words);
    layout->addWidget(parts, 1);
    layout->addLayout(foot);
    const QSize available = parentWidget() ? parentWidget()->window()->size() : QSize(1280, 800);
    resize(available * 4 / 5);
    m_words->setFocus();
}

void HistoryDialog::showFound()
{
    const int count = m_history->rowCount();
    if (m_history->error())
        m_verdict->setState(shown(*m_history->error()), m_history->error()->message);
    else if (count == 0)
        m_verdict->setState(ShownState::Note,
                            m_words->text().isEmpty() ? tr("Nothing was run yet.")
                                                      : tr("Nothing fits these words."));
    else
        m_verdict->setState(ShownState::Note, tr("%n statement(s), newest first", nullptr, count));
    if (count > 0)
        m_table->setCurrentIndex(m_history->index(0, 0));
    showSelected();
}

void HistoryDialog::showSelected()
{
    const QModelIndex current = m_table->currentIndex();
    m_insert->setEnabled(current.isValid());
    m_sql->setScript(tr("the chosen statement"),
                     current.isValid() ? QString::fromUtf8(m_history->row(current).statement)
                                       : QString());
}

void HistoryDialog::choose()
{
    const QModelIndex current = m_table->currentIndex();
    if (!current.isValid())
        return;
    emit chosen(QString::fromUtf8(m_history->row(current).statement));
    accept();
}

} // namespace tidemark
