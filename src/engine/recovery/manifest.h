#pragma once

#include "backup.h"

#include <QByteArray>

namespace tidemark {

inline constexpr int ManifestFormat = 1;

[[nodiscard]] QByteArray toJson(const BackupManifest &manifest);

/// Fails with BadInput: not JSON (where), a field that is missing or of the wrong type (which), a format of a newer version.
[[nodiscard]] Result<BackupManifest> manifestFromJson(const QByteArray &json, const QString &file);

[[nodiscard]] QString manifestFile(const QString &backupFolder);

} // namespace tidemark
