#include <QtTest>
class tst_SchemaDiffDiff : public QObject
{
    Q_OBJECT
};
QTEST_GUILESS_MAIN(tst_SchemaDiffDiff)
#include "tst_schemadiff.moc"
