#include "fingerprinter.h"

#include "canonicalsql.h"

#include <engine/base/digest.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace tidemark {

namespace {

// Whether "x" is a name or a string depends on the rest of the schema (canonicalsql.h). Any other statement has the same form
// in all of them.
bool standsAlone(const QByteArray &sql)
{
    return !sql.isEmpty() && !sql.contains('"');
}

} // namespace

/// The canonical forms of one schema's objects.
class Fingerprinter::Entries
{
public:
    /// @p known remembers forms; null if there will be no other schema.
    Entries(const Schema &schema, QHash<QByteArray, QByteArray> *known)
        : m_schema(schema)
        , m_known(known)
    {
        m_entries.reserve(size_t(schema.tables.size() + schema.indexes.size()
                                 + schema.triggers.size() + schema.views.size()));
    }

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
        if (!standsAlone(object.sql))
            return made(kind, object, names());
        if (!m_known)
            return made(kind, object, {});
        const QByteArray key = kind.toByteArray() + '\0' + object.name.toUtf8() + '\0' + object.sql;
        const auto found = m_known->constFind(key);
        if (found != m_known->constEnd())
            return *found;
        return *m_known->insert(key, made(kind, object, {}));
    }

    template<typename Object>
    static QByteArray made(QByteArrayView kind, const Object &object, const NameSet &names)
    {
        return kind.toByteArray() + '\0' + folded(object.name) + '\0' + canonicalForm(object, names)
               + '\0';
    }

    const NameSet &names()
    {
        if (!m_names)
            m_names = namesIn(m_schema);
        return *m_names;
    }

    const Schema &m_schema;
    QHash<QByteArray, QByteArray> *m_known;
    std::optional<NameSet> m_names; // of the schema, once they are needed
    std::vector<QByteArray> m_entries;
};

QString Fingerprinter::hashOf(const Schema &schema, QHash<QByteArray, QByteArray> *known)
{
    const Schema user = schema.userPart();
    Entries entries(user, known);
    entries.add("table", user.tables);
    entries.add("index", user.indexes);
    entries.add("trigger", user.triggers);
    entries.add("view", user.views);
    return entries.hash();
}

QString Fingerprinter::of(const Schema &schema)
{
    return hashOf(schema, &m_forms);
}

QString fingerprint(const Schema &schema)
{
    return Fingerprinter::hashOf(schema, nullptr);
}

} // namespace tidemark
