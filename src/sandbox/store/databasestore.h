#pragma once

#include "hosteddatabase.h"

#include <QList>
#include <QString>

#include <memory>

namespace tidemark::sandbox {

using DatabasePointer = std::shared_ptr<HostedDatabase>;

/// The databases of all accounts, each in a folder of its own.
class DatabaseStore
{
public:
    DatabaseStore(QString folder, std::shared_ptr<const SandboxClock> clock)
        : m_folder(std::move(folder))
        , m_clock(std::move(clock))
    {}

    /// Makes the database's file, or opens the one that is there.
    [[nodiscard]] Result<DatabasePointer> open(const DatabaseRecord &record, qint64 maxBytes);
    /// It and its history are gone for good.
    void remove(const DatabasePointer &database);

    [[nodiscard]] const QList<DatabasePointer> &all() const { return m_databases; }
    [[nodiscard]] QList<DatabasePointer> ofAccount(const QString &account) const;
    /// By id or by name; null if there is none.
    [[nodiscard]] DatabasePointer find(const QString &account, const QString &idOrName) const;

private:
    QString m_folder;
    std::shared_ptr<const SandboxClock> m_clock;
    QList<DatabasePointer> m_databases;
};

} // namespace tidemark::sandbox
