#pragma once

#include "schema.h"

#include <QHash>

namespace tidemark {

/// fingerprint() of one schema after another that differ little: the canonical form of a definition that was met before is
/// taken from memory.
class Fingerprinter
{
public:
    /// The same as fingerprint(@p schema).
    [[nodiscard]] QString of(const Schema &schema);

private:
    class Entries;
    friend QString fingerprint(const Schema &schema);
    [[nodiscard]] static QString hashOf(const Schema &schema, QHash<QByteArray, QByteArray> *known);

    QHash<QByteArray, QByteArray> m_forms; ///< kind, name and definition → what is hashed of it
};

} // namespace tidemark
