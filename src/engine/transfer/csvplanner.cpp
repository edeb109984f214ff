#include "csvplanner.h"

#include "cell.h"
#include "csvsource.h"

#include <engine/sql/identifier.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int RowsBetweenReports = 1 << 15;

bool looksLikeData(const QStringList &record)
{
    return std::any_of(record.begin(), record.end(), [](const QString &field) {
        const QByteArray text = field.toUtf8();
        return isSqlNumber(text) || isBlobLiteral(text);
    });
}

bool containsName(const QStringList &names, const QString &name)
{
    return std::any_of(
        names.begin(), names.end(), [&name](const QString &each) { return sameName(each, name); });
}

} // namespace

CsvPlanner::CsvPlanner(SqliteConnection &connection,
                       const CsvOptions &options,
                       const Conduct &conduct)
    : m_connection(connection)
    , m_options(options)
    , m_conduct(conduct)
{}

Result<CsvPlan> CsvPlanner::run()
{
    using Step = Result<> (CsvPlanner::*)();
    m_plan.file = m_options.file;
    m_plan.empty = m_options.empty;
    m_plan.onConflict = m_options.onConflict;
    for (const Step step : { &CsvPlanner::readSample,
                             &CsvPlanner::readFirstRecord,
                             &CsvPlanner::findTable,
                             &CsvPlanner::decideHeader,
                             &CsvPlanner::nameFields,
                             &CsvPlanner::mapFields,
                             &CsvPlanner::guessTypes,
                             &CsvPlanner::decideConflict }) {
        if (auto done = (this->*step)(); !done)
            return done.error();
    }
    return m_plan;
}

Error CsvPlanner::badFile(const QString &message, const QString &remedy) const
{
    return { .kind = Error::Kind::BadInput,
             .message = message,
             .remedy = remedy,
             .where = { .file = m_options.file } };
}

Result<> CsvPlanner::readSample()
{
    const auto sample = readCsvSample(m_options.file, m_options.encoding);
    if (!sample)
        return sample.error();
    m_sample = *sample;
    m_plan.encoding = m_sample.encoding;
    m_plan.markBytes = m_sample.markBytes;
    m_plan.delimiter = m_options.delimiter.value_or(detectDelimiter(m_sample));
    if (m_sample.isGuess)
        m_plan.notes.append(
            u"The file is not UTF-8; it is read as %1. --encoding says otherwise."_s.arg(
                encodingName(m_sample.encoding)));
    return Ok{};
}

// The first record that is not an empty line tells how many fields there are.
Result<> CsvPlanner::readFirstRecord()
{
    CsvReader reader(m_plan.delimiter);
    QByteArrayView rest(m_sample.text);
    CsvReader::Found found = reader.next(rest, m_sample.isWhole);
    while (found == CsvReader::Found::Record && reader.record().bytes.isEmpty()) {
        rest = rest.sliced(reader.taken());
        found = reader.next(rest, m_sample.isWhole);
    }
    if (found == CsvReader::Found::End)
        return badFile(u"%1 holds no rows."_s.arg(m_options.file), u"Check the file."_s);
    if (found == CsvReader::Found::More || reader.record().fault != CsvFault::None) {
        Error error
            = badFile(u"The first record of %1 cannot be read: %2."_s.arg(
                          m_options.file,
                          found == CsvReader::Found::More
                              ? u"it is longer than a megabyte, or a quote in it is never closed"_s
                              : QString::fromLatin1(faultReason(reader.record().fault))),
                      u"Check the file's quotes, and --delimiter."_s);
        error.where.line = static_cast<int>(reader.record().line);
        return error;
    }
    if (!isPlain(reader.record().bytes))
        return badFile(u"The first record of %1 is not text in %2."_s.arg(
                           m_options.file, encodingName(m_plan.encoding)),
                       u"Name the file's encoding with --encoding."_s);
    for (const CsvField &field : reader.fields())
        m_first.append(QString::fromUtf8(field.text.data(), field.text.size()).trimmed());
    m_plan.fields = static_cast<int>(m_first.size());
    return Ok{};
}

Result<> CsvPlanner::findTable()
{
    auto schema = m_connection.schema();
    if (!schema)
        return schema.error();
    m_schema = std::move(*schema);
    m_table = m_schema.table(m_options.table);
    m_plan.table = m_table ? m_table->name : m_options.table;
    QString why;
    if (m_options.table.isEmpty())
        why = u"The table has no name."_s;
    else if (isInternal(m_options.table))
        why = u"%1 is not the user's table."_s.arg(m_plan.table);
    else if (m_schema.view(m_options.table))
        why = u"%1 is a view."_s.arg(m_options.table);
    else if (m_table && m_table->kind != Table::Kind::Ordinary)
        why = u"%1 is a virtual table or belongs to one."_s.arg(m_plan.table);
    if (why.isEmpty())
        return Ok{};
    return Error{ .kind = Error::Kind::Usage,
                  .message = why + u" Rows cannot be imported into it."_s,
                  .remedy = u"Import into a table of your own, then copy with `query`."_s };
}

// A mapped number is a place and says nothing about a header.
bool CsvPlanner::isKnownName(const QString &name) const
{
    const bool isColumn = m_table && m_table->column(name);
    return isColumn
           || std::any_of(m_options.mappings.begin(),
                          m_options.mappings.end(),
                          [&name](const CsvMapping &mapping) {
                              return sameName(mapping.field, name) && !isSqlNumber(name.toUtf8());
                          });
}

Result<> CsvPlanner::decideHeader()
{
    const bool hasName = std::any_of(
        m_first.begin(), m_first.end(), [this](const QString &name) { return isKnownName(name); });
    const bool isData = looksLikeData(m_first);
    const bool hasGap = m_first.contains(QString());
    bool isClear = true;
    if (m_options.hasHeader) {
        m_plan.hasHeader = *m_options.hasHeader;
    } else if (hasName && !(isData && m_plan.fields == 1)) {
        m_plan.hasHeader = true;
    } else if (isData) {
        m_plan.hasHeader = false;
    } else if (m_table) {
        // Words where the table has numbers are no row of it.
        const auto isWordForNumber = [](const Column &column) {
            return columnKind(column.type) == CsvColumnKind::Integer
                   || columnKind(column.type) == CsvColumnKind::Real;
        };
        isClear = !hasGap && insertable().size() == m_plan.fields
                  && std::any_of(m_table->columns.begin(), m_table->columns.end(), isWordForNumber);
        m_plan.hasHeader = true;
    } else {
        isClear = !hasGap;
        m_plan.hasHeader = true;
        m_plan.notes.append(
            u"The first line is taken for the header. --no-header says otherwise."_s);
    }
    if (isClear)
        return Ok{};
    return Error{ .kind = Error::Kind::Usage,
                  .message
                  = u"It cannot be told whether the first line of %1 is a header: %2"_s.arg(
                      m_options.file, m_first.join(u", "_s)),
                  .remedy = u"Add --header or --no-header."_s,
                  .where = { .file = m_options.file, .line = 1 } };
}

Result<> CsvPlanner::nameFields()
{
    m_columns = QStringList(m_plan.fields);
    m_isDecided = QList<bool>(m_plan.fields, false);
    if (!m_plan.hasHeader) {
        for (int field = 0; field < m_plan.fields; ++field)
            m_names.append(QString::number(field + 1));
        return Ok{};
    }
    for (const QString &name : qAsConst(m_first)) {
        if (containsName(m_names, name)) {
            Error error = badFile(u"The header names two fields “%1”."_s.arg(name),
                                  u"Rename one of them in the file."_s);
            error.where.line = 1;
            return error;
        }
        m_names.append(name);
    }
    return Ok{};
}

int CsvPlanner::fieldNumber(const QString &name) const
{
    for (int field = 0; field < m_names.size(); ++field) {
        if (sameName(m_names.at(field), name))
            return field;
    }
    bool isNumber = false;
    const int number = name.toInt(&isNumber);
    return isNumber && number >= 1 && number <= m_plan.fields ? number - 1 : -1;
}

QStringList CsvPlanner::insertable() const
{
    QStringList names;
    for (const Column &column : m_table->columns) {
        if (column.kind == Column::Kind::Ordinary)
            names.append(column.name);
    }
    return names;
}

QString CsvPlanner::shownFields() const
{
    return m_names.join(u", "_s);
}

Result<> CsvPlanner::assign(int field, const QString &column)
{
    m_isDecided[field] = true;
    if (containsName(m_columns, column)) {
        return Error{ .kind = Error::Kind::Usage,
                      .message = u"Two fields would go into the column %1."_s.arg(column),
                      .remedy = u"Leave one of them out with --map =FIELD."_s };
    }
    m_columns[field] = column;
    return Ok{};
}

Result<> CsvPlanner::mapByOption(const CsvMapping &mapping)
{
    const int field = fieldNumber(mapping.field);
    if (field < 0) {
        return Error{ .kind = Error::Kind::Usage,
                      .message = u"The file has no field “%1”; it has %2."_s.arg(mapping.field,
                                                                                 shownFields()),
                      .remedy = u"--map takes COLUMN=FIELD, the field by name or number."_s };
    }
    if (mapping.column.isEmpty()) {
        m_isDecided[field] = true;
        return Ok{};
    }
    if (!m_table)
        return assign(field, mapping.column);
    const Column *column = m_table->column(mapping.column);
    if (!column || column->kind != Column::Kind::Ordinary) {
        return Error{ .kind = Error::Kind::Usage,
                      .message = column
                                     ? u"The column %1 of %2 is computed."_s.arg(mapping.column,
                                                                                 m_plan.table)
                                     : u"%1 has no column %2."_s.arg(m_plan.table, mapping.column),
                      .remedy = u"It has %1."_s.arg(insertable().join(u", "_s)) };
    }
    return assign(field, column->name);
}

Result<> CsvPlanner::mapByName(int field)
{
    const QString name = m_names.at(field);
    if (!m_table) {
        const QString column = m_plan.hasHeader ? name : u"c"_s + name;
        if (!column.isEmpty())
            return assign(field, column);
        return badFile(
            u"Field %1 has no name in the header."_s.arg(field + 1),
            u"Name it with --map COLUMN=%1, or leave it out with --map =%1."_s.arg(field + 1));
    }
    const Column *column = m_table->column(name);
    if (m_plan.hasHeader && column && column->kind != Column::Kind::Ordinary) {
        m_plan.notes.append(u"%1 is computed by the table; the field is left out."_s.arg(name));
        return Ok{};
    }
    if (m_plan.hasHeader && column)
        return assign(field, column->name);
    return Error{
        .kind = Error::Kind::Usage,
        .message = u"%1 has no column for the field “%2”; it has %3."_s.arg(
            m_plan.table, name, insertable().join(u", "_s)),
        .remedy
        = u"Name the column with --map COLUMN=%1, or leave the field out with --map =%1."_s.arg(
            name),
        .where = { .file = m_options.file, .line = m_plan.hasHeader ? 1 : 0 }
    };
}

Result<> CsvPlanner::mapByPlace()
{
    const QStringList columns = insertable();
    if (columns.size() != m_plan.fields) {
        return Error{ .kind = Error::Kind::Usage,
                      .message = u"%1 has %2 columns, the first line of the file has %3 fields."_s
                                     .arg(m_plan.table)
                                     .arg(columns.size())
                                     .arg(m_plan.fields),
                      .remedy = u"Say which field goes where with --map COLUMN=NUMBER; check "
                                "--delimiter."_s,
                      .where = { .file = m_options.file, .line = 1 } };
    }
    for (int field = 0; field < m_plan.fields; ++field) {
        if (auto assigned = assign(field, columns.at(field)); !assigned)
            return assigned.error();
    }
    return Ok{};
}

Result<> CsvPlanner::mapFields()
{
    for (const CsvMapping &mapping : m_options.mappings) {
        if (auto mapped = mapByOption(mapping); !mapped)
            return mapped.error();
    }
    const bool isByPlace = m_table && !m_plan.hasHeader && m_options.mappings.isEmpty();
    if (isByPlace) {
        if (auto mapped = mapByPlace(); !mapped)
            return mapped.error();
    }
    for (int field = 0; field < m_plan.fields; ++field) {
        if (m_isDecided.at(field))
            continue;
        if (auto mapped = mapByName(field); !mapped)
            return mapped.error();
    }
    for (int field = 0; field < m_plan.fields; ++field) {
        const QString name = m_columns.at(field);
        if (name.isEmpty())
            m_plan.leftOut.append(m_names.at(field));
        else
            m_plan.columns.append({ .name = name,
                                    .type = m_table ? m_table->column(name)->type : QString(),
                                    .field = field });
    }
    if (!m_plan.columns.isEmpty())
        return Ok{};
    return Error{ .kind = Error::Kind::Usage,
                  .message = u"No field of the file goes into the table."_s,
                  .remedy = u"Leave out fewer fields."_s };
}

// Every record is looked at: a type that the last row does not fit would be found out too late.
Result<> CsvPlanner::guessTypes()
{
    if (m_table)
        return Ok{};
    auto source = CsvSource::open(m_plan.file, m_plan.encoding, m_plan.markBytes, m_plan.delimiter);
    if (!source)
        return source.error();
    std::vector<CsvColumnGuess> guesses(static_cast<size_t>(m_plan.columns.size()));
    bool isHeader = m_plan.hasHeader;
    for (qint64 count = 0;; ++count) {
        const auto more = source->next();
        if (!more)
            return more.error();
        if (!*more)
            break;
        if (count % RowsBetweenReports == 0) {
            if (m_conduct.stop.stop_requested())
                return cancelled();
            report(m_conduct.progress,
                   { .text = u"Looking at %1"_s.arg(m_plan.file),
                     .done = source->bytesRead(),
                     .total = source->fileBytes() });
        }
        if (source->fields().size() != static_cast<size_t>(m_plan.fields))
            continue;
        const bool isName = std::exchange(isHeader, isHeader && source->isBlank());
        if (isName)
            continue;
        for (size_t column = 0; column < guesses.size(); ++column)
            guesses[column].look(source->fields()[static_cast<size_t>(
                m_plan.columns.at(static_cast<qsizetype>(column)).field)]);
    }
    for (size_t column = 0; column < guesses.size(); ++column)
        m_plan.columns[static_cast<qsizetype>(column)].type = guesses[column].type();
    writeDefinition();
    return Ok{};
}

void CsvPlanner::writeDefinition()
{
    QByteArrayList lines;
    for (const CsvColumn &column : qAsConst(m_plan.columns))
        lines.append("    " + quoted(column.name) + ' ' + column.type.toUtf8());
    m_plan.create = "CREATE TABLE " + quoted(m_plan.table) + " (\n" + lines.join(",\n") + "\n)";
}

Result<> CsvPlanner::decideConflict()
{
    if (!m_table) {
        m_plan.onConflict = CsvConflict::Fail; // a table without a key has no conflicts
        return Ok{};
    }
    QStringList mapped;
    for (const CsvColumn &column : qAsConst(m_plan.columns))
        mapped.append(column.name);
    const auto isMapped = [&mapped](const QStringList &key) {
        return !key.isEmpty()
               && std::all_of(key.begin(), key.end(), [&mapped](const QString &name) {
                      return containsName(mapped, name);
                  });
    };
    if (m_plan.onConflict == CsvConflict::Replace) {
        for (const ChildReference &child : m_schema.childrenOf(m_plan.table)) {
            if (child.key.onDelete == "CASCADE"_L1 || child.key.onDelete.startsWith("SET"_L1))
                return Error{
                    .kind = Error::Kind::Policy,
                    .message
                    = u"Replacing deletes the old row first, and %1 references %2 with ON DELETE %3."_s
                          .arg(child.child, m_plan.table, child.key.onDelete),
                    .remedy = u"Use --on-conflict update, which keeps the row."_s
                };
        }
    }
    if (m_plan.onConflict != CsvConflict::Update)
        return Ok{};
    if (isMapped(m_table->primaryKey()))
        m_plan.key = m_table->primaryKey();
    for (const Index &index : qAsConst(m_schema.indexes)) {
        QStringList names;
        for (const IndexedColumn &column : index.columns)
            names.append(column.name);
        if (m_plan.key.isEmpty() && sameName(index.table, m_plan.table) && index.unique
            && !index.partial && isMapped(names))
            m_plan.key = names;
    }
    if (!m_plan.key.isEmpty())
        return Ok{};
    return Error{ .kind = Error::Kind::Usage,
                  .message = u"The file does not fill a primary key or unique index of %1, so it "
                             "cannot be told which row to update."_s.arg(m_plan.table),
                  .remedy = u"Map the key's columns, or choose another --on-conflict."_s };
}

Result<CsvPlan>
planCsvImport(SqliteConnection &connection, const CsvOptions &options, const Conduct &conduct)
{
    return CsvPlanner(connection, options, conduct).run();
}

} // namespace tidemark
