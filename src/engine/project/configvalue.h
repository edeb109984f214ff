#pragma once

#include <engine/base/result.h>

#include <QByteArray>
#include <QList>
#include <QString>

namespace tidemark {

struct ConfigMember;

/// A value of a TOML or JSON file that remembers its line, so that whoever finds it wrong can say where. Both formats are
/// read into it, so that everything after the syntax is written once.
struct ConfigValue {
    enum class Kind { Null, Boolean, Integer, Number, Text, List, Table };

    Kind kind = Kind::Null;
    int line = 0; ///< 1-based
    bool boolean = false;
    qint64 integer = 0;
    QString text = {}; ///< of Text; of a date, its TOML spelling as Text
    QList<ConfigValue> items = {};
    QList<ConfigMember> members = {}; ///< in the order of the file, keys unique

    /// nullptr if this is no table or has no such key.
    [[nodiscard]] const ConfigValue *find(const QString &key) const;
    /// "a table", "text", …: for messages.
    [[nodiscard]] QString kindName() const;
};

struct ConfigMember {
    QString key;
    int line = 0; ///< of the key
    ConfigValue value = {};
};

/// The top table of a TOML 1.0 document. Fails with Config and the line.
[[nodiscard]] Result<ConfigValue> parseToml(const QByteArray &text, const QString &file);

/// The top value of a JSON document with // and /* */ comments and trailing commas, as wrangler takes it. The last of equal
/// keys wins. Fails with Config and the line.
[[nodiscard]] Result<ConfigValue> parseJson(const QByteArray &text, const QString &file);

/// Comments and trailing commas of JSONC replaced by blanks: offsets and lines stay, text in quotes stays. A block comment
/// that is not closed stays too, for the parser to refuse.
[[nodiscard]] QByteArray withoutComments(const QByteArray &jsonc);

/// The error all syntax errors of configuration files are reported with.
[[nodiscard]] Error configSyntaxError(const QString &file, int line, const QString &what);

} // namespace tidemark
