#include "momenttext.h"

namespace tidemark {

using namespace Qt::StringLiterals;

QDateTime readMoment(const QString &text, DateAlone dateAlone)
{
    QString plain = text.trimmed();
    if (plain.endsWith("UTC"_L1, Qt::CaseInsensitive))
        plain = plain.chopped(3).trimmed();
    QStringList formats{ u"yyyy-MM-dd HH:mm"_s,
                         u"yyyy-MM-dd HH:mm:ss"_s,
                         u"yyyy-MM-dd HH:mm:ss.zzz"_s };
    if (dateAlone == DateAlone::Midnight)
        formats.append(u"yyyy-MM-dd"_s);
    for (const QString &format : std::as_const(formats)) {
        QDateTime moment = QDateTime::fromString(plain, format);
        moment.setTimeSpec(Qt::UTC);
        if (moment.isValid())
            return moment;
    }
    const QDateTime iso = QDateTime::fromString(plain, Qt::ISODateWithMs);
    return iso.isValid() && iso.timeSpec() != Qt::LocalTime ? iso.toUTC() : QDateTime();
}

} // namespace tidemark
