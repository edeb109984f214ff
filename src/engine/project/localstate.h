#pragma once

#include <QString>

namespace tidemark {

/// The name (without folder, with ".sqlite") under which wrangler keeps the local database of this id:
/// K = SHA256("miniflare-D1DatabaseObject"), N and M the first 16 bytes of HMAC(K, id) and HMAC(K, N), hex(N‖M).
[[nodiscard]] QString localDatabaseFileName(const QString &id);

/// True if @p fileName could be the local file of some D1 id (its second half belongs to its first).
[[nodiscard]] bool isLocalDatabaseFileName(const QString &fileName);

/// <state>/v3/d1/miniflare-D1DatabaseObject, where @p state is .wrangler/state beside the configuration or --persist-to.
[[nodiscard]] QString localDatabaseFolder(const QString &state);

} // namespace tidemark
