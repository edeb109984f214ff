#pragma once

#include <QString>

namespace tidemark {

/// "prod", "production", "live": what people call the environment that their users see, in any letter case.
[[nodiscard]] bool isProductionWord(QStringView word);

/// Whether one of the words in a database's name is such a word: "shop-prod", "liveOrders"; not "delivery" or "preprod".
[[nodiscard]] bool namesProduction(const QString &databaseName);

} // namespace tidemark
