// Draws the window on a project, light and dark, into PNG files: for the manual, and for looking at changes.

#include "windowapplication.h"

#include <engine/operations/engine.h>
#include <ui/dialogs/reviewdialog.h>
#include <ui/window/mainwindow.h>

#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QDir>
#include <QPainter>
#include <QPixmap>
#include <QTextStream>
#include <QTimer>

#include <functional>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

/// Goes through the pictures one by one: sets the window up, waits until its database is idle, grabs it.
class Photographer : public QObject
{
public:
    Photographer(MainWindow &window, Appearance &appearance, const QDir &folder, QString prefix)
        : m_window(window)
        , m_appearance(appearance)
        , m_folder(folder)
        , m_prefix(std::move(prefix))
    {}

    void start()
    {
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
        QSize size;
        NavigatorKind page;
        std::function<void(DatabaseSession &)> act;
        enum class Sheet { None, Local, Production } sheet = Sheet::None; ///< over the window
    };

    static QList<Shot> shots()
    {
        const auto rehearse = [](DatabaseSession &session) { session.rehearse({}); };
        const auto verify = [](DatabaseSession &session) { session.verify(true); };
        const auto execute = [](DatabaseSession &session) { session.execute(); };
        const QSize usual(1440, 900);
        const QSize small(1024, 640);
        return {
            { u"migrations"_s, usual, NavigatorKind::Migrations, rehearse },
            { u"migrations-small"_s, small, NavigatorKind::Migrations, rehearse },
            { u"review"_s, usual, NavigatorKind::Migrations, rehearse, Shot::Sheet::Local },
            { u"review-small"_s, small, NavigatorKind::Migrations, rehearse, Shot::Sheet::Local },
            { u"review-production"_s,
              usual,
              NavigatorKind::Migrations,
              rehearse,
              Shot::Sheet::Production },
            { u"review-production-small"_s,
              small,
              NavigatorKind::Migrations,
              rehearse,
              Shot::Sheet::Production },
            { u"verification"_s, usual, NavigatorKind::Verification, verify },
            { u"verification-small"_s, small, NavigatorKind::Verification, verify },
            { u"applied"_s, usual, NavigatorKind::Migrations, execute },
            { u"verified"_s, usual, NavigatorKind::Verification, verify }
        };
    }

    void next()
    {
        if (m_index >= m_shots.size()) {
            QApplication::exit(0);
            return;
        }
        whenIdle([this] {
            const Shot &shot = m_shots.at(m_index);
            m_window.resize(shot.size);
            m_window.openPage({ .kind = shot.page, .targetKey = m_session->target().key() });
            shot.act(*m_session);
            whenIdle([this] { openSheetAndGrab(); });
        });
    }

    void whenIdle(const std::function<void()> &then)
    {
        if (m_session->phase() == DatabaseSession::Phase::Idle)
            then();
        else
            QTimer::singleShot(20, this, [this, then] { whenIdle(then); });
    }

    void openSheetAndGrab()
    {
        auto *apply = m_window.findChild<QAction *>(u"migrationApplyAll"_s);
        const Shot::Sheet sheet = m_shots.at(m_index).sheet;
        const bool reviews = sheet != Shot::Sheet::None;
        if (reviews && !apply->isEnabled()) { // a blocked rehearsal has no sheet
            ++m_index;
            next();
            return;
        }
        if (sheet == Shot::Sheet::Local)
            apply->trigger();
        else if (sheet == Shot::Sheet::Production)
            openProductionSheet();
        whenIdle([this] {
            grab(Appearance::Choice::Light, u"light"_s, [this] {
                grab(Appearance::Choice::Dark, u"dark"_s, [this] {
                    m_appearance.choose(Appearance::Choice::Light);
                    if (auto *dialog = m_window.findChild<QDialog *>())
                        dialog->reject();
                    ++m_index;
                    next();
                });
            });
        });
    }

    // The sheet asks for the name here; the plan is the local one.
    void openProductionSheet()
    {
        PreparedRun prepared = *m_session->prepared();
        Target &target = prepared.observation.selected.target;
        target.place = PlaceOfTarget::Remote;
        target.production = true;
        target.environment = u"production"_s;
        auto *sheet = new ReviewDialog(reviewOf(prepared), m_syntax, &m_window);
        sheet->setAttribute(Qt::WA_DeleteOnClose);
        sheet->open();
    }

    // Widgets take a new palette from the event loop; the picture is taken after that. Offscreen, dialogs are windows of
    // their own: the sheet is drawn over its window.
    void grab(Appearance::Choice choice, const QString &suffix, const std::function<void()> &then)
    {
        m_appearance.choose(choice);
        QTimer::singleShot(100, this, [this, suffix, then] {
            QPixmap picture = m_window.grab();
            if (auto *sheet = m_window.findChild<QDialog *>()) {
                QPainter painter(&picture);
                painter.fillRect(picture.rect(), QColor(0, 0, 0, 90));
                painter.drawPixmap((m_window.width() - sheet->width()) / 2,
                                   (m_window.height() - sheet->height()) / 2,
                                   sheet->grab());
            }
            picture.save(
                m_folder.filePath(m_prefix + m_shots.at(m_index).name + u'-' + suffix + u".png"_s));
            then();
        });
    }

    MainWindow &m_window;
    Appearance &m_appearance;
    QDir m_folder;
    DatabaseSession *m_session = nullptr;
    QString m_prefix;
    SyntaxLibrary m_syntax;
    const QList<Shot> m_shots = shots();
    qsizetype m_index = 0;
};

} // namespace

int main(int argc, char *argv[])
{
    const QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() != 3 && arguments.size() != 4) {
        QTextStream(stderr) << "tidemark-shots PROJECT FOLDER [PREFIX]\n";
        return 64;
    }
    QApplication::setFont(QFont(u"Inter"_s, 10));
    WindowApplication setUp;
    MainWindow window(Engine::create(), setUp.appearance());
    window.open(arguments.at(1));
    Photographer photographer(
        window, setUp.appearance(), QDir(arguments.at(2)), arguments.value(3));
    QObject::connect(&setUp.appearance(), &Appearance::ready, &photographer, [&photographer] {
        photographer.start();
    });
    setUp.appearance().start(Appearance::Choice::Light);
    return QApplication::exec();
}
