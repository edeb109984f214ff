#include "fixtures.h"

#include <engine/database/d1/d1account.h>
#include <support/testprogram.h>

#include <QJsonArray>
#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

using End = ScriptedServer::Answer::End;

namespace {

constexpr auto Bookmark = "00000085-0000024c-00004c6d-8e61117bf38d7adb71b934ebbf891683";
constexpr auto Later = "00000086-00000001-00004c6d-8e61117bf38d7adb71b934ebbf891683";

struct ScriptedAccount : ScriptedClient {
    D1Account account{ client, u"acc"_s };

    [[nodiscard]] QByteArray target(qsizetype request) const
    {
        return server.requests().at(request).target;
    }
};

QJsonObject listed(const QString &name)
{
    return { { u"uuid"_s, QString(u"id-of-"_s + name) },
             { u"name"_s, name },
             { u"version"_s, u"production"_s },
             { u"created_at"_s, u"2026-11-20T10:00:00.123Z"_s } };
}

QJsonArray listedFrom(int first, int count)
{
    QJsonArray items;
    for (int i = first; i < first + count; ++i)
        items.append(listed(u"db-%1"_s.arg(i)));
    return items;
}

} // namespace

class tst_D1Account : public QObject
{
    Q_OBJECT

private slots:
    void listsAllPages_data()
    {
        QTest::addColumn<int>("granted"); // a page, whatever was asked for
        QTest::addColumn<bool>("totals");
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("requests");
        QTest::newRow("none") << 1000 << true << 0 << 1;
        QTest::newRow("one page") << 1000 << true << 7 << 1;
        QTest::newRow("full pages") << 10 << true << 20 << 2;
        QTest::newRow("a last page that is short") << 10 << true << 25 << 3;
        QTest::newRow("without totals") << 10 << false << 20 << 3;
    }
    void listsAllPages()
    {
        QFETCH(int, granted);
        QFETCH(bool, totals);
        QFETCH(int, count);
        QFETCH(int, requests);
        ScriptedAccount d1;
        d1.server.answerWith([=](const ScriptedServer::Request &request) {
            const QUrlQuery query(QUrl(QString::fromLatin1(request.target)));
            const int page = query.queryItemValue(u"page"_s).toInt();
            const int first = (page - 1) * granted;
            QJsonObject info{ { u"page"_s, page }, { u"per_page"_s, granted } };
            if (totals)
                info.insert(u"total_count"_s, count);
            return ScriptedServer::success(listedFrom(first, std::clamp(count - first, 0, granted)),
                                           info);
        });

        const auto databases = await(d1.account.databases());

        QVERIFY2(databases, databases ? "" : qPrintable(databases.error().message));
        QCOMPARE(databases->size(), count);
        QCOMPARE(d1.server.requests().size(), requests);
        QVERIFY(d1.target(0).startsWith("/client/v4/accounts/acc/d1/database?"));
        if (count > 0) {
            QCOMPARE(databases->last().name, u"db-%1"_s.arg(count - 1));
            QCOMPARE(databases->first().createdAt.toString(Qt::ISODateWithMs),
                     u"2026-11-20T10:00:00.123Z"_s);
            QCOMPARE(databases->first().fileSize, -1);
        }
    }

    // The server's filter finds names that contain the one asked for.
    void findsByExactName()
    {
        ScriptedAccount d1;
        const QJsonArray alike{ listed(u"auth-old"_s), listed(u"auth"_s) };
        d1.server.answerWith([alike](const auto &) { return ScriptedServer::success(alike); });

        const auto found = await(d1.account.find(u"auth"_s));
        const auto missing = await(d1.account.find(u"aut"_s));

        QVERIFY(found);
        QCOMPARE(found->id, u"id-of-auth"_s);
        QVERIFY(d1.target(0).contains("name=auth"));
        QVERIFY(!missing);
        QCOMPARE(missing.error().kind, Error::Kind::MissingInput);
    }

    void creates()
    {
        ScriptedAccount d1;
        d1.server.enqueue(ScriptedServer::success(listed(u"new-db"_s)));

        const auto created
            = await(d1.account.create({ .name = u"new-db"_s, .locationHint = u"weur"_s }));

        QVERIFY(created);
        QCOMPARE(created->id, u"id-of-new-db"_s);
        QCOMPARE(d1.server.requests().first().verb, "POST");
        QCOMPARE(d1.server.requests().first().body,
                 R"({"name":"new-db","primary_location_hint":"weur"})");
    }

    void refusesNamesThatD1DoesNotTake_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : { "", "-db", "_db", "a b", "a/b", "db\n", "d\xc3\xbc", "../db" })
            QTest::newRow(*name ? name : "nothing") << QString::fromUtf8(name);
    }
    void refusesNamesThatD1DoesNotTake()
    {
        QFETCH(QString, name);
        ScriptedAccount d1;

        const auto created = await(d1.account.create({ .name = name }));

        QVERIFY(!created);
        QCOMPARE(created.error().kind, Error::Kind::Usage);
        QCOMPARE(d1.server.requests().size(), 0);
    }

    void doesNotCreateTwice()
    {
        ScriptedAccount d1;
        d1.server.enqueue(ScriptedServer::ended(End::DropAnswer));

        const auto created = await(d1.account.create({ .name = u"new-db"_s }));

        QVERIFY(!created);
        QCOMPARE(created.error().databaseState, DatabaseState::Unknown);
        QCOMPARE(d1.server.requests().size(), 1);
    }

    void takesWhatIsGoneForRemoved()
    {
        ScriptedAccount d1;
        d1.server.enqueue(ScriptedServer::success(QJsonValue::Null));
        d1.server.enqueue(
            ScriptedServer::failure(404, 7404, u"The database x could not be found"_s));
        d1.server.enqueue(ScriptedServer::failure(403, 10000, u"Authentication error"_s));

        QVERIFY(await(d1.account.remove(u"x"_s)));
        QVERIFY(await(d1.account.remove(u"x"_s)));
        QVERIFY(!await(d1.account.remove(u"x"_s)));
        QCOMPARE(d1.server.requests().first().verb, "DELETE");
    }

    void readsBookmarks()
    {
        ScriptedAccount d1;
        const QJsonObject answer{ { u"bookmark"_s, QLatin1StringView(Bookmark) } };
        d1.server.answerWith([answer](const auto &) { return ScriptedServer::success(answer); });
        const QDateTime at(QDate(2026, 11, 20), QTime(3, 4, 5, 6), Qt::UTC);

        const auto now = await(d1.account.bookmark(u"db"_s));
        const auto then = await(d1.account.bookmark(u"db"_s, at));

        QCOMPARE(*now, QLatin1StringView(Bookmark));
        QVERIFY(then);
        QCOMPARE(d1.target(0), "/client/v4/accounts/acc/d1/database/db/time_travel/bookmark");
        QCOMPARE(QByteArray::fromPercentEncoding(d1.target(1)),
                 "/client/v4/accounts/acc/d1/database/db/time_travel/bookmark"
                 "?timestamp=2026-11-20T03:04:05.006Z");
    }

    void restores()
    {
        ScriptedAccount d1;
        d1.server.enqueue(ScriptedServer::success(
            QJsonObject{ { u"bookmark"_s, QLatin1StringView(Bookmark) },
                         { u"previous_bookmark"_s, QLatin1StringView(Later) },
                         { u"message"_s, u"Restored"_s } }));

        const auto restored = await(d1.account.restore(u"db"_s, QLatin1StringView(Bookmark)));

        QVERIFY(restored);
        QCOMPARE(restored->previousBookmark, QLatin1StringView(Later));
        QCOMPARE(d1.server.requests().first().verb, "POST");
        QVERIFY(d1.target(0).endsWith(
            QByteArray(QByteArray("/time_travel/restore?bookmark=") + Bookmark)));
    }

    // A second restore would overwrite the way back.
    void doesNotRestoreTwice()
    {
        ScriptedAccount d1;
        d1.server.enqueue(ScriptedServer::ended(End::DropAnswer));

        const auto restored = await(d1.account.restore(u"db"_s, QLatin1StringView(Bookmark)));

        QVERIFY(!restored);
        QCOMPARE(exitCode(restored.error()), 7);
        QCOMPARE(d1.server.requests().size(), 1);
    }

    void refusesWhatIsNoBookmark()
    {
        ScriptedAccount d1;

        const auto restored = await(d1.account.restore(u"db"_s, u"yesterday&x=1"_s));

        QCOMPARE(restored.error().kind, Error::Kind::Usage);
        QCOMPARE(d1.server.requests().size(), 0);
    }

    void readsTheDayOfABookmark()
    {
        QVERIFY(isBookmark(QString::fromLatin1(Bookmark)));
        QVERIFY(!isBookmark(u"00000085"_s));
        QCOMPARE(dayOfBookmark(QString::fromLatin1(Bookmark)), QDate(2023, 7, 27));
        QVERIFY(!dayOfBookmark(u"00000001-00000002-00000000-00000000000000000000000000000000"_s)
                     .isValid());
    }

    void checksTokens_data()
    {
        QTest::addColumn<QList<int>>("codes"); // for user, account and list; 0 is a success
        QTest::addColumn<int>("owner");
        QTest::addColumn<bool>("lists");
        QTest::addColumn<QString>("word");
        using Owner = D1TokenReport::Owner;
        QTest::newRow("a user's") << QList<int>{ 0, 0 } << int(Owner::User) << true << QString();
        QTest::newRow("an account's")
            << QList<int>{ 9109, 0, 0 } << int(Owner::Account) << true << QString();
        QTest::newRow("one without D1")
            << QList<int>{ 0, 10000 } << int(Owner::User) << false << u"D1 Read"_s;
        QTest::newRow("one of another account")
            << QList<int>{ 0, 7403, 7403 } << int(Owner::User) << false << u"another account"_s;
        QTest::newRow("a wrong one")
            << QList<int>{ 10000, 10000, 10000 } << int(Owner::Unknown) << false << u"wrong"_s;
        QTest::newRow("one that only works")
            << QList<int>{ 10000, 10000, 0 } << int(Owner::Unknown) << true << QString();
    }
    void checksTokens()
    {
        QFETCH(QList<int>, codes);
        QFETCH(int, owner);
        QFETCH(bool, lists);
        QFETCH(QString, word);
        ScriptedAccount d1;
        const QJsonObject active{ { u"id"_s, u"t"_s },
                                  { u"status"_s, u"active"_s },
                                  { u"expires_on"_s, u"2027-01-01T00:00:00Z"_s } };
        for (const int code : codes)
            d1.server.enqueue(code == 0 ? ScriptedServer::success(active)
                                        : ScriptedServer::failure(403, code, u"no"_s));

        const auto report = await(d1.account.checkToken());

        QVERIFY2(report, report ? "" : qPrintable(report.error().message));
        QCOMPARE(int(report->owner), owner);
        QCOMPARE(report->lists, lists);
        QCOMPARE(d1.server.requests().size(), codes.size());
        QCOMPARE(report->problem.isEmpty(), word.isEmpty());
        QVERIFY2(report->problem.contains(word), qPrintable(report->problem));
        if (report->owner != D1TokenReport::Owner::Unknown)
            QCOMPARE(report->expiresAt, QDateTime(QDate(2027, 1, 1), QTime(0, 0), Qt::UTC));
    }

    void doesNotCallATokenBadWhenNobodyAnswers()
    {
        ScriptedAccount d1;
        d1.server.close();

        const auto report = await(d1.account.checkToken());

        QVERIFY(!report);
        QCOMPARE(report.error().kind, Error::Kind::Temporary);
    }

    void listsAccounts()
    {
        ScriptedAccount d1;
        d1.server.enqueue(ScriptedServer::success(
            QJsonArray{ QJsonObject{ { u"id"_s, u"1"_s }, { u"name"_s, u"One"_s } } }));

        const auto accounts = await(D1Account::accounts(d1.client));

        QVERIFY(accounts);
        QCOMPARE(accounts->first().name, u"One"_s);
    }
};

TIDEMARK_TEST(tst_D1Account)
#include "tst_d1account.moc"
