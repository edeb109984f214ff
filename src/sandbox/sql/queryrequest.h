#pragma once

#include <engine/sql/value.h>

#include <QByteArray>
#include <QList>

#include <sandbox/api/outcome.h>

namespace tidemark::sandbox {

/// One statement and what is bound to it.
struct Call {
    QByteArray sql;
    QList<Value> parameters = {};
};

/// How booleans among the parameters arrive: as the REST API has them, or as the Worker's binding does.
enum class Booleans { Text, Number };

/// How a script is taken apart.
enum class Splitting {
    Exact,
    Naive, ///< with the mistakes the service's own splitter has been seen to make
};

struct QueryRules {
    Booleans booleans = Booleans::Text;
    Splitting splitting = Splitting::Exact;
};

/// The statements of a body of /query or /raw.
[[nodiscard]] Outcome<QList<Call>> readQuery(const QByteArray &body, const QueryRules &rules);

/// The statements of @p script.
[[nodiscard]] QByteArrayList split(const QByteArray &script, Splitting splitting);

} // namespace tidemark::sandbox
