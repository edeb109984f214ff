#include "driftfile.h"

#include <QRegularExpression>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

// The plainest first: a stream with `match` takes only names that fit it, and the words of a pattern that the statements
// speak of say most.
QStringList descriptions(const Stream &stream, const QString &subject, const QByteArray &statements)
{
    static const QRegularExpression others(u"[^A-Za-z0-9]+"_s);
    const QString verb = subject.section(u' ', 0, 0);
    const QString noun = subject.section(u' ', 1);
    QStringList near;
    QStringList far;
    for (const QString &pattern : stream.config.match) {
        const QString words = QString(pattern).replace(others, u" "_s).trimmed();
        if (words.isEmpty())
            continue;
        QStringList &list
            = statements.contains(QString(words).replace(u' ', u'_').toUtf8()) ? near : far;
        list << subject + u' ' + words << verb + u' ' + words + u' ' + noun;
    }
    return QStringList{ subject } + near + far;
}

} // namespace

Result<NewMigration> migrationAbout(const Stream &stream,
                                    const QString &subject,
                                    const QByteArray &statements,
                                    const QDateTime &now)
{
    std::optional<Error> refusal;
    for (const QString &description : descriptions(stream, subject, statements)) {
        auto made = newMigration(stream, description, MigrationTemplate::Empty, false, now);
        if (made)
            return made;
        if (!refusal)
            refusal = made.error();
    }
    return *refusal;
}

} // namespace tidemark
