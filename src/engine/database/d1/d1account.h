#pragma once

#include "d1database.h"

#include <QDateTime>

#include <optional>

namespace tidemark {

/// A D1 database as the account lists it.
struct D1DatabaseInfo {
    QString id; ///< UUID
    QString name;
    QString version = {}; ///< "production"; Time Travel exists for no other
    QDateTime createdAt = {};
    QString jurisdiction = {}; ///< empty if there is none
    QString region = {}; ///< where it runs now; info() only
    qint64 fileSize = -1; ///< bytes; -1 if it was not told (0 may be told for a moment)

    bool operator==(const D1DatabaseInfo &other) const = default;
};

/// A part of an account's list of databases.
struct D1DatabasePage {
    QList<D1DatabaseInfo> databases;
    qint64 total = -1; ///< how many the whole list has; -1 if that was not told
    bool isLast = true;
};

struct D1NewDatabase {
    QString name; ///< letters, digits, - and _, not one of the last two first
    QString locationHint = {}; ///< wnam enam weur eeur apac oc, or empty
    QString jurisdiction = {}; ///< eu fedramp us, or empty; wins over the hint
};

/// What a restore answered.
struct D1Restored {
    QString bookmark;
    QString previousBookmark; ///< the state just before: the way back
    QString message = {};
};

/// What is known of a token after asking Cloudflare.
struct D1TokenReport {
    enum class Owner { User, Account, Unknown };

    Owner owner = Owner::Unknown;
    QString status = {}; ///< "active", "disabled", "expired"; empty if no verification said
    QDateTime expiresAt = {}; ///< invalid if it does not expire or nobody said
    bool lists = false; ///< the account's databases could be listed: the one proof that counts
    QString problem = {}; ///< one sentence if it cannot be used, with what is missing
    QString id = {}; ///< of the token itself; empty if no verification said
    qint64 databases = -1; ///< how many the account has; -1 if that is not known
};

struct D1AccountInfo {
    QString id;
    QString name;
};

/// The D1 part of a Cloudflare account: its databases and their points in time.
///
/// A value that keeps its client alive. Error kinds are the client's, and: MissingInput (no database of that name or
/// id), Usage (a name that D1 does not accept or that exists). After a lost answer to create, remove and restore the
/// Error is Database with state Unknown.
class D1Account
{
public:
    D1Account(D1ClientPointer client, QString id);

    [[nodiscard]] QCoro::Task<Result<QList<D1DatabaseInfo>>> databases(std::stop_token stop
                                                                       = {}) const;
    /// Those whose name contains @p namePart (empty: all), 1,000 at a time, @p page from 1. One request.
    [[nodiscard]] QCoro::Task<Result<D1DatabasePage>>
    databasePage(QString namePart, int page, std::stop_token stop = {}) const;
    /// By exact name. One request.
    [[nodiscard]] QCoro::Task<Result<D1DatabaseInfo>> find(QString name,
                                                           std::stop_token stop = {}) const;
    [[nodiscard]] QCoro::Task<Result<D1DatabaseInfo>> info(QString database,
                                                           std::stop_token stop = {}) const;
    [[nodiscard]] QCoro::Task<Result<D1DatabaseInfo>> create(D1NewDatabase wish) const;
    /// One that is already gone is a success. Time Travel goes with the database.
    [[nodiscard]] QCoro::Task<Result<>> remove(QString database) const;

    /// The bookmark of now, or of the last moment not after @p at.
    [[nodiscard]] QCoro::Task<Result<QString>>
    bookmark(QString database, std::optional<QDateTime> at = {}, std::stop_token stop = {}) const;
    /// Puts the whole database back, in place; writes since are lost, running queries are cut off. The caller keeps the
    /// present bookmark on disk before, and the answer's previousBookmark after.
    [[nodiscard]] QCoro::Task<Result<D1Restored>> restore(QString database, QString bookmark) const;

    /// Asks /user/tokens/verify, then the account's, then lists. Fails only if nobody answered.
    [[nodiscard]] QCoro::Task<Result<D1TokenReport>> checkToken(std::stop_token stop = {}) const;
    /// The permissions ("D1 Read", "D1 Write", …) that the token's own policies grant for this account, sorted; empty if it may
    /// not read them, which most tokens may not. One request. Fails only if nobody answered.
    [[nodiscard]] QCoro::Task<Result<std::optional<QStringList>>>
    grantedPermissions(D1TokenReport token, std::stop_token stop = {}) const;
    /// The accounts that a token may see; may be empty for a narrow token, which means nothing.
    [[nodiscard]] static QCoro::Task<Result<QList<D1AccountInfo>>>
    accounts(D1ClientPointer client, std::stop_token stop = {});

    [[nodiscard]] D1DatabasePointer open(const QString &database) const;
    [[nodiscard]] QString id() const { return m_id; }
    [[nodiscard]] D1ClientPointer client() const { return m_client; }

private:
    D1ClientPointer m_client;
    QString m_id;
};

/// True for what a D1 bookmark looks like; it sorts by time.
[[nodiscard]] bool isBookmark(QStringView text);
/// The UTC day a bookmark seems to name, as a hint for people; invalid if it names none.
[[nodiscard]] QDate dayOfBookmark(QStringView bookmark);

} // namespace tidemark
