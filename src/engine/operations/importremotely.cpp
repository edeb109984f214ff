#include "importremotely.h"

#include <engine/base/claimedfolder.h>
#include <engine/base/files.h>
#include <engine/database/d1/d1importscript.h>
#include <engine/database/d1/d1transfer.h>

#include <QDir>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QCoro::Task<Result<>> importedFrom(D1DatabasePointer database,
                                   QString scratch,
                                   QList<BoundStatement> statements,
                                   BoundStatement proof,
                                   Conduct conduct)
{
    const auto script = d1ImportScript(statements);
    if (!script)
        co_return script.error();
    const auto folder = ClaimedFolder::makeScratch(scratch);
    if (!folder)
        co_return folder.error();
    const QString file = QDir(folder->path()).filePath(u"import.sql"_s);
    if (const auto written = writeFileAtomically(file, *script); !written)
        co_return written.error();
    const D1ImportWish wish{ .file = file, .proof = proof };
    const auto imported = co_await importFile(database, wish, {}, {}, conduct);
    if (!imported)
        co_return imported.error();
    co_return Ok{};
}

} // namespace

ImportChannel importChannelOf(const EnginePointer &engine, const DatabasePointer &database)
{
    const auto d1 = std::dynamic_pointer_cast<D1Database>(database);
    if (!d1)
        return {};
    const QString scratch = engine->paths.scratch();
    return [d1, scratch](
               QList<BoundStatement> statements, BoundStatement proof, const Conduct &conduct) {
        return importedFrom(d1, scratch, std::move(statements), std::move(proof), conduct);
    };
}

} // namespace tidemark
