#include <engine/safety/statementshape.h>
#include <support/testprogram.h>

#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

class tst_StatementShape : public QObject
{
    Q_OBJECT

private slots:
    void readsTheShapeOfAStatement_data();
    void readsTheShapeOfAStatement();
};

void tst_StatementShape::readsTheShapeOfAStatement_data()
{
    using Form = StatementShape::Form;
    QTest::addColumn<QByteArray>("statement");
    QTest::addColumn<int>("form");
    QTest::addColumn<QString>("target");
    QTest::addColumn<QString>("object");
    const auto row
        = [](const char *statement, Form form, const QString &target, const QString &object) {
              QTest::newRow(statement) << QByteArray(statement) << int(form) << target << object;
          };
    row("create table if not exists main.\"my table\" (a)", Form::CreateTable, u"my table"_s, {});
    row("CREATE UNIQUE INDEX i ON t(a)", Form::CreateIndex, u"i"_s, u"t"_s);
    row("CREATE TRIGGER g AFTER UPDATE OF a ON [t u] BEGIN SELECT 1; END",
        Form::CreateTrigger,
        u"g"_s,
        u"t u"_s);
    row("CREATE VIRTUAL TABLE f USING fts5(a)", Form::CreateVirtualTable, u"f"_s, {});
    row("ALTER TABLE t ADD a TEXT", Form::AddColumn, u"t"_s, u"a"_s);
    row("ALTER TABLE t ADD COLUMN IF NOT EXISTS a TEXT", Form::AddColumn, u"t"_s, u"a"_s);
    row("ALTER TABLE t DROP COLUMN `a`", Form::DropColumn, u"t"_s, u"a"_s);
    row("ALTER TABLE t RENAME a TO b", Form::RenameColumn, u"t"_s, u"a"_s);
    row("ALTER TABLE t RENAME TO u", Form::RenameTable, u"t"_s, {});
    row("ALTER TABLE t ADD CONSTRAINT c CHECK (a)", Form::AlterOther, u"t"_s, {});
    row("WITH x AS (SELECT 1) DELETE FROM t WHERE id IN x", Form::Delete, u"t"_s, {});
    row("REPLACE INTO t VALUES (1)", Form::Insert, u"t"_s, {});
    row("UPDATE OR IGNORE t SET a = 1", Form::Update, u"t"_s, {});
    row("PRAGMA foreign_keys(0)", Form::Pragma, u"foreign_keys"_s, u"0"_s);
    row("DROP TABLE IF EXISTS t", Form::DropTable, u"t"_s, {});
    row("", Form::Other, {}, {});
    row("CREATE", Form::Other, {}, {});
    row("ALTER TABLE", Form::AlterOther, {}, {});
    row("INSERT", Form::Insert, {}, {});
}

void tst_StatementShape::readsTheShapeOfAStatement()
{
    QFETCH(const QByteArray, statement);
    QFETCH(const int, form);
    QFETCH(const QString, target);
    QFETCH(const QString, object);

    const StatementShape shape = shapeOf(statement);

    QCOMPARE(int(shape.form), form);
    QCOMPARE(shape.target, target);
    QCOMPARE(shape.object, object);
}

TIDEMARK_TEST(tst_StatementShape)
#include "tst_statementshape.moc"
