#pragma once

#include <QSize>
#include <QString>
#include <QStringList>

class QSettings;
class QWidget;

namespace tidemark {

/// What is kept of a window from one start to the next: its size, its splitters, and the pages of each project that were
/// open. None of it makes anything run.
class WindowMemory
{
public:
    /// @p settings outlives the memory.
    explicit WindowMemory(QSettings &settings);

    /// For whatever else is kept of the program.
    [[nodiscard]] QSettings &settings() const { return m_settings; }

    struct Frame {
        QSize size; ///< of the window when it is not maximised
        bool maximised = false;
        int navigatorWidth = 0; ///< 0 if none was kept
        bool navigatorVisible = true;
    };
    void keepFrame(const Frame &frame);
    /// An invalid size if none was kept; never larger than @p available.
    [[nodiscard]] Frame frame(QSize available) const;

    /// Every splitter below @p page, by its object name: pages of one kind share theirs.
    void keepSplitters(const QWidget &page);
    void restoreSplitters(const QWidget &page) const;

    struct Pages {
        QStringList keys; ///< from left to right
        int current = 0;
    };
    void keepPages(const QString &project, const Pages &pages);
    [[nodiscard]] Pages pages(const QString &project) const;

private:
    QSettings &m_settings;
};

} // namespace tidemark
