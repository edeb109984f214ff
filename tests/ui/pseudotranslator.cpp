#include "pseudotranslator.h"

#include <QHash>

namespace tidemark {

using namespace Qt::StringLiterals;

QString PseudoTranslator::translate(const char *context,
                                    const char *source,
                                    const char *disambiguation,
                                    int n) const
{
    Q_UNUSED(context)
    Q_UNUSED(disambiguation)
    Q_UNUSED(n)
    static const QHash<QChar, QChar> accents{ { u'a', u'å' }, { u'e', u'é' }, { u'i', u'ï' },
                                              { u'o', u'ö' }, { u'u', u'ü' }, { u'A', u'Å' },
                                              { u'E', u'É' }, { u'O', u'Ö' }, { u'U', u'Ü' } };
    const QString plain = QString::fromUtf8(source);
    QString text(u'⟦');
    for (const QChar letter : plain) {
        // %n and %L1 stay what they are; a mnemonic's letter too.
        const bool isKept = text.endsWith(u'%') || text.endsWith(u'&');
        text += isKept ? letter : accents.value(letter, letter);
    }
    text += QString(std::max<qsizetype>(1, plain.size() * 2 / 5), u'~');
    return text + u'⟧';
}

bool isWhole(const QString &text)
{
    return text.startsWith(u'⟦') && text.endsWith(u'⟧') && text.count(u'⟦') == 1;
}

} // namespace tidemark
