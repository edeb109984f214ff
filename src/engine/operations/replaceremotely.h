#pragma once

#include "backups.h"

namespace tidemark {

/// `restore PATH --replace NAME --remote`: the content of a backup over a D1 database at Cloudflare, by D1's import: nobody
/// can use the database while it runs, and D1 puts it back if it fails.
///
/// Before anything is written: the file that is imported is made whole (Policy if a row is longer than the import takes), a
/// verified backup of the present is taken, and the bookmark of now, the way back, is in the journal. The file drops what is
/// there, except lock and guard, makes what the backup holds, and counts the lease's token up at its very end, which is
/// the proof that it was carried out. Afterwards everything is read back and compared.
///
/// Fails like the backup and the import; Changed or Unknown with the way back in its remedy. Database and Changed as well if
/// the comparison finds a difference, be it what somebody wrote meanwhile.
[[nodiscard]] QCoro::Task<Result<Backups::RestoreOutcome>> replaceRemotely(EnginePointer engine,
                                                                           Selection selection,
                                                                           SelectedTarget selected,
                                                                           QString source,
                                                                           bool dryRun,
                                                                           Conduct conduct);

} // namespace tidemark
