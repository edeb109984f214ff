#pragma once

#include <QtGlobal>

#include <condition_variable>
#include <mutex>
#include <optional>

namespace tidemark {

struct RowRange {
    qint64 first = 0;
    qint64 last = 0; ///< included
};

/// Deals out a table's rowids to readers on several threads, in parts of a few thousand rows, and lets them write in the
/// order of the parts. How many rowids make a part follows from how many rows the last ones had, as rowids may have gaps.
class RowShare
{
public:
    struct Part : RowRange {
        qint64 number = 0;
    };

    explicit RowShare(RowRange whole)
        : m_next(whole.first)
        , m_last(whole.last)
    {}

    /// Whether the range can hold so many rows that a second thread is worth its start.
    [[nodiscard]] static bool isWorthwhile(RowRange whole);

    /// Nothing when all parts are dealt, or after abandon().
    [[nodiscard]] std::optional<Part> next();
    /// Blocks until all earlier parts are finished; false after abandon().
    [[nodiscard]] bool waitForTurn(const Part &part);
    /// @p part, whose turn it is, is read and written; it had @p rows rows.
    void finish(const Part &part, qint64 rows);
    /// One reader failed: the others need not go on.
    void abandon();

    [[nodiscard]] qint64 rows() const { return m_rows; } ///< in all finished parts

private:
    static constexpr quint64 WantedRows = 4096;

    std::mutex m_mutex;
    std::condition_variable m_turnChanged;
    qint64 m_next; ///< the first rowid that is not dealt yet
    qint64 m_last;
    quint64 m_width = WantedRows; ///< rowids in the next part
    qint64 m_dealt = 0;
    qint64 m_turn = 0;
    qint64 m_rows = 0;
    bool m_isAllDealt = false;
    bool m_isAbandoned = false;
};

} // namespace tidemark
