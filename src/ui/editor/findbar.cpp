#include "findbar.h"

#include <ui/style/emphasis.h>
#include <ui/theme.h>
#include <ui/widgets/statelabel.h>

#include <QCheckBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QTextBlock>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QLineEdit *field(const QString &objectName, const QString &accessibleName, QWidget *parent)
{
    auto *made = new QLineEdit(parent);
    made->setObjectName(objectName);
    made->setAccessibleName(accessibleName);
    made->setClearButtonEnabled(true);
    return made;
}

template<typename Button>
Button *button(const QString &objectName, const QString &text, QWidget *parent)
{
    auto *made = new Button(text, parent);
    made->setObjectName(objectName);
    return made;
}

} // namespace

FindBar::FindBar(QPlainTextEdit *edit, QWidget *parent)
    : QWidget(parent)
    , m_edit(edit)
    , m_text(field(u"findText"_s, tr("Find"), this))
    , m_replacement(field(u"findReplacement"_s, tr("Replace with"), this))
    , m_case(button<QCheckBox>(u"findCase"_s, tr("Match &case"), this))
    , m_regex(button<QCheckBox>(u"findRegex"_s, tr("Regular e&xpression"), this))
    , m_next(button<QPushButton>(u"findNext"_s, tr("&Next"), this))
    , m_previous(button<QPushButton>(u"findPrevious"_s, tr("&Previous"), this))
    , m_replace(button<QPushButton>(u"findReplace"_s, tr("Rep&lace"), this))
    , m_replaceAll(button<QPushButton>(u"findReplaceAll"_s, tr("Replace &all"), this))
    , m_close(button<QPushButton>(u"findClose"_s, tr("Close"), this))
    , m_replaceRow(new QWidget(this))
    , m_verdict(new StateLabel(this))
{
    setObjectName(u"findBar"_s);
    m_verdict->setObjectName(u"findVerdict"_s);
    m_verdict->hide();
    setEmphasis(m_close, Emphasis::Link);
    layOut();
    connect(m_text, &QLineEdit::returnPressed, this, [this] { findNext(false); });
    connect(m_text, &QLineEdit::textChanged, m_verdict, &QWidget::hide);
    connect(m_replacement, &QLineEdit::returnPressed, this, &FindBar::replaceOne);
    connect(m_next, &QPushButton::clicked, this, [this] { findNext(false); });
    connect(m_previous, &QPushButton::clicked, this, [this] { findNext(true); });
    connect(m_replace, &QPushButton::clicked, this, &FindBar::replaceOne);
    connect(m_replaceAll, &QPushButton::clicked, this, &FindBar::replaceAll);
    connect(m_close, &QPushButton::clicked, this, &FindBar::close);
    hide();
}

void FindBar::layOut()
{
    auto *find = new QHBoxLayout;
    find->setSpacing(Space::Small);
    find->addWidget(m_text, 1);
    for (QWidget *control : { static_cast<QWidget *>(m_previous),
                              static_cast<QWidget *>(m_next),
                              static_cast<QWidget *>(m_case),
                              static_cast<QWidget *>(m_regex),
                              static_cast<QWidget *>(m_verdict),
                              static_cast<QWidget *>(m_close) })
        find->addWidget(control);
    auto *replace = new QHBoxLayout(m_replaceRow);
    replace->setContentsMargins(0, 0, 0, 0);
    replace->setSpacing(Space::Small);
    replace->addWidget(m_replacement, 1);
    replace->addWidget(m_replace);
    replace->addWidget(m_replaceAll);
    m_text->setPlaceholderText(tr("Find"));
    m_replacement->setPlaceholderText(tr("Replace with"));
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(Space::Page, Space::Tiny, Space::Page, Space::Tiny);
    rows->setSpacing(Space::Tiny);
    rows->addLayout(find);
    rows->addWidget(m_replaceRow);
}

void FindBar::open(bool replacing)
{
    const QString selected = m_edit->textCursor().selectedText();
    if (!selected.isEmpty() && !selected.contains(QChar::ParagraphSeparator))
        m_text->setText(selected);
    m_replaceRow->setVisible(replacing);
    m_verdict->hide();
    show();
    m_text->setFocus();
    m_text->selectAll();
}

void FindBar::close()
{
    hide();
    m_edit->setFocus();
}

void FindBar::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        close();
    else
        QWidget::keyPressEvent(event);
}

QTextDocument::FindFlags FindBar::flags(bool backward) const
{
    QTextDocument::FindFlags flags;
    flags.setFlag(QTextDocument::FindBackward, backward);
    flags.setFlag(QTextDocument::FindCaseSensitively, m_case->isChecked());
    return flags;
}

QTextCursor FindBar::found(const QTextCursor &from, bool backward) const
{
    if (m_text->text().isEmpty())
        return {};
    if (!m_regex->isChecked())
        return m_edit->document()->find(m_text->text(), from, flags(backward));
    QRegularExpression expression(m_text->text());
    if (!m_case->isChecked())
        expression.setPatternOptions(QRegularExpression::CaseInsensitiveOption);
    return expression.isValid() ? m_edit->document()->find(expression, from, flags(backward))
                                : QTextCursor();
}

void FindBar::findNext(bool backward)
{
    QTextCursor cursor = found(m_edit->textCursor(), backward);
    m_verdict->hide();
    if (cursor.isNull()) {
        QTextCursor end = m_edit->textCursor();
        end.movePosition(backward ? QTextCursor::End : QTextCursor::Start);
        cursor = found(end, backward);
        if (!cursor.isNull())
            m_verdict->setState(ShownState::Note,
                                backward ? tr("From the end again") : tr("From the start again"));
        else if (m_regex->isChecked() && !QRegularExpression(m_text->text()).isValid())
            m_verdict->setState(ShownState::Failed, tr("Not a regular expression"));
        else
            m_verdict->setState(ShownState::Missing, tr("Not found"));
        m_verdict->show();
    }
    if (cursor.isNull())
        return;
    m_edit->setTextCursor(cursor);
    m_edit->ensureCursorVisible();
}

QString FindBar::replacementFor(const QString &text) const
{
    QString replaced = text;
    if (!m_regex->isChecked())
        return m_replacement->text();
    QRegularExpression expression(m_text->text());
    if (!m_case->isChecked())
        expression.setPatternOptions(QRegularExpression::CaseInsensitiveOption);
    return replaced.replace(expression, m_replacement->text());
}

void FindBar::replaceOne()
{
    QTextCursor cursor = m_edit->textCursor();
    // Only what was found is replaced: the selection must be such a place itself.
    QTextCursor before = cursor;
    before.setPosition(cursor.selectionStart());
    const QTextCursor match = found(before, false);
    if (cursor.hasSelection() && !match.isNull()
        && match.selectionStart() == cursor.selectionStart()
        && match.selectionEnd() == cursor.selectionEnd()) {
        cursor.insertText(replacementFor(cursor.selectedText()));
        m_edit->setTextCursor(cursor);
    }
    findNext(false);
}

void FindBar::replaceAll()
{
    int count = 0;
    QTextCursor edit(m_edit->document());
    edit.beginEditBlock(); // one step to undo
    QTextCursor match = found(QTextCursor(m_edit->document()), false);
    while (!match.isNull()) {
        // An expression that matches nothing ("x*") is passed over, else there is no end.
        if (match.hasSelection()) {
            match.insertText(replacementFor(match.selectedText()));
            ++count;
        } else if (!match.movePosition(QTextCursor::NextCharacter)) {
            break;
        }
        match = found(match, false);
    }
    edit.endEditBlock();
    m_verdict->setState(count > 0 ? ShownState::Done : ShownState::Missing,
                        count > 0 ? tr("%n replaced", nullptr, count) : tr("Not found"));
    m_verdict->show();
}

} // namespace tidemark
