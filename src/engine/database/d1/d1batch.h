#pragma once

#include "d1client.h"
#include "d1projection.h"
#include "d1statement.h"

#include <QJsonArray>

#include <optional>

namespace tidemark {

/// A statement that reads, and how it can be made exact.
struct D1Read {
    BoundStatement bound;
    bool projectable = false;
    int columns = -1; ///< as far as the text tells

    /// Fails with Usage if it does not only read.
    [[nodiscard]] static Result<D1Read> of(const BoundStatement &bound);
    [[nodiscard]] bool isExact() const { return projectable; }
};

/// One statement's part of an answer.
struct D1StatementAnswer {
    QStringList columns;
    QJsonArray rows;
    QJsonObject meta;
};

[[nodiscard]] D1Cost costOf(const QList<D1StatementAnswer> &answers);

/// The statements of one request, of which some belong to the same statement of the caller, and the way back from what D1
/// says of them.
class D1Batch
{
public:
    void appendPlain(const BoundStatement &bound);
    void appendNames(const D1Read &read);
    /// Names and rows if @p read can be projected, else the statement itself.
    void appendRead(const D1Read &read, int columns, TextForm form);

    /// The first thing that D1 would refuse for its size or that is no statement; where.statement counts the caller's.
    [[nodiscard]] std::optional<Error> refusal() const { return m_refusal; }
    [[nodiscard]] QJsonObject body() const;

    /// One answer for each statement sent. Fails as the first that failed, or with Temporary (read) or Unknown (write) if
    /// the answer has another shape.
    [[nodiscard]] Result<QList<D1StatementAnswer>> answers(const QJsonValue &result,
                                                           D1Request::Effect effect) const;
    /// One result for each of the caller's statements. Fails with replacedText() if text would not be exact.
    [[nodiscard]] Result<QList<ResultSet>> results(const QList<D1StatementAnswer> &answers,
                                                   TextForm form) const;
    /// @p error with the caller's statement and offset, where they can be told.
    [[nodiscard]] Error located(Error error) const;

private:
    enum class Part { Plain, Names, Rows };
    struct Entry {
        int owner; ///< the caller's statement, from 0
        Part part;
        TracedText sql;
        QJsonArray parameters;
    };
    void append(const BoundStatement &bound, Part part, const Wrapping &wrapping);
    void refuse(Error error);
    [[nodiscard]] bool fits(const Entry &entry, const Error &error) const;

    QList<Entry> m_entries;
    int m_owners = 0;
    std::optional<Error> m_refusal;
};

/// True for the failure of results() that reading again with TextForm::Hex mends.
[[nodiscard]] bool isReplacedText(const Error &error);

} // namespace tidemark
