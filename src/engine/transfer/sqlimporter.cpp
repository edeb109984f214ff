#include "sqlimporter.h"

#include "dumptext.h"

#include <engine/sql/identifier.h>
#include <engine/sql/tokenizer.h>

#include <algorithm>
#include <cstring>
#include <sqlite3.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int StatementsBetweenReports = 256;

// Failures that say something about the disk or the lock, not about the text.
bool isOfTheEnvironment(int code)
{
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_INTERRUPT:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
        return true;
    default:
        return false;
    }
}

void bindCell(sqlite3_stmt *statement, int parameter, const Cell &cell)
{
    const auto size = static_cast<sqlite3_uint64>(cell.bytes.size());
    switch (cell.kind) {
    case Value::Kind::Null:
        sqlite3_bind_null(statement, parameter);
        return;
    case Value::Kind::Integer:
        sqlite3_bind_int64(statement, parameter, cell.integer);
        return;
    case Value::Kind::Real:
        sqlite3_bind_double(statement, parameter, cell.real);
        return;
    case Value::Kind::Text: // static: the row is inserted before the text goes
        sqlite3_bind_text64(
            statement, parameter, cell.bytes.data(), size, SQLITE_STATIC, SQLITE_UTF8);
        return;
    case Value::Kind::Blob:
        sqlite3_bind_blob64(statement, parameter, cell.bytes.data(), size, SQLITE_STATIC);
        return;
    }
}

// U+FFFD, which stands where an exporter met bytes that are not UTF-8.
bool holdsReplacement(QByteArrayView sql)
{
    constexpr QByteArrayView Replacement = "\xEF\xBF\xBD";
    const void *first
        = std::memchr(sql.data(), Replacement.front(), static_cast<size_t>(sql.size()));
    return first && sql.sliced(static_cast<const char *>(first) - sql.data()).contains(Replacement);
}

} // namespace

Result<ImportReport> SqlImporter::run(const Conduct &conduct, qint64 totalBytes)
{
    while (true) {
        const auto more = m_reader.next();
        if (!more)
            return more.error();
        if (!*more)
            break;
        if (conduct.stop.stop_requested())
            return cancelled();
        if (auto taken = take(); !taken)
            return taken.error();
        if (m_reader.number() % StatementsBetweenReports == 0) {
            report(conduct.progress,
                   { .text = u"Importing"_s, .done = m_reader.bytesRead(), .total = totalBytes });
        }
    }
    if (auto finished = finish(); !finished)
        return finished.error();
    return m_report;
}

Result<> SqlImporter::take()
{
    ++m_report.statements;
    const QByteArrayView text = m_reader.text();
    if (m_report.statements <= 2 && m_reader.leading().contains("-- Tidemark "))
        m_isForeign = false;
    const QByteArray word = firstWord(text);
    if (word == "INSERT" || word == "REPLACE")
        return takeInsert();
    if (word == "CREATE")
        return takeCreate();
    if (word == "BEGIN" || word == "COMMIT" || word == "END" || word == "ROLLBACK"
        || word == "SAVEPOINT" || word == "RELEASE")
        return takeTransaction(word);
    if (word == "PRAGMA")
        return takePragma();
    if (word == "DROP")
        return takeDrop();
    if (word == "ALTER") {
        if (auto created = createWaiting();
            !created) // a script rather than a dump: its order counts
            return created.error();
        return runHere(text);
    }
    if (word == "ATTACH" || word == "DETACH" || word == "VACUUM") {
        return misplaced(u"%1 has no place in a dump."_s.arg(QString::fromLatin1(word)),
                         u"Remove the statement from the file."_s);
    }
    return runHere(text);
}

Result<> SqlImporter::takeCreate()
{
    const CreatedObject object = createdObject(m_reader.text());
    if (object.name.toLower().startsWith("_cf_")) {
        repaired(u"_cf_ tables, which are D1's own, were left out"_s);
        return Ok{};
    }
    switch (object.type) {
    case CreatedObject::Type::Index:
        m_indexes.append(waiting());
        return Ok{};
    case CreatedObject::Type::View:
        m_views.append(waiting());
        if (std::any_of(m_triggers.begin(), m_triggers.end(), [&object](const Waiting &trigger) {
                return hasTriggerOn(trigger.sql, object.name);
            }))
            repaired(u"trigger before its view: created after it"_s);
        return Ok{};
    case CreatedObject::Type::Trigger:
        m_triggers.append(waiting());
        return Ok{};
    case CreatedObject::Type::Table:
        if (auto created = runHere(m_reader.text()); !created)
            return created.error();
        m_tables.insert(object.name.toLower());
        noteParents(m_reader.text(), object.name.toLower());
        return Ok{};
    case CreatedObject::Type::Other:
        break;
    }
    return runHere(m_reader.text());
}

Result<> SqlImporter::takeInsert()
{
    const QByteArrayView text = m_reader.text();
    const QByteArray table = insertedTable(text);
    if (table == "sqlite_schema" || table == "sqlite_master")
        return takeVirtualTableRow();
    if (table.startsWith("_cf_")) {
        repaired(u"_cf_ tables, which are D1's own, were left out"_s);
        return Ok{};
    }
    if (!m_missingParents.isEmpty())
        noteEarlyRows(table);
    const auto inserted = insertLiterals();
    if (!inserted)
        return inserted.error();
    if (m_isForeign)
        noteDoubts(text, *inserted ? m_literals.hasWideInteger() : hasWideInteger(text));
    return *inserted ? Result<>(Ok{}) : runHere(text);
}

// Parsing a statement takes SQLite longer than inserting its rows: values go into one that is prepared once. False if
// the statement has to be run as it is.
Result<bool> SqlImporter::insertLiterals()
{
    if (!m_literals.read(m_reader.text()) || !prepareInsert())
        return false;
    sqlite3_stmt *const statement = m_insert->handle();
    for (size_t row = 0; row < m_literals.rows(); ++row) {
        const Cell *const cells = m_literals.row(row);
        for (int column = 0; column < m_insertColumns; ++column)
            bindCell(statement, column + 1, cells[column]);
        const auto done = m_insert->step();
        sqlite3_reset(statement);
        if (done)
            continue;
        Error error = judged(done.error());
        const auto before = m_reader.text().first(m_literals.offset(row));
        error.where = { .line = m_reader.line() + static_cast<int>(before.count('\n')),
                        .statement = m_reader.number() };
        error.databaseState = DatabaseState::Unchanged; // the caller rolls back
        return error;
    }
    return true;
}

// False if SQLite has something to say about the statement: it says it best about the statement itself.
bool SqlImporter::prepareInsert()
{
    if (m_insert && m_insertColumns == m_literals.columns() && m_insertHead == m_literals.head())
        return true;
    m_insert.reset();
    m_insertHead = m_literals.head().toByteArray();
    m_insertColumns = m_literals.columns();
    const QByteArray parameters = QByteArray(",?").repeated(m_insertColumns).mid(1);
    auto prepared = m_destination.prepare(QByteArray(m_insertHead + '(' + parameters + ')'));
    if (!prepared)
        return false;
    m_insert = std::move(*prepared);
    return true;
}

Result<> SqlImporter::takeTransaction(QByteArrayView word)
{
    if (word == "ROLLBACK") {
        return misplaced(u"The dump undoes itself with ROLLBACK: its exporter met an error."_s,
                         u"Make the dump again and look at what the exporter says."_s);
    }
    if (word == "BEGIN")
        m_isOpenTransaction = true;
    else if (word == "COMMIT" || word == "END")
        m_isOpenTransaction = false;
    repaired(u"transaction statements were left out: the import is one transaction"_s);
    return Ok{};
}

Result<> SqlImporter::takePragma()
{
    const QByteArray name = pragmaName(m_reader.text());
    if (name == "user_version" || name == "application_id") // part of the content
        return m_destination.run(m_reader.text());
    // What these ask for is what an import does anyway.
    if (name != "defer_foreign_keys" && name != "foreign_keys" && name != "writable_schema")
        repaired(u"PRAGMA %1 was left out"_s.arg(QString::fromUtf8(name)));
    return Ok{};
}

Result<> SqlImporter::takeDrop()
{
    const DroppedObject object = droppedObject(m_reader.text());
    const QByteArray name = object.name.toLower();
    if (object.ifExists && object.isTable && !m_tables.contains(name))
        return Ok{}; // the destination is empty
    if (name != "_tidemark_pieces") {
        if (auto created = createWaiting(); !created)
            return created.error();
    }
    m_tables.remove(name);
    return runHere(m_reader.text());
}

// sqlite3's .dump writes a virtual table's definition straight into sqlite_schema, and its shadow tables as plain ones.
// Nothing else may be written there.
Result<> SqlImporter::takeVirtualTableRow()
{
    const auto definition = virtualTableDefinition(m_reader.text());
    if (!definition) {
        return misplaced(
            u"The dump writes into sqlite_schema something that is not a virtual table."_s,
            u"Remove the statement if the file can be trusted otherwise."_s);
    }
    m_virtualTables.append(waiting());
    m_virtualTables.last().sql = *definition;
    return Ok{};
}

Result<> SqlImporter::createWaiting()
{
    for (auto *list : { &m_indexes, &m_views, &m_triggers }) {
        for (const Waiting &object : std::as_const(*list)) {
            if (auto created = runAt(object.sql, object.line, object.number); !created)
                return created.error();
        }
        list->clear();
    }
    return Ok{};
}

Result<> SqlImporter::createVirtualTables()
{
    if (m_virtualTables.isEmpty())
        return Ok{};
    sqlite3 *const handle = m_destination.handle();
    sqlite3_db_config(handle, SQLITE_DBCONFIG_WRITABLE_SCHEMA, 1, nullptr);
    Result<> outcome = Ok{};
    for (const Waiting &table : std::as_const(m_virtualTables)) {
        const QByteArray name = quotedString(createdObject(table.sql).name);
        const QByteArray row = "'table'," + name + ',' + name + ",0," + quotedString(table.sql);
        outcome = m_destination.run(QByteArray(
            "INSERT INTO sqlite_schema (type,name,tbl_name,rootpage,sql) VALUES (" + row + ')'));
        if (!outcome)
            break;
    }
    sqlite3_db_config(handle, SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0, nullptr);
    return outcome ? m_destination.run("PRAGMA writable_schema=RESET") : outcome;
}

Result<> SqlImporter::runHere(QByteArrayView sql)
{
    return runAt(sql, m_reader.line(), m_reader.number());
}

Result<> SqlImporter::runAt(QByteArrayView sql, int line, int number)
{
    auto done = execute(sql);
    if (!done && done.error().message.contains("no such column: Inf"_L1)) {
        if (const QByteArray mended = withInfinities(sql); mended != sql) {
            repaired(u"bare Infinity was read as an infinite number"_s);
            done = execute(mended);
        }
    }
    if (done)
        return done;
    Error error = done.error();
    const qsizetype at = std::clamp<qsizetype>(error.where.offset, 0, sql.size());
    error.where.line = line + static_cast<int>(sql.first(at).count('\n'));
    error.where.statement = number;
    error.databaseState = DatabaseState::Unchanged; // the caller rolls back
    if (error.kind == Error::Kind::BadInput && !m_reader.isComplete()
        && number == m_reader.number()) {
        error.message += u" The file ends in the middle of this statement."_s;
        error.remedy = u"The dump was cut off: make it again."_s;
    }
    return error;
}

Error SqlImporter::judged(Error error) const
{
    if (error.kind == Error::Kind::Database
        && !isOfTheEnvironment(sqlite3_extended_errcode(m_destination.handle()))) {
        error.kind = Error::Kind::BadInput;
        if (error.remedy.isEmpty())
            error.remedy = u"Correct the statement in the file."_s;
    }
    return error;
}

Result<> SqlImporter::execute(QByteArrayView sql)
{
    auto statement = m_destination.prepare(sql);
    if (!statement)
        return judged(statement.error());
    while (true) {
        const auto more = statement->step();
        if (!more)
            return judged(more.error());
        if (!*more)
            return Ok{};
    }
}

Result<> SqlImporter::finish()
{
    if (m_isOpenTransaction) {
        return misplaced(u"The dump begins a transaction and never commits it: it was cut off."_s,
                         u"Make the dump again."_s);
    }
    if (auto created = createVirtualTables(); !created)
        return created.error();
    return createWaiting();
}

SqlImporter::Waiting SqlImporter::waiting() const
{
    return { m_reader.text().toByteArray(), m_reader.line(), m_reader.number() };
}

Error SqlImporter::misplaced(const QString &message, const QString &remedy) const
{
    return { .kind = Error::Kind::BadInput,
             .message = message,
             .remedy = remedy,
             .where = { .line = m_reader.line(), .statement = m_reader.number() } };
}

void SqlImporter::noteParents(QByteArrayView sql, const QByteArray &table)
{
    for (const QByteArray &parent : referencedTables(sql)) {
        if (parent != table && !m_tables.contains(parent))
            m_missingParents[table].append(parent);
    }
}

void SqlImporter::noteEarlyRows(const QByteArray &table)
{
    const auto found = m_missingParents.constFind(table);
    if (found == m_missingParents.constEnd())
        return;
    for (const QByteArray &parent : *found) {
        if (!m_tables.contains(parent)) {
            repaired(
                u"child table before parent: rows of %1 came before table %2; keys were checked at the end"_s
                    .arg(QString::fromUtf8(table), QString::fromUtf8(parent)));
        }
    }
    m_missingParents.erase(found);
}

void SqlImporter::noteDoubts(QByteArrayView sql, bool hasWide)
{
    const auto doubt = [this](const QString &what) {
        if (!m_report.doubts.contains(what))
            m_report.doubts.append(what);
    };
    if (hasWide)
        doubt(u"integers beyond 2^53 may have been rounded by the exporter"_s);
    if (holdsReplacement(sql))
        doubt(u"text holds U+FFFD: the exporter may have replaced bytes that are not UTF-8"_s);
}

void SqlImporter::repaired(const QString &what)
{
    if (!m_report.repairs.contains(what))
        m_report.repairs.append(what);
}

} // namespace tidemark
