#include <engine/base/clock.h>
#include <support/testprogram.h>

#include <QtTest>

#include <ctime>

using namespace tidemark;
using namespace Qt::StringLiterals;

class tst_Clock : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void readsTimesOfEveryForm_data();
    void readsTimesOfEveryForm();
    void writesUtcWithMilliseconds();
    void writesNothingForNoTime();
    void readsBackWhatItWrites();
    void tellsTheTimeInUtc();
};

void tst_Clock::initTestCase()
{
    qputenv("TZ", "America/New_York"); // whatever the machine's zone is, times without one mean UTC
    tzset();
}

void tst_Clock::readsTimesOfEveryForm_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    QTest::newRow("RFC 3339") << u"2026-11-21T03:14:02.123Z"_s << u"2026-11-21T03:14:02.123Z"_s;
    QTest::newRow("an offset") << u"2026-11-21T03:14:02+02:00"_s << u"2026-11-21T01:14:02.000Z"_s;
    QTest::newRow("no zone, as SQLite writes it")
        << u"2026-11-21 03:14:02"_s << u"2026-11-21T03:14:02.000Z"_s;
    QTest::newRow("no zone, in summer")
        << u"2026-07-21T03:14:02"_s << u"2026-07-21T03:14:02.000Z"_s;
    QTest::newRow("a time New York's clocks skip")
        << u"2026-03-08T02:30:00"_s << u"2026-03-08T02:30:00.000Z"_s;
    QTest::newRow("a date alone") << u"2026-11-21"_s << u"2026-11-21T00:00:00.000Z"_s;
    QTest::newRow("blanks around it")
        << u"  2026-11-21T03:14:02Z\n"_s << u"2026-11-21T03:14:02.000Z"_s;
    QTest::newRow("Unix seconds") << u"1795230842"_s << u"2026-11-21T03:14:02.000Z"_s;
    QTest::newRow("Unix milliseconds") << u"1795230842123"_s << u"2026-11-21T03:14:02.123Z"_s;
    QTest::newRow("the beginning of time") << u"0"_s << u"1970-01-01T00:00:00.000Z"_s;
    QTest::newRow("before the beginning of time") << u"-1"_s << u"1969-12-31T23:59:59.000Z"_s;
    QTest::newRow("nothing") << u""_s << u""_s;
    QTest::newRow("words") << u"yesterday"_s << u""_s;
    QTest::newRow("a day that is not") << u"2026-02-30T00:00:00Z"_s << u""_s;
    QTest::newRow("an hour that is not") << u"2026-11-21T24:01:00Z"_s << u""_s;
    QTest::newRow("letters among the digits") << u"2026-11-21T03:1x:02.123Z"_s << u""_s;
    QTest::newRow("tenths of a second")
        << u"2026-11-21T03:14:02.5Z"_s << u"2026-11-21T03:14:02.500Z"_s;
    QTest::newRow("the first day of all")
        << u"0001-01-01T00:00:00.009Z"_s << u"0001-01-01T00:00:00.009Z"_s;
    QTest::newRow("the last of four digits")
        << u"9999-12-31T23:59:59.999Z"_s << u"9999-12-31T23:59:59.999Z"_s;
    QTest::newRow("a fraction") << u"1795230842.5"_s << u""_s;
    QTest::newRow("a number that is too long") << u"99999999999999999999"_s << u""_s;
}

void tst_Clock::readsTimesOfEveryForm()
{
    QFETCH(const QString, text);
    QFETCH(const QString, expected);

    QCOMPARE(rfc3339(parseTime(text)), expected);
}

void tst_Clock::writesUtcWithMilliseconds()
{
    const QDateTime time(QDate(2026, 1, 2), QTime(3, 4, 5, 6), Qt::OffsetFromUTC, 3600);

    QCOMPARE(rfc3339(time), u"2026-01-02T02:04:05.006Z"_s);
}

void tst_Clock::writesNothingForNoTime()
{
    QCOMPARE(rfc3339({}), QString());
}

void tst_Clock::readsBackWhatItWrites()
{
    const QDateTime now = systemClock()();

    QCOMPARE(parseTime(rfc3339(now)), now);
}

void tst_Clock::tellsTheTimeInUtc()
{
    QCOMPARE(systemClock()().timeSpec(), Qt::UTC);
}

TIDEMARK_TEST(tst_Clock)
#include "tst_clock.moc"
