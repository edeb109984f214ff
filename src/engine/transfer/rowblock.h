#pragma once

#include "bytebuffer.h"

#include <engine/base/result.h>

#include <functional>
#include <vector>

struct sqlite3_stmt;

namespace tidemark {

/// Rows in the order of their scan, written out one after another.
struct RowBlock {
    struct Row {
        qsizetype end = 0; ///< in @c bytes
        bool standsAlone = false; ///< whole statements rather than a row of one
        bool usesPieces = false; ///< and they want the table of pieces
    };

    ByteBuffer bytes;
    std::vector<Row>
        rows; ///< kept by formats whose rows depend on each other; empty for the others

    void clear()
    {
        bytes.clear();
        rows.clear();
    }
};

/// Appends a scan's current row to a block. Called on any thread, so it changes nothing else.
using RowFormat = std::function<void(sqlite3_stmt *row, RowBlock &block)>;

/// Takes the blocks in the order of their rows, one at a time.
using BlockSink = std::function<Result<>(const RowBlock &block)>;

} // namespace tidemark
