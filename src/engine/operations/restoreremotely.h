#pragma once

#include "managedatabases.h"

namespace tidemark {

/// `restore PATH --into-new NAME --remote`: a new D1 database with the content of a backup.
class RestoreRemotely
{
public:
    /// @p account may be empty: see Cloudflare::account().
    RestoreRemotely(EnginePointer engine, QString account)
        : m_engine(std::move(engine))
        , m_account(std::move(account))
    {}

    struct Wish {
        QString source; ///< as for Backups::replace()
        QString name;
        bool keepWhenFailed = false;
    };
    struct Outcome {
        D1DatabaseInfo database;
        qint64 rows = 0;
        QStringList notes = {}; ///< what was mended in a foreign dump
    };
    /// Makes the database, sends definitions and rows in batches, reads everything back and compares it with the backup. If
    /// anything fails, or differs, the database is deleted again, unless it is to be kept. Nothing is made if the content
    /// cannot be sent (ContentFeed). Fails like those, with Database for a difference.
    [[nodiscard]] QCoro::Task<Result<Outcome>> run(Wish wish, Conduct conduct) const;

private:
    EnginePointer m_engine;
    QString m_account;
};

} // namespace tidemark
