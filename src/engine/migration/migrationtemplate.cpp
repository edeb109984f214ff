#include "migrationtemplate.h"

namespace tidemark {

namespace {

// What SQLite's documentation says of ALTER TABLE (lang_altertable.html) and of foreign keys (foreignkeys.html), and what
// D1 does with them.

constexpr auto AddColumnUp
    = R"(-- SQLite and D1 have no ADD COLUMN IF NOT EXISTS. The new column cannot be PRIMARY KEY or UNIQUE (make a unique
-- index instead), its default must be a constant (CURRENT_TIMESTAMP or (datetime('now')) is refused once the table has
-- rows), NOT NULL needs a default other than NULL, and REFERENCES needs the default NULL.
--
--     ALTER TABLE parent_table ADD COLUMN new_column TEXT NOT NULL DEFAULT 'value';
)";

constexpr auto AddColumnDown
    = R"(-- DROP COLUMN fails while an index, a trigger, a view or a CHECK of the table uses the column: drop those first. What was
-- stored in the column is lost.
--
--     ALTER TABLE parent_table DROP COLUMN new_column;
)";

constexpr auto AddIndexUp
    = R"(-- Without IF NOT EXISTS: it would hide another index of the same name. Every row is read once and every row costs one
-- more written row from now on. For CREATE UNIQUE INDEX look for rows that are the same first:
-- SELECT column_name, count(*) FROM parent_table GROUP BY column_name HAVING count(*) > 1
--
--     CREATE INDEX idx_parent_table_column_name ON parent_table(column_name);
)";

constexpr auto AddIndexDown = R"(--     DROP INDEX idx_parent_table_column_name;
)";

constexpr auto ChildTableUp
    = R"(-- The column that REFERENCES names must be the parent's PRIMARY KEY or have a UNIQUE index, else every write fails with
-- "foreign key mismatch". The reference gets no index by itself, and without one each delete in the parent reads the
-- whole child.
--
--     CREATE TABLE child_table (
--       id TEXT PRIMARY KEY NOT NULL,
--       parent_id TEXT NOT NULL REFERENCES parent_table(id) ON DELETE CASCADE,
--       created_at TEXT NOT NULL DEFAULT (datetime('now'))
--     );
--     CREATE INDEX idx_child_table_parent_id ON child_table(parent_id);
)";

constexpr auto ChildTableDown
    = R"(-- The table's indexes and triggers go with it, and so do its rows.
--
--     DROP TABLE child_table;
)";

constexpr auto RebuildUp
    = R"(-- DROP TABLE deletes the table's rows first, and with foreign keys enforced (D1 always does; PRAGMA foreign_keys=OFF
-- has no effect inside a transaction) ON DELETE CASCADE then empties the children as well; PRAGMA
-- defer_foreign_keys does not prevent it. Two ways keep all rows.
--
-- 1. Only a column changes: add, backfill, drop, rename. The column moves to the end. Indexes, triggers and views that use
--    it are dropped before and made again after.
--
--     ALTER TABLE parent_table ADD COLUMN column_name_new INTEGER;
--     UPDATE parent_table SET column_name_new = CAST(column_name AS INTEGER);
--     ALTER TABLE parent_table DROP COLUMN column_name;
--     ALTER TABLE parent_table RENAME COLUMN column_name_new TO column_name;
--
-- 2. The table itself must change (a key, a CHECK, STRICT): leaf first. Each table that references it is copied into a new one
--    that references the new parent, and dropped before its parent; nothing references what is dropped. Renaming carries the
--    references along. Indexes and triggers of the old tables are made again at the end; AUTOINCREMENT counters are
--    copied in sqlite_sequence. A grandchild is treated the same: copied, and dropped
-- before the child.
--
--     CREATE TABLE parent_table_new (id TEXT PRIMARY KEY NOT NULL, column_name INTEGER CHECK (column_name >= 0));
--     INSERT INTO parent_table_new (id, column_name) SELECT id, column_name FROM parent_table;
--     CREATE TABLE child_table_new (
--       id TEXT PRIMARY KEY NOT NULL,
--       parent_id TEXT NOT NULL REFERENCES parent_table_new(id) ON DELETE CASCADE
--     );
--     INSERT INTO child_table_new (id, parent_id) SELECT id, parent_id FROM child_table;
--     DROP TABLE child_table;
--     DROP TABLE parent_table;
--     ALTER TABLE parent_table_new RENAME TO parent_table;
--     ALTER TABLE child_table_new RENAME TO child_table;
)";

constexpr auto RebuildDown
    = R"(-- The same steps with the old definition. Values that the up script converted come back only as far as the conversion can be
-- undone; for the rest there is the safety point taken before the run.
)";

} // namespace

TemplateText templateText(MigrationTemplate kind)
{
    switch (kind) {
    case MigrationTemplate::AddColumn:
        return { AddColumnUp, AddColumnDown };
    case MigrationTemplate::AddIndex:
        return { AddIndexUp, AddIndexDown };
    case MigrationTemplate::ChildTable:
        return { ChildTableUp, ChildTableDown };
    case MigrationTemplate::Rebuild:
        return { RebuildUp, RebuildDown };
    case MigrationTemplate::Empty:
        break;
    }
    return {};
}

} // namespace tidemark
