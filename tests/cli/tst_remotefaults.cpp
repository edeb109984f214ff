#include "remotescenario.h"

#include <support/patience.h>
#include <support/testprogram.h>

#include <QRandomGenerator>
#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

/// A network that loses requests and answers at random: whatever a run says, the ledger and the tables agree. Every third
/// run goes through D1's import. TIDEMARK_SOAK=1 raises the count from 16 to 300.
class tst_remotefaults : public QObject
{
    Q_OBJECT

private slots:
    void appliesEachMigrationOnceWhateverIsLost();
};

namespace {

QJsonObject randomFault(QRandomGenerator &random)
{
    QJsonObject fault{ { u"method"_s, u"POST"_s },
                       { u"path"_s, u"raw|query|import"_s },
                       { u"probability"_s, 0.2 },
                       { u"times"_s, -1 } };
    switch (random.bounded(5)) {
    case 0:
        fault.insert(u"drop"_s, u"before"_s);
        break;
    case 1:
        fault.insert(u"drop"_s, u"after"_s);
        break;
    case 2:
        fault.insert(u"truncate"_s, 20);
        break;
    case 3:
        fault.insert(u"status"_s, 500);
        break;
    default:
        fault.insert(u"status"_s, 429);
        fault.insert(u"headers"_s, QJsonObject{ { u"Retry-After"_s, u"1"_s } });
        break;
    }
    return fault;
}

/// One database with a table that every migration writes its number into.
class Site
{
public:
    Site()
    {
        m_scenario.migration(u"0000_log"_s, "CREATE TABLE log (n INTEGER);\n");
        m_scenario.succeed({ u"up"_s });
    }

    void runUnder(const QJsonObject &fault, int number)
    {
        const QByteArray n = QByteArray::number(number);
        const QString id = u"%1_step"_s.arg(number, 4, 10, QChar(u'0'));
        m_scenario.migration(
            id, "CREATE TABLE step_" + n + " (id INTEGER);\nINSERT INTO log VALUES (" + n + ");\n");
        m_scenario.sandbox.addFault(fault);
        const bool imports = number % 3 == 0;
        m_lastExit
            = m_scenario
                  .run(imports ? QStringList{ u"up"_s, u"--import"_s, id } : QStringList{ u"up"_s })
                  .exit;
        ++(m_lastExit == 0 ? m_succeeded : m_failed);
        m_scenario.sandbox.clearFaults();
    }
    [[nodiscard]] int succeeded() const { return m_succeeded; }
    [[nodiscard]] int failed() const { return m_failed; }
    /// What is wrong after a run with that number; empty if nothing is.
    QString complaint(int number)
    {
        if (!QTest::qWaitFor([this] { return isServed(); }, PatienceMs))
            return u"the database is never free again"_s;
        const bool applied = entered(number) == 1;
        const QString id = u"%1_step"_s.arg(number, 4, 10, QChar(u'0'));
        const QString state = m_scenario.states().value(id);
        if (entered(number) > 1)
            return u"applied twice"_s;
        if (applied != (state == "applied"_L1))
            return u"status says %1, the table %2"_s.arg(state).arg(applied);
        // A lease whose release was lost as well would only run out in a minute.
        m_scenario.succeed({ u"lock"_s, u"release"_s, u"--yes"_s });
        if (m_lastExit == 0 && !applied)
            return u"said to be done, and is not"_s;
        if (!applied && m_scenario.run({ u"up"_s }).exit != 0)
            return u"cannot be applied afterwards"_s;
        if (m_scenario.value("SELECT count(*) FROM log").toInt() != number)
            return u"rows are lost"_s;
        return {};
    }

private:
    /// An import whose answers were lost may go on when the run has ended: its pauses are left out here.
    bool isServed()
    {
        const QJsonObject question{ { u"sql"_s, u"SELECT 1"_s } };
        return m_scenario.sandbox.d1("POST", u'/' + m_scenario.database + u"/raw"_s, question)
                   .status
               == 200;
    }
    int entered(int number)
    {
        return m_scenario.value("SELECT count(*) FROM log WHERE n = " + QByteArray::number(number))
            .toInt();
    }

    RemoteScenario m_scenario;
    int m_lastExit = 0;
    int m_succeeded = 0;
    int m_failed = 0;
};

} // namespace

void tst_remotefaults::appliesEachMigrationOnceWhateverIsLost()
{
    const int runs = qEnvironmentVariableIntValue("TIDEMARK_SOAK") != 0 ? 150 : 8;
    QRandomGenerator random(20261121);
    Site sites[2];

    for (int run = 1; run <= runs; ++run) {
        for (Site &site : sites) {
            const QJsonObject fault = randomFault(random);
            site.runUnder(fault, run);
            const QString complaint = site.complaint(run);
            QVERIFY2(complaint.isEmpty(),
                     qPrintable(u"run %1, %2: %3"_s.arg(run).arg(
                         QString::fromUtf8(QJsonDocument(fault).toJson(QJsonDocument::Compact)),
                         complaint)));
        }
    }
    qInfo("%d runs ended with 0, %d with an error",
          sites[0].succeeded() + sites[1].succeeded(),
          sites[0].failed() + sites[1].failed());
}

TIDEMARK_TEST(tst_remotefaults)
#include "tst_remotefaults.moc"
