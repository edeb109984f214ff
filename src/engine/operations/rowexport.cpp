#include "conducts.h"
#include "rowreader.h"

#include <engine/transfer/cell.h>
#include <engine/transfer/output.h>
#include <engine/transfer/tableformat.h>

#include <QFile>
#include <QSaveFile>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 RowsBetweenReports = 5000;
constexpr int RowsOfRemotePage = 1000;

Error unwritable(const QFileDevice &file)
{
    return { .kind = Error::Kind::Safety,
             .message = u"%1 cannot be written: %2."_s.arg(file.fileName(), file.errorString()),
             .remedy = u"Check the permissions and the free space of the disk."_s,
             .where = { .file = file.fileName() } };
}

/// A file that is written row by row and takes its name when it is complete.
class RowFile
{
public:
    RowFile(const BrowsedObject &object, const RowExport &request, ProgressSink progress)
        : m_file(request.file)
        , m_output(m_file)
        , m_columns(columnsOf(object, request))
        , m_format(request.format, namesOf(object, m_columns), object.name)
        , m_progress(std::move(progress))
        , m_title(u"Exporting %1"_s.arg(object.name))
    {}

    [[nodiscard]] Result<> open()
    {
        if (!m_file.open(QIODevice::WriteOnly)
            || !m_file.setPermissions(QFile::ReadOwner | QFile::WriteOwner))
            return unwritable(m_file);
        m_format.begin(m_output.buffer());
        report(m_progress, { .text = m_title });
        return Ok{};
    }
    /// @p cell gives the value of a column of the object.
    template<typename CellOf>
    [[nodiscard]] Result<> append(const CellOf &cell)
    {
        m_row.clear();
        m_format.beginRow(m_row);
        for (int i = 0; i < m_columns.size(); ++i)
            m_format.cell(m_row, i, cell(m_columns.at(i)));
        m_format.endRow(m_row);
        m_format.appendRows(m_output.buffer(), m_row.view(), m_rows == 0);
        if (++m_rows % RowsBetweenReports == 0)
            report(m_progress, { .text = m_title, .done = m_rows });
        return m_output.drain();
    }
    [[nodiscard]] Result<qint64> finish()
    {
        m_format.end(m_output.buffer(), m_rows == 0);
        if (auto flushed = m_output.flush(); !flushed)
            return flushed.error();
        if (!m_file.commit())
            return unwritable(m_file);
        return m_rows;
    }

private:
    static QList<int> columnsOf(const BrowsedObject &object, const RowExport &request)
    {
        QList<int> columns;
        for (int i = 0; i < object.columns.size(); ++i) {
            if (request.columns.isEmpty() || request.columns.contains(object.columns.at(i).name))
                columns.append(i);
        }
        return columns;
    }
    static QStringList namesOf(const BrowsedObject &object, const QList<int> &columns)
    {
        QStringList names;
        for (const int column : columns)
            names.append(object.columns.at(column).name);
        return names;
    }

    QSaveFile m_file;
    BufferedOutput m_output;
    QList<int> m_columns;
    TableFormat m_format;
    ProgressSink m_progress;
    QString m_title;
    ByteBuffer m_row;
    qint64 m_rows = 0;
};

/// One statement from beginning to end: one snapshot.
Result<qint64> writeLocally(SqliteConnection &connection,
                            const PageShape &shape,
                            const BrowsedObject &object,
                            const RowExport &request,
                            const Conduct &conduct)
{
    const SqliteInterrupt interrupt(connection, conduct.stop);
    const BoundStatement bound = firstRows(shape, -1);
    auto statement = connection.prepare(bound.sql);
    if (!statement)
        return statement.error();
    for (int i = 0; i < bound.parameters.size(); ++i)
        statement->bind(i + 1, bound.parameters.at(i));
    RowFile file(object, request, conduct.progress);
    if (auto opened = file.open(); !opened)
        return opened.error();
    const auto cell = [&statement](int column) { return Cell::of(statement->handle(), column); };
    for (;;) {
        if (conduct.stop.stop_requested())
            return cancelled();
        const auto more = statement->step();
        if (!more)
            return more.error();
        if (!*more)
            return file.finish();
        if (auto written = file.append(cell); !written)
            return written.error();
    }
}

Error tooManyByNumber(const BrowsedObject &object)
{
    return { .kind = Error::Kind::Usage,
             .message = u"%1 has no key, and more than %2 rows cannot be read without one."_s
                            .arg(object.name)
                            .arg(RowBrowser::MostRowsByNumber),
             .remedy
             = u"Narrow the rows with a condition, or export from a copy of the database."_s };
}

QSet<int> allOf(const PageShape &shape)
{
    QSet<int> values;
    for (int i = 0; i < shape.values.size(); ++i)
        values.insert(i);
    return values;
}

Row keyOf(const PageShape &shape, const Row &row)
{
    Row key;
    for (const OrderTerm &term : shape.terms)
        key.append(row.at(term.value));
    return key;
}

QCoro::Task<Result<qint64>> writeRemotely(
    RowReader reader, PageShape shape, BrowsedObject object, RowExport request, Conduct conduct)
{
    const auto file = std::make_shared<RowFile>(object, request, conduct.progress);
    if (auto opened = file->open(); !opened)
        co_return opened.error();
    const QSet<int> whole = allOf(shape);
    Row last;
    for (qint64 done = 0;;) {
        if (!shape.hasKey && done >= RowBrowser::MostRowsByNumber)
            co_return tooManyByNumber(object);
        const bool goesOn = shape.hasKey && done > 0;
        const BoundStatement statement = goesOn ? rowsAfter(shape, last, RowsOfRemotePage)
                                                : firstRows(shape, RowsOfRemotePage, done);
        const auto read = co_await reader.read(statement, whole, conduct.stop);
        if (!read)
            co_return read.error();
        for (const Row &row : read->rows) {
            QByteArray keep;
            const auto cell = [&row, &keep](int column) { return Cell::of(row.at(column), keep); };
            if (auto written = file->append(cell); !written)
                co_return written.error();
        }
        done += read->rows.size();
        if (read->rows.size() < RowsOfRemotePage)
            co_return file->finish();
        last = keyOf(shape, read->rows.last());
    }
}

} // namespace

QCoro::Task<Result<qint64>>
RowReader::writeAll(PageShape shape, BrowsedObject object, RowExport request, Conduct conduct) const
{
    const auto local = m_local;
    const RowReader self = *this;
    if (!local)
        co_return co_await writeRemotely(self, shape, object, request, conduct);
    const Conduct forWorker = fromWorker(conduct);
    const auto writing = [shape, object, request, forWorker](SqliteConnection &connection) {
        return writeLocally(connection, shape, object, request, forWorker);
    };
    co_return co_await local->with(writing);
}

} // namespace tidemark
