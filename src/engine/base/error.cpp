#include "error.h"

#include <QList>

#include <algorithm>
#include <array>

namespace tidemark {

using namespace Qt::StringLiterals;

int exitCode(const Error &error)
{
    switch (error.kind) {
    case Error::Kind::Internal:
        return 1;
    case Error::Kind::Difference:
        return 2;
    case Error::Kind::Policy:
        return 3;
    case Error::Kind::History:
        return 4;
    case Error::Kind::Lock:
        return 5;
    case Error::Kind::Database:
        return error.databaseState == DatabaseState::Unchanged ? 6 : 7;
    case Error::Kind::Safety:
        return 8;
    case Error::Kind::Usage:
        return 64;
    case Error::Kind::BadInput:
        return 65;
    case Error::Kind::MissingInput:
        return 66;
    case Error::Kind::Config:
        return 78;
    case Error::Kind::Unauthorized:
    case Error::Kind::Unreachable:
        return 69;
    case Error::Kind::Temporary:
        return 75;
    case Error::Kind::Cancelled:
        return 130;
    }
    return 1;
}

int gravestExitCode(const QList<int> &codes)
{
    static constexpr std::array GravestFirst{ 7, 8, 6, 1, 5, 4, 3, 130, 78, 66, 65, 64, 69, 75, 2 };
    const auto gravest = std::find_if(GravestFirst.begin(), GravestFirst.end(), [&codes](int code) {
        return codes.contains(code);
    });
    return gravest == GravestFirst.end() ? 0 : *gravest;
}

QString kindName(Error::Kind kind)
{
    switch (kind) {
    case Error::Kind::Internal:
        return u"Internal"_s;
    case Error::Kind::Difference:
        return u"Difference"_s;
    case Error::Kind::Policy:
        return u"Policy"_s;
    case Error::Kind::History:
        return u"History"_s;
    case Error::Kind::Lock:
        return u"Lock"_s;
    case Error::Kind::Database:
        return u"Database"_s;
    case Error::Kind::Safety:
        return u"Safety"_s;
    case Error::Kind::Usage:
        return u"Usage"_s;
    case Error::Kind::BadInput:
        return u"BadInput"_s;
    case Error::Kind::MissingInput:
        return u"MissingInput"_s;
    case Error::Kind::Config:
        return u"Config"_s;
    case Error::Kind::Unauthorized:
        return u"Unauthorized"_s;
    case Error::Kind::Unreachable:
        return u"Unreachable"_s;
    case Error::Kind::Temporary:
        return u"Temporary"_s;
    case Error::Kind::Cancelled:
        return u"Cancelled"_s;
    }
    return u"Internal"_s;
}

QString stateName(DatabaseState state)
{
    switch (state) {
    case DatabaseState::Unchanged:
        return u"unchanged"_s;
    case DatabaseState::Changed:
        return u"changed"_s;
    case DatabaseState::Unknown:
        return u"unknown"_s;
    }
    return u"unknown"_s;
}

Error cancelled()
{
    return { .kind = Error::Kind::Cancelled,
             .message = u"Cancelled. The statement that ran was finished or undone."_s,
             .remedy = u"Run the command again to go on."_s };
}

} // namespace tidemark
