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

QCoro::Task<Result<QString>>
rewriteMigration(EnginePointer engine, SelectedTarget selected, QString id, QByteArray script)
{
    const Migration *migration = selected.stream.find(id);
    if (!migration)
        co_return Error{ .kind = Error::Kind::Usage,
                         .message = u"There is no migration %1 in the selected database."_s.arg(id),
                         .remedy = u"`tidemark-cli status` lists the ids."_s };
    const Migration wanted = *migration;
    const auto observed = co_await observe(engine, selected);
    if (!observed)
        co_return observed.error();
    if (observed->input.ledger.isRecorded(wanted, selected.stream.layout)) {
        co_return Error{ .kind = Error::Kind::History,
                         .message
                         = u"%1 is applied in %2; its file is not to change any more."_s.arg(
                             id, selected.target.label()),
                         .remedy = u"Put the change into a new migration."_s,
                         .where = { .file = wanted.up.file } };
    }
    if (auto parsed = parseScript(wanted.up.file, script); !parsed)
        co_return parsed.error();
    if (auto saved = writeFileAtomically(wanted.up.file, script); !saved)
        co_return saved.error();
    co_return wanted.up.file;
}

QCoro::Task<Result<QString>>
putBackMigration(EnginePointer engine, SelectedTarget selected, QString id)
{
    const auto observed = co_await observe(engine, selected);
    if (!observed)
        co_return observed.error();
    const LedgerEntry *entry = observed->input.ledger.entry(id);
    if (!entry || entry->sql.isEmpty()) {
        co_return Error{ .kind = Error::Kind::MissingInput,
                         .message = u"The history of %1 did not keep the SQL of %2."_s.arg(
                             selected.target.label(), id),
                         .remedy = u"Put the file back from the version control."_s };
    }
    const Migration *migration = selected.stream.find(id);
    const QString file
        = migration ? migration->up.file : u"%1/%2.sql"_s.arg(selected.stream.config.directory, id);
    if (auto saved = writeFileAtomically(file, entry->sql); !saved)
        co_return saved.error();
    co_return file;
}

} // namespace tidemark
