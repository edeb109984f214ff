#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <variant>

namespace tidemark {

/// One exact SQL value. Text and blobs are bytes as they are stored: text is UTF-8 by intent, but invalid
/// sequences and NUL bytes survive.
class Value
{
public:
    enum class Kind { Null, Integer, Real, Text, Blob };

    Value() = default; ///< NULL
    [[nodiscard]] static Value integer(qint64 number) { return Value(Content(number)); }
    [[nodiscard]] static Value real(double number) { return Value(Content(number)); }
    [[nodiscard]] static Value text(QByteArray utf8)
    {
        return Value(Content(Text{ std::move(utf8) }));
    }
    [[nodiscard]] static Value text(const QString &string) { return text(string.toUtf8()); }
    [[nodiscard]] static Value blob(QByteArray bytes)
    {
        return Value(Content(Blob{ std::move(bytes) }));
    }

    [[nodiscard]] Kind kind() const { return static_cast<Kind>(m_content.index()); }
    [[nodiscard]] bool isNull() const { return kind() == Kind::Null; }

    /// The stored number; 0 unless the kind is Integer.
    [[nodiscard]] qint64 toInteger() const;
    /// The stored number; an Integer is converted; 0 for the other kinds.
    [[nodiscard]] double toReal() const;
    /// The stored bytes of Text or Blob; empty for the other kinds.
    [[nodiscard]] const QByteArray &bytes() const &;
    [[nodiscard]] QByteArray bytes() && { return bytes(); }
    /// For people: numbers as SQLite prints them, text decoded as UTF-8, blobs as X'…', NULL as an empty string.
    [[nodiscard]] QString toString() const;
    /// A SQL literal that gives this very value back: 17 significant digits, ±9e999 for the infinities,
    /// X'…' for blobs and CAST(X'…' AS TEXT) for text with NUL bytes or invalid UTF-8.
    [[nodiscard]] QByteArray literal() const;

    /// Same kind and same bytes; NaN does not occur (SQLite stores it as NULL).
    bool operator==(const Value &other) const = default;

private:
    struct Text {
        QByteArray bytes;
        bool operator==(const Text &other) const = default;
    };
    struct Blob {
        QByteArray bytes;
        bool operator==(const Blob &other) const = default;
    };
    using Content = std::variant<std::monostate, qint64, double, Text, Blob>;

    explicit Value(Content content)
        : m_content(std::move(content))
    {}

    Content m_content;
};

using Row = QList<Value>;

/// Appends @p value 's literal to @p out; the streaming form of Value::literal().
void appendLiteral(QByteArray &out, const Value &value);

/// True if @p bytes are valid UTF-8 without NUL bytes, so that a plain 'quoted' literal keeps them.
[[nodiscard]] bool isPlainText(QByteArrayView bytes);

} // namespace tidemark
