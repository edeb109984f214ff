#include "browsetest.h"

#include <support/patience.h>
#include <support/testprogram.h>
#include <ui/grid/cellviewer.h>

#include <QBuffer>
#include <QClipboard>
#include <QFileDialog>
#include <QImage>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>

using namespace tidemark;
using namespace Qt::StringLiterals;

/// The values of a table: how they are shown, added up, copied and exported.
class tst_BrowseValues : public BrowseTest
{
    Q_OBJECT

private slots:
    void initTestCase() { startApplication(); }
    void init() { openShop(); }
    void showsEachValueInItsForm();
    void readsALongValueWhole();
    void copiesAndSavesALongValueWhole();
    void saysThatALongValueCannotBeRead();
    void copiesTheCurrentCellWithoutTheViewer();
    void addsUpWhatIsSelected();
    void copiesWhatIsSelected();
    void copiesInSixForms();
    void exportsWhatIsFiltered();
    void hidesColumns();
};

void tst_BrowseValues::showsEachValueInItsForm()
{
    QByteArray png;
    QBuffer buffer(&png);
    QImage image(3, 2, QImage::Format_RGB32);
    image.fill(Qt::red);
    QVERIFY(image.save(&buffer, "PNG"));
    auto connection = SqliteConnection::open(session().target().file);
    QVERIFY(
        connection->query({ "UPDATE tasks SET picture = ?1 WHERE id = 1", { Value::blob(png) } }));
    open(u"tasks"_s);

    choose(0, 5);
    QCOMPARE(viewer()->tab(), CellViewer::Json);
    QVERIFY(child<QPlainTextEdit>(u"valueJson"_s)
                ->toPlainText()
                .contains(u"  \"rank\": 9007199254740993,\n"_s));
    QVERIFY(viewer()->verdict().startsWith(u"Valid JSON · "_s));
    choose(0, 6);
    QCOMPARE(viewer()->tab(), CellViewer::Image);
    QVERIFY(viewer()->verdict().startsWith(u"Image, 3 × 2"_s));
    choose(1, 6);
    QCOMPARE(viewer()->tab(), CellViewer::Hex);
    QVERIFY(child<QPlainTextEdit>(u"valueHex"_s)->toPlainText().contains(u"00 ff 10"_s));
    choose(1, 2);
    QCOMPARE(viewer()->tab(), CellViewer::Text);
    QCOMPARE(child<QPlainTextEdit>(u"valueText"_s)->toPlainText(), u"Task 2"_s);
    choose(2, 5);
    QCOMPARE(viewer()->verdict(), u"No value"_s);

    QTest::keyClick(grid(), Qt::Key_I, Qt::ControlModifier);
    QVERIFY(!viewer()->isVisible());
}

void tst_BrowseValues::readsALongValueWhole()
{
    open(u"tasks"_s);
    QVERIFY(rows()->isCut(3, 5));

    choose(3, 5);

    QTRY_COMPARE(viewer()->value().bytes().size(), 80'000);
    QVERIFY(viewer()->verdict().contains(QLocale().toString(80'000)));
    QTest::keyClick(grid(), Qt::Key_C, Qt::ControlModifier);
    QTRY_COMPARE(QGuiApplication::clipboard()->text().size(), 80'000);
}

void tst_BrowseValues::copiesAndSavesALongValueWhole()
{
    open(u"tasks"_s);
    QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    QGuiApplication::clipboard()->clear();

    choose(3, 5);
    action(u"valueCopy"_s)->trigger(); // the viewer has no more than the beginning
    QTRY_VERIFY(!QGuiApplication::clipboard()->text().isEmpty());
    QCOMPARE(QGuiApplication::clipboard()->text().size(), 80'000);
    choose(2, 5);
    choose(3, 5);
    action(u"valueSave"_s)->trigger();
    QTRY_VERIFY(page()->findChild<QFileDialog *>(u"valueSaveDialog"_s));
    auto *dialog = page()->findChild<QFileDialog *>(u"valueSaveDialog"_s);
    auto *name = dialog->findChild<QLineEdit *>(u"fileNameEdit"_s);
    name->setText(m_folder->path(u"value.txt"_s));
    QTest::keyClick(name, Qt::Key_Return);

    QTRY_VERIFY(browseFoot()->sum().startsWith(u"Saved to "_s));
    QCOMPARE(m_folder->read(u"value.txt"_s).size(), 80'000);
}

void tst_BrowseValues::saysThatALongValueCannotBeRead()
{
    open(u"tasks"_s);
    auto connection = SqliteConnection::open(session().target().file);
    QVERIFY(connection);
    QVERIFY(connection->run("DELETE FROM tasks WHERE id = 4"));

    choose(3, 5);

    QTRY_VERIFY(viewer()->verdict().startsWith(u"Could not read all of "_s));
    QVERIFY(!viewer()->isWhole());
    choose(2, 5);
    QCOMPARE(viewer()->verdict(), u"No value"_s);
}

void tst_BrowseValues::copiesTheCurrentCellWithoutTheViewer()
{
    open(u"tasks"_s);
    choose(1, 2);
    QTest::keyClick(grid(), Qt::Key_I, Qt::ControlModifier);
    QVERIFY(!viewer()->isVisible());

    choose(3, 2);
    action(u"valueCopy"_s)->trigger();

    QCOMPARE(QGuiApplication::clipboard()->text(), u"Task 4"_s);
}

void tst_BrowseValues::addsUpWhatIsSelected()
{
    open(u"tasks"_s);

    choose(0, 0);
    for (int i = 0; i < 5; ++i)
        QTest::keyClick(grid(), Qt::Key_Down, Qt::ShiftModifier);

    QCOMPARE(browseFoot()->sum(), u"6 cells: sum 21 · average 3.5"_s);
    QVERIFY(page()->note().endsWith(u"6 cells selected"_s));
}

void tst_BrowseValues::copiesWhatIsSelected()
{
    open(u"tasks"_s);
    choose(1, 0);
    QTest::keyClick(grid(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"2"_s);

    QTest::keyClick(grid(), Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(grid(), Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(grid(), Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(grid(), Qt::Key_C, Qt::ControlModifier);

    QCOMPARE(QGuiApplication::clipboard()->text(), u"2\t1\tTask 2\n3\t2\t"_s);
}

void tst_BrowseValues::copiesInSixForms()
{
    open(u"tasks"_s);
    choose(1, 0);
    QTest::keyClick(grid(), Qt::Key_Right, Qt::ShiftModifier);
    const QMap<QString, QString> expected{
        { u"copyAs_csv"_s, u"id,user_id\n2,1\n"_s },
        { u"copyAs_tsv"_s, u"id\tuser_id\n2\t1\n"_s },
        { u"copyAs_json"_s, u"[\n{\"id\":2,\"user_id\":1}\n]\n"_s },
        { u"copyAs_md"_s, u"| id | user_id |\n| --- | --- |\n| 2 | 1 |\n"_s },
        { u"copyAs_sql"_s, u"INSERT INTO \"tasks\" (\"id\", \"user_id\") VALUES (2, 1);\n"_s },
    };

    int downs = 0;
    for (const QString &name : { u"copyAs_csv"_s,
                                 u"copyAs_tsv"_s,
                                 u"copyAs_json"_s,
                                 u"copyAs_md"_s,
                                 u"copyAs_html"_s,
                                 u"copyAs_sql"_s }) {
        QTest::keyClick(m_window.get(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QPointer<QMenu> menu = page()->findChild<QMenu *>(u"copyAsMenu"_s);
        QVERIFY2(menu, qPrintable(name));
        for (int i = 0; i < downs; ++i)
            QTest::keyClick(menu, Qt::Key_Down);
        QCOMPARE(menu->activeAction()->objectName(), name);
        QTest::keyClick(menu, Qt::Key_Return);
        QTRY_VERIFY(!menu);
        comeBack();
        const QString text = QGuiApplication::clipboard()->text();
        if (expected.contains(name))
            QCOMPARE(text, expected.value(name));
        else
            QVERIFY(text.contains(u"<td>2</td><td>1</td>"_s));
        ++downs;
    }
}

void tst_BrowseValues::exportsWhatIsFiltered()
{
    open(u"tasks"_s);
    filter(u"id"_s, u"7"_s);
    QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs);

    QTest::keyClick(m_window.get(), Qt::Key_E, Qt::ControlModifier);
    auto *dialog = page()->findChild<QFileDialog *>(u"gridExportDialog"_s);
    QVERIFY(dialog);
    dialog->setDirectory(m_folder->path());
    dialog->selectNameFilter(dialog->nameFilters().at(2));
    auto *name = dialog->findChild<QLineEdit *>(u"fileNameEdit"_s);
    name->setText(m_folder->path(u"seven.json"_s));
    QTest::keyClick(name, Qt::Key_Return);

    QTRY_VERIFY(browseFoot()->sum().startsWith(u"1 row written to "_s));
    const QByteArray json = m_folder->read(u"seven.json"_s);
    QVERIFY2(json.startsWith("[\n{\"id\":7,\"user_id\":2,\"title\":\"Task 7\""), json.constData());
}

void tst_BrowseValues::hidesColumns()
{
    open(u"tasks"_s);

    QTest::mouseClick(child<QPushButton>(u"gridColumnsButton"_s), Qt::LeftButton);
    QPointer<QMenu> menu = page()->findChild<QMenu *>(u"columnsMenu"_s);
    QVERIFY(menu);
    QCOMPARE(menu->actions().size(), 7);
    menu->actions().at(1)->trigger();
    menu->close();
    QVERIFY(grid()->isColumnHidden(1));
    choose(0, 0);
    QTest::keyClick(grid(), Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(grid(), Qt::Key_C, Qt::ControlModifier);

    QCOMPARE(QGuiApplication::clipboard()->text(), u"1\tTask 1"_s);
}

TIDEMARK_TEST(tst_BrowseValues)

#include "tst_browsevalues.moc"
