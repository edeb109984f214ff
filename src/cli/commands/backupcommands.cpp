#include "../json.h"
#include "../simplecommand.h"
#include "../texts.h"

#include <engine/operations/backups.h>
#include <engine/operations/exports.h>
#include <engine/operations/managetokens.h>
#include <engine/operations/restoreremotely.h>

namespace tidemark::cli {

using namespace Qt::StringLiterals;

namespace {

QString sizeText(qint64 bytes)
{
    return bytes < 1024            ? u"%1 B"_s.arg(bytes)
           : bytes < 1024LL * 1024 ? u"%1 kB"_s.arg(bytes / 1024)
                                   : u"%1 MB"_s.arg(bytes / (1024LL * 1024));
}

std::optional<Error> notVerified(const Backup &backup)
{
    if (backup.manifest.verified)
        return std::nullopt;
    return Error{ .kind = Error::Kind::Safety,
                  .message
                  = u"The backup %1 was written, but its test restore differs. Do not rely on it."_s
                        .arg(backup.path),
                  .remedy = u"Take another one when nothing else writes."_s };
}

QCoro::Task<Report> backup(Invocation invocation)
{
    const auto selection = invocation.select(Purpose::Read);
    if (!selection)
        co_return failed(selection.error());
    const Backups operation(invocation.engine, *selection);
    Report report;
    for (const SelectedTarget &selected : selection->targets) {
        TargetReport target{ .target = selected.target };
        const auto taken = co_await operation.take(
            selected, invocation.arguments.value(u"output"_s), invocation.conduct);
        if (taken) {
            target.fields.insert(u"backup"_s, backupJson(*taken));
            target.error = notVerified(*taken);
            report.text += u"%1: %2 (%3 in %4, %5)\n"_s.arg(
                selected.target.stream,
                taken->path,
                counted(taken->manifest.rows(), u"row"_s, u"rows"_s),
                counted(taken->manifest.tables.size(), u"table"_s, u"tables"_s),
                taken->manifest.verified ? u"verified"_s : u"not verified"_s);
        } else {
            target.error = taken.error();
        }
        report.targets.append(target);
    }
    co_return report;
}

QCoro::Task<Report> backups(Invocation invocation)
{
    Selection selection;
    if (auto found = invocation.select(Purpose::Read))
        selection = *found;
    else if (found.error().kind != Error::Kind::MissingInput)
        co_return failed(found.error());
    const Backups operation(invocation.engine, selection);
    const auto listed = co_await operation.list();
    if (!listed)
        co_return failed(listed.error());
    Report report;
    QJsonArray array;
    TextTable table({ u"taken at (UTC)"_s,
                      u"database"_s,
                      u"state"_s,
                      u"rows"_s,
                      u"size"_s,
                      u"reason"_s,
                      u"path"_s });
    for (const Backup &each : *listed) {
        const BackupManifest &manifest = each.manifest;
        QJsonObject object = backupJson(each);
        object.insert(u"database"_s, manifest.stream);
        array.append(object);
        table.add({ manifest.takenAt.toUTC().toString(u"yyyy-MM-dd HH:mm:ss"_s),
                    manifest.stream,
                    manifest.verified ? u"✓ verified"_s : u"! not verified"_s,
                    QString::number(manifest.rows()),
                    sizeText(manifest.bytes),
                    manifest.reason,
                    each.path });
    }
    report.fields.insert(u"backups"_s, array);
    report.text = table.isEmpty() ? u"no backups\n"_s : table.text();
    co_return report;
}

// The command that takes a restore back, whole.
QString undoText(const Target &target, const SafetyPoint &point)
{
    if (point.kind == SafetyPoint::Kind::None)
        return u"The database held nothing before.\n"_s;
    if (point.kind == SafetyPoint::Kind::Bookmark)
        return u"to undo: tidemark-cli time-travel restore --bookmark %1 --remote --database %2 --confirm %3\n"_s
            .arg(point.value, target.stream, target.name);
    const QString where
        = target.kind == DatabaseKind::Sqlite ? u"--sqlite %1"_s.arg(target.file) : u"--local"_s;
    return u"to undo: tidemark-cli restore %1 --replace %2 %3 --confirm %4\n"_s.arg(
        point.value, target.stream, where, target.name);
}

QCoro::Task<Report> restoreNew(Invocation invocation, QString source)
{
    const Backups operation(invocation.engine, {});
    const QString file = invocation.arguments.value(u"into-new"_s);
    const auto restored = co_await operation.restoreAsNewFile(source, file, invocation.conduct);
    if (!restored)
        co_return failed(restored.error());
    Report report;
    report.text = u"restored into %1\n"_s.arg(file);
    for (const QString &note : *restored)
        report.text += u"note: %1\n"_s.arg(note);
    if (!restored->isEmpty())
        report.fields.insert(u"notes"_s, QJsonArray::fromStringList(*restored));
    report.fields.insert(u"restored"_s, QJsonObject{ { u"path"_s, file } });
    co_return report;
}

// A new database at Cloudflare.
QCoro::Task<Report> restoreRemotely(Invocation invocation, QString source)
{
    const auto way = invocation.cloudflare();
    if (!way)
        co_return failed(way.error());
    invocation.engine->cloudflare->use(*way);
    const auto account = accountFor(invocation.engine,
                                    invocation.arguments.selection(invocation.engine->environment),
                                    way->token.account);
    if (!account)
        co_return failed(account.error());
    const RestoreRemotely operation(invocation.engine, *account);
    const RestoreRemotely::Wish wish{ .source = source,
                                      .name = invocation.arguments.value(u"into-new"_s),
                                      .keepWhenFailed = invocation.arguments.has(u"keep"_s) };
    const auto restored = co_await operation.run(wish, invocation.conduct);
    if (!restored)
        co_return failed(restored.error());
    Report report;
    report.text = u"restored into %1 (%2): %3 rows, read back and compared\n"_s.arg(
        restored->database.name, restored->database.id, QString::number(restored->rows));
    for (const QString &note : restored->notes)
        report.text += u"note: %1\n"_s.arg(note);
    if (!restored->notes.isEmpty())
        report.fields.insert(u"notes"_s, QJsonArray::fromStringList(restored->notes));
    report.fields.insert(u"restored"_s,
                         QJsonObject{ { u"name"_s, restored->database.name },
                                      { u"id"_s, restored->database.id },
                                      { u"rows"_s, restored->rows } });
    co_return report;
}

QCoro::Task<Report> restoreOver(Invocation invocation, QString source)
{
    const bool dryRun = invocation.arguments.has(u"dry-run"_s);
    SelectionRequest request = invocation.arguments.selection(invocation.engine->environment);
    if (request.databases.isEmpty() && invocation.arguments.has(u"replace"_s)
        && request.sqliteFile.isEmpty())
        request.databases = invocation.arguments.all(u"replace"_s);
    const auto selection
        = tidemark::select(invocation.engine, request, dryRun ? Purpose::Read : Purpose::Write);
    if (!selection)
        co_return failed(selection.error());
    const auto selected = invocation.single(*selection);
    if (!selected)
        co_return failed(selected.error());
    if (!dryRun) {
        invocation.announce(*selection);
        const QString question
            = u"Its content is replaced by %1; a safety point is taken first.%2"_s.arg(
                source,
                selected->target.place == PlaceOfTarget::Remote
                    ? u" D1 imports it: nobody can use the database meanwhile."_s
                    : QString());
        if (auto confirmed = invocation.confirmName(selected->target, question); !confirmed)
            co_return failed(confirmed.error());
    }
    const Backups operation(invocation.engine, *selection);
    const auto outcome = co_await operation.replace(*selected, source, dryRun, invocation.conduct);
    Report report;
    TargetReport target{ .target = selected->target };
    if (!outcome) {
        target.error = outcome.error();
        report.targets.append(target);
        co_return report;
    }
    target.fields = { { u"preview"_s, previewRowsJson(outcome->preview) },
                      { u"safety_point"_s, safetyPointJson(outcome->safetyPoint) } };
    report.text = previewRowsText(outcome->preview, u"no table"_s);
    for (const QString &note : outcome->notes)
        report.text += u"note: %1\n"_s.arg(note);
    if (!outcome->notes.isEmpty())
        target.fields.insert(u"notes"_s, QJsonArray::fromStringList(outcome->notes));
    if (outcome->done) {
        target.state = stateName(outcome->status.state);
        target.fields.insert(u"restored"_s,
                             QJsonObject{ { u"path"_s, source },
                                          { u"at"_s, rfc3339(outcome->from.manifest.takenAt) } });
        if (!outcome->backupOfBefore.isEmpty()) {
            target.fields.insert(u"backup_of_before"_s, outcome->backupOfBefore);
            report.text += u"read back and compared; the state of before is kept in %1\n"_s.arg(
                outcome->backupOfBefore);
        }
        report.text += u"restored\n"_s + undoText(selected->target, outcome->safetyPoint);
    } else {
        report.text += u"Previewed: nothing was written.\n"_s;
    }
    report.targets.append(target);
    co_return report;
}

QCoro::Task<Report> refuse(Error error)
{
    co_return failed(error);
}

QCoro::Task<Report> restore(Invocation invocation)
{
    const QString source = invocation.arguments.words.value(0);
    const bool intoNew = invocation.arguments.has(u"into-new"_s);
    const bool replace = invocation.arguments.has(u"replace"_s);
    if (source.isEmpty() || intoNew == replace) {
        return refuse(
            { .kind = Error::Kind::Usage,
              .message
              = u"A restore needs a backup and one of --into-new FILE and --replace NAME."_s,
              .remedy = u"restore DIR --replace AUTH_DB"_s });
    }
    if (intoNew && invocation.arguments.has(u"remote"_s))
        return restoreRemotely(std::move(invocation), source);
    return intoNew ? restoreNew(std::move(invocation), source)
                   : restoreOver(std::move(invocation), source);
}

QCoro::Task<Report> exportCommand(Invocation invocation)
{
    static const QMap<QString, std::optional<ExportFormat>> formats{
        { u"csv"_s, ExportFormat::Csv },
        { u"json"_s, ExportFormat::Json },
        { u"markdown"_s, ExportFormat::Markdown },
        { u"sql"_s, std::nullopt }
    };
    const QString format = invocation.arguments.has(u"format"_s)
                               ? invocation.arguments.value(u"format"_s)
                               : u"sql"_s;
    const QString table = invocation.arguments.words.value(0);
    if (!formats.contains(format) || (table.isEmpty() && format != "sql"_L1))
        co_return failed(
            { .kind = Error::Kind::Usage,
              .message
              = table.isEmpty()
                    ? u"Only SQL can hold a whole database; name a table for %1."_s.arg(format)
                    : u"--format takes csv, json, sql or markdown, not %1."_s.arg(format),
              .remedy = u"export TABLE --format csv"_s });
    const auto selection = invocation.select(Purpose::Read);
    if (!selection)
        co_return failed(selection.error());
    const auto selected = invocation.single(*selection);
    if (!selected)
        co_return failed(selected.error());
    const QString output = invocation.arguments.value(u"output"_s);
    if (invocation.arguments.json() && output.isEmpty())
        co_return failed({ .kind = Error::Kind::Usage,
                           .message = u"--json has standard output for itself."_s,
                           .remedy = u"Name a file with --output."_s });
    const ExportRequest request{ .table = table,
                                 .format = formats.value(format),
                                 .output = output,
                                 .overwrite = invocation.arguments.has(u"overwrite"_s),
                                 .sink = [console = invocation.console](const QByteArray &block) {
                                     return console->stream(block);
                                 } };
    const auto exported
        = co_await exportData(invocation.engine, *selected, request, invocation.conduct);
    Report report;
    TargetReport target{ .target = selected->target };
    if (!exported)
        target.error = exported.error();
    else if (!output.isEmpty())
        target.fields.insert(u"export"_s, QJsonObject{ { u"path"_s, output } });
    report.targets.append(target);
    co_return report;
}

} // namespace

QList<SimpleCommand::Spec> backupCommands()
{
    return {
        { .name = u"backup"_s,
          .synopsis = u"backup [--output DIR]"_s,
          .summary = u"a backup, called verified once it was restored and compared"_s,
          .run = backup },
        { .name = u"restore"_s,
          .synopsis
          = u"restore FILE|DIR (--into-new FILE|--into-new NAME --remote [--keep]|--replace NAME) [--dry-run]"_s,
          .summary = u"put a backup or an SQL dump back"_s,
          .options
          = { { u"into-new"_s,
                u"FILE"_s,
                u"make a new SQLite file, or with --remote a new D1 database"_s },
              { u"keep"_s, {}, u"do not delete a new D1 database that could not be filled"_s },
              { u"replace"_s, u"NAME"_s, u"over this database, after a safety point"_s },
              { u"dry-run"_s, {}, u"show what would change"_s } },
          .maximumWords = 1,
          .run = restore },
        { .name = u"backups"_s,
          .synopsis = u"backups"_s,
          .summary = u"backups and safety points, newest first"_s,
          .run = backups },
        { .name = u"export"_s,
          .synopsis = u"export [TABLE] [--format csv|json|sql|markdown] [--output FILE]"_s,
          .summary = u"a table, or the whole database as SQL"_s,
          .options = { { u"format"_s, u"FORMAT"_s, u"csv, json, sql (default) or markdown"_s } },
          .maximumWords = 1,
          .run = exportCommand }
    };
}

} // namespace tidemark::cli
