#pragma once

#include "result.h"

#include <QString>

#include <optional>

namespace tidemark {

/// A folder in which a running program makes something, called "….part". It goes with its object unless it is kept under
/// another name. A lock of the system marks it as claimed and ends with the process, however that ends: what a killed one
/// left is told from what another one is working on.
class ClaimedFolder
{
public:
    /// Makes @p path, which must end in ".part" and not exist. Fails with Safety.
    [[nodiscard]] static Result<ClaimedFolder> make(const QString &path);
    /// The same with a name of its own below @p parent, after removing what killed programs left there.
    [[nodiscard]] static Result<ClaimedFolder> makeScratch(const QString &parent);

    ClaimedFolder(ClaimedFolder &&other) noexcept;
    ClaimedFolder &operator=(ClaimedFolder &&) = delete;
    ~ClaimedFolder();

    [[nodiscard]] const QString &path() const { return m_path; }
    /// Gives the folder its final name, under which it stays. Fails with Safety.
    [[nodiscard]] Result<> keepAs(const QString &name);

    /// Removes every "….part" folder in @p parent that no running program claims. Where the file system knows no such locks,
    /// those that nobody has touched for a day.
    static void removeAbandoned(const QString &parent);

private:
    ClaimedFolder(QString path, int lock)
        : m_path(std::move(path))
        , m_lock(lock)
    {}

    QString m_path; ///< empty once it was kept
    int m_lock; ///< the folder, open and locked; -1 if it could not be opened
};

/// A folder that stays, for one user at a time. Where the file system knows no locks, whoever asks has it.
class FolderHold
{
public:
    /// Nothing if somebody else has it, or removed it just now.
    [[nodiscard]] static std::optional<FolderHold> take(const QString &path);

    FolderHold(FolderHold &&other) noexcept;
    FolderHold &operator=(FolderHold &&) = delete;
    ~FolderHold();

private:
    explicit FolderHold(int lock)
        : m_lock(lock)
    {}

    int m_lock; ///< the folder, open and locked
};

} // namespace tidemark
