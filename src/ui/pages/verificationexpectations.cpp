// The part of VerificationPage that turns what is there into what is expected.

#include "verificationpage.h"

#include <ui/dialogs/expectationdialog.h>

namespace tidemark {

using namespace Qt::StringLiterals;

QString VerificationPage::whyNotSave() const
{
    if (!isIdle())
        return tr("Something is running.");
    if (!verification().report())
        return tr("Verify first.");
    return session()->selection().project ? QString()
                                          : tr("There is no project that could keep it.");
}

void VerificationPage::saveExpectation()
{
    const ComparisonReport &report = *verification().report();
    const auto &expected = session()->selected().expectations.rows;
    ExpectationRequest request{ .chosen = selectedTable() };
    for (const ComparedTable &table : report.comparison.tables) {
        if (!table.isView && !table.presentSql.isEmpty())
            request.tables.append({ .name = table.name,
                                    .rows = report.factsOf(table.name).presentRows,
                                    .expected = expected.value(table.name) });
    }
    if (report.countedAt.isValid())
        request.countsFrom = tr("The numbers are from the backup of %1 UTC. Only tidemark.toml is "
                                "changed, and its "
                                "comments stay. This can be undone.")
                                 .arg(report.countedAt.toUTC().toString(u"d MMM, HH:mm"_s));
    request.propose = [this](const QMap<QString, QString> &conditions) {
        return session()->proposeRows(conditions);
    };
    auto *dialog = new ExpectationDialog(request, m_library, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        if (dialog->edit())
            changeExpectation([this, edit = *dialog->edit()] { session()->changeSettings(edit); });
    });
    dialog->open();
}

// What is expected now is checked at once, as soon as the database was read again.
void VerificationPage::changeExpectation(const std::function<void()> &change)
{
    connect(
        session(),
        &DatabaseSession::settled,
        this,
        [this] { m_verifiesNext = true; },
        Qt::SingleShotConnection);
    change();
}

void VerificationPage::verifyIfWanted()
{
    if (isIdle() && std::exchange(m_verifiesNext, false))
        QMetaObject::invokeMethod(this, &VerificationPage::verifyAgain, Qt::QueuedConnection);
}

} // namespace tidemark
