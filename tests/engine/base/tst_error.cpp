#include <engine/base/paths.h>
#include <engine/base/result.h>
#include <engine/base/secret.h>
#include <support/testprogram.h>

#include <QtTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

class tst_Error : public QObject
{
    Q_OBJECT

private slots:
    void hasAnExitCodeForEveryKind_data();
    void hasAnExitCodeForEveryKind();
    void separatesAChangedDatabaseFromAnUnchangedOne_data();
    void separatesAChangedDatabaseFromAnUnchangedOne();
    void picksTheGravestExitCode_data();
    void picksTheGravestExitCode();
    void holdsAValueOrAnError();
    void followsTheXdgVariables();
    void ignoresARelativeXdgVariable();
    void keepsASecretOutOfCopies();
};

void tst_Error::hasAnExitCodeForEveryKind_data()
{
    QTest::addColumn<Error::Kind>("kind");
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("code");
    using Kind = Error::Kind;
    QTest::newRow("internal") << Kind::Internal << u"Internal"_s << 1;
    QTest::newRow("difference") << Kind::Difference << u"Difference"_s << 2;
    QTest::newRow("policy") << Kind::Policy << u"Policy"_s << 3;
    QTest::newRow("history") << Kind::History << u"History"_s << 4;
    QTest::newRow("lock") << Kind::Lock << u"Lock"_s << 5;
    QTest::newRow("database") << Kind::Database << u"Database"_s << 6;
    QTest::newRow("safety") << Kind::Safety << u"Safety"_s << 8;
    QTest::newRow("usage") << Kind::Usage << u"Usage"_s << 64;
    QTest::newRow("bad input") << Kind::BadInput << u"BadInput"_s << 65;
    QTest::newRow("missing input") << Kind::MissingInput << u"MissingInput"_s << 66;
    QTest::newRow("unauthorized") << Kind::Unauthorized << u"Unauthorized"_s << 69;
    QTest::newRow("unreachable") << Kind::Unreachable << u"Unreachable"_s << 69;
    QTest::newRow("temporary") << Kind::Temporary << u"Temporary"_s << 75;
    QTest::newRow("config") << Kind::Config << u"Config"_s << 78;
    QTest::newRow("cancelled") << Kind::Cancelled << u"Cancelled"_s << 130;
}

void tst_Error::hasAnExitCodeForEveryKind()
{
    QFETCH(const Error::Kind, kind);
    QFETCH(const QString, name);
    QFETCH(const int, code);

    QCOMPARE(exitCode(Error{ .kind = kind, .message = {} }), code);
    QCOMPARE(kindName(kind), name);
}

void tst_Error::separatesAChangedDatabaseFromAnUnchangedOne_data()
{
    QTest::addColumn<DatabaseState>("state");
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("code");
    QTest::newRow("unchanged") << DatabaseState::Unchanged << u"unchanged"_s << 6;
    QTest::newRow("changed") << DatabaseState::Changed << u"changed"_s << 7;
    QTest::newRow("unknown") << DatabaseState::Unknown << u"unknown"_s << 7;
}

void tst_Error::separatesAChangedDatabaseFromAnUnchangedOne()
{
    QFETCH(const DatabaseState, state);
    QFETCH(const QString, name);
    QFETCH(const int, code);

    QCOMPARE(
        exitCode(Error{ .kind = Error::Kind::Database, .message = {}, .databaseState = state }),
        code);
    QCOMPARE(stateName(state), name);
}

void tst_Error::picksTheGravestExitCode_data()
{
    QTest::addColumn<QList<int>>("codes");
    QTest::addColumn<int>("gravest");
    QTest::newRow("none at all") << QList<int>{} << 0;
    QTest::newRow("all well") << QList<int>{ 0, 0 } << 0;
    QTest::newRow("one difference") << QList<int>{ 0, 2, 0 } << 2;
    QTest::newRow("a changed database is worst") << QList<int>{ 130, 8, 7, 6, 1 } << 7;
    QTest::newRow("safety before database") << QList<int>{ 6, 8 } << 8;
    QTest::newRow("policy before cancelled") << QList<int>{ 130, 3 } << 3;
    QTest::newRow("temporary before difference") << QList<int>{ 2, 75 } << 75;
}

void tst_Error::picksTheGravestExitCode()
{
    QFETCH(const QList<int>, codes);
    QFETCH(const int, gravest);

    QCOMPARE(gravestExitCode(codes), gravest);
}

void tst_Error::holdsAValueOrAnError()
{
    const Result<QString> value(u"value"_s);
    const Result<QString> error(Error{ .kind = Error::Kind::Policy, .message = u"no"_s });

    QVERIFY(value);
    QCOMPARE(*value, u"value"_s);
    QVERIFY(!error);
    QCOMPARE(error.error().kind, Error::Kind::Policy);
    QCOMPARE(error.valueOr(u"other"_s), u"other"_s);
    QCOMPARE(cancelled().kind, Error::Kind::Cancelled);
}

void tst_Error::followsTheXdgVariables()
{
    qputenv("XDG_DATA_HOME", "/srv/data");
    qputenv("XDG_STATE_HOME", "/srv/state");
    qputenv("XDG_CACHE_HOME", "/srv/cache");

    const Paths paths = Paths::fromEnvironment();

    QCOMPARE(paths.backups(), u"/srv/data/tidemark/backups"_s);
    QCOMPARE(paths.safetyPoints(), u"/srv/data/tidemark/safety-points"_s);
    QCOMPARE(paths.journal(), u"/srv/state/tidemark/journal.jsonl"_s);
    QCOMPARE(paths.cache, u"/srv/cache/tidemark"_s);
}

void tst_Error::ignoresARelativeXdgVariable()
{
    qputenv("HOME", "/home/someone");
    qputenv("XDG_DATA_HOME", "data");
    qunsetenv("XDG_STATE_HOME");

    const Paths paths = Paths::fromEnvironment();

    QCOMPARE(paths.data, u"/home/someone/.local/share/tidemark"_s);
    QCOMPARE(paths.state, u"/home/someone/.local/state/tidemark"_s);
}

void tst_Error::keepsASecretOutOfCopies()
{
    const QByteArray token("token-1");
    {
        const Secret secret(token);
        QCOMPARE(secret.reveal(), token);
        QVERIFY(!secret.isEmpty());
    }

    QCOMPARE(token, QByteArray("token-1"));
    QVERIFY(Secret().isEmpty());
}

TIDEMARK_TEST(tst_Error)
#include "tst_error.moc"
