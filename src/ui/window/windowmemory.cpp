#include "windowmemory.h"

#include <QCryptographicHash>
#include <QSettings>
#include <QSplitter>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QString splitterKey(const QSplitter &splitter)
{
    return u"splitters/"_s + splitter.objectName();
}

/// A path is no settings key: its slashes would make groups.
QString projectKey(const QString &project, QLatin1StringView name)
{
    const auto hash
        = QCryptographicHash::hash(project.toUtf8(), QCryptographicHash::Sha256).toHex().left(16);
    return u"projects/%1/%2"_s.arg(QString::fromLatin1(hash), name);
}

} // namespace

WindowMemory::WindowMemory(QSettings &settings)
    : m_settings(settings)
{}

void WindowMemory::keepFrame(const Frame &frame)
{
    m_settings.setValue(u"window/size"_s, frame.size);
    m_settings.setValue(u"window/maximised"_s, frame.maximised);
    m_settings.setValue(u"window/navigatorWidth"_s, frame.navigatorWidth);
    m_settings.setValue(u"window/navigatorVisible"_s, frame.navigatorVisible);
}

WindowMemory::Frame WindowMemory::frame(QSize available) const
{
    Frame frame{ .size = m_settings.value(u"window/size"_s).toSize() };
    if (frame.size.isValid())
        frame.size = frame.size.boundedTo(available);
    frame.maximised = m_settings.value(u"window/maximised"_s, false).toBool();
    frame.navigatorWidth = m_settings.value(u"window/navigatorWidth"_s, 0).toInt();
    frame.navigatorVisible = m_settings.value(u"window/navigatorVisible"_s, true).toBool();
    return frame;
}

void WindowMemory::keepSplitters(const QWidget &page)
{
    for (const QSplitter *splitter : page.findChildren<QSplitter *>()) {
        if (!splitter->objectName().isEmpty())
            m_settings.setValue(splitterKey(*splitter), splitter->saveState());
    }
}

void WindowMemory::restoreSplitters(const QWidget &page) const
{
    for (QSplitter *splitter : page.findChildren<QSplitter *>()) {
        const QByteArray state = m_settings.value(splitterKey(*splitter)).toByteArray();
        if (state.isEmpty())
            continue;
        splitter->restoreState(state);
        splitter->setChildrenCollapsible(false); // part of the state, and not the user's
    }
}

void WindowMemory::keepPages(const QString &project, const Pages &pages)
{
    m_settings.setValue(projectKey(project, "path"_L1), project); // for whoever reads the file
    m_settings.setValue(projectKey(project, "pages"_L1), pages.keys);
    m_settings.setValue(projectKey(project, "current"_L1), pages.current);
}

WindowMemory::Pages WindowMemory::pages(const QString &project) const
{
    return { .keys = m_settings.value(projectKey(project, "pages"_L1)).toStringList(),
             .current = m_settings.value(projectKey(project, "current"_L1), 0).toInt() };
}

} // namespace tidemark
