#include "windowapplication.h"

#include <engine/operations/engine.h>
#include <ui/window/completionnotices.h>
#include <ui/window/mainwindow.h>
#include <ui/window/windowmemory.h>

#include <QApplication>
#include <QCommandLineParser>
#include <QSettings>

using namespace tidemark;
using namespace Qt::StringLiterals;

int main(int argc, char *argv[])
{
    QApplication::setApplicationName(u"tidemark"_s);
    QApplication::setApplicationDisplayName(u"Tidemark"_s);
    QApplication::setApplicationVersion(QStringLiteral(TIDEMARK_VERSION));
    QApplication::setDesktopFileName(u"tidemark"_s);
    const QApplication application(argc, argv);
    QCommandLineParser parser;
    parser.setApplicationDescription(QApplication::translate(
        "main", "Migrations, backups and recovery for Cloudflare D1 and SQLite."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(
        u"path"_s, QApplication::translate("main", "A project's folder or an SQLite file."));
    const QCommandLineOption table(
        u"table"_s,
        QApplication::translate("main", "Show this table of the first database."),
        QApplication::translate("main", "name"));
    parser.addOption(table);
    parser.process(application);

    WindowApplication setUp;
    QSettings settings(u"tidemark"_s, u"tidemark"_s);
    WindowMemory memory(settings);
    MainWindow window(Engine::create(), setUp.appearance(), &memory);
    const auto *notices = new CompletionNotices(
        *window.project().activities(), std::make_unique<BusNotifier>(), &window);
    Q_UNUSED(notices)
    QObject::connect(&setUp.appearance(), &Appearance::ready, &window, &QWidget::show);
    setUp.appearance().start(appearanceChoice(settings.value(u"appearance/theme"_s).toString()));
    if (!parser.positionalArguments().isEmpty())
        window.open(parser.positionalArguments().first());
    if (const auto databases = window.project().databases();
        parser.isSet(table) && !databases.isEmpty())
        window.openPage({ .kind = NavigatorKind::Table,
                          .targetKey = databases.first()->target().key(),
                          .object = parser.value(table) });
    const int code = QApplication::exec();
    settings.setValue(u"appearance/theme"_s, settingText(setUp.appearance().choice()));
    return code;
}
