#pragma once

#include "migrationfiles.h"

namespace tidemark {

/// Sorts into the order they run: init, numbers (a declared pair as it is listed, else bytes of the id), then what has no
/// number.
void sortMigrations(QList<Migration> &migrations, const QList<QStringList> &duplicates);

/// Undeclared duplicates, and a third file beside a declared pair.
[[nodiscard]] QList<Error> duplicateProblems(const Stream &stream);

/// Down scripts in @p downs without an up script, or several for one.
[[nodiscard]] QList<Error> downScriptProblems(const QList<MigrationFile> &ups,
                                              const QList<MigrationFile> &downs);

/// Gaps in the numbers of @p listing, mixed widths, files that run last, declarations that nothing fits.
[[nodiscard]] QStringList streamRemarks(const Stream &stream, const FolderListing &listing);

} // namespace tidemark
