#pragma once

#include "observation.h"

namespace tidemark {

/// `query` and `schema`, `tables`: looks at one database, or runs SQL on it.
class RunQuery
{
public:
    explicit RunQuery(EnginePointer engine)
        : m_engine(std::move(engine))
    {}

    struct Request {
        QByteArray sql; ///< one statement or several
        QMap<QString, QString> parameters
            = {}; ///< by name, without the sign; bound as text, NULL for "NULL"… never pasted
        bool mayWrite = false; ///< false: a statement that writes is refused with Usage
    };

    /// One result per statement. Statements that write run in one transaction.
    [[nodiscard]] QCoro::Task<Result<QList<ResultSet>>>
    run(SelectedTarget selected, Request request, Conduct conduct) const;

    /// The live schema, internals included.
    [[nodiscard]] QCoro::Task<Result<Schema>> schema(SelectedTarget selected) const;

private:
    EnginePointer m_engine;
};

} // namespace tidemark
