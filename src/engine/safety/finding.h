#pragma once

#include <QString>
#include <QStringList>

#include <optional>

namespace tidemark {

enum class Severity { Info, Warning, Error };
[[nodiscard]] QString severityName(Severity severity); ///< "info", "warning", "error"

/// What a rule found. An Error forbids the run unless the file allows the rule with a reason.
struct Finding {
    QString rule; ///< "S107"
    QString title; ///< "cascade-loss"
    Severity severity = Severity::Warning;
    QString migration; ///< id
    QString file;
    int line = 0;
    int statement = 0; ///< 1-based
    QString object = {}; ///< table, index … it is about: what an allowance names
    QString message;
    QString remedy = {};
    QString rewrite = {}; ///< SQL that does the same safely; empty if there is none
    QString allowedBecause = {}; ///< the file's reason; then the finding no longer forbids

    [[nodiscard]] bool blocks() const
    {
        return severity == Severity::Error && allowedBecause.isEmpty();
    }

    bool operator==(const Finding &other) const = default;
};

/// A lint rule as documentation and `lint` list it.
struct Rule {
    QString id;
    QString title;
    Severity severity;
    QString summary; ///< one sentence
    QString remedy = {}; ///< one sentence; what to do in general
};
[[nodiscard]] const QList<Rule> &allRules();
[[nodiscard]] const Rule *findRule(const QString &idOrTitle);

} // namespace tidemark
