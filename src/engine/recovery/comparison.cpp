#include "contentcopy.h"
#include "description.h"

#include <engine/database/sqlite/d1profile.h>

#include <QFileInfo>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

Result<QStringList> problemsBy(SqliteConnection &database, const QByteArray &pragma)
{
    const auto result = database.query({ "PRAGMA " + pragma + "(5)" });
    if (!result)
        return result.error();
    QStringList problems;
    for (const Row &row : result->rows) {
        if (row.first().toString() != "ok"_L1)
            problems.append(u"integrity: "_s + row.first().toString());
    }
    return problems;
}

Result<QStringList> quickCheck(SqliteConnection &database, const Conduct &conduct)
{
    const SqliteInterrupt interrupt(database, conduct.stop);
    const auto problems = problemsBy(database, "quick_check");
    // In WITHOUT ROWID tables SQLite 3.40 takes a NOT NULL column for NULL if the key has another order than the columns.
    // Its thorough check does not.
    return problems && !problems->isEmpty() ? problemsBy(database, "integrity_check") : problems;
}

Result<Description> describeScratch(SqliteConnection &copy, const Conduct &conduct)
{
    auto scratch = SqliteConnection::open(u":memory:"_s, { .foreignKeys = false });
    if (!scratch)
        return scratch.error();
    d1profile::registerShims(scratch->handle()); // a CHECK may call what only D1's SQLite has
    const auto content = BackupContent::of(copy);
    if (!content)
        return content.error();
    if (auto begun = scratch->run("BEGIN"); !begun)
        return begun.error();
    if (auto restored = content->replaceIn(*scratch, conduct); !restored)
        return restored.error();
    if (auto committed = scratch->run("COMMIT"); !committed)
        return committed.error();
    return describe(*scratch, conduct);
}

} // namespace

Result<QStringList> quickCheckFile(const QString &file, const Conduct &conduct)
{
    auto copy = SqliteConnection::open(file, { .access = SqliteOptions::Access::ReadOnly });
    if (!copy)
        return copy.error();
    return quickCheck(*copy, conduct);
}

Result<CopyState> examineCopy(const QString &file, const Conduct &conduct)
{
    auto copy = SqliteConnection::open(file, { .access = SqliteOptions::Access::ReadOnly });
    if (!copy)
        return copy.error();
    auto problems = quickCheck(*copy, conduct);
    if (!problems)
        return problems.error();
    if (!problems->isEmpty())
        return CopyState{ std::move(*problems), {} };
    const bool isSmall = QFileInfo(file).size() <= GreatestScratchBytes;
    auto found = isSmall ? describeScratch(*copy, conduct) : describe(*copy, conduct);
    if (!found)
        return found.error();
    return CopyState{ {}, std::move(*found) };
}

Result<QStringList> verdict(const Description &expected, const Result<CopyState> &examined)
{
    if (!examined && examined.error().kind == Error::Kind::Cancelled)
        return examined.error();
    // Whatever keeps the copy from being restored is a difference from a backup that can be.
    if (!examined)
        return QStringList{ u"it cannot be restored: %1"_s.arg(examined.error().message) };
    return examined->problems.isEmpty() ? differences(expected, examined->description)
                                        : examined->problems;
}

} // namespace tidemark
