#pragma once

#include <engine/base/result.h>

#include <QByteArray>
#include <QMap>
#include <QStringList>

namespace tidemark {

/// A change of a tidemark.toml, before it is written.
struct SettingsEdit {
    QString file;
    QByteArray before; ///< what the file held; empty if there was none
    QByteArray after;
    QByteArray added; ///< the lines by themselves, for people
    bool isNew = false; ///< there was no file
};

// Comments, order and every other byte stay; nothing is written. Each fails with Config if the file is no configuration, or
// spells the place in a way that nothing can be added to (then with the lines to add by hand).

/// @p pair under duplicates of the stream, in that order. Fails with Usage if one of them is declared already.
[[nodiscard]] Result<SettingsEdit>
declarePair(const QString &file, const QString &stream, const QStringList &pair);
/// Table → condition (">= 1") under the rows that are expected of the stream; those of other tables stay.
[[nodiscard]] Result<SettingsEdit>
expectRows(const QString &file, const QString &stream, const QMap<QString, QString> &conditions);

/// Writes it, whole or not at all, with the permissions the file had. Fails with Safety if the file is no longer as it was
/// read, or cannot be written.
[[nodiscard]] Result<> writeSettings(const SettingsEdit &edit);
/// Puts back what was there before, or takes away the file that was new. Fails with Safety if the file was changed since.
[[nodiscard]] Result<> takeBackSettings(const SettingsEdit &edit);

} // namespace tidemark
