#include <engine/project/productionword.h>
#include <support/testprogram.h>

#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

/// Which names sound like production.
class tst_ProductionWord : public QObject
{
    Q_OBJECT

private slots:
    void knowsProductionByItsName_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("isProduction");

        QTest::newRow("the word alone") << u"production"_s << true;
        QTest::newRow("in capitals") << u"PROD"_s << true;
        QTest::newRow("after a hyphen") << u"shop-prod"_s << true;
        QTest::newRow("before an underscore") << u"live_orders"_s << true;
        QTest::newRow("after a small letter") << u"shopProduction"_s << true;
        QTest::newRow("with a number") << u"shop-prod2"_s << true;
        QTest::newRow("staging") << u"shop-staging"_s << false;
        QTest::newRow("the beginning of a word") << u"products"_s << false;
        QTest::newRow("the middle of a word") << u"delivery"_s << false;
        QTest::newRow("before production") << u"preprod"_s << false;
        QTest::newRow("nothing") << QString() << false;
    }

    void knowsProductionByItsName()
    {
        QFETCH(QString, name);

        QTEST(namesProduction(name), "isProduction");
    }
};

TIDEMARK_TEST(tst_ProductionWord)
#include "tst_productionword.moc"
