#include "celltext.h"

#include <QCoreApplication>
#include <QLocale>

namespace tidemark {

namespace {

constexpr qsizetype MostBytesShown = 400; ///< of a text; no column is wider
constexpr QChar Ellipsis(0x2026);

QString oneLineOf(const QByteArray &text)
{
    QString shown = QString::fromUtf8(text.left(MostBytesShown));
    for (QChar &c : shown) {
        if (c.category() == QChar::Other_Control || c == QChar::LineSeparator
            || c == QChar::ParagraphSeparator)
            c = u' ';
    }
    if (text.size() > MostBytesShown)
        shown += Ellipsis;
    return shown;
}

QString translated(const char *text)
{
    return QCoreApplication::translate("CellText", text);
}

} // namespace

ValueKind valueKind(const Value *value)
{
    if (!value)
        return ValueKind::Waiting;
    switch (value->kind()) {
    case Value::Kind::Null:
        return ValueKind::Null;
    case Value::Kind::Integer:
        return ValueKind::Integer;
    case Value::Kind::Real:
        return ValueKind::Real;
    case Value::Kind::Text:
        return value->bytes().isEmpty() ? ValueKind::EmptyText : ValueKind::Text;
    case Value::Kind::Blob:
        return ValueKind::Blob;
    }
    return ValueKind::Waiting;
}

QString cellText(const Value *value, qint64 size)
{
    switch (valueKind(value)) {
    case ValueKind::Waiting:
        return {};
    case ValueKind::Null:
        return QStringLiteral("NULL"); // a word of SQL
    case ValueKind::EmptyText:
        return translated(QT_TRANSLATE_NOOP("CellText", "empty text"));
    case ValueKind::Integer:
    case ValueKind::Real:
        return value->toString();
    case ValueKind::Text:
        return oneLineOf(value->bytes());
    case ValueKind::Blob:
        //: A cell of a table: a binary value and its size. %1 is a number with separators.
        return translated(QT_TRANSLATE_NOOP("CellText", "BLOB %1 bytes"))
            .arg(QLocale().toString(size));
    }
    return {};
}

QString spokenCell(const Value *value, qint64 size)
{
    if (!value)
        return translated(QT_TRANSLATE_NOOP("CellText", "not read yet"));
    const QString text = cellText(value, size);
    // A text may say NULL too.
    if (value->kind() == Value::Kind::Text && text == QStringLiteral("NULL"))
        return translated(QT_TRANSLATE_NOOP("CellText", "the text NULL"));
    return text;
}

} // namespace tidemark
