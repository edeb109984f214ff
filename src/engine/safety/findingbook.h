#pragma once

#include "finding.h"

#include <engine/migration/plan.h>

#include <QHash>
#include <QSet>

namespace tidemark {

/// Collects findings: fills in what the rule says, drops repetitions, and in the end applies the allowances.
class FindingBook
{
public:
    /// @p allowedRules are ids or titles that were allowed on the command line.
    explicit FindingBook(QStringList allowedRules = {});

    /// Declares the script that findings about @p migration belong to. It must outlive the book.
    void declare(const QString &migration, const MigrationScript &script);

    /// A finding of @p rule with the rule's title, severity and remedy, placed at @p statement (1-based; 0: the file).
    [[nodiscard]] Finding make(const QString &rule,
                               const QString &migration,
                               int statement,
                               const QString &object,
                               const QString &message) const;
    void add(const Finding &finding);
    void add(const QString &rule,
             const QString &migration,
             int statement,
             const QString &object,
             const QString &message);

    /// Whether every allowance had its chance, so that one that fits nothing is worth a finding.
    enum class Coverage { Partial, Complete };
    /// Allowances applied, errors first, then in the order of the plan and by line.
    [[nodiscard]] QList<Finding> finished(Coverage coverage);
    /// @p finding with the reason of the allowance that fits, if there is one.
    [[nodiscard]] Finding allow(Finding finding);

private:
    [[nodiscard]] bool has(const Finding &finding) const;
    void reportUnused();

    struct Script {
        const MigrationScript *script = nullptr;
        qsizetype place = 0; ///< in the plan
    };
    QStringList m_allowedRules;
    QHash<QString, Script> m_scripts;
    QList<Finding> m_findings;
    QSet<QString> m_used; ///< "migration:line" of the allowances that fitted
};

} // namespace tidemark
