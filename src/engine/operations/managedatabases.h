#pragma once

#include "cloudflare.h"
#include "engine.h"
#include "remotebackup.h"

namespace tidemark {

/// `databases`: the D1 databases of an account, whatever a project says of them.
class ManageDatabases
{
public:
    /// @p account may be empty: see Cloudflare::account().
    ManageDatabases(EnginePointer engine, QString account)
        : m_engine(std::move(engine))
        , m_account(std::move(account))
    {}

    [[nodiscard]] QCoro::Task<Result<QList<D1DatabaseInfo>>> list(Conduct conduct) const;
    /// Part of the list: see D1Account::databasePage().
    [[nodiscard]] QCoro::Task<Result<D1DatabasePage>>
    page(QString namePart, int number, Conduct conduct) const;
    /// The same as targets that no project names.
    [[nodiscard]] QCoro::Task<Result<QList<Target>>> targets(Conduct conduct) const;
    /// By name or id. Fails with MissingInput.
    [[nodiscard]] QCoro::Task<Result<D1DatabaseInfo>> info(QString nameOrId, Conduct conduct) const;
    /// Noted in the journal. Fails with Usage (name), Database with state Unknown after a lost answer.
    [[nodiscard]] QCoro::Task<Result<D1DatabaseInfo>> create(D1NewDatabase wish) const;

    struct Removal {
        D1DatabaseInfo database;
        Backup backup; ///< what is left of it; verified
    };
    /// Time Travel goes with a database, so nothing is deleted without a verified backup of one moment made here and now.
    /// Fails with Safety if that could not be made; then the database is Unchanged.
    [[nodiscard]] QCoro::Task<Result<Removal>> remove(QString nameOrId, Conduct conduct) const;

    /// The target of a database that no project names.
    [[nodiscard]] static Target targetOf(const D1DatabaseInfo &database, const QString &account);

private:
    EnginePointer m_engine;
    QString m_account;
};

} // namespace tidemark
