#pragma once

#include "ledger.h"

#include <QByteArrayList>

namespace tidemark::ledgersql {

// What reading and writing the ledger share.

/// The ledger's columns, in the order in which they are written and read.
[[nodiscard]] QByteArrayList columns();
[[nodiscard]] QString kindName(LedgerEntry::Kind kind);
[[nodiscard]] QString stateName(LedgerEntry::State state);

} // namespace tidemark::ledgersql
