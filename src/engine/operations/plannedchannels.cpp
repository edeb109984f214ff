#include "plannedchannels.h"

#include <engine/database/d1/d1database.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

bool isNamed(const Migration &migration, const QString &name)
{
    bool isNumber = false;
    const qint64 number = name.toLongLong(&isNumber);
    return migration.id == name || (isNumber && migration.number == number);
}

bool isNamed(const Migration &migration, const QStringList &names)
{
    return std::ranges::any_of(names,
                               [&](const QString &name) { return isNamed(migration, name); });
}

Error notRemote()
{
    return { .kind = Error::Kind::Usage,
             .message = u"--import is for D1 databases at Cloudflare."_s,
             .remedy = u"Leave it out; what runs here is not taken apart by anybody else."_s };
}

Error noSuchMigration(const QString &name, const QString &stream)
{
    return { .kind = Error::Kind::Usage,
             .message = u"--import %1: there is no migration %1 in %2."_s.arg(name, stream),
             .remedy = u"`tidemark-cli status` lists them."_s };
}

std::optional<Error> badName(const Observation &observation, const QStringList &imports)
{
    const Stream &stream = observation.input.stream;
    for (const QString &name : imports) {
        const bool isThere
            = std::ranges::any_of(stream.migrations, [&](const Migration &migration) {
                  return isNamed(migration, name);
              });
        if (!isThere)
            return noSuchMigration(name, stream.config.name);
    }
    return std::nullopt;
}

const Statement *firstPragma(const MigrationScript &script)
{
    const auto found = std::ranges::find_if(script.statements, [](const Statement &statement) {
        return statementKind(statement.text) == StatementKind::Pragma;
    });
    return found == script.statements.end() ? nullptr : &*found;
}

Error hasPragma(const PlanStep &step, const Statement &pragma)
{
    Error error{
        .kind = Error::Kind::Policy,
        .message
        = u"%1 cannot be imported: \"%2\" works in an import otherwise than in the rehearsal."_s
              .arg(step.migration.id, QString::fromUtf8(pragma.text)),
        .remedy = u"Take the PRAGMA out of the file, or run it without --import."_s
    };
    error.where = { .file = step.script().file, .line = pragma.line };
    return error;
}

/// As JSON writes it.
qsizetype sentBytes(const QByteArray &text)
{
    return text.size() + std::ranges::count_if(text, [](char c) {
               return c == '"' || c == '\\' || c == '\n' || c == '\t';
           });
}

/// The statements, and the script that the ledger keeps.
bool isTooLarge(const PlanStep &step)
{
    constexpr qsizetype Around = 40; // of one statement
    const bool applies = step.action == PlanStep::Action::Apply;
    qsizetype bytes = applies ? sentBytes(step.script().text) : 0;
    for (const Statement &statement : step.script().statements)
        bytes += sentBytes(statement.text) + Around;
    return bytes > D1Database::ComfortableBodyBytes;
}

} // namespace

Result<Plan> withChannels(Plan plan, const Observation &observation, const QStringList &imports)
{
    if (observation.target().place != PlaceOfTarget::Remote)
        return imports.isEmpty() ? Result<Plan>(plan) : Result<Plan>(notRemote());
    if (const auto error = badName(observation, imports))
        return *error;
    for (PlanStep &step : plan.steps) {
        const bool wanted = isNamed(step.migration, imports);
        if (!wanted && !isTooLarge(step))
            continue;
        const Statement *pragma = firstPragma(step.script());
        if (pragma && wanted)
            return hasPragma(step, *pragma);
        if (!pragma)
            step.channel = PlanStep::Channel::Import;
    }
    return plan;
}

} // namespace tidemark
