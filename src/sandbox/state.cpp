#include "state.h"

#include <engine/base/files.h>

#include <QJsonArray>
#include <QJsonDocument>

namespace tidemark::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 MsOfDay = 86'400'000;
constexpr qint64 PaidBytes = 10'000'000'000;
constexpr qint64 FreeBytes = 500'000'000;

QString fileIn(const QString &folder)
{
    return folder + u"/sandbox.json"_s;
}

Error unusable(const QString &file, const QString &why)
{
    return { .kind = Error::Kind::BadInput,
             .message = u"%1 cannot be used: %2."_s.arg(file, why),
             .remedy = u"Give another folder, or remove this one to begin anew."_s,
             .where = { .file = file } };
}

} // namespace

SandboxState::SandboxState(QString stateFolder)
    : folder(std::move(stateFolder))
    , databases(folder + u"/databases"_s, clock)
    , objects(folder + u"/objects"_s, clock)
{}

Result<> SandboxState::load()
{
    const auto content = readFile(fileIn(folder));
    if (!content)
        return content.error().kind == Error::Kind::MissingInput ? Result<>(Ok{}) : content.error();
    QJsonParseError problem;
    const QJsonObject kept = QJsonDocument::fromJson(*content, &problem).object();
    if (problem.error != QJsonParseError::NoError)
        return unusable(fileIn(folder), problem.errorString());
    if (auto loaded = accounts.load(kept); !loaded)
        return unusable(fileIn(folder), loaded.error().message);
    for (const auto &source : kept.value(u"databases"_s).toArray()) {
        if (auto added = addDatabase(DatabaseRecord::fromJson(source.toObject())); !added)
            return added.error();
    }
    return Ok{};
}

Result<> SandboxState::save() const
{
    QJsonObject kept = accounts.toJson();
    QJsonArray records;
    for (const DatabasePointer &database : databases.all())
        records.append(database->record().toJson());
    kept.insert(u"databases"_s, records);
    return writeFileAtomically(fileIn(folder), QJsonDocument(kept).toJson());
}

Result<DatabasePointer> SandboxState::addDatabase(const DatabaseRecord &record)
{
    const qint64 byPlan = planOf(record.account) == Account::Plan::Free ? FreeBytes : PaidBytes;
    return databases.open(record,
                          settings.maxDatabaseBytes > 0 ? settings.maxDatabaseBytes : byPlan);
}

void SandboxState::removeDatabase(const DatabasePointer &database)
{
    databases.remove(database);
}

Account::Plan SandboxState::planOf(const QString &account) const
{
    const Account *const found = accounts.findAccount(account);
    return found ? found->plan : Account::Plan::Paid;
}

qint64 SandboxState::oldestMoment(const QString &account) const
{
    const int days = planOf(account) == Account::Plan::Free ? 7 : 30;
    return clock->milliseconds() - days * MsOfDay;
}

} // namespace tidemark::sandbox
