#include "../json.h"
#include "../simplecommand.h"
#include "../texts.h"

#include <engine/base/files.h>
#include <engine/operations/checkdrift.h>
#include <engine/operations/runquery.h>
#include <engine/operations/verifytables.h>
#include <engine/transfer/tableexport.h>

namespace tidemark::cli {

using namespace Qt::StringLiterals;

namespace {

std::optional<Error> failedCheck(const QList<Check> &checks)
{
    const auto failing = std::count_if(
        checks.begin(), checks.end(), [](const Check &check) { return !check.passed; });
    if (failing == 0)
        return std::nullopt;
    return Error{ .kind = Error::Kind::Policy,
                  .message = u"%1 of %2 checks failed."_s.arg(failing).arg(checks.size()),
                  .remedy = u"`tidemark-cli backups` lists what can be restored."_s };
}

QCoro::Task<Report> verifyCommand(Invocation invocation)
{
    const bool full = invocation.arguments.has(u"full"_s);
    const auto selection = invocation.select(Purpose::Read);
    if (!selection)
        co_return failed(selection.error());
    const VerifyTables operation(invocation.engine);
    const auto results = co_await operation.run(*selection, full, invocation.conduct);
    if (!results)
        co_return failed(results.error());
    Report report;
    for (const auto &result : *results) {
        TargetReport target{ .target = result.target };
        if (result.outcome) {
            target.state = stateName(result.outcome->status.state);
            target.fields.insert(u"checks"_s, checksJson(result.outcome->checks));
            target.error = failedCheck(result.outcome->checks);
            report.text += u"%1  (%2)\n"_s.arg(result.target.stream, result.target.label())
                           + checksText(result.outcome->checks) + u'\n';
        } else {
            target.error = result.outcome.error();
        }
        report.targets.append(target);
    }
    co_return report;
}

// Each difference with the statement that was proved to take it away, null where there is none.
QJsonArray driftJson(const CheckDrift::Report &drift)
{
    QJsonArray array = differencesJson(drift.differences);
    for (qsizetype i = 0; i < drift.differences.size(); ++i) {
        QJsonObject difference = array.at(i).toObject();
        difference.insert(u"sql"_s, QJsonValue());
        for (const CheckDrift::ProvedStatement &statement : drift.proved) {
            if (statement.settles.contains(drift.differences.at(i)))
                difference.insert(u"sql"_s, QString::fromUtf8(statement.sql));
        }
        array.replace(i, difference);
    }
    return array;
}

// The same databases at the place to compare with; nothing for the migrations.
Result<std::optional<Selection>> selectionAgainst(const Invocation &invocation)
{
    const QString against = invocation.arguments.has(u"against"_s)
                                ? invocation.arguments.value(u"against"_s)
                                : u"migrations"_s;
    if (against == "migrations"_L1)
        return std::optional<Selection>();
    if (against != "local"_L1 && against != "remote"_L1) {
        return Error{ .kind = Error::Kind::Usage,
                      .message
                      = u"--against takes migrations, local or remote, not %1."_s.arg(against),
                      .remedy = u"drift --local --against remote"_s };
    }
    const PlaceOfTarget place
        = against == "local"_L1 ? PlaceOfTarget::Local : PlaceOfTarget::Remote;
    const auto selection = invocation.select(Purpose::Read, place);
    if (!selection)
        return selection.error();
    return std::optional<Selection>(*selection);
}

QCoro::Task<Report> driftCommand(Invocation invocation)
{
    const auto against = selectionAgainst(invocation);
    if (!against)
        co_return failed(against.error());
    const auto selection = invocation.select(Purpose::Read);
    if (!selection)
        co_return failed(selection.error());
    const CheckDrift operation(invocation.engine);
    const CheckDrift::Wish wish{ .against = *against,
                                 .writeMigration = invocation.arguments.has(u"write-migration"_s) };
    const auto results = co_await operation.run(*selection, wish, invocation.conduct);
    if (!results)
        co_return failed(results.error());
    const QString other = *against ? u"the other place"_s : u"the migrations"_s;
    Report report;
    for (const auto &result : *results) {
        TargetReport target{ .target = result.target };
        if (!result.outcome) {
            target.error = result.outcome.error();
            report.targets.append(target);
            continue;
        }
        const CheckDrift::Report &drift = *result.outcome;
        target.fields.insert(u"differences"_s, driftJson(drift));
        report.text += u"%1  (%2)\n"_s.arg(result.target.stream, result.target.label());
        report.text
            += drift.differences.isEmpty() ? u"no drift\n\n"_s : differencesText(drift.differences);
        if (!drift.writtenFile.isEmpty())
            report.text += u"written: %1\n\n"_s.arg(drift.writtenFile);
        if (!drift.differences.isEmpty())
            target.error
                = Error{ .kind = Error::Kind::Difference,
                         .message = u"The live schema differs from %1 in %2."_s.arg(
                             other, counted(drift.differences.size(), u"place"_s, u"places"_s)),
                         .remedy = u"--write-migration absorbs what can be proved."_s };
        report.targets.append(target);
    }
    co_return report;
}

QString kindName(const Table &table)
{
    if (table.kind == Table::Kind::Virtual)
        return u"virtual"_s;
    return table.kind == Table::Kind::Shadow ? u"shadow"_s : u"table"_s;
}

QCoro::Task<Report> tablesCommand(Invocation invocation)
{
    const auto selection = invocation.select(Purpose::Read);
    if (!selection)
        co_return failed(selection.error());
    const RunQuery operation(invocation.engine);
    Report report;
    for (const SelectedTarget &selected : selection->targets) {
        TargetReport target{ .target = selected.target };
        const auto schema = co_await operation.schema(selected);
        if (!schema) {
            target.error = schema.error();
            report.targets.append(target);
            continue;
        }
        const Schema user = schema->userPart();
        QJsonArray array;
        TextTable table({ u"table"_s, u"kind"_s, u"columns"_s });
        for (const Table &each : user.tables) {
            table.add({ each.name, kindName(each), QString::number(each.columns.size()) });
            array.append(QJsonObject{ { u"name"_s, each.name },
                                      { u"kind"_s, kindName(each) },
                                      { u"columns"_s, each.columns.size() } });
        }
        for (const View &view : user.views) {
            table.add({ view.name, u"view"_s, QString::number(view.columns.size()) });
            array.append(QJsonObject{ { u"name"_s, view.name },
                                      { u"kind"_s, u"view"_s },
                                      { u"columns"_s, view.columns.size() } });
        }
        target.fields.insert(u"tables"_s, array);
        report.text += u"%1  (%2)\n"_s.arg(selected.target.stream, selected.target.label())
                       + (table.isEmpty() ? u"no tables\n"_s : table.text()) + u'\n';
        report.targets.append(target);
    }
    co_return report;
}

// The DDL of one object with its indexes and triggers, or of everything.
QStringList definitions(const Schema &schema, const QString &only)
{
    QStringList list;
    const auto add = [&list](const QByteArray &sql) {
        if (!sql.isEmpty())
            list.append(QString::fromUtf8(sql) + u';');
    };
    const auto wanted = [&only](const QString &name) {
        return only.isEmpty() || name.compare(only, Qt::CaseInsensitive) == 0;
    };
    for (const Table &table : schema.tables) {
        if (wanted(table.name))
            add(table.sql);
    }
    for (const View &view : schema.views) {
        if (wanted(view.name))
            add(view.sql);
    }
    for (const Index &index : schema.indexes) {
        if (wanted(index.table) || wanted(index.name))
            add(index.sql);
    }
    for (const Trigger &trigger : schema.triggers) {
        if (wanted(trigger.table) || wanted(trigger.name))
            add(trigger.sql);
    }
    return list;
}

QCoro::Task<Report> schemaCommand(Invocation invocation)
{
    const QString only = invocation.arguments.words.value(0);
    const auto selection = invocation.select(Purpose::Read);
    if (!selection)
        co_return failed(selection.error());
    const RunQuery operation(invocation.engine);
    Report report;
    bool found = false;
    for (const SelectedTarget &selected : selection->targets) {
        TargetReport target{ .target = selected.target };
        const auto schema = co_await operation.schema(selected);
        if (!schema) {
            target.error = schema.error();
            report.targets.append(target);
            continue;
        }
        const QStringList list = definitions(only.isEmpty() ? schema->userPart() : *schema, only);
        found = found || !list.isEmpty();
        target.fields.insert(u"schema"_s, QJsonArray::fromStringList(list));
        if (!list.isEmpty())
            report.text += u"-- %1 (%2)\n"_s.arg(selected.target.stream, selected.target.label())
                           + list.join(u'\n') + u"\n\n"_s;
        report.targets.append(target);
    }
    if (!only.isEmpty() && !found && report.exitCode() == 0)
        report.error = Error{ .kind = Error::Kind::Usage,
                              .message = u"There is no table %1."_s.arg(only),
                              .remedy = u"`tidemark-cli tables` lists them."_s };
    co_return report;
}

Result<RunQuery::Request> queryOf(const Arguments &arguments)
{
    RunQuery::Request request;
    request.mayWrite = arguments.has(u"yes"_s) && !arguments.has(u"read-only"_s);
    if (arguments.has(u"file"_s)) {
        const auto content = readFile(arguments.value(u"file"_s));
        if (!content)
            return content.error();
        request.sql = *content;
    } else {
        request.sql = arguments.words.value(0).toUtf8();
    }
    if (request.sql.trimmed().isEmpty())
        return Error{ .kind = Error::Kind::Usage,
                      .message = u"There is no SQL to run."_s,
                      .remedy = u"query SQL, or query --file F"_s };
    for (const QString &parameter : arguments.all(u"param"_s)) {
        const qsizetype equals = parameter.indexOf(u'=');
        if (equals <= 0)
            return Error{ .kind = Error::Kind::Usage,
                          .message = u"--param takes NAME=VALUE, not %1."_s.arg(parameter),
                          .remedy = u"For example --param id=7."_s };
        request.parameters.insert(parameter.left(equals), parameter.mid(equals + 1));
    }
    return request;
}

QString plainRows(const ResultSet &result)
{
    if (result.columns.isEmpty())
        return u"%1 changed\n"_s.arg(counted(result.changes, u"row"_s, u"rows"_s));
    TextTable table(result.columns);
    for (const Row &row : result.rows) {
        QStringList cells;
        for (const Value &value : row)
            cells.append(value.isNull() ? u"NULL"_s : value.toString());
        table.add(cells);
    }
    return table.text();
}

Result<QString> resultsText(const QList<ResultSet> &results, const QString &format)
{
    static const QMap<QString, ExportFormat> formats{ { u"csv"_s, ExportFormat::Csv },
                                                      { u"json"_s, ExportFormat::Json },
                                                      { u"markdown"_s, ExportFormat::Markdown } };
    if (!format.isEmpty() && format != "table"_L1 && !formats.contains(format))
        return Error{ .kind = Error::Kind::Usage,
                      .message
                      = u"--format takes table, csv, json or markdown, not %1."_s.arg(format),
                      .remedy = u"query SQL --format csv"_s };
    QString text;
    for (const ResultSet &result : results) {
        if (formats.contains(format))
            text += QString::fromUtf8(
                formatRows(result.columns, result.rows, formats.value(format)));
        else
            text += plainRows(result) + u'\n';
    }
    return text;
}

QCoro::Task<Report> queryCommand(Invocation invocation)
{
    const auto request = queryOf(invocation.arguments);
    if (!request)
        co_return failed(request.error());
    const auto selection = invocation.select(request->mayWrite ? Purpose::Write : Purpose::Read);
    if (!selection)
        co_return failed(selection.error());
    const auto selected = invocation.single(*selection);
    if (!selected)
        co_return failed(selected.error());
    if (request->mayWrite) {
        invocation.announce(*selection);
        if (auto confirmed = invocation.confirmProduction(*selection); !confirmed)
            co_return failed(confirmed.error());
    }
    const RunQuery operation(invocation.engine);
    const auto results = co_await operation.run(*selected, *request, invocation.conduct);
    Report report;
    TargetReport target{ .target = selected->target };
    if (results) {
        QJsonArray array;
        for (const ResultSet &result : *results)
            array.append(resultJson(result));
        target.fields.insert(u"results"_s, array);
        const auto text = resultsText(*results, invocation.arguments.value(u"format"_s));
        if (!text)
            co_return failed(text.error());
        report.text = *text;
    } else {
        target.error = results.error();
    }
    report.targets.append(target);
    co_return report;
}

} // namespace

QList<SimpleCommand::Spec> lookCommands()
{
    return {
        { .name = u"verify"_s,
          .synopsis = u"verify [--full]"_s,
          .summary = u"is what should be there, there? a row each"_s,
          .options = { { u"full"_s, {}, u"every table, foreign key and page"_s } },
          .run = verifyCommand },
        { .name = u"drift"_s,
          .synopsis = u"drift [--against migrations] [--write-migration]"_s,
          .summary = u"how the live schema differs from the migrations"_s,
          .options
          = { { u"against"_s, u"WHAT"_s, u"migrations"_s },
              { u"write-migration"_s, {}, u"write what can be proved as a new migration"_s } },
          .run = driftCommand },
        { .name = u"tables"_s,
          .synopsis = u"tables"_s,
          .summary = u"tables and views"_s,
          .run = tablesCommand },
        { .name = u"schema"_s,
          .synopsis = u"schema [TABLE]"_s,
          .summary = u"the definition of a table, or of everything"_s,
          .maximumWords = 1,
          .run = schemaCommand },
        { .name = u"query"_s,
          .synopsis
          = u"query (SQL|--file F) [--param NAME=VALUE]… [--format table|csv|json|markdown] [--read-only]"_s,
          .summary = u"run SQL on one database"_s,
          .options = { { u"file"_s, u"F"_s, u"read the SQL from a file"_s },
                       { u"param"_s, u"NAME=VALUE"_s, u"bind :NAME; repeatable"_s },
                       { u"format"_s, u"FORMAT"_s, u"table, csv, json or markdown"_s },
                       { u"read-only"_s, {}, u"refuse whatever writes"_s } },
          .maximumWords = 1,
          .run = queryCommand }
    };
}

} // namespace tidemark::cli
