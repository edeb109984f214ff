#pragma once

#include <models/timetravelsession.h>

#include <QWidget>

class QPushButton;
class QTableView;

namespace tidemark {

class Banner;
class CommandBox;
class ElidedLabel;
class PageFoot;
class StateLabel;

/// What would become of every table, and after a restore what was done and how it is taken back.
class RestorePane : public QWidget
{
    Q_OBJECT

public:
    /// Buttons that the page made of its actions; the pane takes them.
    struct Controls {
        QPushButton *copyBookmark;
        QPushButton *preview;
        QPushButton *restore;
    };

    /// @p travel outlives the pane.
    RestorePane(TimeTravelSession *travel, const Controls &controls, QWidget *parent);

    void refresh();
    /// The field's text was no moment; said until something else is to be said.
    void showRefusal(const QString &why);
    void showBackup(const Backup &backup);

signals:
    void remedyChosen(const QString &actionName);

private:
    struct Message;

    void layOut(const Controls &controls);
    void showHead();
    void showMessage();
    void showFoot();
    [[nodiscard]] QString heading() const;
    [[nodiscard]] Message message() const;
    [[nodiscard]] Message errorMessage(const Error &error) const;
    [[nodiscard]] Message outcomeMessage() const;
    [[nodiscard]] Message subjectMessage() const;
    [[nodiscard]] Message backupMessage() const;
    [[nodiscard]] Message restingMessage() const;
    [[nodiscard]] QString command() const;

    TimeTravelSession *m_travel;
    ElidedLabel *m_heading;
    StateLabel *m_state;
    QWidget *m_bookmarkRow;
    ElidedLabel *m_bookmark;
    QTableView *m_effects;
    Banner *m_banner;
    QWidget *m_commandArea;
    CommandBox *m_command;
    PageFoot *m_foot;
    QString m_refusal;
    std::optional<Backup> m_taken;
};

} // namespace tidemark
