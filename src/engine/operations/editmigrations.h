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

} // namespace tidemark
