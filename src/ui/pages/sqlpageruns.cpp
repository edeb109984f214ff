// Running what the editor holds, and the padlock of the tab.

#include "sqlpage.h"
#include "sqlreview.h"

#include <ui/dialogs/parametersdialog.h>
#include <ui/editor/sqledit.h>

#include <QMessageBox>
#include <QPushButton>
#include <QTextBlock>

namespace tidemark {

using namespace Qt::StringLiterals;

SqlSession::Script SqlPage::scriptOf(const QString &text, int position) const
{
    return { .text = text.toUtf8(),
             .position = position,
             .firstLine = m_edit->document()->findBlock(position).blockNumber() + 1,
             .parameters = m_parameters };
}

void SqlPage::runStatement()
{
    const QTextCursor range = m_edit->toRun();
    if (range.hasSelection())
        begin(scriptOf(m_edit->textOf(range), range.selectionStart()));
}

void SqlPage::runAll()
{
    begin(scriptOf(m_edit->toPlainText(), 0));
}

void SqlPage::begin(const SqlSession::Script &script)
{
    QStringList missing;
    for (const QString &name : parameterNames(script.text)) {
        if (!name.isEmpty() && !m_parameters.contains(name))
            missing.append(name);
    }
    if (!missing.isEmpty()) {
        askParameters(parameterNames(script.text), [this, script] {
            SqlSession::Script known = script;
            known.parameters = m_parameters;
            begin(known);
        });
        return;
    }
    m_runProblems.clear();
    showFaults();
    if (!mayWrite()) {
        m_sql->run(script, false);
        return;
    }
    m_pending = script;
    m_sql->examine(script);
}

void SqlPage::askParameters(const QStringList &names, const std::function<void()> &then)
{
    QStringList wanted = names;
    wanted.removeAll(QString());
    wanted.removeDuplicates();
    if (wanted.isEmpty())
        return;
    auto *dialog = new ParametersDialog(wanted, m_parameters, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, then] {
        m_parameters.insert(dialog->values());
        then();
    });
    dialog->open();
}

void SqlPage::examined(const ScriptExamination &examination)
{
    const SafeMode mode = session()->safeMode();
    const bool asks = mode != SafeMode::Open || !examination.dangers().isEmpty();
    if (!examination.writes() || !asks) {
        m_sql->run(m_pending, examination.writes());
        return;
    }
    auto *dialog
        = new ReviewDialog(reviewOf(examination, session()->target(), mode), m_library, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    const SqlSession::Script script = m_pending;
    connect(dialog, &QDialog::accepted, this, [this, script] {
        if (mayWrite()) // the ten minutes may have ended meanwhile
            m_sql->run(script, true);
    });
    dialog->open();
}

bool SqlPage::mayWrite() const
{
    const SafeMode mode = session()->safeMode();
    return mode == SafeMode::Open || (mode != SafeMode::ReadOnly && m_sql->isUnlocked());
}

bool SqlPage::mayUnlock() const
{
    return !mayWrite() && session()->safeMode() != SafeMode::ReadOnly;
}

void SqlPage::askUnlock()
{
    if (!mayUnlock())
        return;
    const Target &target = session()->target();
    auto *question = new QMessageBox(this);
    question->setObjectName(u"sqlUnlockQuestion"_s);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setWindowModality(Qt::WindowModal);
    question->setIcon(QMessageBox::NoIcon);
    question->setText(tr("Allow writes to %1 for this tab?").arg(target.environmentWord()));
    question->setInformativeText(
        nameToType(target, session()->safeMode()).isEmpty()
            ? tr("Every write is still shown first. Locks again after 10 minutes.")
            : tr("Every write still asks for the name. Locks again after 10 minutes."));
    auto *keep = question->addButton(tr("&Keep read-only"), QMessageBox::RejectRole);
    auto *allow = question->addButton(tr("&Allow writes"), QMessageBox::AcceptRole);
    keep->setObjectName(u"sqlKeepReadOnly"_s);
    allow->setObjectName(u"sqlAllowWrites"_s);
    question->setDefaultButton(keep);
    question->setEscapeButton(keep);
    connect(allow, &QAbstractButton::clicked, m_sql, &SqlSession::unlock);
    question->open();
}

} // namespace tidemark
