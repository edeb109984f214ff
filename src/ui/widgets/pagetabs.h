#pragma once

#include <models/roles.h>

#include <QWidget>

#include <functional>
#include <optional>
#include <vector>

class QStackedWidget;
class QTabBar;

namespace tidemark {

/// What a tab says about its page.
struct PageTab {
    QString title;
    std::optional<ShownEnvironment> environment = {};
    QString environmentName = {};
};

/// Pages under tabs; each is built when it is first shown.
class PageTabs : public QWidget
{
    Q_OBJECT

public:
    using Factory = std::function<QWidget *(QWidget *parent)>;

    explicit PageTabs(QWidget *parent = nullptr);

    /// Returns the index. @p build is called once at the most, with the parent the page belongs to.
    int addPage(const PageTab &tab, Factory build);
    void removePage(int index);
    /// None comes to the front on the way, so none is built for a project that is not open any more.
    void clear();
    void setTab(int index, const PageTab &tab);
    void setCurrentIndex(int index);

    [[nodiscard]] int count() const;
    [[nodiscard]] int currentIndex() const;
    /// Null while the page was never shown.
    [[nodiscard]] QWidget *page(int index) const;
    [[nodiscard]] const PageTab &tab(int index) const { return m_pages.at(size_t(index)).tab; }
    [[nodiscard]] QTabBar *tabBar() const { return m_bar; }

signals:
    /// The shown page changed; -1 when the last one went.
    void currentChanged(int index);
    void closeRequested(int index);

private:
    struct Page {
        PageTab tab;
        Factory build;
        QWidget *widget = nullptr;
    };

    void show(int index);
    void describe(int index);
    void describeAll();

    QTabBar *m_bar;
    QStackedWidget *m_stack;
    std::vector<Page> m_pages;
};

} // namespace tidemark
