#include "randomdatabase.h"

#include <engine/sql/schemadiff.h>
#include <engine/sql/script.h>
#include <support/testprogram.h>

#include <QJsonArray>
#include <QtTest>

#include <scenario.h>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

SqliteConnection opened(const QString &file)
{
    auto connection = SqliteConnection::open(
        file, { .access = SqliteOptions::Access::Create, .foreignKeys = false });
    if (!connection)
        qFatal("%s", qPrintable(connection.error().message));
    return std::move(*connection);
}

Schema schemaOf(SqliteConnection &connection)
{
    const auto schema = connection.schema();
    if (!schema)
        qFatal("%s", qPrintable(schema.error().message));
    return *schema;
}

Schema liveSchema(const Scenario &scenario)
{
    auto connection = opened(scenario.file());
    return schemaOf(connection).userPart();
}

QByteArray script(const QList<QByteArray> &statements)
{
    QByteArray all;
    for (const QByteArray &statement : statements)
        all += statement + ";\n";
    return all;
}

QString migrationId(int number)
{
    return u"%1_step"_s.arg(number, 4, 10, QChar(u'0'));
}

/// Drops what a schema holds, views first, children before their parents as far as the order of creation has it.
QByteArray drops(const Schema &schema)
{
    QList<QByteArray> statements;
    const auto differences = differenceScript({}, schema);
    return script(differences.statements);
}

/// Random migrations with their down scripts, and the schema that each leaves.
struct History {
    explicit History(quint32 seed)
        : model(opened(u":memory:"_s))
        , random(model, seed, RandomDatabase::Contents::WithoutVirtualTables)
    {
        while (schemaOf(model).tables.isEmpty()) // SQLite may refuse what chance writes
            random.makeSchema();
    }

    void write(const Scenario &scenario, int changes)
    {
        const Schema first = schemaOf(model);
        fingerprints = { fingerprint({}), fingerprint(first) };
        scenario.migration(migrationId(1), script(creationStatements(first)), drops(first));
        for (int i = 0; i < changes; ++i) {
            const auto change = random.change();
            if (!change)
                return;
            scenario.migration(migrationId(static_cast<int>(fingerprints.size())),
                               change->up + ";\n",
                               change->down + ";\n");
            fingerprints.append(fingerprint(schemaOf(model)));
        }
    }

    SqliteConnection model;
    RandomDatabase random;
    QStringList fingerprints = {}; ///< after as many migrations as the index says
};

QString names(const QList<SchemaDifference> &differences)
{
    QStringList all;
    for (const SchemaDifference &each : differences)
        all.append(differenceKindName(each.kind) + u' ' + objectName(each.object) + u' '
                   + each.name);
    return all.join(u'\n');
}

void addSeeds(int few, int many)
{
    QTest::addColumn<quint32>("seed");
    for (const quint32 seed : seeds(few, many))
        QTest::addRow("seed %u", seed) << seed;
}

} // namespace

/// What holds for every history of migrations, tried on random ones with the command line. A row's name is its seed.
class tst_RunProperties : public QObject
{
    Q_OBJECT

private slots:
    void goesUpDownAndUpAgain_data();
    void goesUpDownAndUpAgain();
    void absorbsDrift_data();
    void absorbsDrift();
};

void tst_RunProperties::goesUpDownAndUpAgain_data()
{
    addSeeds(15, 1000);
}

void tst_RunProperties::goesUpDownAndUpAgain()
{
    QFETCH(quint32, seed);
    const Scenario scenario(Scenario::Kind::SqliteFile);
    History history(seed);
    history.write(scenario, 4);

    const auto up = scenario.run({ u"up"_s });

    QVERIFY2(up.exit == 0, static_cast<const char *>(shown(up)));
    QCOMPARE(fingerprint(liveSchema(scenario)), history.fingerprints.last());
    for (auto i = history.fingerprints.size() - 2; i >= 0; --i) {
        const auto down = scenario.run({ u"down"_s, QString::number(i) });
        QVERIFY2(down.exit == 0, static_cast<const char *>(shown(down)));
        QCOMPARE(fingerprint(liveSchema(scenario)), history.fingerprints.at(i));
    }
    const auto again = scenario.run({ u"up"_s });
    QVERIFY2(again.exit == 0, static_cast<const char *>(shown(again)));
    QCOMPARE(fingerprint(liveSchema(scenario)), history.fingerprints.last());
    QCOMPARE(scenario.run({ u"drift"_s }).exit, 0);
}

void tst_RunProperties::absorbsDrift_data()
{
    addSeeds(15, 1000);
}

void tst_RunProperties::absorbsDrift()
{
    QFETCH(quint32, seed);
    const Scenario scenario(Scenario::Kind::SqliteFile);
    History history(seed);
    history.write(scenario, 1);
    const auto up = scenario.run({ u"up"_s });
    QVERIFY2(up.exit == 0, static_cast<const char *>(shown(up)));
    {
        auto live = opened(scenario.file());
        RandomDatabase random(
            live, seed + 1'000'000, RandomDatabase::Contents::WithoutVirtualTables);
        for (quint32 i = 0; i < 1 + seed % 3; ++i)
            static_cast<void>(random.change());
    }
    const Schema live = liveSchema(scenario);
    const auto before = schemaDifferences(schemaOf(history.model), live);

    const auto drift = scenario.run({ u"drift"_s, u"--write-migration"_s });

    QCOMPARE(drift.exit, before.isEmpty() ? 0 : 2);
    const auto target = drift.json().value(u"targets"_s)[0];
    QCOMPARE(target[u"differences"_s].toArray().size(), before.size());
    // What it wrote runs on the recorded schema and takes it nearer to the live one, never further away.
    const auto written = splitScript(scenario.read(u"migrations/%1_absorb_drift.sql"_s.arg(
        history.fingerprints.size(), 4, 10, QLatin1Char('0'))));
    for (const Statement &statement : written) {
        const auto ran = history.model.run(statement.text);
        QVERIFY2(ran, ran ? "" : qPrintable(ran.error().message));
    }
    const auto left = schemaDifferences(schemaOf(history.model), live);
    QVERIFY(written.isEmpty() || left.size() < before.size());
    const auto unproven = differenceScript(live, schemaOf(history.model)).unproven;
    if (unproven.isEmpty())
        QCOMPARE(names(left), QString());
}

TIDEMARK_TEST(tst_RunProperties)
#include "tst_runproperties.moc"
