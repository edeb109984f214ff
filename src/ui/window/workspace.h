#pragma once

#include "pagefactory.h"
#include "windowmemory.h"

#include <QWidget>

#include <any>

namespace tidemark {

/// The pages that are open, under their tabs: opening, closing, going back, and what is kept of them.
class Workspace : public QWidget
{
    Q_OBJECT

public:
    explicit Workspace(const PageContext &context, QWidget *parent = nullptr);
    ~Workspace() override;

    /// Goes to the page, which is opened if it is not. False if there is nothing at that address.
    bool open(const PageAddress &address);
    /// Asks the page first; what was open can be reopened.
    void close(int index);
    void closeCurrent();
    /// Without a question: the project changes.
    void closeAll();
    void reopenClosed();
    /// To what was in front before: another page, or the rows that a page showed before it was narrowed.
    void back();
    void forward();
    /// To the next tab, or the one before.
    void step(int by);

    [[nodiscard]] bool mayReopen() const { return !m_closed.isEmpty(); }
    [[nodiscard]] bool mayGoBack() const { return m_place > 0; }
    [[nodiscard]] bool mayGoForward() const { return m_place + 1 < m_trail.size(); }
    [[nodiscard]] int count() const;
    /// nullptr if none is open.
    [[nodiscard]] Page *page() const;
    /// Of the page in front.
    [[nodiscard]] PageAddress address() const;
    /// Every page that was shown once.
    [[nodiscard]] QList<Page *> builtPages() const;

    /// Opens the tabs that were open in this project before; builds the one in front alone and runs nothing.
    void restore();
    /// Tabs are kept whenever one comes, goes or is turned to, so that a crash loses none; this keeps what pages look like
    /// as well.
    void keep();

signals:
    /// Another page is in front, or none.
    void pageChanged();
    /// The page in front has something new to say.
    void described();
    void openRequested(const PageAddress &address);

private:
    /// A place on the way that was gone.
    struct Stop {
        PageAddress address;
        bool hasView
            = false; ///< the page was narrowed before or after it: what it shows here is of this stop
        std::any view = {}; ///< as it was left; empty while it is in front
    };

    /// -1 if there is nothing at that address.
    int tabOf(const PageAddress &address);
    [[nodiscard]] QWidget *build(const PageAddress &address, QWidget *parent);
    void showTab(int index);
    void narrow(const QMap<QString, QString> &where, bool isInFront);
    void addStop(const PageAddress &address);
    /// The last stop up to @p place where @p address was in front; nullptr if there is none.
    [[nodiscard]] Stop *stopAt(const PageAddress &address, qsizetype place);
    void retrace(int by);
    void remove(int index);
    void keepTabs();
    void takeKeyboard();
    void reopen(const WindowMemory::Pages &kept);

    PageContext m_context;
    PageTabs *m_tabs;
    QList<PageAddress> m_addresses; ///< of the tabs
    QList<PageAddress> m_closed; ///< the last is reopened first
    QList<Stop> m_trail; ///< in the order they were looked at
    qsizetype m_place = -1; ///< in the trail
    bool m_isRetracing = false;
    bool m_isChanging = false; ///< from one project's tabs to another's
};

} // namespace tidemark
