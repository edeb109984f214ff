#include "statementrules.h"

#include <engine/database/sqlite/d1profile.h>
#include <engine/sql/tokenizer.h>

#include <sqlite3.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Form = StatementShape::Form;

const StatementShape &shape(const StepContext &context, int number)
{
    return context.shapes.at(number - 1);
}

const QByteArray &text(const StepContext &context, int number)
{
    return context.script.statements.at(number - 1).text;
}

/// There before the run, so that code and rows may depend on it.
bool isExisting(const StepContext &context, const QString &table)
{
    return context.before.table(table) && !context.isNew(table);
}

/// The columns an UPDATE assigns to.
QStringList assignedColumns(QByteArrayView statement)
{
    QStringList columns;
    const auto tokens = significantTokens(statement);
    int depth = 0;
    bool inSet = false;
    for (qsizetype i = 0; i + 1 < tokens.size(); ++i) {
        const auto word = tokens.at(i).in(statement);
        depth += word == QByteArrayView("(") ? 1 : word == QByteArrayView(")") ? -1 : 0;
        if (depth > 0)
            continue;
        if (inSet
            && (isKeyword(statement, tokens.at(i), "WHERE")
                || isKeyword(statement, tokens.at(i), "FROM")))
            break;
        const bool starts = isKeyword(statement, tokens.at(i), "SET") && !inSet;
        inSet |= starts;
        if (inSet && (starts || word == QByteArrayView(","))
            && tokens.at(i + 1).in(statement) != QByteArrayView("("))
            columns << QString::fromUtf8(identifierName(statement, tokens.at(i + 1)));
    }
    return columns;
}

void checkWholeTable(StepContext &context, int number)
{
    const StatementShape &what = shape(context, number);
    const bool deletes = what.form == Form::Delete;
    if ((!deletes && what.form != Form::Update) || !changesWholeTable(text(context, number))
        || !isExisting(context, what.target))
        return;
    if (deletes) {
        context.addLoss(u"S104"_s,
                        number,
                        what.target,
                        u"DELETE without WHERE removes every row of %1%2."_s.arg(
                            what.target, context.run.liveCountText(what.target)));
        return;
    }
    const QStringList columns = assignedColumns(text(context, number));
    const bool fillsNew = std::ranges::all_of(columns, [&](const QString &column) {
        const Table *table = context.before.table(what.target);
        return !table->column(column) || context.isNewColumn(what.target, column);
    });
    if (columns.isEmpty() || !fillsNew)
        context.add(u"S105"_s,
                    number,
                    what.target,
                    u"UPDATE without WHERE changes every row of %1%2."_s.arg(
                        what.target, context.run.liveCountText(what.target)));
}

/// False if the statement must not run.
bool checkNames(StepContext &context, int number)
{
    const StatementShape &what = shape(context, number);
    const bool createsTable
        = what.form == Form::CreateTable || what.form == Form::CreateVirtualTable;
    const bool writes = what.changesSchema() || what.changesRows();
    const QString name
        = what.form == Form::RenameTable && isInternal(what.newName) ? what.newName : what.target;
    const QString table
        = what.form == Form::CreateIndex || what.form == Form::CreateTrigger ? what.object : name;
    if (!writes || (!isInternal(table) && !isInternal(name)))
        return true;
    const QString reserved = isInternal(table) ? table : name;
    const bool byPrefix = isOurs(reserved) || d1profile::isReservedName(reserved.toUtf8());
    if (nameKey(reserved) == "sqlite_sequence"_L1)
        return true;
    if ((createsTable || what.form == Form::RenameTable || what.form == Form::CreateView)
        && byPrefix)
        context.add(u"S412"_s, number, reserved, u"The name %1 is reserved."_s.arg(reserved));
    else
        context.add(
            u"G022"_s,
            number,
            reserved,
            u"%1 records migrations or belongs to the database; a migration must not change it."_s
                .arg(reserved));
    return false;
}

bool isOff(const QString &value)
{
    const QString key = nameKey(value);
    return key == "off"_L1 || key == "0"_L1 || key == "no"_L1 || key == "false"_L1;
}

/// Fits a script with "transaction none": SQLite refuses or ignores these only within a transaction.
bool mayRunAlone(const StepContext &context, int number)
{
    static const QSet<QString> pragmas = { u"journal_mode"_s, u"auto_vacuum"_s, u"page_size"_s };
    const StatementShape &what = shape(context, number);
    if (context.script.header.transactional || context.run.substitute.inTransaction())
        return false;
    return what.form == Form::Pragma ? pragmas.contains(nameKey(what.target))
                                     : keywordCount(text(context, number), "VACUUM") > 0
                                           && keywordCount(text(context, number), "INTO") == 0;
}

/// False if the statement must not run.
bool checkOutside(StepContext &context, int number)
{
    const StatementShape &what = shape(context, number);
    const bool d1 = context.run.isD1();
    if (what.form == Form::Transaction && context.script.header.transactional)
        return false; // G012, found by lintFiles()
    if (what.form == Form::Pragma && nameKey(what.target) == "foreign_keys"_L1
        && isOff(what.object)) {
        if (d1)
            context.add(u"D120"_s,
                        number,
                        what.target,
                        u"D1 ignores PRAGMA foreign_keys=OFF; foreign key actions still fire."_s);
        else if (context.script.header.transactional)
            context.add(u"S108"_s,
                        number,
                        what.target,
                        u"PRAGMA foreign_keys=OFF does nothing here, because the script runs in a "
                        "transaction; foreign key actions still fire."_s);
        return true;
    }
    static const QSet<QString> fileWide
        = { u"writable_schema"_s, u"journal_mode"_s, u"auto_vacuum"_s,
            u"page_size"_s,       u"encoding"_s,     u"locking_mode"_s };
    const bool pragma = what.form == Form::Pragma && fileWide.contains(nameKey(what.target));
    if (d1 || (what.form != Form::Maintenance && !pragma))
        return true;
    if (!mayRunAlone(context, number))
        context.add(
            u"S411"_s, number, what.target, u"%1 has no place in a migration."_s.arg(what.target));
    return false;
}

void checkSize(StepContext &context, int number)
{
    const QByteArray &statement = text(context, number);
    if (!context.run.isD1() || statement.size() <= d1profile::MaxStatementBytes)
        return;
    context.add(u"D105"_s,
                number,
                shape(context, number).target,
                u"The statement has %1 bytes; D1 takes at most 100,000."_s.arg(statement.size()));
    for (const Token &token : significantTokens(statement)) {
        if ((token.kind == Token::Kind::String || token.kind == Token::Kind::Blob)
            && token.length > d1profile::MaxValueBytes)
            context.add(
                u"D113"_s,
                number,
                shape(context, number).target,
                u"A literal has %1 bytes; D1 stores at most 2,000,000."_s.arg(token.length));
    }
}

void checkForm(StepContext &context, int number)
{
    const StatementShape &what = shape(context, number);
    if (what.form == Form::CreateTable && what.asSelect)
        context.add(
            u"S408"_s,
            number,
            what.target,
            u"%1 is made by AS SELECT and has no key, NOT NULL, default or reference."_s.arg(
                what.target));
    if (what.form == Form::Insert && what.selectsStar)
        context.add(u"S409"_s,
                    number,
                    what.target,
                    u"SELECT * fills %1 by the order of columns."_s.arg(what.target));
    if (what.form == Form::CreateTrigger && context.run.isD1())
        context.add(u"D114"_s,
                    number,
                    what.target,
                    u"The trigger %1 is sent as one statement of its own."_s.arg(what.target));
}

/// The statement without the guard that ALTER TABLE does not know.
QByteArray withoutGuard(StepContext &context, int number)
{
    const StatementShape &what = shape(context, number);
    QByteArray statement = text(context, number);
    if (what.guardOffset < 0
        || (what.form != Form::AddColumn && what.form != Form::DropColumn
            && what.form != Form::RenameTable && what.form != Form::RenameColumn))
        return statement;
    QByteArray plain = statement;
    plain.remove(what.guardOffset, what.guardLength);
    plain = plain.simplified();
    Finding finding
        = context.run.book.make(u"S401"_s,
                                context.id(),
                                number,
                                what.target,
                                u"SQLite's ALTER TABLE has no IF EXISTS or IF NOT EXISTS.%1"_s.arg(
                                    caretText(statement, what.guardOffset)));
    finding.rewrite = QString::fromUtf8(plain) + u';';
    context.run.book.add(finding);
    return plain;
}

void checkOwners(StepContext &context, int number, const QSet<QString> &touched)
{
    const QString stream = nameKey(context.run.request.stream.config.name);
    const auto &owners = context.run.request.owners;
    for (auto i = owners.cbegin(); i != owners.cend(); ++i) {
        const QString owner = nameKey(i.value());
        if (!touched.contains(nameKey(i.key())) || stream == owner
            || stream.startsWith(QString(owner + u'_')))
            continue;
        context.add(u"G015"_s,
                    number,
                    i.key(),
                    u"%1 belongs to %2, and this is a migration of %3."_s.arg(
                        i.key(), i.value(), context.run.request.stream.config.name));
    }
}

bool usesClock(QByteArrayView statement)
{
    const auto tokens = significantTokens(statement);
    return std::ranges::any_of(tokens, [&](const Token &token) {
        return isKeyword(statement, token, "CURRENT_TIMESTAMP")
               || isKeyword(statement, token, "CURRENT_DATE")
               || isKeyword(statement, token, "CURRENT_TIME")
               || (token.kind == Token::Kind::String
                   && token.in(statement) == QByteArrayView("'now'"));
    });
}

} // namespace

bool isRowAction(int action)
{
    return action == SQLITE_INSERT || action == SQLITE_UPDATE || action == SQLITE_DELETE;
}

QByteArray checkStatement(StepContext &context, int number)
{
    checkWholeTable(context, number);
    checkForm(context, number);
    checkSize(context, number);
    checkWideIntegers(context, number);
    if (!checkNames(context, number) || !checkOutside(context, number))
        return {};
    return withoutGuard(context, number);
}

void checkEvents(StepContext &context, int number, const Execution &execution)
{
    QSet<QString> touched;
    bool random = false;
    for (const AuthorizerEvent &event : execution.events) {
        const QString first = nameKey(event.first);
        random |= event.action == SQLITE_FUNCTION && event.trigger.isEmpty()
                  && (event.second == "random" || event.second == "randomblob");
        if (event.action == SQLITE_UPDATE)
            context.run.written.insert(columnKey(first, nameKey(event.second)));
        else if (isRowAction(event.action))
            context.run.written.insert(first);
        if (isRowAction(event.action) && event.trigger.isEmpty() && !isInternal(first))
            touched.insert(first);
        if (event.action == SQLITE_ALTER_TABLE)
            touched.insert(nameKey(event.second));
        else if (event.action == SQLITE_DROP_TABLE || event.action == SQLITE_CREATE_TABLE)
            touched.insert(first);
    }
    checkOwners(context, number, touched);
    if (shape(context, number).changesRows() && (random || usesClock(text(context, number))))
        context.add(
            u"G021"_s,
            number,
            shape(context, number).target,
            u"The rows written to %1 differ from run to run."_s.arg(shape(context, number).target));
}

void checkQuotedStrings(StepContext &context, int number)
{
    const QByteArray &statement = text(context, number);
    if (!statement.contains('"') || shape(context, number).form == Form::Pragma)
        return;
    context.run.substitute.setStringFallback(false);
    const Execution strict = context.run.substitute.prepare(statement);
    context.run.substitute.setStringFallback(true);
    const Execution lax = context.run.substitute.prepare(statement);
    if (!strict.failure || lax.failure || !strict.failure->message.startsWith("no such column"_L1))
        return;
    context.add(u"S403"_s,
                number,
                strict.failure->message.section(u": "_s, 1),
                u"\"%1\" names nothing and is taken for a string.%2"_s.arg(
                    strict.failure->message.section(u": "_s, 1),
                    caretText(statement, strict.failure->offset)));
}

namespace {

/// The object a guarded CREATE asks for, made in a database of its own.
Schema requested(const StepContext &context, int number)
{
    const StatementShape &what = shape(context, number);
    auto scratch = Substitute::create(SqliteOptions::Profile::Sqlite);
    if (!scratch)
        return {};
    const Table *table
        = what.form == Form::CreateIndex ? context.before.table(what.object) : nullptr;
    if (table && !scratch->run(table->sql))
        return {};
    if (!scratch->run(text(context, number)))
        return {};
    return scratch->userSchema().valueOr({});
}

bool sameTable(const Table &a, const Table &b)
{
    return fingerprint(Schema{ .tables = { a } }) == fingerprint(Schema{ .tables = { b } });
}

bool sameIndex(const Index &a, const Index &b)
{
    return nameKey(a.table) == nameKey(b.table) && a.unique == b.unique && a.partial == b.partial
           && a.columns == b.columns;
}

} // namespace

void checkMasked(StepContext &context, int number, const Schema &now)
{
    const StatementShape &what = shape(context, number);
    const bool table = what.form == Form::CreateTable && !what.asSelect;
    if (!what.guarded || (!table && what.form != Form::CreateIndex))
        return;
    const Schema wanted = requested(context, number);
    bool differs = false;
    if (table) {
        const Table *there = now.table(what.target);
        const Table *asked = wanted.table(what.target);
        differs = there && asked && !sameTable(*there, *asked);
    } else {
        const Index *there = now.index(what.target);
        const Index *asked = wanted.index(what.target);
        differs = there && asked && !sameIndex(*there, *asked);
    }
    if (differs)
        context.add(
            u"G016"_s,
            number,
            what.target,
            u"%1 is already there with another shape; IF NOT EXISTS left it as it is."_s.arg(
                what.target));
}

QString caretText(QByteArrayView statement, qsizetype offset)
{
    if (offset < 0 || offset > statement.size())
        return {};
    const qsizetype start = statement.first(offset).lastIndexOf('\n') + 1;
    qsizetype end = statement.indexOf('\n', offset);
    end = end < 0 ? statement.size() : end;
    const qsizetype column = QString::fromUtf8(statement.sliced(start, offset - start)).size();
    const QString line = QString::fromUtf8(statement.sliced(start, end - start));
    return u"\n  "_s + line + u"\n  "_s + QString(column, u' ') + u'^';
}

} // namespace tidemark
