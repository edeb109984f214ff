#include "productionword.h"

#include <QRegularExpression>

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

bool isProductionWord(QStringView word)
{
    const auto is
        = [word](QLatin1StringView known) { return word.compare(known, Qt::CaseInsensitive) == 0; };
    return is("prod"_L1) || is("production"_L1) || is("live"_L1);
}

bool namesProduction(const QString &databaseName)
{
    // Words end at whatever is no letter, and before a capital that follows a small letter.
    static const QRegularExpression between(u"[^A-Za-z]+|(?<=[a-z])(?=[A-Z])"_s);
    const QStringList words = databaseName.split(between);
    return std::any_of(
        words.begin(), words.end(), [](const QString &word) { return isProductionWord(word); });
}

} // namespace tidemark
