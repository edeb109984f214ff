#include "../json.h"
#include "../simplecommand.h"
#include "../texts.h"

#include <engine/operations/importcsv.h>

#include <QFileInfo>

namespace tidemark::cli {

using namespace Qt::StringLiterals;

namespace {

Error usage(const QString &message, const QString &remedy)
{
    return { .kind = Error::Kind::Usage, .message = message, .remedy = remedy };
}

Error wrongValue(const QString &option, const QString &takes, const QString &value)
{
    return usage(u"--%1 takes %2, not %3."_s.arg(option, takes, value),
                 u"`tidemark-cli import-csv --help` shows the options."_s);
}

Result<QList<CsvMapping>> mappingsOf(const Arguments &arguments)
{
    QList<CsvMapping> mappings;
    for (const QString &text : arguments.all(u"map"_s)) {
        const qsizetype equals = text.indexOf(u'=');
        if (equals < 0 || equals + 1 == text.size())
            return wrongValue(u"map"_s, u"COLUMN=FIELD"_s, text);
        mappings.append({ .column = text.left(equals), .field = text.mid(equals + 1) });
    }
    return mappings;
}

Result<CsvOptions> optionsOf(const Arguments &arguments)
{
    static const QMap<QString, CsvEmpty> empties{ { u"auto"_s, CsvEmpty::Auto },
                                                  { u"null"_s, CsvEmpty::Null },
                                                  { u"text"_s, CsvEmpty::Text } };
    CsvOptions options{ .table = arguments.words.value(0),
                        .file = QFileInfo(arguments.words.value(1)).absoluteFilePath() };
    const auto mappings = mappingsOf(arguments);
    if (!mappings)
        return mappings.error();
    options.mappings = *mappings;
    if (arguments.has(u"delimiter"_s)) {
        options.delimiter = csvDelimiter(arguments.value(u"delimiter"_s));
        if (!options.delimiter)
            return wrongValue(u"delimiter"_s,
                              u"one character, or comma, semicolon, tab, bar"_s,
                              arguments.value(u"delimiter"_s));
    }
    if (arguments.has(u"encoding"_s)) {
        options.encoding = csvEncoding(arguments.value(u"encoding"_s));
        if (!options.encoding)
            return wrongValue(u"encoding"_s,
                              u"utf-8, utf-16, utf-16le, utf-16be, windows-1252 or iso-8859-1"_s,
                              arguments.value(u"encoding"_s));
    }
    if (arguments.has(u"on-conflict"_s)) {
        const auto conflict = csvConflict(arguments.value(u"on-conflict"_s));
        if (!conflict)
            return wrongValue(u"on-conflict"_s,
                              u"fail, skip, replace or update"_s,
                              arguments.value(u"on-conflict"_s));
        options.onConflict = *conflict;
    }
    const QString empty = arguments.value(u"empty"_s);
    if (!empty.isEmpty() && !empties.contains(empty))
        return wrongValue(u"empty"_s, u"auto, null or text"_s, empty);
    options.empty = empties.value(empty, CsvEmpty::Auto);
    if (arguments.has(u"header"_s) || arguments.has(u"no-header"_s))
        options.hasHeader = arguments.has(u"header"_s);
    return options;
}

// Options that contradict each other.
Result<> checkTogether(const Arguments &arguments)
{
    if (arguments.words.size() < 2)
        return usage(u"An import needs a table and a file."_s,
                     u"import-csv users users.csv --local"_s);
    for (const auto &[one, other] : { std::pair{ u"header"_s, u"no-header"_s },
                                      std::pair{ u"resume"_s, u"forget-unfinished"_s } }) {
        if (arguments.has(one) && arguments.has(other))
            return usage(u"--%1 and --%2 exclude each other."_s.arg(one, other),
                         u"Leave out one of them."_s);
    }
    if (!arguments.has(u"resume"_s))
        return Ok{};
    for (const QString &name : { u"map"_s,
                                 u"delimiter"_s,
                                 u"encoding"_s,
                                 u"on-conflict"_s,
                                 u"empty"_s,
                                 u"header"_s,
                                 u"no-header"_s }) {
        if (arguments.has(name))
            return usage(
                u"--resume goes on as the import was begun; --%1 cannot change that."_s.arg(name),
                u"Leave out --%1."_s.arg(name));
    }
    return Ok{};
}

Result<ImportCsvRequest> requestOf(const Arguments &arguments)
{
    if (auto checked = checkTogether(arguments); !checked)
        return checked.error();
    const auto options = optionsOf(arguments);
    if (!options)
        return options.error();
    ImportCsvRequest request{ .options = *options,
                              .mayOverwriteRejects = arguments.has(u"overwrite"_s),
                              .resume = arguments.has(u"resume"_s),
                              .forgetUnfinished = arguments.has(u"forget-unfinished"_s),
                              .takeSafetyPoint = !arguments.has(u"no-safety-point"_s) };
    if (arguments.has(u"rejects"_s))
        request.rejects = QFileInfo(arguments.value(u"rejects"_s)).absoluteFilePath();
    return request;
}

QString delimiterName(char delimiter)
{
    return delimiter == '\t' ? u"tab"_s : QString(QLatin1Char(delimiter));
}

QString fieldName(const CsvColumn &column)
{
    return QString::number(column.field + 1);
}

QJsonObject importJson(const PreparedImport &prepared)
{
    const CsvPlan &plan = prepared.plan;
    QJsonArray columns;
    for (const CsvColumn &column : plan.columns)
        columns.append(QJsonObject{ { u"name"_s, column.name },
                                    { u"type"_s, column.type },
                                    { u"field"_s, column.field + 1 } });
    return { { u"table"_s, plan.table },
             { u"file"_s, plan.file },
             { u"sql"_s,
               plan.create.isEmpty() ? QJsonValue() : QJsonValue(QString::fromUtf8(plan.create)) },
             { u"encoding"_s, encodingName(plan.encoding) },
             { u"delimiter"_s, QString(QLatin1Char(plan.delimiter)) },
             { u"header"_s, plan.hasHeader },
             { u"on_conflict"_s, conflictName(plan.onConflict) },
             { u"columns"_s, columns },
             { u"left_out"_s, QJsonArray::fromStringList(plan.leftOut) },
             { u"notes"_s, QJsonArray::fromStringList(plan.notes) },
             { u"resumed_at"_s,
               prepared.from ? QJsonValue(prepared.from->mark.line) : QJsonValue() } };
}

void addCounts(QJsonObject &import, const CsvImportReport &report)
{
    import.insert(u"read"_s, report.counts.read);
    import.insert(u"written"_s, report.counts.written);
    import.insert(u"skipped"_s, report.counts.skipped);
    import.insert(u"rejected"_s, report.counts.rejected);
    import.insert(u"rejects"_s, report.rejects.isEmpty() ? QJsonValue() : report.rejects);
    import.insert(u"rows_before"_s, report.rowsBefore);
    import.insert(
        u"rows_after"_s, report.rowsAfter < 0 ? QJsonValue() : QJsonValue(report.rowsAfter));
}

QString planText(const PreparedImport &prepared)
{
    const CsvPlan &plan = prepared.plan;
    QString text = u"%1 → %2: %3, delimiter %4, %5\n"_s.arg(plan.file,
                                                            plan.table,
                                                            encodingName(plan.encoding),
                                                            delimiterName(plan.delimiter),
                                                            plan.hasHeader ? u"with a header"_s
                                                                           : u"no header"_s);
    TextTable table({ u"field"_s, u"column"_s, u"type"_s });
    for (const CsvColumn &column : plan.columns)
        table.add({ fieldName(column), column.name, column.type });
    text += table.text();
    if (!plan.leftOut.isEmpty())
        text += u"left out: %1\n"_s.arg(plan.leftOut.join(u", "_s));
    for (const QString &note : plan.notes)
        text += u"note: %1\n"_s.arg(note);
    if (prepared.from)
        text += u"goes on at line %1\n"_s.arg(prepared.from->mark.line);
    if (!plan.create.isEmpty())
        text += u"The table does not exist. It would be made:\n%1;\n"_s.arg(
            QString::fromUtf8(plan.create));
    return text;
}

QString outcomeText(const PreparedImport &prepared, const CompletedImport &completed)
{
    const CsvCounts &counts = completed.report.counts;
    QString text = u"%1: %2 written"_s.arg(prepared.plan.table,
                                           counted(counts.written, u"row"_s, u"rows"_s));
    if (counts.skipped > 0)
        text += u", %1 skipped"_s.arg(counts.skipped);
    text += u'\n';
    if (counts.rejected > 0)
        text += u"%1 put aside in %2\n"_s.arg(counted(counts.rejected, u"bad row"_s, u"bad rows"_s),
                                              completed.report.rejects);
    for (const QString &note : prepared.plan.notes)
        text += u"note: %1\n"_s.arg(note);
    if (completed.safetyPoint.kind != SafetyPoint::Kind::None)
        text += u"safety point: %1\n"_s.arg(completed.safetyPoint.value);
    return text;
}

// A table is not made without a word: its name may be a slip.
Result<> confirmTable(const Invocation &invocation, const PreparedImport &prepared)
{
    if (prepared.plan.create.isEmpty() || invocation.arguments.has(u"yes"_s))
        return Ok{};
    if (invocation.console->canAsk()) {
        const QString question = planText(prepared) + u"Make the table and import? [y/N]"_s;
        if (invocation.console->ask(question).startsWith(u'y', Qt::CaseInsensitive))
            return Ok{};
    }
    return usage(u"There is no table %1, and making it was not confirmed. It would be: %2"_s.arg(
                     prepared.plan.table, QString::fromUtf8(prepared.plan.create).simplified()),
                 u"Look with --dry-run, then add --yes; or check the name: `tidemark-cli tables` "
                 "lists them."_s);
}

QCoro::Task<Report> importInto(Invocation invocation, Selection selection, ImportCsvRequest request)
{
    const auto selected = invocation.single(selection);
    if (!selected)
        co_return failed(selected.error());
    const bool isDryRun = invocation.arguments.has(u"dry-run"_s);
    if (!isDryRun)
        invocation.announce(selection);
    const ImportCsv operation(invocation.engine, selection);
    Report report;
    TargetReport target{ .target = selected->target };
    const auto prepared = co_await operation.prepare(*selected, request, invocation.conduct);
    if (!prepared) {
        target.error = prepared.error();
        report.targets.append(target);
        co_return report;
    }
    QJsonObject import = importJson(*prepared);
    target.fields.insert(u"import"_s, import);
    if (isDryRun) {
        report.text = planText(*prepared) + u"Nothing was written.\n"_s;
        report.targets.append(target);
        co_return report;
    }
    auto confirmed = confirmTable(invocation, *prepared);
    if (confirmed)
        confirmed = invocation.confirmProduction(selection);
    if (!confirmed) {
        target.error = confirmed.error();
        report.targets.append(target);
        co_return report;
    }
    const auto completed
        = co_await operation.execute(*selected, request, *prepared, invocation.conduct);
    if (completed) {
        addCounts(import, completed->report);
        target.fields = { { u"import"_s, import },
                          { u"safety_point"_s, safetyPointJson(completed->safetyPoint) },
                          { u"checks"_s, checksJson(completed->checks) } };
        target.error = completed->error;
        report.text = outcomeText(*prepared, *completed);
    } else {
        target.error = completed.error();
    }
    report.targets.append(target);
    co_return report;
}

QCoro::Task<Report> importCsvCommand(Invocation invocation)
{
    const auto request = requestOf(invocation.arguments);
    if (!request)
        co_return failed(request.error());
    const bool isDryRun = invocation.arguments.has(u"dry-run"_s);
    const auto selection = invocation.select(isDryRun ? Purpose::Read : Purpose::Write);
    if (!selection)
        co_return failed(selection.error());
    co_return co_await importInto(invocation, *selection, *request);
}

} // namespace

QList<SimpleCommand::Spec> importCommands()
{
    return { { .name = u"import-csv"_s,
               .synopsis = u"import-csv TABLE FILE [--on-conflict fail|skip|replace|update] "
                           "[--map COLUMN=FIELD]… [--header|--no-header] [--delimiter C] "
                           "[--encoding NAME] [--empty auto|null|text] [--rejects FILE] "
                           "[--dry-run] [--resume|--forget-unfinished] [--no-safety-point]"_s,
               .summary = u"a CSV file's rows into a table"_s,
               .options
               = { { u"on-conflict"_s,
                     u"POLICY"_s,
                     u"a row whose key is there: fail (default), skip, replace or update"_s },
                   { u"map"_s,
                     u"COLUMN=FIELD"_s,
                     u"a field by header name or number; =FIELD leaves it out; repeatable"_s },
                   { u"header"_s, {}, u"the first line names the fields"_s },
                   { u"no-header"_s, {}, u"the first line is a row"_s },
                   { u"delimiter"_s, u"C"_s, u"a character, or comma, semicolon, tab, bar"_s },
                   { u"encoding"_s, u"NAME"_s, u"utf-8, utf-16, windows-1252 or iso-8859-1"_s },
                   { u"empty"_s,
                     u"WHAT"_s,
                     u"an empty field: null, text, or auto (\"\" is a text, nothing is NULL)"_s },
                   { u"rejects"_s, u"FILE"_s, u"put bad rows aside, with line and reason"_s },
                   { u"resume"_s, {}, u"go on with an import that was not finished"_s },
                   { u"forget-unfinished"_s, {}, u"begin anew instead; rows that are in stay"_s },
                   { u"dry-run"_s, {}, u"show columns, types and SQL; write nothing"_s },
                   { u"no-safety-point"_s, {}, u"import without a way back"_s } },
               .maximumWords = 2,
               .run = importCsvCommand } };
}

} // namespace tidemark::cli
