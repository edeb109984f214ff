#include <support/sandboxprocess.h>

#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

/// The API over HTTP: identity, databases, queries, values, refusals.
class tst_sandboxapi : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_sandbox = std::make_unique<SandboxProcess>();
        m_database = m_sandbox->createDatabase(
            u"main"_s,
            "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT UNIQUE, score REAL, data BLOB)");
    }

    void cleanup()
    {
        m_sandbox->control("DELETE", u"quirks"_s);
        m_sandbox->clearFaults();
        m_sandbox->rows(m_database, "DELETE FROM t");
    }

    void databasesLiveAndDie()
    {
        const SandboxReply created = m_sandbox->d1(
            "POST", {}, { { u"name"_s, u"shop"_s }, { u"primary_location_hint"_s, u"weur"_s } });
        QCOMPARE(created.status, 200);
        const QString id = created.result()[u"uuid"_s].toString();
        QCOMPARE(created.result()[u"created_in_region"_s].toString(), u"WEUR"_s);

        const SandboxReply again = m_sandbox->d1("POST", {}, { { u"name"_s, u"shop"_s } });
        QCOMPARE(again.code(), 7502);
        const QJsonObject listed = m_sandbox->d1("GET", u"?name=sho&per_page=10"_s).json();
        QCOMPARE(listed.value(u"result"_s).toArray().size(), 1);
        QCOMPARE(listed.value(u"result_info"_s)[u"total_count"_s].toInt(), 1);
        QCOMPARE(m_sandbox->d1("GET", u"/shop?fields=uuid,name"_s).result(),
                 QJsonObject({ { u"uuid"_s, id }, { u"name"_s, u"shop"_s } }));
        const QJsonObject replication{ { u"read_replication"_s,
                                         QJsonObject{ { u"mode"_s, u"auto"_s } } } };
        QCOMPARE(m_sandbox->d1("PATCH", u'/' + id, replication).status, 200);
        QCOMPARE(
            m_sandbox->d1("GET", u'/' + id).result()[u"read_replication"_s][u"mode"_s].toString(),
            u"auto"_s);

        QCOMPARE(m_sandbox->d1("DELETE", u'/' + id).status, 200);
        const SandboxReply gone = m_sandbox->d1("DELETE", u'/' + id);
        QCOMPARE(gone.status, 404);
        QCOMPARE(gone.code(), 7404);
    }

    void aBatchIsOneTransaction()
    {
        const QJsonArray batch{
            QJsonObject{ { u"sql"_s, u"INSERT INTO t (id, name) VALUES (1, ?1)"_s },
                         { u"params"_s, QJsonArray{ u"a"_s } } },
            QJsonObject{ { u"sql"_s, u"INSERT INTO t (id, name) VALUES (2, 'a')"_s } },
        };

        const SandboxReply reply
            = m_sandbox->d1("POST", u'/' + m_database + u"/query"_s, { { u"batch"_s, batch } });

        QCOMPARE(reply.status, 400);
        QCOMPARE(reply.code(), 7500);
        QCOMPARE(
            reply.message(),
            u"UNIQUE constraint failed: t.name: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_UNIQUE)"_s);
        QCOMPARE(m_sandbox->rows(m_database, "SELECT count(*) FROM t"),
                 QJsonArray({ QJsonArray({ 0 }) }));
    }

private:
    std::unique_ptr<SandboxProcess> m_sandbox;
    QString m_database;
};

QTEST_GUILESS_MAIN(tst_sandboxapi)
#include "tst_sandboxapi.moc"
