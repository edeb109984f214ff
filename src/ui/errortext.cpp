#include "errortext.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace tidemark {

namespace {

struct ErrorTextWords {
    Q_DECLARE_TR_FUNCTIONS(tidemark::ErrorText)
};

QString stateSentence(const Error &error)
{
    switch (error.databaseState) {
    case DatabaseState::Unchanged:
        return error.kind == Error::Kind::Database
                   ? ErrorTextWords::tr("The database is unchanged.")
                   : QString();
    case DatabaseState::Changed:
        return ErrorTextWords::tr("The database was changed.");
    case DatabaseState::Unknown:
        return ErrorTextWords::tr("The database may have changed.");
    }
    return {};
}

} // namespace

QString errorTitle(const Error &error)
{
    switch (error.kind) {
    case Error::Kind::Internal:
        return ErrorTextWords::tr("Tidemark made a mistake");
    case Error::Kind::Difference:
        return ErrorTextWords::tr("A difference was found");
    case Error::Kind::Policy:
        return ErrorTextWords::tr("Not allowed to run");
    case Error::Kind::History:
        return ErrorTextWords::tr("The history is not sound");
    case Error::Kind::Lock:
        return ErrorTextWords::tr("Somebody else holds the database");
    case Error::Kind::Database:
        return ErrorTextWords::tr("The database refused");
    case Error::Kind::Safety:
        return ErrorTextWords::tr("No way back could be made, so nothing was applied");
    case Error::Kind::Usage:
        return ErrorTextWords::tr("This cannot be done here");
    case Error::Kind::BadInput:
        return ErrorTextWords::tr("A file cannot be used");
    case Error::Kind::MissingInput:
        return ErrorTextWords::tr("Something is not there");
    case Error::Kind::Config:
        return ErrorTextWords::tr("The configuration has a mistake");
    case Error::Kind::Unauthorized:
        return ErrorTextWords::tr("The token does not allow this");
    case Error::Kind::Unreachable:
        return ErrorTextWords::tr("The database cannot be reached");
    case Error::Kind::Temporary:
        return ErrorTextWords::tr("It did not work this time");
    case Error::Kind::Cancelled:
        return ErrorTextWords::tr("Cancelled");
    }
    return {};
}

QString errorDetails(const Error &error)
{
    QStringList parts{ error.message };
    if (!error.where.file.isEmpty()) {
        const QString file = QFileInfo(error.where.file).fileName();
        parts.append(error.where.line > 0
                         ? ErrorTextWords::tr("File %1, line %2.").arg(file).arg(error.where.line)
                         : ErrorTextWords::tr("File %1.").arg(file));
    }
    parts.append(stateSentence(error));
    parts.append(error.remedy);
    parts.removeAll(QString());
    return parts.join(u' ');
}

} // namespace tidemark
