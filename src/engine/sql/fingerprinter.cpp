#include "fingerprinter.h"

#include "canonicalsql.h"

#include <engine/base/digest.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace tidemark {

/// The canonical forms of one schema's objects.
class Fingerprinter::Entries
{
public:
    Entries(const Schema &schema, QHash<QByteArray, QByteArray> &known)
        : m_schema(schema)
        , m_known(known)
    {}

    template<typename Object>
    void add(QByteArrayView kind, const QList<Object> &objects)
    {
        for (const auto &object : objects)
            m_entries.push_back(entry(kind, object));
    }

    [[nodiscard]] QString hash()
    {
        std::sort(m_entries.begin(), m_entries.end());
        Sha256 hash;
        for (const auto &entry : m_entries)
            hash.add(entry);
        return hash.hex();
    }

private:
    template<typename Object>
    QByteArray entry(QByteArrayView kind, const Object &object)
    {
        // Whether "x" is a name or a string depends on the rest of the schema (canonicalsql.h).
        if (object.sql.isEmpty() || object.sql.contains('"'))
            return made(kind, object);
        const QByteArray key = kind.toByteArray() + '\0' + object.name.toUtf8() + '\0' + object.sql;
        const auto found = m_known.constFind(key);
        if (found != m_known.constEnd())
            return *found;
        return *m_known.insert(key, made(kind, object));
    }

    template<typename Object>
    QByteArray made(QByteArrayView kind, const Object &object)
    {
        if (!m_names)
            m_names = namesIn(m_schema);
        return kind.toByteArray() + '\0' + folded(object.name) + '\0'
               + canonicalForm(object, *m_names) + '\0';
    }

    const Schema &m_schema;
    QHash<QByteArray, QByteArray> &m_known;
    std::optional<NameSet> m_names; // of the schema, once they are needed
    std::vector<QByteArray> m_entries;
};

QString Fingerprinter::of(const Schema &schema)
{
    const Schema user = schema.userPart();
    Entries entries(user, m_forms);
    entries.add("table", user.tables);
    entries.add("index", user.indexes);
    entries.add("trigger", user.triggers);
    entries.add("view", user.views);
    return entries.hash();
}

QString fingerprint(const Schema &schema)
{
    return Fingerprinter().of(schema);
}

} // namespace tidemark
