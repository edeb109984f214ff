#pragma once

#include <models/backupmodel.h>

#include <QWidget>

#include <optional>

class QBoxLayout;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace tidemark {

class ElidedLabel;

/// The backups of a database, or a sentence if there are none. The one that was selected stays selected.
class BackupsPane : public QWidget
{
    Q_OBJECT

public:
    /// Takes the controls: those of the head, and the one of an empty list.
    BackupsPane(BackupModel *model,
                const QList<QPushButton *> &controls,
                QPushButton *whenEmpty,
                QWidget *parent);

    [[nodiscard]] std::optional<Backup> selected() const;
    void setEmptyText(const QString &text);

signals:
    void selectionChanged();
    void activated(const tidemark::Backup &backup);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    [[nodiscard]] QWidget *head(const QList<QPushButton *> &controls);
    [[nodiscard]] QWidget *emptyPage(QPushButton *whenEmpty);
    void keepSelection();

    BackupModel *m_model;
    QBoxLayout *m_head = nullptr;
    QBoxLayout *m_controls = nullptr; ///< go below in a narrow pane, and one under the other
    ElidedLabel *m_facts;
    QTableView *m_table;
    QLabel *m_empty;
    QStackedWidget *m_stack;
    QString m_selectedPath;
};

} // namespace tidemark
