#pragma once

#include <engine/migration/stream.h>

namespace tidemark {

/// The files of a new migration about @p statements that the program wrote: called @p subject if the stream takes that name,
/// else with the words of one of its patterns, those first that the statements speak of. Fails like newMigration().
[[nodiscard]] Result<NewMigration> migrationAbout(const Stream &stream,
                                                  const QString &subject,
                                                  const QByteArray &statements,
                                                  const QDateTime &now);

} // namespace tidemark
