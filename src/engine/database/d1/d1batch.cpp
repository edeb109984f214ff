#include "d1batch.h"

#include "d1limits.h"
#include "d1verdict.h"

#include <engine/database/sqlite/d1profile.h>

#include <QRegularExpression>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// Only met between results() and its caller.
Error replacedText()
{
    return { .kind = Error::Kind::Database,
             .message = u"A text is not UTF-8 and came with replacement characters."_s };
}

ResultSet resultOf(const QJsonObject &meta)
{
    ResultSet result;
    result.changes = meta["changes"_L1].toInteger();
    result.rowsRead = meta["rows_read"_L1].toInteger(-1);
    result.rowsWritten = meta["rows_written"_L1].toInteger(-1);
    result.duration = durationIn(meta);
    return result;
}

std::optional<Row> exactRow(const QJsonArray &sent)
{
    Row row;
    row.reserve(sent.size());
    for (const auto &cell : sent) {
        auto value = exactValue(cell);
        if (!value)
            return std::nullopt;
        row.append(std::move(*value));
    }
    return row;
}

Row plainRow(const QJsonArray &sent)
{
    Row row;
    row.reserve(sent.size());
    for (const auto &cell : sent)
        row.append(plainValue(cell));
    return row;
}

Error unreadable(bool longText)
{
    if (longText)
        return { .kind = Error::Kind::Database,
                 .message = u"A text that is not UTF-8 is too long to be read exactly."_s,
                 .remedy = u"Read it in parts: hex(substr(CAST(column AS BLOB), 1, 500000))."_s };
    return { .kind = Error::Kind::Temporary,
             .message = u"D1's answer holds a value in a form that was not asked for."_s };
}

Result<> readRows(ResultSet &result, const QJsonArray &rows, TextForm form)
{
    result.rows.reserve(rows.size());
    for (const auto &each : rows) {
        const QJsonArray cells = each.toArray();
        const auto row = exactRow(cells);
        if (!row) {
            const bool longText = std::any_of(cells.begin(), cells.end(), [](const auto &cell) {
                return cell.toString() == "?"_L1;
            });
            return unreadable(longText);
        }
        if (form == TextForm::Plain && std::any_of(row->cbegin(), row->cend(), mayBeReplaced))
            return replacedText();
        result.rows.append(*row);
    }
    return Ok{};
}

} // namespace

Result<D1Read> D1Read::of(const BoundStatement &bound)
{
    if (!readsOnly(bound.sql))
        return Error{ .kind = Error::Kind::Usage,
                      .message = u"The statement is not one that only reads."_s };
    D1Read read{ .bound = bound, .projectable = isProjectable(bound.sql) };
    if (read.projectable)
        read.columns = tidemark::columnCount(bound.sql);
    return read;
}

bool isReplacedText(const Error &error)
{
    return error == replacedText();
}

D1Cost costOf(const QList<D1StatementAnswer> &answers)
{
    D1Cost cost;
    for (const auto &answer : answers)
        cost += costIn(answer.meta);
    return cost;
}

void D1Batch::refuse(Error error)
{
    if (m_refusal)
        return;
    error.where.statement = m_owners;
    m_refusal = std::move(error);
}

void D1Batch::append(const BoundStatement &bound, Part part, const Wrapping &wrapping)
{
    const auto sent = d1Statement(bound);
    if (!sent) {
        refuse(sent.error());
        return;
    }
    if (auto error = refusalBySize(bound, *sent)) {
        refuse(*error);
        return;
    }
    Entry entry{ .owner = m_owners - 1, .part = part, .sql = {}, .parameters = sent->parameters };
    if (wrapping.before.isEmpty()) {
        entry.sql = sent->sql;
    } else {
        entry.sql = sent->sql.within(wrapping.before, wrapping.after);
    }
    if (entry.sql.text().size() > d1profile::MaxStatementBytes)
        refuse(
            { .kind = Error::Kind::Database,
              .message = u"The statement is too long to be read exactly: with what that needs it "
                         "has %1 bytes, and D1 takes %2."_s.arg(entry.sql.text().size())
                             .arg(d1profile::MaxStatementBytes),
              .remedy = u"Put long values into parameters, or ask for fewer columns."_s });
    m_entries.append(std::move(entry));
}

void D1Batch::appendPlain(const BoundStatement &bound)
{
    ++m_owners;
    append(bound, Part::Plain, {});
}

void D1Batch::appendNames(const D1Read &read)
{
    ++m_owners;
    append(read.bound, Part::Names, namesOf());
}

void D1Batch::appendRead(const D1Read &read, int columns, TextForm form)
{
    ++m_owners;
    if (!read.projectable || columns < 1) {
        append(read.bound, Part::Plain, {});
        return;
    }
    append(read.bound, Part::Names, namesOf());
    append(read.bound, Part::Rows, exactRowsOf(columns, form));
}

QJsonObject D1Batch::body() const
{
    QJsonArray batch;
    for (const Entry &entry : m_entries) {
        QJsonObject statement{ { u"sql"_s, QString::fromUtf8(entry.sql.text()) } };
        if (!entry.parameters.isEmpty())
            statement.insert(u"params"_s, entry.parameters);
        batch.append(statement);
    }
    return { { u"batch"_s, batch } };
}

Result<QList<D1StatementAnswer>> D1Batch::answers(const QJsonValue &result,
                                                  D1Request::Effect effect) const
{
    const QJsonArray parts = result.toArray();
    QList<D1StatementAnswer> answers;
    for (const auto &each : parts) {
        const auto part = each.toObject();
        if (!part["success"_L1].toBool(true)) {
            Error error = complaintOf(part["error"_L1].toString(), effect).error;
            error.where.statement = static_cast<int>(answers.size()) + 1;
            return located(error);
        }
        const auto table = part["results"_L1].toObject();
        D1StatementAnswer answer{ .rows = table["rows"_L1].toArray(),
                                  .meta = part["meta"_L1].toObject() };
        for (const auto &name : table["columns"_L1].toArray())
            answer.columns.append(name.toString());
        answers.append(answer);
    }
    if (answers.size() != m_entries.size()) {
        const D1Request request{ .effect = effect };
        return lostAnswer(
            request,
            u"it has results for %1 of %2 statements"_s.arg(answers.size()).arg(m_entries.size()));
    }
    return answers;
}

Result<QList<ResultSet>> D1Batch::results(const QList<D1StatementAnswer> &answers,
                                          TextForm form) const
{
    QList<ResultSet> results(m_owners);
    for (qsizetype i = 0; i < m_entries.size(); ++i) {
        const D1StatementAnswer &answer = answers[i];
        ResultSet &result = results[m_entries[i].owner];
        if (m_entries[i].part == Part::Names) {
            result.columns = originalNames(answer.columns);
            continue;
        }
        const QStringList names = result.columns;
        result = resultOf(answer.meta);
        if (m_entries[i].part == Part::Plain) {
            result.columns = answer.columns;
            for (const auto &row : answer.rows)
                result.rows.append(plainRow(row.toArray()));
            continue;
        }
        result.columns = names;
        if (const auto read = readRows(result, answer.rows, form); !read)
            return read.error();
    }
    return results;
}

bool D1Batch::fits(const Entry &entry, const Error &error) const
{
    // SQLite names what it stumbled over: near "FORM": syntax error at offset 9.
    static const QRegularExpression named(u"near \"([^\"]+)\"|no such column: ([^\\s]+)"_s);
    const auto match = named.match(error.message);
    if (!match.hasMatch() || error.where.offset < 0)
        return false;
    const QString name = match.captured(1) + match.captured(2);
    return entry.sql.text().mid(error.where.offset).startsWith(name.toUtf8());
}

Error D1Batch::located(Error error) const
{
    // D1 does not say which entry of a batch failed; without a pointer one that fits, if it is the only one, is it.
    const Entry *found = nullptr;
    if (error.where.statement > 0 && error.where.statement <= m_entries.size()) {
        found = &m_entries[error.where.statement - 1];
    } else if (m_owners == 1 && !m_entries.isEmpty()) {
        found = &m_entries.first();
    } else {
        QList<const Entry *> candidates;
        for (const Entry &entry : m_entries) {
            const bool again = !candidates.isEmpty() && candidates.last()->owner == entry.owner;
            if (fits(entry, error) && !again)
                candidates.append(&entry);
        }
        found = candidates.size() == 1 ? candidates.first() : nullptr;
    }
    if (!found) {
        error.where.statement = 0;
        error.where.offset = -1;
        return error;
    }
    error.where.statement = found->owner + 1;
    if (error.where.offset >= 0)
        error.where.offset = found->sql.origin(error.where.offset);
    return error;
}

} // namespace tidemark
