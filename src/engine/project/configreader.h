#pragma once

#include "configvalue.h"

#include <QStringList>

#include <optional>

namespace tidemark {

/// What is wrong with a file; of several things the one that stands first in it.
class ConfigProblems
{
public:
    explicit ConfigProblems(QString file);

    void add(int line, const QString &message, const QString &remedy);
    [[nodiscard]] const std::optional<Error> &first() const { return m_first; }

private:
    QString m_file;
    std::optional<Error> m_first = {};
};

/// Typed access to one table. A key counts as known once it was asked for, so that the list of known keys cannot differ
/// from what is read. A value of the wrong type is a problem and reads as if it were not there.
class ConfigReader
{
public:
    /// @p section is how the table is called in messages, e.g. "[streams.AUTH_DB]". A @p value that is no table is a
    /// problem; nullptr reads as an empty table.
    ConfigReader(const ConfigValue *value, QString section, ConfigProblems &problems);

    /// Empty if it is not there; empty text in the file is a problem.
    [[nodiscard]] QString text(const QString &key);
    /// As text(), but empty text is as good as none: for files that are not ours to judge.
    [[nodiscard]] QString textOrEmpty(const QString &key);
    /// As text(), but only one of @p choices.
    [[nodiscard]] QString choice(const QString &key, const QStringList &choices);
    [[nodiscard]] std::optional<bool> flag(const QString &key);
    [[nodiscard]] std::optional<qint64> number(const QString &key, qint64 least, qint64 most);
    [[nodiscard]] QStringList texts(const QString &key);
    /// Of a list; empty if it is not there.
    [[nodiscard]] QList<ConfigValue> items(const QString &key);
    /// Of a table, in the order of the file.
    [[nodiscard]] QList<ConfigMember> members(const QString &key);
    [[nodiscard]] const ConfigValue *table(const QString &key);

    /// Makes a problem of every key that was not asked for, naming the nearest that is known.
    void refuseOthers();
    void refuse(int line, const QString &message, const QString &remedy);

    [[nodiscard]] QStringList textsOf(const ConfigValue &value, const QString &key);
    [[nodiscard]] QString textOf(const ConfigValue &value, const QString &key);

private:
    const ConfigValue *find(const QString &key, ConfigValue::Kind wanted, const QString &words);
    [[nodiscard]] bool isA(const ConfigValue &value,
                           ConfigValue::Kind wanted,
                           const QString &key,
                           const QString &words);

    const ConfigValue *m_table = nullptr;
    QString m_section;
    ConfigProblems &m_problems;
    QStringList m_known = {};
};

/// The one of @p known that @p word is most likely a slip of; empty if none is near.
[[nodiscard]] QString nearest(const QString &word, const QStringList &known);

/// "a, b or c"
[[nodiscard]] QString oneOf(const QStringList &words);

/// 'Did you mean "match"?' or 'Known here: dir, match or default.'
[[nodiscard]] QString suggestion(const QString &word, const QStringList &known);

} // namespace tidemark
