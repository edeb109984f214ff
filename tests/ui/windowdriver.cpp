#include <QAction>
#include <QApplication>
#include <QGenericPlugin>
#include <QSocketNotifier>
#include <QTest>
#include <QUrl>
#include <QWidget>

#include <array>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

QObject *named(const QString &name)
{
    QObject *hidden = nullptr;
    for (QWidget *window : QApplication::topLevelWidgets()) {
        auto found = window->findChildren<QObject *>(name);
        if (window->objectName() == name)
            found.prepend(window);
        for (QObject *one : found) {
            const auto *widget = qobject_cast<QWidget *>(one);
            if (!widget || widget->isVisible())
                return one;
            hidden = one;
        }
    }
    return hidden;
}

QWidget *keyboardWidget()
{
    QWidget *window = QApplication::activeModalWidget();
    if (!window)
        window = QApplication::activeWindow();
    QWidget *focused = window ? window->focusWidget() : nullptr;
    return focused ? focused : window;
}

} // namespace

/// Sits at the keyboard of a program that knows nothing of it: one line of standard input is one thing to do, one line of
/// standard output what came of it. Ends the program when nobody is at the other end any more.
class WindowDriver : public QObject
{
    Q_OBJECT

public:
    WindowDriver() { connect(&m_input, &QSocketNotifier::activated, this, &WindowDriver::read); }

private:
    void read()
    {
        std::array<char, 4096> buffer{};
        const auto size = ::read(STDIN_FILENO, buffer.data(), buffer.size());
        if (size <= 0)
            ::_exit(3);
        m_read.append(buffer.data(), size);
        for (auto end = m_read.indexOf('\n'); end >= 0; end = m_read.indexOf('\n')) {
            const QString line = QString::fromUtf8(m_read.first(end));
            m_read.remove(0, end + 1);
            const QByteArray answer = perform(line).toUtf8().toPercentEncoding() + '\n';
            if (::write(STDOUT_FILENO, answer.constData(), size_t(answer.size())) < 0)
                ::_exit(3);
        }
    }

    static QString perform(const QString &line)
    {
        const QString verb = line.section(u' ', 0, 0);
        const QString rest = line.section(u' ', 1);
        if (verb == "property"_L1) {
            const QObject *object = named(rest.section(u' ', 0, 0));
            const QByteArray property = rest.section(u' ', 1).toLatin1();
            return object ? object->property(property.constData()).toString() : u"?"_s;
        }
        QWidget *widget = keyboardWidget();
        if (!widget)
            return u"?"_s;
        if (verb == "key"_L1) {
            const QKeyCombination keys = QKeySequence(rest)[0];
            QTest::keyClick(widget, keys.key(), keys.keyboardModifiers());
        } else if (verb == "type"_L1) {
            QTest::keyClicks(widget, rest);
        }
        return widget->objectName();
    }

    QSocketNotifier m_input{ STDIN_FILENO, QSocketNotifier::Read };
    QByteArray m_read;
};

/// Qt loads it where QT_QPA_GENERIC_PLUGINS says "windowdriver".
class WindowDriverPlugin : public QGenericPlugin
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID QGenericPluginFactoryInterface_iid FILE "windowdriver.json")

public:
    QObject *create(const QString &, const QString &) override { return new WindowDriver; }
};

} // namespace tidemark

#include "windowdriver.moc"
