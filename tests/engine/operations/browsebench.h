#pragma once

#include <engine/operations/browserows.h>
#include <support/await.h>
#include <support/scratchengine.h>

namespace tidemark::browsebench {

/// Ten kinds of columns, and values at their edges.
inline const QByteArray Kinds = R"(
CREATE TABLE kinds(id INTEGER PRIMARY KEY, i INT, r REAL, t TEXT, b BLOB, n NUMERIC, v, d DATE, f BOOLEAN NOT NULL DEFAULT 0,
                   g TEXT GENERATED ALWAYS AS (t || '!') VIRTUAL);
INSERT INTO kinds(id, i, r, t, b, n, v, d, f) VALUES
 (-9223372036854775808, 9223372036854775807, 1.0, '', x'', 1.5, 'x', '2026-11-21', 0),
 (1, 9007199254740993, -0.1, 'NULL', x'00ff', 12, 12, NULL, 1),
 (2, NULL, 9e999, 'a''b', NULL, '12', '12', '2026-11-20', 1),
 (9223372036854775807, -9223372036854775808, NULL, NULL, zeroblob(6144), NULL, x'41', '', 0);)";

inline const QByteArray Many = R"(
CREATE TABLE many(id INTEGER PRIMARY KEY, status TEXT, amount INTEGER, note TEXT);
INSERT INTO many WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)
  SELECT i, CASE i % 5 WHEN 0 THEN NULL ELSE 's' || (i % 5) END, i % 1000, 'note ' || i FROM n;
CREATE INDEX many_by_status ON many(status);)";

inline const QByteArray Odd = R"(
CREATE TABLE pairs(a TEXT COLLATE NOCASE, b INTEGER, c TEXT, PRIMARY KEY(a, b)) WITHOUT ROWID;
INSERT INTO pairs WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 299)
  SELECT char(65 + i % 3 + 32 * (i % 2)), i, CASE WHEN i % 7 = 0 THEN NULL ELSE 'c' || (i % 4) END FROM n;
CREATE TABLE keyless(rowid TEXT, _rowid_ TEXT, oid TEXT);
INSERT INTO keyless VALUES('a', 'b', 'c'), ('d', 'e', 'f');
CREATE TABLE plain("a ""quoted"" name" TEXT, x);
INSERT INTO plain VALUES('one', 1), ('two', 2), ('three', NULL);
CREATE VIEW seen AS SELECT a, count(*) AS n FROM pairs GROUP BY a, b % 10;
CREATE TABLE child(id INTEGER PRIMARY KEY, a TEXT, b INTEGER, FOREIGN KEY(a, b) REFERENCES pairs ON DELETE CASCADE);
CREATE TRIGGER watch AFTER INSERT ON child BEGIN UPDATE pairs SET c = 'x' WHERE b = new.b; END;)";

class LocalBench
{
public:
    explicit LocalBench(const QByteArray &script)
        : m_database(script)
        , m_engine(scratchEngine(m_folder))
    {}

    [[nodiscard]] RowBrowserPointer open(const QString &object) const
    {
        const Target target{ .stream = QStringLiteral("test"),
                             .name = QStringLiteral("test"),
                             .kind = DatabaseKind::Sqlite,
                             .file = m_database.file() };
        const auto browser = await(RowBrowser::open(m_engine, target, object));
        if (!browser)
            qFatal("%s", qPrintable(browser.error().message));
        return *browser;
    }
    [[nodiscard]] const ScratchDatabase &database() const { return m_database; }
    [[nodiscard]] const ScratchFolder &folder() const { return m_folder; }

private:
    ScratchFolder m_folder;
    ScratchDatabase m_database;
    EnginePointer m_engine;
};

inline RowPage read(const RowBrowserPointer &browser,
                    const BrowseQuery &query,
                    const BrowsePlace &place,
                    int limit = 200)
{
    const auto page = await(browser->page(query, place, limit));
    if (!page)
        qFatal("%s", qPrintable(page.error().message));
    return *page;
}

/// More than any table of these tests has: pages that go in circles are to fail, not to hang.
constexpr qsizetype MostRows = 1000;

inline QList<Row> everything(const RowBrowserPointer &browser, const BrowseQuery &query, int limit)
{
    RowPage page = read(browser, query, {}, limit);
    QList<Row> rows = page.rows;
    while (page.hasMore && rows.size() < MostRows) {
        page = read(
            browser, query, { .kind = BrowsePlace::Kind::After, .key = page.keys.last() }, limit);
        rows += page.rows;
    }
    return rows;
}

inline QList<Row>
everythingBackwards(const RowBrowserPointer &browser, const BrowseQuery &query, int limit)
{
    RowPage page = read(browser, query, { .kind = BrowsePlace::Kind::End }, limit);
    QList<Row> rows = page.rows;
    while (page.hasMore && rows.size() < MostRows) {
        page = read(
            browser, query, { .kind = BrowsePlace::Kind::Before, .key = page.keys.first() }, limit);
        rows = page.rows + rows;
    }
    return rows;
}

} // namespace tidemark::browsebench
