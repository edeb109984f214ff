// Draws the window on a project, light and dark, into PNG files: for the manual, and for looking at changes.

#include "windowapplication.h"

#include <engine/operations/engine.h>
#include <ui/window/mainwindow.h>

#include <QApplication>
#include <QDir>
#include <QPixmap>
#include <QTextStream>
#include <QTimer>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

/// Goes through the pictures one by one: sets the window up, waits until its database is idle, grabs it.
class Photographer : public QObject
{
public:
    Photographer(MainWindow &window, Appearance &appearance, QDir folder)
        : m_window(window)
        , m_appearance(appearance)
        , m_folder(std::move(folder))
    {}

    void start()
    {
        m_window.resize(1440, 900);
        m_window.show();
        const auto databases = m_window.project().databases();
        if (databases.isEmpty()) {
            QTextStream(stderr) << "The project has no databases.\n";
            QApplication::exit(66);
            return;
        }
        m_session = databases.first();
        next();
    }

private:
    struct Shot {
        QString name;
        NavigatorKind page;
        void (*act)(DatabaseSession &);
    };

    static const QList<Shot> &shots()
    {
        static const QList<Shot> all{ { u"migrations"_s,
                                        NavigatorKind::Migrations,
                                        [](DatabaseSession &session) { session.rehearse({}); } },
                                      { u"verification"_s,
                                        NavigatorKind::Verification,
                                        [](DatabaseSession &session) { session.verify(true); } } };
        return all;
    }

    void next()
    {
        if (m_index >= shots().size()) {
            QApplication::exit(0);
            return;
        }
        const Shot &shot = shots().at(m_index);
        if (m_session->activity() != DatabaseSession::Activity::Idle) {
            QTimer::singleShot(20, this, [this] { next(); });
            return;
        }
        m_window.openPage(m_session->target().key(), shot.page);
        shot.act(*m_session);
        waitAndGrab();
    }

    void waitAndGrab()
    {
        if (m_session->activity() != DatabaseSession::Activity::Idle) {
            QTimer::singleShot(20, this, [this] { waitAndGrab(); });
            return;
        }
        grab(Appearance::Choice::Light, u"light"_s, [this] {
            grab(Appearance::Choice::Dark, u"dark"_s, [this] {
                m_appearance.choose(Appearance::Choice::Light);
                ++m_index;
                next();
            });
        });
    }

    // Widgets take a new palette from the event loop; the picture is taken after that.
    void grab(Appearance::Choice choice, const QString &suffix, std::function<void()> then)
    {
        m_appearance.choose(choice);
        QTimer::singleShot(100, this, [this, suffix, then] {
            m_window.grab().save(
                m_folder.filePath(shots().at(m_index).name + u'-' + suffix + u".png"_s));
            then();
        });
    }

    MainWindow &m_window;
    Appearance &m_appearance;
    QDir m_folder;
    DatabaseSession *m_session = nullptr;
    qsizetype m_index = 0;
};

} // namespace

int main(int argc, char *argv[])
{
    const QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() != 3) {
        QTextStream(stderr) << "tidemark-shots PROJECT FOLDER\n";
        return 64;
    }
    QApplication::setFont(QFont(u"Inter"_s, 10));
    WindowApplication setUp;
    MainWindow window(Engine::create(), setUp.appearance());
    window.open(arguments.at(1));
    Photographer photographer(window, setUp.appearance(), QDir(arguments.at(2)));
    QObject::connect(&setUp.appearance(), &Appearance::ready, &photographer, [&photographer] {
        photographer.start();
    });
    setUp.appearance().start(Appearance::Choice::Light);
    return QApplication::exec();
}
