#pragma once

#include <engine/database/sqlite/connection.h>

#include <optional>

namespace tidemark {

/// The connections that read one snapshot of a database: the caller's, in a read transaction, and where it pays a second
/// one, so that two threads can share a scan. Both transactions end with this object.
class Readers
{
public:
    /// Takes a second reader if @p most allows it (0: if there are two processors), unless the database is no file, @p source is
    /// in a transaction already (which may have written), or others write so often that no two connections see the same.
    [[nodiscard]] static Result<Readers> begin(SqliteConnection &source, int most);
    Readers(Readers &&other) noexcept;
    Readers &operator=(Readers &&other) = delete;
    ~Readers();

    [[nodiscard]] SqliteConnection &first() const { return *m_source; }
    [[nodiscard]] SqliteConnection *second() { return m_second ? &*m_second : nullptr; }

private:
    explicit Readers(SqliteConnection &source)
        : m_source(&source)
    {}

    [[nodiscard]] Result<> pin();
    [[nodiscard]] std::optional<qint64> look();
    [[nodiscard]] std::optional<qint64> lookAndStay();
    void unpin();

    SqliteConnection *m_source;
    std::optional<SqliteConnection> m_second;
    bool m_isOwnTransaction = false; ///< on m_source
};

} // namespace tidemark
