#include "../json.h"
#include "../simplecommand.h"
#include "../texts.h"

#include <engine/operations/editmigrations.h>
#include <engine/operations/lintmigrations.h>
#include <engine/operations/settingsedits.h>

#include <QDir>

namespace tidemark::cli {

using namespace Qt::StringLiterals;

namespace {

// Files belong to no place: what only reads or writes them never asks for one.
Result<Selection> selectFiles(const Invocation &invocation)
{
    SelectionRequest request = invocation.arguments.selection(invocation.engine->environment);
    if (!request.place)
        request.place = PlaceOfTarget::Local;
    return tidemark::select(invocation.engine, request, Purpose::Read);
}

std::optional<Error> lintError(const QList<Finding> &findings)
{
    RehearsalReport report;
    report.findings = findings;
    if (!report.blocks())
        return std::nullopt;
    return policyError(report);
}

QCoro::Task<Report> lint(Invocation invocation)
{
    const auto selection = selectFiles(invocation);
    if (!selection)
        co_return failed(selection.error());
    QStringList files;
    for (const QString &word : invocation.arguments.words)
        files.append(QDir::current().absoluteFilePath(word));
    const LintMigrations operation(invocation.engine);
    const auto results = co_await operation.run(*selection, files, invocation.conduct);
    if (!results)
        co_return failed(results.error());
    Report report;
    for (const auto &result : *results) {
        TargetReport target{ .target = result.target };
        if (result.outcome) {
            target.fields.insert(u"findings"_s, findingsJson(result.outcome->findings));
            target.error = lintError(result.outcome->findings);
            const QString text = findingsText(result.outcome->findings);
            report.text += result.target.stream + u":\n"_s
                           + (text.isEmpty() ? u"no findings\n"_s : text) + u'\n';
        } else {
            target.error = result.outcome.error();
        }
        report.targets.append(target);
    }
    co_return report;
}

Result<MigrationTemplate> templateOf(const QString &name)
{
    static const QMap<QString, MigrationTemplate> templates{
        { QString(), MigrationTemplate::Empty },
        { u"add-column"_s, MigrationTemplate::AddColumn },
        { u"add-index"_s, MigrationTemplate::AddIndex },
        { u"child-table"_s, MigrationTemplate::ChildTable },
        { u"rebuild"_s, MigrationTemplate::Rebuild }
    };
    if (!templates.contains(name))
        return Error{ .kind = Error::Kind::Usage,
                      .message = u"There is no template %1."_s.arg(name),
                      .remedy = u"Use add-column, add-index, child-table or rebuild."_s };
    return templates.value(name);
}

QCoro::Task<Report> newMigrationFile(Invocation invocation)
{
    const auto kind = templateOf(invocation.arguments.value(u"template"_s));
    if (!kind)
        co_return failed(kind.error());
    const auto selection = selectFiles(invocation);
    if (!selection)
        co_return failed(selection.error());
    const auto written = writeNewMigration(invocation.engine,
                                           *selection,
                                           invocation.arguments.words.value(0),
                                           *kind,
                                           !invocation.arguments.has(u"no-down"_s));
    if (!written)
        co_return failed(written.error());
    Report report;
    report.text = written->files.join(u'\n') + u'\n';
    report.fields.insert(u"files"_s, QJsonArray::fromStringList(written->files));
    co_return report;
}

/// @p selection with the database alone whose files @p id is among.
Result<Selection> ownerOf(Selection selection, const QString &id)
{
    selection.targets.removeIf(
        [&id](const SelectedTarget &selected) { return !selected.stream.find(id); });
    if (selection.targets.isEmpty())
        return Error{ .kind = Error::Kind::Usage,
                      .message = u"There is no migration %1 in the selected databases."_s.arg(id),
                      .remedy = u"`tidemark-cli status` lists the ids."_s };
    return selection;
}

// Which of the two ran first, the selected database knows.
QCoro::Task<Report> keepBoth(Invocation invocation, Selection selection, QString id)
{
    const auto owner = ownerOf(std::move(selection), id);
    if (!owner)
        co_return failed(owner.error());
    const auto observed = co_await observeStatus(invocation.engine, owner->targets.first());
    if (!observed)
        co_return failed(observed.error());
    const auto edit = proposePair(*owner, observed->status, id);
    if (!edit)
        co_return failed(edit.error());
    const bool dryRun = invocation.arguments.has(u"dry-run"_s);
    if (!dryRun) {
        if (const auto written = writeSettings(*edit); !written)
            co_return failed(written.error());
    }
    Report report;
    report.text = (dryRun ? u"%1 would say:\n\n"_s : u"%1 says now:\n\n"_s).arg(edit->file)
                  + QString::fromUtf8(edit->added);
    report.fields.insert(
        u"pair"_s,
        QJsonObject{ { u"file"_s, edit->file }, { u"added"_s, QString::fromUtf8(edit->added) } });
    co_return report;
}

QCoro::Task<Report> renumberFile(Invocation invocation)
{
    const QString id = invocation.arguments.words.value(0);
    if (id.isEmpty())
        co_return failed({ .kind = Error::Kind::Usage,
                           .message = u"It is not said which migration."_s,
                           .remedy = u"renumber ID"_s });
    const auto selection = selectFiles(invocation);
    if (!selection)
        co_return failed(selection.error());
    if (invocation.arguments.has(u"keep-both"_s))
        co_return co_await keepBoth(invocation, *selection, id);
    const auto renamed = co_await renumberMigration(invocation.engine, *selection, id);
    if (!renamed)
        co_return failed(renamed.error());
    Report report;
    report.text = u"%1 is now %2\n"_s.arg(id, *renamed);
    report.fields.insert(u"id"_s, *renamed);
    co_return report;
}

} // namespace

QList<SimpleCommand::Spec> migrationFileCommands()
{
    return {
        { .name = u"lint"_s,
          .synopsis = u"lint [FILE…]"_s,
          .summary = u"what is dangerous or wrong in the migration files"_s,
          .maximumWords = 10'000,
          .run = lint },
        { .name = u"new"_s,
          .synopsis
          = u"new \"description\" [--database NAME] [--template add-column|add-index|child-table|rebuild] [--no-down]"_s,
          .summary = u"write a new migration's files"_s,
          .options
          = { { u"template"_s, u"NAME"_s, u"add-column, add-index, child-table or rebuild"_s },
              { u"no-down"_s, {}, u"without a down script"_s } },
          .maximumWords = 1,
          .run = newMigrationFile },
        { .name = u"renumber"_s,
          .synopsis = u"renumber ID [--keep-both [--dry-run]]"_s,
          .summary = u"give a migration the next free number, or declare that two share one"_s,
          .options
          = { { u"keep-both"_s, {}, u"it and the one with its number are a pair: tidemark.toml"_s },
              { u"dry-run"_s, {}, u"with --keep-both: show the line only"_s } },
          .maximumWords = 1,
          .run = renumberFile }
    };
}

} // namespace tidemark::cli
