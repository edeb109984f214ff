#include "faultplan.h"

#include <sandbox/api/envelope.h>

namespace tidemark::sandbox {

using namespace Qt::StringLiterals;

namespace {

const QStringList Keys{ u"method"_s,      u"path"_s,     u"body"_s, u"skip"_s,    u"times"_s,
                        u"probability"_s, u"status"_s,   u"code"_s, u"message"_s, u"headers"_s,
                        u"text"_s,        u"delay_ms"_s, u"drop"_s, u"truncate"_s };

HttpReply replyFrom(const QJsonObject &source)
{
    const int status = source.value(u"status"_s).toInt();
    HttpReply reply
        = failure({ .status = status,
                    .code = source.value(u"code"_s).toInt(7500),
                    .message = source.value(u"message"_s).toString(u"fault of the sandbox"_s) });
    if (source.contains(u"text"_s)) {
        reply.body = source.value(u"text"_s).toString().toUtf8();
        reply.contentType = "text/html";
    }
    const QJsonObject headers = source.value(u"headers"_s).toObject();
    for (auto header = headers.begin(); header != headers.end(); ++header)
        reply.headers.append({ header.key().toUtf8(), header->toVariant().toString().toUtf8() });
    return reply;
}

Fault::Drop dropFrom(const QString &text)
{
    if (text == "before"_L1)
        return Fault::Drop::Before;
    return text == "after"_L1 ? Fault::Drop::After : Fault::Drop::No;
}

Fault faultFrom(const QJsonObject &source)
{
    Fault fault{ .delayMs = source.value(u"delay_ms"_s).toInt(),
                 .drop = dropFrom(source.value(u"drop"_s).toString()) };
    if (source.contains(u"status"_s))
        fault.reply = replyFrom(source);
    if (source.contains(u"truncate"_s))
        fault.bytesKept = source.value(u"truncate"_s).toInt();
    return fault;
}

QString problemOf(const QJsonObject &source)
{
    for (const QString &key : source.keys()) {
        if (!Keys.contains(key))
            return u"a fault has no key %1; it has %2"_s.arg(key, Keys.join(u", "_s));
    }
    const QString drop = source.value(u"drop"_s).toString();
    if (source.contains(u"drop"_s) && dropFrom(drop) == Fault::Drop::No)
        return u"drop is \"before\" or \"after\""_s;
    const int status = source.value(u"status"_s).toInt(200);
    if (status < 200 || status > 599)
        return u"status is a number from 200 to 599"_s;
    return {};
}

} // namespace

QString Fault::describe() const
{
    QStringList parts;
    if (delayMs > 0)
        parts.append(u"delay %1 ms"_s.arg(delayMs));
    if (drop != Drop::No)
        parts.append(drop == Drop::Before ? u"drop before"_s : u"drop after"_s);
    if (reply)
        parts.append(u"status %1"_s.arg(reply->status));
    if (bytesKept)
        parts.append(u"truncate %1"_s.arg(*bytesKept));
    return parts.join(u", "_s);
}

Outcome<FaultPlan::Rule> FaultPlan::read(const QJsonObject &source)
{
    if (const QString problem = problemOf(source); !problem.isEmpty())
        return malformed(problem);
    Rule rule{ .source = source,
               .method = source.value(u"method"_s).toString().toUpper().toUtf8(),
               .path = QRegularExpression(source.value(u"path"_s).toString()),
               .body = QRegularExpression(source.value(u"body"_s).toString()),
               .skip = source.value(u"skip"_s).toInt(),
               .left = source.value(u"times"_s).toInt(1),
               .probability = source.value(u"probability"_s).toDouble(1),
               .fault = faultFrom(source) };
    if (!rule.path.isValid() || !rule.body.isValid())
        return malformed(u"path and body of a fault are regular expressions"_s);
    return rule;
}

Outcome<bool> FaultPlan::add(const QJsonArray &rules)
{
    QList<Rule> added;
    for (const auto &source : rules) {
        auto rule = read(source.toObject());
        if (!rule)
            return rule.error();
        added.append(*rule);
    }
    m_rules += added;
    return true;
}

bool FaultPlan::fits(const Rule &rule, const HttpRequest &request)
{
    return rule.left != 0 && (rule.method.isEmpty() || rule.method == request.method)
           && request.path.contains(rule.path)
           && (rule.body.pattern().isEmpty()
               || QString::fromUtf8(request.body).contains(rule.body));
}

std::optional<Fault> FaultPlan::take(const HttpRequest &request)
{
    for (Rule &rule : m_rules) {
        if (!fits(rule, request))
            continue;
        if (rule.skip > 0) {
            --rule.skip;
            continue;
        }
        if (rule.probability < 1 && m_random.generateDouble() >= rule.probability)
            continue;
        if (rule.left > 0)
            --rule.left;
        return rule.fault;
    }
    return {};
}

QJsonArray FaultPlan::toJson() const
{
    QJsonArray json;
    for (const Rule &rule : m_rules) {
        QJsonObject source = rule.source;
        source.insert(u"left"_s, rule.left);
        json.append(source);
    }
    return json;
}

} // namespace tidemark::sandbox
