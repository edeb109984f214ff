#pragma once

#include <QTranslator>

namespace tidemark {

/// A language nobody speaks: each text in brackets, with accents, 40 % longer. What is not in brackets was not translated;
/// what has brackets within was put together from parts.
class PseudoTranslator : public QTranslator
{
public:
    using QTranslator::QTranslator;

    [[nodiscard]] bool isEmpty() const override { return false; }
    [[nodiscard]] QString translate(const char *context,
                                    const char *source,
                                    const char *disambiguation,
                                    int n) const override;
};

/// Whether @p text is exactly one translated text.
[[nodiscard]] bool isWhole(const QString &text);

} // namespace tidemark
