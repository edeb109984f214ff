#pragma once

#include "observation.h"

namespace tidemark {

/// A verified backup of a remote D1 database: copied by queries into a file, between two bookmarks, then treated as a local
/// one (takeBackup()). If something was written meanwhile the copy is made anew once; if again, the manifest says that
/// it is not of one moment. A copy that was cut off is gone on with by the next backup of the same target.
/// Fails like the client, with Safety or Cancelled.
[[nodiscard]] QCoro::Task<Result<Backup>>
backUpRemote(EnginePointer engine, Observation observation, BackupRequest request, Conduct conduct);

/// The account that a remote target's connection speaks to, and its database's id there.
struct RemotePlace {
    D1Account account;
    QString database;
};
/// Fails with Usage for a local target: @p what ("Time Travel") is for D1 at Cloudflare.
[[nodiscard]] QCoro::Task<Result<RemotePlace>>
remotePlace(EnginePointer engine, Target target, QString what, std::stop_token stop = {});

} // namespace tidemark
