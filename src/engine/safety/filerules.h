#pragma once

#include "findingbook.h"

namespace tidemark {

struct RehearsalRequest;

/// G006, G007, G009, D115: what the names of the files say, and what the layout's own tool would make of them.
void lintNames(const Stream &stream, const QList<Migration> &migrations, FindingBook &book);
/// G008, G012, G013, G017, G018, G020, G024: what the text of one script says.
void lintScript(const QString &migration, const MigrationScript &script, FindingBook &book);
/// G025: a migration of the phase "contract" that follows too soon upon its "expand".
void lintPhases(const RehearsalRequest &request, FindingBook &book);

} // namespace tidemark
