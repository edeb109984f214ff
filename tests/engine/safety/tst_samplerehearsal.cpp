#include "plans.h"

#include <engine/project/project.h>
#include <support/scratch.h>
#include <support/testprogram.h>

using namespace tidemark;
using namespace Qt::StringLiterals;

class tst_SampleRehearsal : public QObject
{
    Q_OBJECT

private slots:
    void theSampleProjectsRehearse_data();
    void theSampleProjectsRehearse();
    void theSampleProjectsRollBack();
};

void tst_SampleRehearsal::theSampleProjectsRehearse_data()
{
    QTest::addColumn<QString>("folder");
    QTest::newRow("nanotype") << u"nanotype"_s;
    QTest::newRow("n8n-manager") << u"n8n-manager"_s;
    QTest::newRow("d1-native") << u"d1-native"_s;
}

void tst_SampleRehearsal::theSampleProjectsRehearse()
{
    QFETCH(const QString, folder);
    const ScratchFolder scratch;
    const auto project
        = openProject(scratch.copyFromCheckout(u"migrations/"_s + folder, u"project"_s));
    QVERIFY2(project, qPrintable(project ? QString() : project.error().message));
    const auto streams = loadStreams(*project, {});
    QVERIFY2(streams, qPrintable(streams ? QString() : streams.error().message));
    QVERIFY(!streams->isEmpty());

    for (const Stream &stream : *streams) {
        auto request = requestFor("", stream.migrations);
        request.stream = stream;

        const auto report = rehearsed(request);

        QVERIFY2(!report.blocks(), qPrintable(messages(report.findings)));
        QCOMPARE(report.steps.size(), stream.migrations.size());
        QVERIFY(report.probes.isEmpty());
    }
}

void tst_SampleRehearsal::theSampleProjectsRollBack()
{
    const ScratchFolder scratch;
    const auto project
        = openProject(scratch.copyFromCheckout(u"migrations/nanotype"_s, u"project"_s));
    QVERIFY(project);
    const auto streams = loadStreams(*project, {});
    QVERIFY(streams);

    for (const Stream &stream : *streams) {
        QByteArray live;
        auto request = requestFor("", QList<Migration>{});
        request.stream = stream;
        request.plan.direction = PlanStep::Action::RollBack;
        for (const Migration &migration : stream.migrations) {
            live += migration.up.text + "\n;\n";
            if (migration.down)
                request.plan.steps.prepend(
                    PlanStep{ .action = PlanStep::Action::RollBack, .migration = migration });
        }
        request.live = schemaOf(live);

        const auto report = rehearsed(request);

        QVERIFY2(!report.blocks(), qPrintable(messages(report.findings)));
        QVERIFY2(!rulesIn(report.findings).contains(u"G010"_s),
                 qPrintable(messages(report.findings)));
        QVERIFY(!report.steps.isEmpty());
    }
}

TIDEMARK_TEST(tst_SampleRehearsal)
#include "tst_samplerehearsal.moc"
