#pragma once

#include "findingbook.h"

namespace tidemark {

/// G006, G007, G009: what the names of the files say.
void lintNames(const Stream &stream, const QList<Migration> &migrations, FindingBook &book);
/// G008, G012, G013, G018, G020, G024: what the text of one script says.
void lintScript(const QString &migration, const MigrationScript &script, FindingBook &book);

} // namespace tidemark
