#include "errortext.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace tidemark {

namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(tidemark::ErrorText)
};

QString stateSentence(const Error &error)
{
    switch (error.databaseState) {
    case DatabaseState::Unchanged:
        return error.kind == Error::Kind::Database ? Tr::tr("The database is unchanged.")
                                                   : QString();
    case DatabaseState::Changed:
        return Tr::tr("The database was changed.");
    case DatabaseState::Unknown:
        return Tr::tr("The database may have changed.");
    }
    return {};
}

} // namespace

QString errorTitle(const Error &error)
{
    switch (error.kind) {
    case Error::Kind::Internal:
        return Tr::tr("Tidemark made a mistake");
    case Error::Kind::Difference:
        return Tr::tr("A difference was found");
    case Error::Kind::Policy:
        return Tr::tr("Not allowed to run");
    case Error::Kind::History:
        return Tr::tr("The history is not sound");
    case Error::Kind::Lock:
        return Tr::tr("Somebody else holds the database");
    case Error::Kind::Database:
        return Tr::tr("The database refused");
    case Error::Kind::Safety:
        return Tr::tr("No way back could be made, so nothing was applied");
    case Error::Kind::Usage:
        return Tr::tr("This cannot be done here");
    case Error::Kind::BadInput:
        return Tr::tr("A file cannot be used");
    case Error::Kind::MissingInput:
        return Tr::tr("Something is not there");
    case Error::Kind::Config:
        return Tr::tr("The configuration has a mistake");
    case Error::Kind::Unauthorized:
        return Tr::tr("The token does not allow this");
    case Error::Kind::Unreachable:
        return Tr::tr("The database cannot be reached");
    case Error::Kind::Temporary:
        return Tr::tr("It did not work this time");
    case Error::Kind::Cancelled:
        return Tr::tr("Cancelled");
    }
    return {};
}

QString errorDetails(const Error &error)
{
    QStringList parts{ error.message };
    if (!error.where.file.isEmpty()) {
        const QString file = QFileInfo(error.where.file).fileName();
        parts.append(error.where.line > 0
                         ? Tr::tr("File %1, line %2.").arg(file).arg(error.where.line)
                         : Tr::tr("File %1.").arg(file));
    }
    parts.append(stateSentence(error));
    parts.append(error.remedy);
    parts.removeAll(QString());
    return parts.join(u' ');
}

} // namespace tidemark
