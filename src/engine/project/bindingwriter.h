#pragma once

#include "wranglerconfig.h"

namespace tidemark {

/// One more database in a wrangler configuration.
struct BindingEdit {
    QString file;
    QByteArray before; ///< what the file held
    QByteArray after;
    QByteArray added; ///< the new entry by itself, for people
};

/// The file with an entry for @p binding under d1_databases of @p environment ("" is the top level); comments, order and
/// every other byte stay. Nothing is written.
///
/// Fails with Usage for a name that cannot be a binding, one that is taken, or an environment that is not there; with Config if
/// the file is no configuration, or spells its list in a way that nothing can be added to (then with the lines to add by hand).
[[nodiscard]] Result<BindingEdit>
addBinding(const QString &file, const D1Binding &binding, const QString &environment);

/// Writes it, whole or not at all, with the permissions the file had. Fails with Safety if the file is no longer as it was
/// read, or cannot be written.
[[nodiscard]] Result<> writeBinding(const BindingEdit &edit);

} // namespace tidemark
