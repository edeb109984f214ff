#pragma once

#include <QJsonArray>
#include <QRandomGenerator>
#include <QRegularExpression>

#include <optional>
#include <sandbox/api/outcome.h>
#include <sandbox/http/message.h>

namespace tidemark::sandbox {

/// What goes wrong with a request.
struct Fault {
    enum class Drop { No, Before, After };

    int delayMs = 0;
    Drop drop = Drop::No; ///< the connection ends before, or after, the request was executed
    std::optional<HttpReply> reply = {}; ///< sent in place of executing the request
    std::optional<qsizetype> bytesKept = {}; ///< the answer breaks off within its body

    [[nodiscard]] QString describe() const; ///< for the request log
};

/// Requests are compared with rules in their order; the first that fits, and is not used up, decides.
class FaultPlan
{
public:
    /// Adds rules as docs/sandbox.md describes them.
    [[nodiscard]] Outcome<bool> add(const QJsonArray &rules);
    void clear() { m_rules.clear(); }
    void seed(quint32 seed) { m_random.seed(seed); }

    [[nodiscard]] std::optional<Fault> take(const HttpRequest &request);
    [[nodiscard]] QJsonArray toJson() const;

private:
    struct Rule {
        QJsonObject source;
        QByteArray method; ///< any if empty
        QRegularExpression path;
        QRegularExpression body;
        int skip = 0; ///< how many that fit pass first
        int left = 1; ///< how many it takes; -1: all
        double probability = 1;
        Fault fault;
    };
    [[nodiscard]] static Outcome<Rule> read(const QJsonObject &source);
    [[nodiscard]] static bool fits(const Rule &rule, const HttpRequest &request);

    QList<Rule> m_rules;
    QRandomGenerator m_random{ 1 };
};

} // namespace tidemark::sandbox
