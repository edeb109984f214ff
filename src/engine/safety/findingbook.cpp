#include "findingbook.h"

#include <QFileInfo>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QString allowanceKey(const QString &migration, int line)
{
    return migration + u':' + QString::number(line);
}

const Allowance *fittingAllowance(const ScriptHeader &header, const Finding &finding)
{
    if (const auto *byId = header.allowanceFor(finding.rule, finding.object))
        return byId;
    return header.allowanceFor(finding.title, finding.object);
}

} // namespace

FindingBook::FindingBook(QStringList allowedRules)
    : m_allowedRules(std::move(allowedRules))
{}

void FindingBook::declare(const QString &migration, const MigrationScript &script)
{
    m_scripts.insert(migration, Script{ &script, m_scripts.size() });
}

Finding FindingBook::make(const QString &rule,
                          const QString &migration,
                          int statement,
                          const QString &object,
                          const QString &message) const
{
    const Rule *known = findRule(rule);
    Q_ASSERT(known);
    const MigrationScript *script = m_scripts.value(migration).script;
    Finding finding{ .rule = rule,
                     .title = known->title,
                     .severity = known->severity,
                     .migration = migration,
                     .file = script ? script->file : QString(),
                     .line = 0,
                     .statement = statement,
                     .object = object,
                     .message = message,
                     .remedy = known->remedy };
    if (script && statement > 0 && statement <= script->statements.size())
        finding.line = script->statements.at(statement - 1).line;
    else if (script)
        finding.line = 1;
    return finding;
}

bool FindingBook::has(const Finding &finding) const
{
    return std::ranges::any_of(m_findings, [&](const Finding &other) {
        return other.rule == finding.rule && other.migration == finding.migration
               && other.file == finding.file && other.statement == finding.statement
               && other.object == finding.object;
    });
}

void FindingBook::add(const Finding &finding)
{
    if (!has(finding))
        m_findings << finding;
}

void FindingBook::add(const QString &rule,
                      const QString &migration,
                      int statement,
                      const QString &object,
                      const QString &message)
{
    add(make(rule, migration, statement, object, message));
}

Finding FindingBook::allow(Finding finding)
{
    const Script script = m_scripts.value(finding.migration);
    if (script.script) {
        if (const auto *allowance = fittingAllowance(script.script->header, finding)) {
            m_used.insert(allowanceKey(finding.migration, allowance->line));
            finding.allowedBecause = allowance->reason;
            return finding;
        }
    }
    if (m_allowedRules.contains(finding.rule, Qt::CaseInsensitive)
        || m_allowedRules.contains(finding.title))
        finding.allowedBecause = u"allowed on the command line"_s;
    return finding;
}

void FindingBook::reportUnused()
{
    for (auto i = m_scripts.cbegin(); i != m_scripts.cend(); ++i) {
        for (const Allowance &allowance : i->script->header.allowances) {
            if (m_used.contains(allowanceKey(i.key(), allowance.line)))
                continue;
            const QString what = findRule(allowance.rule)
                                     ? u"\"allow %1 %2\" matches no finding."_s
                                     : u"\"allow %1 %2\" names a rule that does not exist."_s;
            Finding finding = make(u"G026"_s,
                                   i.key(),
                                   0,
                                   allowance.rule + u' ' + allowance.object,
                                   what.arg(allowance.rule, allowance.object));
            finding.line = allowance.line;
            add(finding);
        }
    }
}

QList<Finding> FindingBook::finished(Coverage coverage)
{
    for (Finding &finding : m_findings)
        finding = allow(finding);
    if (coverage == Coverage::Complete)
        reportUnused();
    std::ranges::stable_sort(m_findings, [this](const Finding &a, const Finding &b) {
        const auto rank = [this](const Finding &finding) {
            return std::tuple(-static_cast<int>(finding.severity),
                              m_scripts.value(finding.migration).place,
                              finding.line,
                              finding.rule);
        };
        return rank(a) < rank(b);
    });
    return m_findings;
}

} // namespace tidemark
