#pragma once

#include "selection.h"

namespace tidemark {

/// `new`: writes a migration's files. Fails with Usage if it is not clear which stream it belongs to.
struct WrittenMigration {
    QString stream;
    QStringList files;
};
[[nodiscard]] Result<WrittenMigration> writeNewMigration(const EnginePointer &engine,
                                                         const Selection &selection,
                                                         const QString &description,
                                                         MigrationTemplate kind,
                                                         bool withDown);

/// `renumber ID`: gives one migration the next free number; the new id. Refused if a local database of the selection has it.
[[nodiscard]] QCoro::Task<Result<QString>>
renumberMigration(EnginePointer engine, Selection selection, QString id);

/// Replaces the up script of a migration that is not in effect, with the safe rewrite of a finding for example. Fails with
/// History if the database has it, Usage for an unknown id; the file is then as it was.
[[nodiscard]] QCoro::Task<Result<QString>>
rewriteMigration(EnginePointer engine, SelectedTarget selected, QString id, QByteArray script);

/// Writes the SQL that ran, as the ledger kept it, back into the file of an edited migration or of one whose file is gone.
/// The file. Fails with MissingInput if the ledger has no SQL of it.
[[nodiscard]] QCoro::Task<Result<QString>>
putBackMigration(EnginePointer engine, SelectedTarget selected, QString id);

} // namespace tidemark
