#include "recoverystepwidget.h"

#include <ui/theme.h>

#include <QAbstractButton>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLayout>
#include <QLineEdit>
#include <QTableView>

namespace tidemark {

RecoveryStepWidget::RecoveryStepWidget(RecoverySession &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
{}

QString RecoveryStepWidget::leftNote() const
{
    return m_session.note().isChanged
               ? tr("The database was changed; it can be undone.")
               : tr("Nothing has been changed so far. Esc leaves and keeps the photograph.");
}

void RecoveryStepWidget::dress(QLabel *title, QLabel *facts, const QList<QLabel *> &headings)
{
    setAccessibleName(title->text()); // a step may take the focus itself
    title->setFont(typeFont(TypeRole::PageTitle));
    quiet(facts);
    for (QLabel *heading : headings)
        heading->setFont(typeFont(TypeRole::Section));
    layout()->setContentsMargins(Space::Group, Space::Page, Space::Group, Space::Medium);
    layout()->setSpacing(Space::Small);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    const auto labels = findChildren<QLabel *>();
    for (QLabel *label : labels)
        label->setTextFormat(Qt::PlainText);
}

void RecoveryStepWidget::quiet(QLabel *label)
{
    label->setForegroundRole(QPalette::PlaceholderText);
}

void RecoveryStepWidget::makeCopyable(QLineEdit *field, QWidget *button) const
{
    field->setFont(typeFont(TypeRole::Mono));
    connect(qobject_cast<QAbstractButton *>(button), &QAbstractButton::clicked, field, [field] {
        QGuiApplication::clipboard()->setText(field->text());
    });
}

void limitRows(QTableView *table, int rows)
{
    const auto fit = [table, rows] {
        const int row = table->verticalHeader()->defaultSectionSize();
        const auto *header = table->horizontalHeader();
        const int above = header->isHidden() ? 0 : header->sizeHint().height();
        const int shown = std::clamp(table->model()->rowCount(), 1, rows);
        table->setMinimumHeight(above + std::min(shown, 2) * row + 2);
        table->setMaximumHeight(above + shown * row + 2);
    };
    QObject::connect(table->model(), &QAbstractItemModel::modelReset, table, fit);
    fit();
}

} // namespace tidemark
