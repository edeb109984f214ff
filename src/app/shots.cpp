// Draws the window on a project, light and dark, into PNG files: for the manual, and for looking at changes.

#include "windowapplication.h"

#include <engine/operations/engine.h>
#include <ui/dialogs/reviewdialog.h>
#include <ui/window/mainwindow.h>

#include <QAction>
#include <QApplication>
#include <QCommandLineParser>
#include <QDialog>
#include <QDir>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>
#include <QPixmap>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTextStream>
#include <QTimer>

#include <functional>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

constexpr QSize Usual(1440, 900);
constexpr QSize Small(1024, 640);
constexpr int StillMs = 1000; ///< nothing ran for so long: what was asked for is there

/// One picture: what to do before it is taken. A scene with no act shows what the one before left.
struct Scene {
    QString name;
    QSize size = Usual;
    std::function<void()> act = {};
};

/// Goes through the scenes one by one: acts, waits until nothing runs, and grabs the window in front in both themes.
class Photographer : public QObject
{
public:
    /// @p sql stands in the editor.
    Photographer(
        MainWindow &window, Appearance &appearance, const QDir &folder, QString prefix, QString sql)
        : m_window(window)
        , m_appearance(appearance)
        , m_folder(folder)
        , m_prefix(std::move(prefix))
        , m_sql(std::move(sql))
    {}

    /// @p wanted: names of scenes; empty: all.
    void start(const QStringList &wanted)
    {
        m_window.show();
        for (DatabaseSession *database : m_window.project().databases()) {
            if (database->target().place == PlaceOfTarget::Local && !m_local)
                m_local = database;
            if (database->target().production && !m_production)
                m_production = database;
        }
        if (!m_local) {
            QTextStream(stderr) << "The project has no local database.\n";
            QApplication::exit(66);
            return;
        }
        m_scenes = migrationScenes() + pageScenes() + dialogScenes();
        if (m_production)
            m_scenes += productionScenes();
        if (!wanted.isEmpty())
            m_scenes.removeIf([&wanted](const Scene &one) { return !wanted.contains(one.name); });
        next();
    }

private:
    [[nodiscard]] QAction *action(const char *id) const
    {
        return m_window.findChild<QAction *>(QString::fromLatin1(id));
    }

    void show(const DatabaseSession *database, NavigatorKind kind, const QString &object = {})
    {
        m_window.openPage({ .kind = kind,
                            .targetKey = database ? database->target().key() : QString(),
                            .object = object });
    }

    static void press(Qt::Key key)
    {
        QWidget *focused = QApplication::focusWidget();
        QWidget *front = focused ? focused : QApplication::activeWindow();
        if (!front)
            return;
        QKeyEvent down(QEvent::KeyPress, key, Qt::NoModifier);
        QApplication::sendEvent(front, &down);
    }

    QList<Scene> migrationScenes()
    {
        const auto rehearse = [this] {
            show(m_local, NavigatorKind::Migrations);
            m_local->rehearse({});
        };
        const auto review = [this] { action("migrationApplyAll")->trigger(); };
        return { { u"migrations"_s, Usual, rehearse },
                 { u"migrations-small"_s, Small },
                 { u"review"_s, Usual, review },
                 { u"review-small"_s, Small, review },
                 { u"review-production"_s, Usual, [this] { openProductionSheet(); } } };
    }

    QList<Scene> pageScenes()
    {
        const auto verify = [this] {
            show(m_local, NavigatorKind::Verification);
            m_local->verify(true);
        };
        const auto execute = [this] {
            show(m_local, NavigatorKind::Migrations);
            m_local->execute();
        };
        const auto writeSql = [this] {
            show(m_local, NavigatorKind::Sql, u"Query 1"_s);
            if (auto *editor = m_window.findChild<QPlainTextEdit *>(u"sqlEditor"_s))
                editor->setPlainText(m_sql);
            action("sqlRunAll")->trigger();
        };
        return { { u"verification"_s, Usual, verify },
                 { u"verification-small"_s, Small },
                 { u"applied"_s, Usual, execute },
                 { u"verified"_s, Usual, verify },
                 { u"browse"_s, Usual, [this] { show(m_local, NavigatorKind::Table, u"user"_s); } },
                 { u"browse-small"_s, Small },
                 { u"sql"_s, Usual, writeSql },
                 { u"sql-small"_s, Small },
                 { u"backups"_s, Usual, [this] { show(m_local, NavigatorKind::TimeTravel); } },
                 { u"connect"_s, Usual, [this] { show(nullptr, NavigatorKind::Connect); } },
                 { u"connect-small"_s, Small },
                 { u"board"_s, Usual, [this] { show(nullptr, NavigatorKind::StatusBoard); } },
                 { u"board-small"_s, Small } };
    }

    QList<Scene> dialogScenes()
    {
        const auto goTo = [this] {
            action("goTo")->trigger();
            if (auto *field = m_window.findChild<QLineEdit *>(u"goToField"_s))
                field->setText(u"ses"_s);
        };
        const auto newMigration = [this] {
            show(m_local, NavigatorKind::Migrations);
            action("migrationNew")->trigger();
        };
        return { { u"go-to"_s, Usual, goTo },
                 { u"new-migration"_s, Usual, newMigration },
                 { u"commands"_s, Usual, [this] { action("commandPalette")->trigger(); } },
                 { u"settings"_s, Usual, [this] { action("settingsOpen")->trigger(); } } };
    }

    QList<Scene> productionScenes()
    {
        const auto recover = [this] {
            show(m_production, NavigatorKind::Migrations);
            action("recoveryStart")->trigger();
        };
        const auto onwards = [] { press(Qt::Key_Return); };
        return {
            { u"time-travel"_s, Usual, [this] { show(m_production, NavigatorKind::TimeTravel); } },
            { u"time-travel-small"_s, Small },
            { u"recovery-1"_s, Usual, recover },
            { u"recovery-2"_s, Usual, onwards },
            { u"recovery-3"_s, Usual, onwards },
            { u"recovery-4"_s, Usual, onwards },
            { u"recovery-review"_s, Usual, onwards },
            { u"recovery-5"_s, Usual, [this] { confirmRecovery(); } }
        };
    }

    void next()
    {
        if (m_index >= m_scenes.size()) {
            QApplication::exit(0);
            return;
        }
        const Scene &scene = m_scenes.at(m_index);
        whenStill([this, scene] {
            m_window.resize(scene.size);
            if (scene.act)
                scene.act();
            whenStill([this] { grabBoth(); });
        });
    }

    void whenStill(const std::function<void()> &then)
    {
        m_still = m_window.project().activities()->running() == 0 ? m_still + 20 : 0;
        if (m_still < StillMs) {
            QTimer::singleShot(20, this, [this, then] { whenStill(then); });
            return;
        }
        m_still = 0;
        then();
    }

    void grabBoth()
    {
        grab(Appearance::Choice::Light, u"light"_s, [this] {
            grab(Appearance::Choice::Dark, u"dark"_s, [this] {
                m_appearance.choose(Appearance::Choice::Light);
                if (front() == &m_window) {
                    for (QDialog *dialog : m_window.findChildren<QDialog *>())
                        dialog->reject();
                }
                ++m_index;
                next();
            });
        });
    }

    // The sheet asks for the name here; the plan is the local one.
    void openProductionSheet()
    {
        if (!m_local->prepared())
            return;
        PreparedRun prepared = *m_local->prepared();
        Target &target = prepared.observation.selected.target;
        target.place = PlaceOfTarget::Remote;
        target.production = true;
        target.environment = u"production"_s;
        auto *sheet = new ReviewDialog(reviewOf(prepared), m_window.syntax(), &m_window);
        sheet->setAttribute(Qt::WA_DeleteOnClose);
        sheet->open();
    }

    /// The window in front: a recovery has one of its own.
    [[nodiscard]] QWidget *front() const
    {
        const auto tops = QApplication::topLevelWidgets();
        for (QWidget *top : tops) {
            if (top->isVisible() && top->objectName() == "recoveryWindow"_L1)
                return top;
        }
        return &m_window;
    }

    void confirmRecovery() const
    {
        if (const auto *name = front()->findChild<QWidget *>(u"reviewName"_s))
            name->findChild<QLineEdit *>()->setText(m_production->target().name);
        if (auto *confirm = front()->findChild<QPushButton *>(u"reviewConfirm"_s))
            confirm->click();
    }

    // A dialog is drawn over the window it belongs to.
    [[nodiscard]] QPixmap picture() const
    {
        const QWidget *window = front();
        QPixmap drawn = front()->grab();
        for (QDialog *sheet : window->findChildren<QDialog *>()) {
            if (!sheet->isVisible())
                continue;
            QPainter painter(&drawn);
            painter.fillRect(drawn.rect(), QColor(0, 0, 0, 90));
            painter.drawPixmap((window->width() - sheet->width()) / 2,
                               (window->height() - sheet->height()) / 2,
                               sheet->grab());
        }
        return drawn;
    }

    // Widgets take a new palette from the event loop; the picture is taken after that.
    void grab(Appearance::Choice choice, const QString &suffix, const std::function<void()> &then)
    {
        m_appearance.choose(choice);
        QTimer::singleShot(100, this, [this, suffix, then] {
            const QString name = m_prefix + m_scenes.at(m_index).name + u'-' + suffix;
            picture().save(m_folder.filePath(name + u".png"_s));
            then();
        });
    }

    MainWindow &m_window;
    Appearance &m_appearance;
    QDir m_folder;
    QString m_prefix;
    QString m_sql;
    DatabaseSession *m_local = nullptr;
    DatabaseSession *m_production = nullptr;
    QList<Scene> m_scenes;
    qsizetype m_index = 0;
    int m_still = 0;
};

} // namespace

int main(int argc, char *argv[])
{
    const QApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addPositionalArgument(u"project"_s, u"The project to draw."_s);
    parser.addPositionalArgument(u"folder"_s, u"Where the pictures go."_s);
    const QCommandLineOption prefix(u"prefix"_s, u"Before each file's name."_s, u"text"_s);
    const QCommandLineOption scenes(u"scenes"_s, u"Only these, with commas between."_s, u"names"_s);
    const QCommandLineOption sql(u"sql"_s, u"What the SQL editor shows."_s, u"file"_s);
    parser.addOptions({ prefix, scenes, sql });
    parser.addHelpOption();
    parser.process(application);
    const QStringList arguments = parser.positionalArguments();
    if (arguments.size() != 2) {
        QTextStream(stderr)
            << "tidemark-shots PROJECT FOLDER [--prefix TEXT] [--scenes NAMES] [--sql FILE]\n";
        return 64;
    }
    QApplication::setFont(QFont(u"Inter"_s, 10));
    WindowApplication setUp;
    MainWindow window(Engine::create(), setUp.appearance());
    window.open(arguments.at(0));
    QFile script(parser.value(sql));
    const QString text
        = script.open(QIODevice::ReadOnly) ? QString::fromUtf8(script.readAll()) : QString();
    Photographer photographer(
        window, setUp.appearance(), QDir(arguments.at(1)), parser.value(prefix), text);
    const QStringList wanted = parser.value(scenes).split(u',', Qt::SkipEmptyParts);
    QObject::connect(&setUp.appearance(), &Appearance::ready, &photographer, [&] {
        photographer.start(wanted);
    });
    setUp.appearance().start(Appearance::Choice::Light);
    return QApplication::exec();
}
