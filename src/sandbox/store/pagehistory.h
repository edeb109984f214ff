#pragma once

#include "pages.h"

#include <QFile>
#include <QList>

#include <memory>
#include <optional>

namespace tidemark::sandbox {

/// Where the content of a page lies: block @c block of pages.bin.
struct PageBlock {
    quint32 page = 0;
    quint32 block = 0;
};

/// One point in time: what it is called, and the pages that differ from the point before it.
struct Commit {
    QString bookmark;
    qint64 at = 0; ///< Unix time in ms; never smaller than that of the commit before
    QString what; ///< "create", "write", "import", "restore", "found"
    quint32 pageCount = 0;
    QList<PageBlock> changed = {};
};

/// Every state a database has been in, as the pages each commit changed.
///
/// Two files, both only ever appended to: pages.bin holds pages one after the other, commits.jsonl a line per commit that
/// names blocks in it. A commit costs what it changed; returning to an old state costs no page at all, its
/// line names blocks that are there already.
class PageHistory
{
public:
    /// Opens the history in @p folder, which is there; a torn last line is cut off.
    [[nodiscard]] static Result<PageHistory> open(const QString &folder);

    [[nodiscard]] const QList<Commit> &commits() const { return m_commits; }
    /// The index of a bookmark, -1 if there is none.
    [[nodiscard]] qsizetype find(const QString &bookmark) const;
    /// The last commit that was made at @p moment or before, -1 if there is none.
    [[nodiscard]] qsizetype at(qint64 moment) const;

    /// Adds a commit that changed @p pages; those that are as they were are left out.
    [[nodiscard]] Result<> append(Commit commit, const Pages &pages);
    /// Adds a commit whose state is that of an earlier one.
    [[nodiscard]] Result<> appendReturn(Commit commit, qsizetype to);
    /// Writes the state of a commit to a new file.
    [[nodiscard]] Result<> extract(qsizetype commit, const QString &path) const;
    /// Whether @p pages are the newest state.
    [[nodiscard]] bool isHead(const Pages &pages) const;

private:
    PageHistory() = default;
    [[nodiscard]] Result<> load();
    [[nodiscard]] Result<> write(const Commit &commit);
    [[nodiscard]] QList<quint32> blocksOf(qsizetype commit) const;
    [[nodiscard]] QByteArray block(quint32 number) const;
    [[nodiscard]] Error failed(const QFile &file) const;

    std::unique_ptr<QFile> m_pages;
    std::unique_ptr<QFile> m_lines;
    QList<Commit> m_commits;
    QList<quint32> m_head; ///< block of each page of the newest state, page 1 first
    quint32 m_blocks = 0;
};

} // namespace tidemark::sandbox
