#pragma once

#include "databasefile.h"

#include <engine/base/worker.h>

#include <QJsonObject>

namespace tidemark::sandbox {

/// What is known of a database apart from its content.
struct DatabaseRecord {
    QString uuid;
    QString name;
    QString account;
    QString createdAt; ///< RFC 3339
    QString locationHint = {};
    QString jurisdiction = {};
    QString replication = QStringLiteral("disabled");

    [[nodiscard]] static DatabaseRecord fromJson(const QJsonObject &source);
    [[nodiscard]] QJsonObject toJson() const;
    [[nodiscard]] QString region() const; ///< "WEUR" and so on
};

/// An export or an import on its way.
struct TransferJob {
    enum class Kind { Export, Import };

    Kind kind = Kind::Export;
    QString bookmark; ///< what a poll must name
    QString filename;
    qint64 lastPoll = 0; ///< by the sandbox's clock
    bool ready = false; ///< the work is done
    bool finished = false; ///< the database serves others again
    bool stuck = false;
    QStringList messages = {}; ///< not yet told
    QString error = {};
    QJsonObject result = {};
    std::stop_source stop = {};
};

/// What a database has been asked for; the dashboard's numbers.
struct Usage {
    qint64 readQueries = 0;
    qint64 writeQueries = 0;
    qint64 rowsRead = 0;
    qint64 rowsWritten = 0;
};

/// A database that is served. Its file is worked on by a thread of its own, one request after the other, as D1 does.
class HostedDatabase
{
public:
    HostedDatabase(DatabaseRecord record, std::shared_ptr<DatabaseFile> file);

    [[nodiscard]] const DatabaseRecord &record() const { return m_record; }
    [[nodiscard]] qint64 size() const { return m_file->size(); }
    void setReplication(const QString &mode) { m_record.replication = mode; }

    /// Runs @p work (DatabaseFile & → copyable result) on the database's thread.
    template<typename Work>
    [[nodiscard]] auto run(Work work)
    {
        const auto file = m_file;
        auto bound = [file, work = std::move(work)]() mutable { return work(*file); };
        return m_worker.run(std::move(bound));
    }

    /// The same on the caller's thread, before the server serves anybody.
    template<typename Work>
    [[nodiscard]] auto now(const Work &work)
    {
        return work(*m_file);
    }

    std::shared_ptr<TransferJob> job; ///< the one that locks the database, or the last one
    Usage usage;
    QList<qint64> restores; ///< when, for the limit

private:
    DatabaseRecord m_record;
    std::shared_ptr<DatabaseFile> m_file;
    Worker m_worker;
};

} // namespace tidemark::sandbox
