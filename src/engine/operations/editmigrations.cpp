#include "editmigrations.h"

#include "observation.h"

#include <engine/base/files.h>

namespace tidemark {

using namespace Qt::StringLiterals;

Result<WrittenMigration> writeNewMigration(const EnginePointer &engine,
                                           const Selection &selection,
                                           const QString &description,
                                           MigrationTemplate kind,
                                           bool withDown)
{
    if (selection.targets.size() != 1) {
        QStringList names;
        for (const SelectedTarget &selected : selection.targets)
            names.append(selected.target.stream);
        return Error{ .kind = Error::Kind::Usage,
                      .message = u"It is not said which database the migration is for."_s,
                      .remedy = u"Add --database with one of: %1."_s.arg(names.join(u", "_s)) };
    }
    const Stream &stream = selection.targets.first().stream;
    const auto files = newMigration(stream, description, kind, withDown, engine->clock());
    if (!files)
        return files.error();
    WrittenMigration written{ .stream = stream.config.name, .files = { files->upFile } };
    if (auto saved = writeFileAtomically(files->upFile, files->upText, Overwrite::No); !saved)
        return saved.error();
    if (!files->downFile.isEmpty()) {
        if (auto saved = writeFileAtomically(files->downFile, files->downText, Overwrite::No);
            !saved)
            return saved.error();
        written.files.append(files->downFile);
    }
    return written;
}

QCoro::Task<Result<QString>>
renumberMigration(EnginePointer engine, Selection selection, QString id)
{
    for (const SelectedTarget &selected : selection.targets) {
        const Migration *migration = selected.stream.find(id);
        if (!migration)
            continue;
        const auto observed = co_await observe(engine, selected);
        if (!observed)
            co_return observed.error();
        if (observed->input.ledger.isRecorded(*migration, selected.stream.layout)) {
            co_return Error{
                .kind = Error::Kind::History,
                .message
                = u"%1 is applied in %2; a new number would make it another migration."_s.arg(
                    id, selected.target.label()),
                .remedy
                = u"Renumber the other one of the pair, or declare both as duplicates in tidemark.toml."_s,
                .where = { .file = migration->up.file }
            };
        }
        co_return renumber(selected.stream, id);
    }
    co_return Error{ .kind = Error::Kind::Usage,
                     .message = u"There is no migration %1 in the selected databases."_s.arg(id),
                     .remedy = u"`tidemark-cli status` lists the ids."_s };
}

} // namespace tidemark
