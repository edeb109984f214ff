#pragma once

#include "databasepage.h"

#include <models/timetravelsession.h>

#include <QTimer>

class QSplitter;
class QStackedWidget;
class QTableView;

namespace tidemark {

class BackupsPane;
class MomentBar;
class PageHead;
class RestorePane;
class SyntaxLibrary;
class TimelineView;

/// Where can this database go back to, and what would it cost? The timeline above (remote D1 only), backups and the preview
/// of a restore below.
class TimeTravelPage : public DatabasePage
{
    Q_OBJECT

public:
    TimeTravelPage(DatabaseSession *session,
                   ActionRegistry &actions,
                   const SyntaxLibrary &library,
                   QWidget *parent = nullptr);

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString note() const override;
    [[nodiscard]] Activity *activity() const override { return m_travel->activity(); }
    [[nodiscard]] bool isWriting() const override { return m_travel->isRestoring(); }
    void updateActions() override;
    void perform(const QString &actionId) override;

    [[nodiscard]] TimeTravelSession *travel() const { return m_travel; }
    /// Goes to a moment, as "Find the moment…" of other pages does.
    void goTo(const QDateTime &moment);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void layOut();
    void connectTimeline();
    [[nodiscard]] QWidget *timelineArea();
    void showEverything();
    void showFacts();
    void showNow();
    void enableBackupActions();
    void enableRestoreActions();
    void performOnTimeline(const QString &actionId);
    void moveTo(const QDateTime &moment);
    /// Previews what "Restore…" means now, and then asks.
    void previewAndReview();
    void previewChosen();
    void review();
    void openReview();
    void chooseRemedy(const QString &actionName);
    void copyBookmark();
    [[nodiscard]] QString whyNotRestore() const;
    [[nodiscard]] bool isBusy() const { return m_travel->activity()->isRunning(); }

    const SyntaxLibrary &m_library;
    TimeTravelSession *m_travel;
    PageHead *m_head;
    MomentBar *m_moment;
    TimelineView *m_timeline;
    QStackedWidget *m_timelineArea;
    QTableView *m_events;
    BackupsPane *m_backups;
    RestorePane *m_restore;
    QTimer m_minute; ///< now goes on while the page is seen
    bool m_reviewsNext = false; ///< what is being previewed is asked for afterwards
};

} // namespace tidemark
