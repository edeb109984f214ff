#pragma once

#include <QByteArray>
#include <QList>

namespace tidemark {

/// Puts one more item into an object or list of a JSON document and leaves every other byte, comments included, as it is.
///
/// The text must be valid in the sense of parseJson(). An item is an element of a list, or a key with its value; it is given
/// with its inner lines indented by unit() and is indented as a whole like its neighbours.
class JsonInsertion
{
public:
    explicit JsonInsertion(QByteArray text);

    /// The offset of the object or list that @p path leads to from the top, through objects only; -1 if it is not there.
    [[nodiscard]] qsizetype find(const QList<QByteArray> &path) const;
    [[nodiscard]] QByteArray withItem(qsizetype container, const QByteArray &item) const;
    /// What the file indents by.
    [[nodiscard]] QByteArray unit() const;

private:
    [[nodiscard]] qsizetype skipBlank(qsizetype at) const;
    [[nodiscard]] qsizetype endOfText(qsizetype at) const;
    [[nodiscard]] qsizetype endOfValue(qsizetype at) const;
    [[nodiscard]] qsizetype valueOf(qsizetype object, const QByteArray &key) const;
    /// Behind the last item of a container, -1 if it is empty.
    [[nodiscard]] qsizetype endOfItems(qsizetype container) const;
    [[nodiscard]] bool hasCommaAfter(qsizetype at) const;
    [[nodiscard]] QByteArray indentationAt(qsizetype at) const;

    QByteArray m_text;
    QByteArray m_plain; // the same offsets, without comments and trailing commas
};

} // namespace tidemark
