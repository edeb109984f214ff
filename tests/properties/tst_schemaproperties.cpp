#include "randomdatabase.h"

#include <engine/safety/rehearsal.h>
#include <engine/sql/canonicalsql.h>
#include <engine/sql/identifier.h>
#include <engine/sql/schemadiff.h>
#include <engine/sql/schemaoutline.h>
#include <support/exactcontent.h>
#include <support/testprogram.h>

#include <QtTest>

#include <algorithm>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

SqliteConnection memory()
{
    auto connection = SqliteConnection::open(u":memory:"_s, { .foreignKeys = false });
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

QMap<QString, QList<QByteArray>> contentOf(SqliteConnection &connection)
{
    const auto content = exactContent(connection, Rowids::Ignored);
    if (!content)
        qFatal("%s", qPrintable(content.error().message));
    return *content;
}

/// What the first statement that does not run says; empty if all do.
QString failureOf(SqliteConnection &connection, const QList<QByteArray> &statements)
{
    for (const QByteArray &statement : statements) {
        if (const auto ran = connection.run(statement); !ran)
            return ran.error().message + u": "_s + QString::fromUtf8(statement);
    }
    return {};
}

/// The order in which a schema lists its objects is that of their creation.
Schema sorted(Schema schema)
{
    const auto byName = [](const auto &a, const auto &b) { return a.name < b.name; };
    std::sort(schema.tables.begin(), schema.tables.end(), byName);
    std::sort(schema.indexes.begin(), schema.indexes.end(), byName);
    std::sort(schema.triggers.begin(), schema.triggers.end(), byName);
    std::sort(schema.views.begin(), schema.views.end(), byName);
    return schema;
}

QString words(const QList<SchemaDifference> &differences)
{
    QStringList all;
    for (const SchemaDifference &each : differences)
        all.append(differenceKindName(each.kind) + u' ' + objectName(each.object) + u' ' + each.name
                   + u": "_s + each.expected + u" / "_s + each.found);
    return all.join(u'\n');
}

void addSeeds(int few, int many)
{
    QTest::addColumn<quint32>("seed");
    for (const quint32 seed : seeds(few, many))
        QTest::addRow("seed %u", seed) << seed;
}

} // namespace

/// What holds for every schema, tried on random ones. A row's name is its seed.
class tst_SchemaProperties : public QObject
{
    Q_OBJECT

private slots:
    void theMakerMakesWhatItMeansTo();
    void aSchemasStatementsMakeTheSchema_data();
    void aSchemasStatementsMakeTheSchema();
    void aFingerprintDoesNotSeeLayout_data();
    void aFingerprintDoesNotSeeLayout();
    void anOutlineHasTheFingerprintOfTheWhole_data();
    void anOutlineHasTheFingerprintOfTheWhole();
    void aDifferenceScriptMakesTheOther_data();
    void aDifferenceScriptMakesTheOther();
    void aRebuildKeepsEveryRow_data();
    void aRebuildKeepsEveryRow();
};

void tst_SchemaProperties::theMakerMakesWhatItMeansTo()
{
    int tables = 0;
    int others = 0;
    int refusals = 0;
    int rows = 0;
    for (const quint32 seed : seeds(40, 40)) {
        auto connection = memory();
        RandomDatabase random(connection, seed, RandomDatabase::Contents::Everything);
        random.makeSchema();
        random.fill();
        const Schema schema = schemaOf(connection).userPart();
        tables += static_cast<int>(schema.tables.size());
        others += static_cast<int>(schema.views.size() + schema.triggers.size());
        refusals += random.refusals();
        for (const auto &lines : contentOf(connection))
            rows += static_cast<int>(lines.size());
    }

    QVERIFY2(tables >= 100 && others >= 40, qPrintable(u"%1 %2"_s.arg(tables).arg(others)));
    QVERIFY2(rows >= 300, qPrintable(QString::number(rows)));
    QVERIFY2(refusals < (tables + others) / 3, qPrintable(QString::number(refusals)));
}

void tst_SchemaProperties::aSchemasStatementsMakeTheSchema_data()
{
    addSeeds(100, 5000);
}

void tst_SchemaProperties::aSchemasStatementsMakeTheSchema()
{
    QFETCH(quint32, seed);
    auto connection = memory();
    RandomDatabase random(connection, seed, RandomDatabase::Contents::Everything);
    random.makeSchema();
    const Schema schema = schemaOf(connection);

    auto again = memory();
    const QString failure = failureOf(again, creationStatements(schema));

    QCOMPARE(failure, QString());
    const Schema made = schemaOf(again);
    QCOMPARE(words(schemaDifferences(schema, made)), QString());
    QCOMPARE(fingerprint(made), fingerprint(schema));
    QVERIFY(sorted(made) == sorted(schema));
}

void tst_SchemaProperties::aFingerprintDoesNotSeeLayout_data()
{
    addSeeds(100, 5000);
}

void tst_SchemaProperties::aFingerprintDoesNotSeeLayout()
{
    QFETCH(quint32, seed);
    auto connection = memory();
    RandomDatabase random(connection, seed, RandomDatabase::Contents::Everything);
    random.makeSchema();
    const Schema schema = schemaOf(connection);
    QList<QByteArray> plain;
    for (const QByteArray &statement : creationStatements(schema))
        plain.append(oneLine(statement));

    auto again = memory();
    const QString failure = failureOf(again, plain);

    QCOMPARE(failure, QString());
    QCOMPARE(fingerprint(schemaOf(again)), fingerprint(schema));
}

void tst_SchemaProperties::anOutlineHasTheFingerprintOfTheWhole_data()
{
    addSeeds(100, 5000);
}

void tst_SchemaProperties::anOutlineHasTheFingerprintOfTheWhole()
{
    QFETCH(quint32, seed);
    auto connection = memory();
    RandomDatabase random(connection, seed, RandomDatabase::Contents::WithoutVirtualTables);
    random.makeSchema();
    for (int changes = 0; changes < 10; ++changes) {
        static_cast<void>(random.change());

        const auto rows = connection.query({ outlineQuery() });

        QVERIFY(rows);
        const auto outline = outlineFromRows(rows->rows);
        QVERIFY(outline);
        QCOMPARE(fingerprint(*outline), fingerprint(schemaOf(connection)));
    }
}

void tst_SchemaProperties::aDifferenceScriptMakesTheOther_data()
{
    addSeeds(100, 5000);
}

void tst_SchemaProperties::aDifferenceScriptMakesTheOther()
{
    QFETCH(quint32, seed);
    auto found = memory();
    RandomDatabase random(found, seed, RandomDatabase::Contents::Everything);
    random.makeSchema();
    random.fill();
    const auto rows = contentOf(found);
    auto expected = memory();
    QCOMPARE(failureOf(expected, creationStatements(schemaOf(found))), QString());
    RandomDatabase other(expected, seed + 1'000'000, RandomDatabase::Contents::Everything);
    for (quint32 i = 0; i < 1 + seed % 4; ++i)
        static_cast<void>(other.change());
    const Schema before = schemaOf(found);
    const Schema wanted = schemaOf(expected);

    const DifferenceScript script = differenceScript(wanted, before);

    const QString failure = failureOf(found, script.statements);
    if (!script.unproven.isEmpty())
        return; // what hangs on a change that has no statement may fail with it
    if (failure.contains(u": CREATE UNIQUE INDEX "_s))
        return; // the other has no rows, these may be alike
    QCOMPARE(failure, QString());
    QCOMPARE(words(schemaDifferences(wanted, schemaOf(found))), QString());
    QCOMPARE(fingerprint(schemaOf(found)), fingerprint(wanted));
    // Rows of tables that stay as they are stay.
    const auto after = contentOf(found);
    for (const Table &table : before.userPart().tables) {
        const Table *still = wanted.table(table.name);
        if (still && still->columns == table.columns)
            QCOMPARE(after.value(still->name), rows.value(table.name));
    }
}

void tst_SchemaProperties::aRebuildKeepsEveryRow_data()
{
    addSeeds(100, 5000);
}

void tst_SchemaProperties::aRebuildKeepsEveryRow()
{
    QFETCH(quint32, seed);
    auto connection = memory();
    RandomDatabase random(connection, seed, RandomDatabase::Contents::WithoutVirtualTables);
    random.makeSchema();
    random.fill();
    const Schema schema = schemaOf(connection);
    const auto tables = schema.userPart().tables;
    if (tables.isEmpty())
        return; // every statement that chance wrote was refused
    const auto content = contentOf(connection);
    const Table &table = tables.at(static_cast<qsizetype>(seed) % tables.size());

    const auto script = safeRebuild(schema, table.name, table.sql);

    if (!script) {
        QCOMPARE(script.error().kind, Error::Kind::Policy);
        return;
    }
    QVERIFY(connection.run("PRAGMA foreign_keys = ON"));
    const auto ran = connection.run(QByteArray("BEGIN;\n" + *script + "COMMIT"));
    QVERIFY2(ran, ran ? "" : qPrintable(ran.error().message + u'\n' + QString::fromUtf8(*script)));
    QCOMPARE(words(schemaDifferences(schema, schemaOf(connection))), QString());
    QCOMPARE(contentDifference(content, contentOf(connection)), QString());
    const auto orphans = connection.query({ "PRAGMA foreign_key_check" });
    QVERIFY(orphans && orphans->rows.isEmpty());
}

TIDEMARK_TEST(tst_SchemaProperties)
#include "tst_schemaproperties.moc"
