#include "report.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace tidemark::cli {

using namespace Qt::StringLiterals;

namespace {

QString placeText(const Place &place)
{
    QString text = place.file;
    if (place.line > 0)
        text += u":%1"_s.arg(place.line);
    if (place.statement > 0)
        text += u"%1statement %2"_s.arg(text.isEmpty() ? u""_s : u", "_s).arg(place.statement);
    return text;
}

QJsonObject toJson(const TargetReport &report)
{
    const Target &target = report.target;
    QJsonObject object{ { u"database"_s, target.stream },
                        { u"name"_s, target.name },
                        { u"id"_s, target.id },
                        { u"place"_s,
                          target.place == PlaceOfTarget::Local ? u"local"_s : u"remote"_s },
                        { u"environment"_s, target.environment } };
    if (!report.state.isEmpty())
        object.insert(u"state"_s, report.state);
    for (auto field = report.fields.begin(); field != report.fields.end(); ++field)
        object.insert(field.key(), field.value());
    if (report.error)
        object.insert(u"error"_s, cli::toJson(*report.error));
    return object;
}

} // namespace

int Report::exitCode() const
{
    QList<int> codes;
    if (error)
        codes.append(tidemark::exitCode(*error));
    for (const TargetReport &target : targets) {
        if (target.error)
            codes.append(tidemark::exitCode(*target.error));
    }
    return gravestExitCode(codes);
}

QByteArray Report::json(const QString &command) const
{
    QJsonObject document{ { u"tidemark"_s, QStringLiteral(TIDEMARK_VERSION) },
                          { u"command"_s, command } };
    QJsonArray list;
    for (const TargetReport &target : targets)
        list.append(toJson(target));
    document.insert(u"targets"_s, list);
    for (auto field = fields.begin(); field != fields.end(); ++field)
        document.insert(field.key(), field.value());
    if (error)
        document.insert(u"error"_s, cli::toJson(*error));
    document.insert(u"exit"_s, exitCode());
    return QJsonDocument(document).toJson(QJsonDocument::Compact) + '\n';
}

QString errorText(const Error &error)
{
    QString text = error.message;
    const QString place = placeText(error.where);
    if (!place.isEmpty())
        text += u"\n  at       "_s + place;
    const bool concernsDatabase
        = error.kind == Error::Kind::Database || error.databaseState != DatabaseState::Unchanged;
    if (concernsDatabase)
        text += u"\n  database "_s + stateName(error.databaseState);
    if (!error.remedy.isEmpty())
        text += u"\n  do       "_s + error.remedy;
    return text;
}

QJsonObject toJson(const Error &error)
{
    QJsonObject object{ { u"kind"_s, kindName(error.kind) },
                        { u"message"_s, error.message },
                        { u"database_state"_s, stateName(error.databaseState) },
                        { u"remedy"_s, error.remedy } };
    if (!error.where.file.isEmpty())
        object.insert(u"file"_s, error.where.file);
    if (error.where.line > 0)
        object.insert(u"line"_s, error.where.line);
    if (error.where.statement > 0)
        object.insert(u"statement"_s, error.where.statement);
    if (error.where.offset >= 0)
        object.insert(u"offset"_s, error.where.offset);
    return object;
}

Report failed(const Error &error)
{
    Report report;
    report.error = error;
    return report;
}

} // namespace tidemark::cli
