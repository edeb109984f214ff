#pragma once

#include "ledger.h"

#include <QByteArrayList>

namespace tidemark::ledgersql {

// What reading and writing the ledger share.

/// The ledger's columns, in the order in which they are written and read.
[[nodiscard]] QByteArrayList columns();
[[nodiscard]] QString kindName(LedgerEntry::Kind kind);
[[nodiscard]] QString stateName(LedgerEntry::State state);

/// Puts the entry's SQL into its row part by part, none longer than a statement may be: for a file, which has no parameters.
/// The row was recorded without it.
[[nodiscard]] QList<BoundStatement> appendScript(const LedgerEntry &entry);

} // namespace tidemark::ledgersql
