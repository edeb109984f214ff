#include "databasestore.h"

#include <engine/base/files.h>

#include <QDir>

#include <algorithm>

namespace tidemark::sandbox {

Result<DatabasePointer> DatabaseStore::open(const DatabaseRecord &record, qint64 maxBytes)
{
    const QString folder = m_folder + u'/' + record.uuid;
    if (auto made = makePrivateDirectory(folder); !made)
        return made.error();
    const DatabaseFile::Options options{ .folder = folder,
                                         .identity = record.uuid.toLatin1(),
                                         .maxBytes = maxBytes };
    auto file = DatabaseFile::open(options, m_clock);
    if (!file)
        return file.error();
    m_databases.append(std::make_shared<HostedDatabase>(record, *file));
    return m_databases.last();
}

void DatabaseStore::remove(const DatabasePointer &database)
{
    m_databases.removeOne(database);
    QDir(m_folder + u'/' + database->record().uuid).removeRecursively();
}

QList<DatabasePointer> DatabaseStore::ofAccount(const QString &account) const
{
    QList<DatabasePointer> found;
    std::copy_if(m_databases.begin(),
                 m_databases.end(),
                 std::back_inserter(found),
                 [&account](const DatabasePointer &database) {
                     return database->record().account == account;
                 });
    return found;
}

DatabasePointer DatabaseStore::find(const QString &account, const QString &idOrName) const
{
    for (const DatabasePointer &database : m_databases) {
        const DatabaseRecord &record = database->record();
        if (record.account == account && (record.uuid == idOrName || record.name == idOrName))
            return database;
    }
    return {};
}

} // namespace tidemark::sandbox
