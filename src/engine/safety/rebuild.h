#pragma once

#include "runstate.h"

namespace tidemark {

/// What a rebuild that replaces somebody's own script keeps of it.
struct RebuildParts {
    QByteArray copy
        = {}; ///< the INSERT that fills the new table; empty: the columns both tables have
    QSet<QString> recreatedElsewhere
        = {}; ///< keys of indexes, triggers and views the script makes itself
};

/// safeRebuild() with parts of an existing script. The new table is filled under the name @p newTableSql gives it, unless that
/// is taken.
[[nodiscard]] Result<QByteArray> leafFirstRebuild(const Schema &schema,
                                                  const QString &table,
                                                  const QByteArray &newTableSql,
                                                  const RebuildParts &parts = {});

/// If the script of @p context rebuilds the table that its statement @p number drops (create, copy, drop, rename): the
/// whole script with a leaf-first rebuild in its place, proven to run and to lose no canary row. Empty if there is no
/// such pattern or no proof. @p schema is the one the statement met.
[[nodiscard]] QString rebuildRewrite(const StepContext &context, int number, const Schema &schema);

} // namespace tidemark
