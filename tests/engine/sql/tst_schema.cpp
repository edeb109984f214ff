#include <QtTest>
class tst_Schema : public QObject
{
    Q_OBJECT
};
QTEST_GUILESS_MAIN(tst_Schema)
#include "tst_schema.moc"
