#pragma once

#include <QByteArray>
#include <QList>
#include <QStringList>

namespace tidemark {

/// Puts one more thing into a TOML document and leaves every other byte, comments included, as it is.
///
/// The text must be valid in the sense of parseToml(). What is put in is TOML already, without a line break at its end. A
/// section that is spelled as an inline table or by dotted keys is not found; whoever writes reads the result again.
class TomlInsertion
{
public:
    explicit TomlInsertion(QByteArray text);

    [[nodiscard]] bool hasSection(const QStringList &section) const;
    [[nodiscard]] bool hasKey(const QStringList &section, const QString &key) const;
    /// The key @p name has @p value: in the place of the value before, else as the last line of the section, else in a section of its
    /// own at the end.
    [[nodiscard]] QByteArray
    withValue(const QStringList &section, const QString &name, const QByteArray &value) const;
    /// One more item in the list that the key @p name has, in the manner of its neighbours; the text as it is if there is no such list.
    [[nodiscard]] QByteArray
    withItem(const QStringList &section, const QString &name, const QByteArray &item) const;

    /// As a key is written: bare, or in quotes.
    [[nodiscard]] static QByteArray key(const QString &name);
    /// As a text is written.
    [[nodiscard]] static QByteArray quoted(const QString &text);

private:
    struct Section {
        QStringList path;
        qsizetype end = 0; ///< behind the line of its last entry
    };
    struct Entry {
        QStringList path; ///< with that of its section
        qsizetype value = 0;
        qsizetype end = 0; ///< of the value
    };

    void scan();
    [[nodiscard]] const Section *find(const QStringList &section) const;
    [[nodiscard]] const Entry *find(const QStringList &section, const QString &key) const;
    [[nodiscard]] QStringList keysAt(qsizetype &at) const;
    [[nodiscard]] qsizetype skipBlank(qsizetype at) const;
    [[nodiscard]] qsizetype skipBlankLines(qsizetype at) const;
    [[nodiscard]] qsizetype endOfLine(qsizetype at) const;
    [[nodiscard]] qsizetype endOfText(qsizetype at) const;
    [[nodiscard]] qsizetype endOfValue(qsizetype at) const;
    [[nodiscard]] QByteArray indentationAt(qsizetype at) const;

    QByteArray m_text;
    QByteArray m_lineEnd;
    QList<Section> m_sections; ///< the first is the top
    QList<Entry> m_entries;
};

} // namespace tidemark
