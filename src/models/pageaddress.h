#pragma once

#include "roles.h"

#include <QMap>

#include <optional>

namespace tidemark {

/// Which page: its kind, the database it is about, and within it a table or a document. What tabs, the navigator, "Go to…"
/// and the memory of a window speak of.
struct PageAddress {
    NavigatorKind kind = NavigatorKind::Migrations;
    QString targetKey = {}; ///< Target::key(); empty for a page about no single database
    QString object = {}; ///< a table or view (Table), a document's name (Sql); else empty

    /// Rows of a table that are meant: column → value, as it would be typed. It is the same page, and this is not kept.
    QMap<QString, QString> where = {};

    bool operator==(const PageAddress &other) const
    {
        return kind == other.kind && targetKey == other.targetKey && object == other.object;
    }

    /// One line, kept in settings; fromText() reads it back and takes anything it does not know for nothing.
    [[nodiscard]] QString toText() const;
    [[nodiscard]] static std::optional<PageAddress> fromText(const QString &text);
};

} // namespace tidemark

Q_DECLARE_METATYPE(tidemark::PageAddress)
