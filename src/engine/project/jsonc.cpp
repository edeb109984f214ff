#include "configvalue.h"

#include <algorithm>

namespace tidemark {

namespace {

bool isSpace(char character)
{
    return character == ' ' || character == '\t' || character == '\n' || character == '\r';
}

// Walks over the text once; blanks what JSON does not know.
class Stripper
{
public:
    explicit Stripper(QByteArray text)
        : m_text(std::move(text))
    {}

    QByteArray stripped()
    {
        while (m_at < m_text.size())
            step();
        return m_text;
    }

private:
    void step()
    {
        const char character = m_text.at(m_at);
        if (character == '/' && skipComment())
            return;
        if (character == '"')
            skipText();
        else if (isSpace(character))
            ++m_at;
        else
            takeMark(character);
    }

    bool skipComment()
    {
        const char next = m_at + 1 < m_text.size() ? m_text.at(m_at + 1) : '\0';
        if (next == '/') {
            blank(lineEnd());
            return true;
        }
        const qsizetype end = next == '*' ? m_text.indexOf("*/", m_at + 2) : -1;
        if (end < 0)
            return false;
        blank(end + 2);
        return true;
    }

    // A carriage return ends a line, too, as it does for wrangler's parser (jsonc-parser, scanner).
    [[nodiscard]] qsizetype lineEnd() const
    {
        const auto *const end = std::find_if(
            m_text.begin() + m_at, m_text.end(), [](char c) { return c == '\n' || c == '\r'; });
        return end - m_text.begin();
    }

    void blank(qsizetype end)
    {
        for (; m_at < end; ++m_at) {
            if (m_text.at(m_at) != '\n')
                m_text[m_at] = ' ';
        }
    }

    void skipText()
    {
        ++m_at;
        while (m_at < m_text.size() && m_text.at(m_at) != '"')
            m_at += m_text.at(m_at) == '\\' ? 2 : 1;
        ++m_at;
        m_before = '"';
        m_comma = -1;
    }

    // A comma goes if a bracket closes next and something stood before it: "[,]" stays for the parser to refuse.
    void takeMark(char character)
    {
        if ((character == ']' || character == '}') && m_comma >= 0)
            m_text[m_comma] = ' ';
        const bool follows = m_before != '\0' && m_before != '[' && m_before != '{'
                             && m_before != ',' && m_before != ':';
        m_comma = character == ',' && follows ? m_at : -1;
        m_before = character;
        ++m_at;
    }

    QByteArray m_text;
    qsizetype m_at = 0;
    qsizetype m_comma = -1; // a comma after which nothing but blanks and comments came
    char m_before = '\0'; // last significant character
};

} // namespace

QByteArray withoutComments(const QByteArray &jsonc)
{
    return Stripper(jsonc).stripped();
}

} // namespace tidemark
