#include <support/testprogram.h>

#include <QDirIterator>
#include <QLibraryInfo>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

struct SourceFile {
    QString path; ///< below src/, e.g. "engine/sql/value.h"
    QString text;

    [[nodiscard]] QString room() const
    {
        const QStringList parts = path.split(u'/');
        return parts.first() == "engine"_L1 ? parts.value(1) : parts.first();
    }
    [[nodiscard]] bool isEngine() const { return path.startsWith("engine/"_L1); }
    [[nodiscard]] bool isSandbox() const { return path.startsWith("sandbox/"_L1); }
    [[nodiscard]] bool isHeader() const { return path.endsWith(".h"_L1); }
};

const QDir Source(QStringLiteral(TIDEMARK_SOURCE_DIR "/src"));

QList<SourceFile> sourceFiles()
{
    QList<SourceFile> files;
    QDirIterator iterator(
        Source.path(), { u"*.h"_s, u"*.cpp"_s }, QDir::Files, QDirIterator::Subdirectories);
    while (iterator.hasNext()) {
        QFile file(iterator.next());
        if (file.open(QIODevice::ReadOnly))
            files.append(
                { Source.relativeFilePath(file.fileName()), QString::fromUtf8(file.readAll()) });
    }
    return files;
}

QStringList includesOf(const SourceFile &file)
{
    static const QRegularExpression include(u"^\\s*#\\s*include\\s*[<\"]([^>\"]+)[>\"]"_s,
                                            QRegularExpression::MultilineOption);
    QStringList includes;
    auto matches = include.globalMatch(file.text);
    while (matches.hasNext())
        includes.append(matches.next().captured(1));
    return includes;
}

// Lower floors know nothing of upper ones; neighbours on a floor nothing of each other.
int floorOf(const QString &room)
{
    static const QList<QStringList> floors{
        { u"base"_s },
        { u"sql"_s },
        { u"database"_s },
        { u"project"_s },
        { u"migration"_s },
        { u"recovery"_s, u"safety"_s, u"transfer"_s, u"journal"_s, u"secrets"_s },
        { u"operations"_s },
        { u"models"_s, u"cli"_s, u"sandbox"_s },
        { u"ui"_s },
        { u"app"_s }
    };
    for (qsizetype i = 0; i < floors.size(); ++i) {
        if (floors.at(i).contains(room))
            return static_cast<int>(i);
    }
    return -1;
}

// The room an include belongs to, or nothing for the standard library, Qt and files of the same folder.
QString roomOfInclude(const QString &include)
{
    const QStringList parts = include.split(u'/');
    if (parts.first() == "engine"_L1)
        return parts.value(1);
    static const QStringList upper{ u"models"_s, u"ui"_s, u"app"_s, u"cli"_s, u"sandbox"_s };
    return parts.size() > 1 && upper.contains(parts.first()) ? parts.first() : QString();
}

QStringList linesMatching(const QRegularExpression &pattern, const QList<SourceFile> &files)
{
    QStringList found;
    for (const SourceFile &file : files) {
        int number = 0;
        for (const QString &line : file.text.split(u'\n')) {
            ++number;
            const qsizetype comment = line.indexOf("//"_L1);
            if (line.left(comment < 0 ? line.size() : comment).contains(pattern))
                found.append(u"%1:%2: %3"_s.arg(file.path).arg(number).arg(line.trimmed()));
        }
    }
    return found;
}

QStringList publicHeaders()
{
    QFile file(Source.filePath(u"engine/public.txt"_s));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QStringList headers;
    for (const QString &line : QString::fromUtf8(file.readAll()).split(u'\n')) {
        if (!line.trimmed().isEmpty() && !line.startsWith(u'#'))
            headers.append(u"engine/"_s + line.trimmed());
    }
    return headers;
}

} // namespace

class tst_walls : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_files = sourceFiles();
        QVERIFY(m_files.size() > 50);
    }

    void arrowsPointDown()
    {
        QStringList broken;
        for (const SourceFile &file : std::as_const(m_files)) {
            const int floor = floorOf(file.room());
            QVERIFY2(floor >= 0, qPrintable(file.path));
            for (const QString &include : includesOf(file)) {
                const QString room = roomOfInclude(include);
                if (!room.isEmpty() && room != file.room() && floorOf(room) >= floor)
                    broken.append(file.path + u" includes "_s + include);
            }
        }
        QCOMPARE(broken, QStringList());
    }

    void engineKnowsNoWindow()
    {
        const QString headers = QLibraryInfo::path(QLibraryInfo::HeadersPath);
        QStringList broken;
        for (const SourceFile &file : std::as_const(m_files)) {
            if (!file.isEngine())
                continue;
            for (const QString &include : includesOf(file)) {
                const bool isGui = QFile::exists(headers + "/QtGui/"_L1 + include)
                                   || QFile::exists(headers + "/QtWidgets/"_L1 + include)
                                   || include.startsWith("KSyntaxHighlighting"_L1);
                if (isGui)
                    broken.append(file.path + u" includes "_s + include);
            }
        }
        QCOMPARE(broken, QStringList());
    }

    void upperFloorsUseOperationsAndValues()
    {
        const QStringList allowed = publicHeaders();
        QVERIFY(!allowed.isEmpty());
        QStringList broken;
        for (const SourceFile &file : std::as_const(m_files)) {
            if (file.isEngine() || file.isSandbox())
                continue;
            for (const QString &include : includesOf(file)) {
                const bool isOpen = !include.startsWith("engine/"_L1)
                                    || include.startsWith("engine/operations/"_L1)
                                    || include.startsWith("engine/base/"_L1)
                                    || allowed.contains(include);
                if (!isOpen)
                    broken.append(file.path + u" includes "_s + include);
            }
        }
        QCOMPARE(broken, QStringList());
    }

    // The sandbox and the client of D1 are written apart from the same facts, so that each checks the other.
    void theSandboxSharesNoMoreThanTheProfile()
    {
        static const QStringList allowed{ u"engine/database/sqlite/connection.h"_s,
                                          u"engine/database/sqlite/d1profile.h"_s };
        QStringList broken;
        for (const SourceFile &file : std::as_const(m_files)) {
            for (const QString &include : file.isSandbox() ? includesOf(file) : QStringList()) {
                const bool isOpen
                    = !include.startsWith("engine/"_L1) || include.startsWith("engine/base/"_L1)
                      || include.startsWith("engine/sql/"_L1) || allowed.contains(include);
                if (!isOpen)
                    broken.append(file.path + u" includes "_s + include);
            }
        }
        QCOMPARE(broken, QStringList());
    }

    void onlyTheEngineSpeaksSql()
    {
        static const QRegularExpression sql(
            u"\"[^\"]*\\b(SELECT|INSERT INTO|UPDATE \\w+ SET|DELETE FROM|PRAGMA|CREATE TABLE)\\b"_s);
        QList<SourceFile> upper;
        std::copy_if(m_files.cbegin(),
                     m_files.cend(),
                     std::back_inserter(upper),
                     [](const SourceFile &file) { return !file.isEngine() && !file.isSandbox(); });

        QCOMPARE(linesMatching(sql, upper), QStringList());
    }

    void nothingWaitsInANestedLoop()
    {
        static const QRegularExpression waiting(u"\\b(waitFor|processEvents|QEventLoop)\\b"_s);

        QCOMPARE(linesMatching(waiting, m_files), QStringList());
    }

    void coroutinesTakeValues()
    {
        static const QRegularExpression reference(
            u"Task<.*>\\s+[\\w:]+\\([^)]*const \\w[\\w:<>]* ?&"_s);

        QCOMPARE(linesMatching(reference, m_files), QStringList());
    }

    // GCC 12 destroys a closure that is a temporary of a co_await expression twice (docs/development.md).
    void closuresAreNamedBeforeTheyAreAwaited()
    {
        static const QRegularExpression temporary(u"co_await[^;{}]*\\(\\s*\\["_s);
        QStringList found;
        for (const SourceFile &file : std::as_const(m_files)) {
            if (file.text.contains(temporary))
                found.append(file.path);
        }

        QCOMPARE(found, QStringList());
    }

    void secretsAreRevealedInOnePlaceEach()
    {
        static const QRegularExpression reveal(u"\\breveal\\(\\)"_s);
        static const QStringList allowed{ u"engine/base/secret.h"_s,
                                          u"engine/database/d1/d1transport.cpp"_s,
                                          u"engine/secrets/tokenvault.cpp"_s };
        QStringList found;
        for (const QString &line : linesMatching(reveal, m_files)) {
            if (!allowed.contains(line.section(u':', 0, 0)))
                found.append(line);
        }

        QCOMPARE(found, QStringList());
    }

    void filesStayBelowTheWalls()
    {
        QStringList tooLong;
        for (const SourceFile &file : std::as_const(m_files)) {
            const qsizetype lines = file.text.count(u'\n');
            if (lines > (file.isHeader() ? 200 : 600))
                tooLong.append(u"%1: %2 lines"_s.arg(file.path).arg(lines));
        }
        QCOMPARE(tooLong, QStringList());
    }

private:
    QList<SourceFile> m_files;
};

TIDEMARK_TEST(tst_walls)
#include "tst_walls.moc"
