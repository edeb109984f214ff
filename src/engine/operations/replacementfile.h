#pragma once

#include "sentcontent.h"

#include <engine/migration/lease.h>
#include <engine/sql/schema.h>

namespace tidemark {

/// The file that D1 imports to hold a backup's content instead of its own. Blocking, and streamed: it is as large as the
/// content is as SQL.
class ReplacementFile
{
public:
    /// Writes the content's part, statement by statement. Fails with Policy if a row is longer than D1 imports, with Safety if
    /// there is no room, with Cancelled.
    [[nodiscard]] static Result<ReplacementFile> write(const SentContent &content,
                                                       const Conduct &conduct);

    /// The whole: enforcement of foreign keys off, guards, everything of @p live dropped (children first, should the
    /// enforcement not be off), the content, enforcement on, and handOver() last. Returns its path.
    [[nodiscard]] Result<QString>
    complete(const Schema &live, const QList<BoundStatement> &guards, const Lease &lease) const;

private:
    explicit ReplacementFile(QString folder)
        : m_folder(std::move(folder))
    {}

    QString m_folder;
};

/// Counts the lease's token up: from then on it is held as succeeding(), and whatever is still on its way for the old one fails.
[[nodiscard]] BoundStatement handOver(const Lease &lease);
[[nodiscard]] Lease succeeding(Lease lease);
/// A number that is not 0 once handOver() took effect.
[[nodiscard]] BoundStatement isHandedOver(const Lease &lease);

} // namespace tidemark
