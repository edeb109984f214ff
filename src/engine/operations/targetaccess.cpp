#include "localaccess.h"
#include "remoteaccess.h"

namespace tidemark {

using namespace Qt::StringLiterals;

TargetAccessPointer accessTo(const EnginePointer &engine, const Target &target)
{
    if (target.place == PlaceOfTarget::Remote)
        return std::make_shared<RemoteAccess>(engine->cloudflare, target);
    return std::make_shared<LocalAccess>(target);
}

Error missingDatabase(const Target &target)
{
    return { .kind = Error::Kind::MissingInput,
             .message = u"The local database of %1 does not exist yet."_s.arg(target.stream),
             .remedy = u"Make it with `tidemark-cli up --local`."_s,
             .where = { .file = target.file } };
}

SqliteOptions::Profile profileOf(const Target &target)
{
    return target.kind == DatabaseKind::D1 ? SqliteOptions::Profile::D1
                                           : SqliteOptions::Profile::Sqlite;
}

SqliteOptions optionsFor(const Target &target, SqliteOptions::Access access)
{
    SqliteOptions options;
    options.access = access;
    options.profile = profileOf(target);
    return options;
}

} // namespace tidemark
