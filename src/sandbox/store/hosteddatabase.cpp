#include "hosteddatabase.h"

namespace tidemark::sandbox {

using namespace Qt::StringLiterals;

DatabaseRecord DatabaseRecord::fromJson(const QJsonObject &source)
{
    return { .uuid = source.value(u"uuid"_s).toString(),
             .name = source.value(u"name"_s).toString(),
             .account = source.value(u"account"_s).toString(),
             .createdAt = source.value(u"created_at"_s).toString(),
             .locationHint = source.value(u"primary_location_hint"_s).toString(),
             .jurisdiction = source.value(u"jurisdiction"_s).toString(),
             .replication = source.value(u"replication"_s).toString(u"disabled"_s) };
}

QJsonObject DatabaseRecord::toJson() const
{
    return { { u"uuid"_s, uuid },
             { u"name"_s, name },
             { u"account"_s, account },
             { u"created_at"_s, createdAt },
             { u"primary_location_hint"_s, locationHint },
             { u"jurisdiction"_s, jurisdiction },
             { u"replication"_s, replication } };
}

QString DatabaseRecord::region() const
{
    if (jurisdiction == "us"_L1 || jurisdiction == "fedramp"_L1)
        return u"ENAM"_s;
    return jurisdiction.isEmpty() && !locationHint.isEmpty() ? locationHint.toUpper() : u"WEUR"_s;
}

HostedDatabase::HostedDatabase(DatabaseRecord record, std::shared_ptr<DatabaseFile> file)
    : m_record(std::move(record))
    , m_file(std::move(file))
    , m_worker(u"d1 "_s + m_record.name)
{}

} // namespace tidemark::sandbox
