#include <engine/project/project.h>
#include <support/scratch.h>
#include <support/testprogram.h>

#include <QDir>
#include <QRegularExpression>
#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

/// The projects below migrations/: they are what the manual and many tests work on, so they must be sound themselves.
class tst_SampleProjects : public QObject
{
    Q_OBJECT

private slots:
    void canBeOpened_data();
    void canBeOpened();
    void labelProductionAsTheManualDoes();
    void undoExactlyWhatTheyDid_data();
    void undoExactlyWhatTheyDid();
    void fillTheirTablesWithinD1sLimits_data();
    void fillTheirTablesWithinD1sLimits();
};

namespace {

const QString Checkout = QStringLiteral(TIDEMARK_SOURCE_DIR "/migrations/");

QByteArray script(const QString &relative)
{
    QFile file(Checkout + relative);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s cannot be read", qPrintable(file.fileName()));
    return file.readAll();
}

// An empty database with D1's rules, in a file of its own; blocking, for scripts are all it is asked for.
class EmptyD1
{
public:
    EmptyD1()
        : m_connection(SqliteConnection::open(
            m_folder.path(u"d1.sqlite"_s),
            { .access = SqliteOptions::Access::Create, .profile = SqliteOptions::Profile::D1 }))
    {
        if (!m_connection)
            qFatal("%s", qPrintable(m_connection.error().message));
    }

    void run(const QByteArray &sql)
    {
        const auto done = m_connection->run(sql);
        if (!done)
            qFatal("%s", qPrintable(done.error().message));
    }

    QList<Row> rows(const QByteArray &sql)
    {
        const auto result = m_connection->query({ sql });
        if (!result)
            qFatal("%s", qPrintable(result.error().message));
        return result->rows;
    }

private:
    ScratchFolder m_folder;
    Result<SqliteConnection> m_connection;
};

// ALTER TABLE may leave other white space before the last bracket than CREATE TABLE did.
QString schemaOf(EmptyD1 &database)
{
    QString schema;
    for (const Row &row :
         database.rows("SELECT type, name, sql FROM sqlite_master ORDER BY type, name")) {
        for (const Value &value : row)
            schema += value.toString().simplified().replace(u" )"_s, u")"_s) + u' ';
        schema += u'\n';
    }
    return schema;
}

const QStringList AuthMigrations{ u"0002_api_keys"_s,
                                  u"0004_add_user_tier"_s,
                                  u"0004_rooms_table"_s,
                                  u"0005_add_permissions_table"_s };
const QStringList ReplicaMigrations{ u"0001_read_replica_schema"_s,
                                     u"0003_add_vector_status"_s,
                                     u"0006_add_task_user_id"_s };

} // namespace

void tst_SampleProjects::canBeOpened_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QStringList>("environments");
    QTest::addColumn<QStringList>("streams");

    QTest::newRow("nanotype") << u"nanotype"_s << QStringList{ QString(), u"production"_s }
                              << QStringList{ u"AUTH_DB"_s, u"READ_REPLICA"_s };
    QTest::newRow("n8n-manager") << u"n8n-manager"_s << QStringList{ QString() }
                                 << QStringList{ u"DB"_s };
    QTest::newRow("d1-native") << u"d1-native"_s
                               << QStringList{ QString(), u"staging"_s, u"production"_s }
                               << QStringList{ u"DB"_s };
}

void tst_SampleProjects::canBeOpened()
{
    QFETCH(const QString, folder);
    QFETCH(const QStringList, streams);

    const auto project = openProject(Checkout + folder);

    QVERIFY2(project, qPrintable(project ? QString() : project.error().message));
    QTEST(project->environments(), "environments");
    for (const QString &environment : project->environments()) {
        const auto found = project->streams(environment);
        QVERIFY(found);
        QStringList names;
        for (const StreamConfig &stream : *found) {
            names.append(stream.name);
            QVERIFY(QDir(stream.directory).exists());
            QVERIFY(stream.initScript.isEmpty() || QFile::exists(stream.initScript));
        }
        QCOMPARE(names, streams);
    }
}

void tst_SampleProjects::labelProductionAsTheManualDoes()
{
    const auto project = openProject(Checkout + u"nanotype"_s);

    const auto targets = targetsOf(
        *project, { .environment = u"production"_s, .place = PlaceOfTarget::Remote }, {});

    QCOMPARE(targets->first().label(), u"production · remote · nanotype-auth · 8f3c21aa"_s);
    QVERIFY(targets->first().production);
}

void tst_SampleProjects::undoExactlyWhatTheyDid_data()
{
    QTest::addColumn<QString>("init");
    QTest::addColumn<QStringList>("migrations");
    QTest::addColumn<QString>("rows");

    const QString folder = u"nanotype/migrations/"_s;
    const auto in = [&folder](QStringList ids) {
        return ids.replaceInStrings(QRegularExpression(u"^"_s), folder);
    };
    QTest::newRow("AUTH_DB, empty")
        << u"nanotype/auth_init.sql"_s << in(AuthMigrations) << QString();
    QTest::newRow("AUTH_DB, full")
        << u"nanotype/auth_init.sql"_s << in(AuthMigrations) << u"nanotype/rows/auth_rows.sql"_s;
    QTest::newRow("READ_REPLICA, empty") << QString() << in(ReplicaMigrations) << QString();
    QTest::newRow("READ_REPLICA, full")
        << QString() << in(ReplicaMigrations) << u"nanotype/rows/read_replica_rows.sql"_s;
}

void tst_SampleProjects::undoExactlyWhatTheyDid()
{
    QFETCH(const QString, init);
    QFETCH(const QStringList, migrations);
    QFETCH(const QString, rows);
    EmptyD1 database;
    if (!init.isEmpty())
        database.run(script(init));
    QStringList before;

    for (const QString &migration : migrations) {
        before.append(schemaOf(database));
        database.run(script(migration + u".sql"_s));
    }
    if (!rows.isEmpty())
        database.run(script(rows));

    for (qsizetype i = migrations.size() - 1; i >= 0; --i) {
        database.run(script(migrations.at(i) + u".rollback.sql"_s));
        QCOMPARE(schemaOf(database), before.at(i));
    }
}

void tst_SampleProjects::fillTheirTablesWithinD1sLimits_data()
{
    QTest::addColumn<QStringList>("scripts");
    QTest::addColumn<QString>("table");
    QTest::addColumn<QString>("count");

    const auto numbered = [](const QStringList &ids) {
        QStringList files;
        for (const QString &id : ids)
            files.append(u"nanotype/migrations/%1.sql"_s.arg(id));
        return files;
    };
    const QStringList n8n
        = QDir(Checkout + u"n8n-manager/migrations"_s).entryList({ u"00[1-5]_*.sql"_s });
    const QStringList native = QDir(Checkout + u"d1-native/migrations"_s).entryList({ u"*.sql"_s });
    QTest::newRow("AUTH_DB") << QStringList{ u"nanotype/auth_init.sql"_s }
                                    + numbered(AuthMigrations)
                                    + QStringList{ u"nanotype/rows/auth_rows.sql"_s }
                             << u"permissions"_s << u"480"_s;
    QTest::newRow("READ_REPLICA") << numbered(ReplicaMigrations)
                                         + QStringList{ u"nanotype/rows/read_replica_rows.sql"_s }
                                  << u"tasks"_s << u"5000"_s;
    QTest::newRow("n8n-manager") << QStringList(n8n).replaceInStrings(QRegularExpression(u"^"_s),
                                                                      u"n8n-manager/migrations/"_s)
                                 << u"plans"_s << u"3"_s;
    QTest::newRow("d1-native") << QStringList(native).replaceInStrings(QRegularExpression(u"^"_s),
                                                                       u"d1-native/migrations/"_s)
                               << u"files"_s << u"0"_s;
}

void tst_SampleProjects::fillTheirTablesWithinD1sLimits()
{
    QFETCH(const QStringList, scripts);
    QFETCH(const QString, table);
    EmptyD1 database;

    QVERIFY(!scripts.isEmpty());
    for (const QString &name : scripts)
        database.run(script(name));

    QTEST(database.rows("SELECT count(*) FROM " + table.toUtf8()).first().first().toString(),
          "count");
    QVERIFY(database.rows("PRAGMA foreign_key_check").isEmpty());
}

TIDEMARK_TEST(tst_SampleProjects)
#include "tst_sampleprojects.moc"
