#include "targets.h"

#include <support/testprogram.h>

#include <QDir>
#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

/// Replays what the fuzzers start from and what they found.
class tst_FuzzCorpora : public QObject
{
    Q_OBJECT

private slots:
    void keepsItsPromises_data();
    void keepsItsPromises();
    void hasACorpusForEveryTarget();
};

namespace {

QDir corpus(const FuzzTarget &target)
{
    return QDir(QStringLiteral(TIDEMARK_SOURCE_DIR "/tests/data/fuzz/")
                + QLatin1StringView(target.name));
}

} // namespace

void tst_FuzzCorpora::keepsItsPromises_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("target");

    int index = 0;
    for (const FuzzTarget &target : FuzzTargets) {
        const QDir folder = corpus(target);
        for (const QString &name : folder.entryList(QDir::Files, QDir::Name))
            QTest::addRow("%s/%s", target.name, qPrintable(name)) << folder.filePath(name) << index;
        ++index;
    }
}

void tst_FuzzCorpora::keepsItsPromises()
{
    QFETCH(QString, path);
    QFETCH(int, target);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));

    const QString wrong = FuzzTargets[target].check(file.readAll());

    QCOMPARE(wrong, QString());
}

void tst_FuzzCorpora::hasACorpusForEveryTarget()
{
    for (const FuzzTarget &target : FuzzTargets)
        QVERIFY2(!corpus(target).isEmpty(QDir::Files), target.name);
}

TIDEMARK_TEST(tst_FuzzCorpora)
#include "tst_fuzzcorpora.moc"
