#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QString>

namespace tidemark::sandbox {

/// A point in the life of a database, in the shape D1 gives it: 00000085-0000024c-00004c6d-<32 hex digits>. Later ones
/// sort behind earlier ones as text.
class Bookmark
{
public:
    /// @p generation counts the restores of a database, @p sequence its writes since the last one.
    Bookmark(quint32 generation, quint32 sequence)
        : m_generation(generation)
        , m_sequence(sequence)
    {}
    /// Reads what toString() wrote.
    [[nodiscard]] static Bookmark fromString(const QString &text);
    [[nodiscard]] static bool isValid(const QString &text);

    [[nodiscard]] Bookmark afterWrite() const { return { m_generation, m_sequence + 1 }; }
    [[nodiscard]] Bookmark afterRestore() const { return { m_generation + 1, 0 }; }
    /// The third group is the day since 1970, the last one a hash of the rest and of @p identity.
    [[nodiscard]] QString toString(const QDateTime &moment, const QByteArray &identity) const;

private:
    quint32 m_generation = 0;
    quint32 m_sequence = 0;
};

} // namespace tidemark::sandbox
