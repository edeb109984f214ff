#include "drivenprogram.h"

#include <engine/database/sqlite/connection.h>
#include <support/patience.h>
#include <support/testprogram.h>

#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

using namespace tidemark;
using namespace Qt::StringLiterals;

/// The real program, typed into and killed: what is on disk then is all that is left, and has to be enough.
class tst_DesktopKills : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void keepsWhatWasTyped_data();
    void keepsWhatWasTyped();
    void keepsWhatWasTypedWithoutAPause();
    void bringsBackEveryTab();
    void losesNoStateOfADatabase_data();
    void losesNoStateOfADatabase();

private:
    static constexpr auto Ledger = "SELECT count(*) FROM _tidemark_ledger";

    /// The project's window, at the migrations of its first database.
    void start();
    /// By the keys, at the page of migrations.
    void applyAll();
    /// Of the first database, as `tidemark-cli` sees them.
    [[nodiscard]] QSet<QString> statesOfMigrations() const;
    [[nodiscard]] QString keptTexts() const;
    [[nodiscard]] QString file() const;
    [[nodiscard]] QString value(const QByteArray &sql) const;
    [[nodiscard]] bool isEnabled(const QString &action)
    {
        return m_program->property(action, u"enabled"_s) == "true"_L1;
    }

    std::unique_ptr<ScratchFolder> m_folder;
    std::unique_ptr<DrivenProgram> m_program;
    QString m_project;
};

void tst_DesktopKills::init()
{
    m_program.reset();
    m_folder = std::make_unique<ScratchFolder>();
    m_project = m_folder->copyFromCheckout(u"migrations/nanotype"_s, u"project"_s);
    m_program = std::make_unique<DrivenProgram>(*m_folder);
    start();
}

void tst_DesktopKills::start()
{
    QVERIFY(m_program->start({ m_project }));
    QTRY_VERIFY(isEnabled(u"sqlOpen"_s));
}

void tst_DesktopKills::applyAll()
{
    QTRY_VERIFY(isEnabled(u"migrationRehearse"_s));
    m_program->press(u"Ctrl+R"_s);
    QTRY_VERIFY(isEnabled(u"migrationApplyAll"_s));
    m_program->press(u"Ctrl+Return"_s);
    QTRY_COMPARE(m_program->property(u"reviewConfirm"_s, u"visible"_s), u"true"_s);
    m_program->press(u"Ctrl+Return"_s);
}

QSet<QString> tst_DesktopKills::statesOfMigrations() const
{
    QProcess cli;
    cli.setProcessEnvironment(m_program->environment());
    cli.start(QStringLiteral(TIDEMARK_BINARY_DIR "/bin/tidemark-cli"),
              { u"--project"_s,
                m_project,
                u"--local"_s,
                u"--database"_s,
                u"AUTH_DB"_s,
                u"--json"_s,
                u"status"_s });
    cli.waitForFinished(PatienceMs);
    const auto document = QJsonDocument::fromJson(cli.readAllStandardOutput());
    QSet<QString> states;
    for (const auto &migration : document[u"targets"_s][0][u"migrations"_s].toArray())
        states.insert(migration[u"state"_s].toString());
    return states;
}

QString tst_DesktopKills::keptTexts() const
{
    QString texts;
    QDirIterator files(m_program->statePath(u"documents"_s), QDir::Files);
    while (files.hasNext()) {
        QFile kept(files.next());
        if (kept.open(QIODevice::ReadOnly))
            texts += QString::fromUtf8(kept.readAll()) + u'\n';
    }
    return texts;
}

QString tst_DesktopKills::file() const
{
    QDirIterator files(
        m_project + u"/.wrangler"_s, { u"*.sqlite"_s }, QDir::Files, QDirIterator::Subdirectories);
    return files.hasNext() ? files.next() : QString();
}

QString tst_DesktopKills::value(const QByteArray &sql) const
{
    auto connection = SqliteConnection::open(file());
    const auto result = connection ? connection->query({ sql }) : Result<ResultSet>(Error{});
    return result && !result->rows.isEmpty() ? result->rows.first().first().toString() : QString();
}

void tst_DesktopKills::keepsWhatWasTyped_data()
{
    QTest::addColumn<QString>("keys");
    QTest::newRow("the database's own document") << u"Ctrl+Alt+6"_s;
    QTest::newRow("a numbered document") << u"Ctrl+T"_s;
}

void tst_DesktopKills::keepsWhatWasTyped()
{
    QFETCH(const QString, keys);
    m_program->press(keys);
    QCOMPARE(m_program->type(u"SELECT 'typed, never run'"_s), u"sqlEditor"_s);
    QTRY_VERIFY(keptTexts().contains(u"SELECT 'typed, never run'"_s));

    m_program->kill();
    start();

    QTRY_COMPARE(m_program->property(u"sqlEditor"_s, u"plainText"_s),
                 u"SELECT 'typed, never run'"_s);
    QVERIFY(!isEnabled(u"sqlCancel"_s)); // it is there and does not run
    QCOMPARE(m_program->type(u"x"_s), u"sqlEditor"_s);
}

// Whoever never pauses is kept too, and what one life kept the next ones do not lose.
void tst_DesktopKills::keepsWhatWasTypedWithoutAPause()
{
    m_program->press(u"Ctrl+T"_s);
    QString typed;

    for (int life = 0; life < 3; ++life) {
        const QString mark = u"/* life %1 */ "_s.arg(life);
        QCOMPARE(m_program->type(mark), u"sqlEditor"_s);
        typed += mark;
        while (!keptTexts().contains(mark)) {
            m_program->type(u"- "_s);
            typed += u"- "_s;
        }
        m_program->kill();
        start();

        QString found;
        QTRY_VERIFY((found = m_program->property(u"sqlEditor"_s, u"plainText"_s)) != "?"_L1);
        QVERIFY2(found.contains(mark), qPrintable(found));
        QVERIFY2(typed.startsWith(found), qPrintable(found));
        m_program->press(u"Ctrl+End"_s);
        typed = found;
    }
}

void tst_DesktopKills::bringsBackEveryTab()
{
    m_program->press(u"Ctrl+T"_s);
    m_program->type(u"SELECT 1"_s);
    m_program->press(u"Ctrl+T"_s);
    m_program->type(u"SELECT 2"_s);
    QTRY_VERIFY(keptTexts().contains(u"SELECT 1"_s) && keptTexts().contains(u"SELECT 2"_s));

    m_program->kill();
    start();

    QTRY_COMPARE(m_program->property(u"sqlEditor"_s, u"plainText"_s), u"SELECT 2"_s);
    m_program->press(u"Ctrl+Shift+Tab"_s);
    QTRY_COMPARE(m_program->property(u"sqlEditor"_s, u"plainText"_s), u"SELECT 1"_s);
}

void tst_DesktopKills::losesNoStateOfADatabase_data()
{
    QTest::addColumn<int>("recorded");
    QTest::newRow("as soon as it runs") << 0;
    QTest::newRow("after the first migration") << 1;
    QTest::newRow("after the third") << 3;
}

// Killed while it applies migrations: each of them is there as a whole and recorded, or not there; the next life goes on.
void tst_DesktopKills::losesNoStateOfADatabase()
{
    QFETCH(const int, recorded);
    m_program->press(u"Ctrl+Alt+2"_s);
    applyAll();

    QTRY_VERIFY(value(Ledger).toInt() >= recorded && !value(Ledger).isEmpty());
    m_program->kill();

    QCOMPARE(value("PRAGMA integrity_check"), u"ok"_s);
    const QSet<QString> whole{ u"applied"_s, u"pending"_s };
    const QSet<QString> states = statesOfMigrations();
    QVERIFY2(!states.isEmpty() && whole.contains(states), qPrintable(states.values().join(u' ')));
    start();
    if (states.contains(u"pending"_s))
        applyAll();
    QTRY_COMPARE(statesOfMigrations(), QSet<QString>{ u"applied"_s });
}

TIDEMARK_TEST(tst_DesktopKills)
#include "tst_desktopkills.moc"
