#include <support/patience.h>
#include <support/scratch.h>
#include <support/testprogram.h>
#include <ui/editor/findbar.h>
#include <ui/editor/slicedhighlighter.h>
#include <ui/editor/sqledit.h>
#include <ui/editor/syntaxlibrary.h>
#include <ui/resources.h>
#include <ui/style/tidemarkstyle.h>
#include <ui/theme.h>
#include <ui/widgets/statelabel.h>

#include <QApplication>
#include <QCheckBox>
#include <QHelpEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>
#include <QTextBlock>
#include <QToolTip>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace tidemark;

namespace {

/// "[SELECT 1][SELECT 2]": what the spans cut out.
QString cutOut(const QString &text, const QList<StatementSpan> &spans)
{
    QString cut;
    for (const StatementSpan &span : spans)
        cut += u'[' + text.mid(span.start, span.end - span.start) + u']';
    return cut;
}

/// About five megabytes.
QString longScript()
{
    return u"INSERT INTO user (id, name) VALUES (1, 'a name; of some length'); -- line\n"_s
        .repeated(70'000);
}

bool isColoured(const QTextDocument *document, int line)
{
    return !document->findBlockByNumber(line).layout()->formats().isEmpty();
}

} // namespace

/// The editor alone: keys and mouse on the real widget.
class tst_SqlEdit : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void cutsStatements_data();
    void cutsStatements();
    void followsEveryEdit();
    void followsAQuoteThatSwallowsTheRest();
    void looksOnlyWhereSomethingChanged();
    void framesTheStatementUnderTheCursor();
    void saysWhereTheCursorIs();
    void runsTheSelectionBeforeTheStatement();
    void walksFromStatementToStatement();
    void commentsLinesOutAndIn();
    void indentsLines();
    void keepsTheIndentOnReturn();
    void showsBracketsThatBelongTogether();
    void explainsAFault();
    void movesFaultsWithTheText();
    void goesFromFaultToFault();
    void movesMarksWithTheText();
    void findsAndWraps();
    void findsByExpression();
    void replacesOneAndAll();
    void escapeClosesTheBar();
    void coloursALongScriptBySlices();
    void coloursWhatAnOpenedCommentChanges();

private:
    void type(const QString &text) const { m_edit->setPlainText(text); }
    void put(int position) const
    {
        QTextCursor cursor = m_edit->textCursor();
        cursor.setPosition(position);
        m_edit->setTextCursor(cursor);
    }
    [[nodiscard]] QString statement() const
    {
        const QTextCursor range = m_edit->toRun();
        return m_edit->textOf(range);
    }

    std::unique_ptr<SyntaxLibrary> m_library;
    std::unique_ptr<QWidget> m_window;
    SqlEdit *m_edit = nullptr;
    FindBar *m_find = nullptr;
};

void tst_SqlEdit::initTestCase()
{
    registerResources();
    QApplication::setStyle(new TidemarkStyle);
    QApplication::setPalette(Theme::light().palette());
    m_library = std::make_unique<SyntaxLibrary>();
}

void tst_SqlEdit::init()
{
    m_window = std::make_unique<QWidget>();
    m_edit = new SqlEdit(*m_library, m_window.get());
    m_edit->setDocumentName(u"top-signins.sql"_s);
    m_find = new FindBar(m_edit, m_window.get());
    auto *layout = new QVBoxLayout(m_window.get());
    layout->addWidget(m_edit);
    layout->addWidget(m_find);
    m_window->resize(700, 500);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_edit->setFocus();
}

void tst_SqlEdit::cleanup()
{
    m_window.reset();
}

void tst_SqlEdit::cutsStatements_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("cut");
    const auto row = [](const char *name, const QString &text, const QString &cut) {
        QTest::newRow(name) << text << cut;
    };
    row("nothing", u" -- only a comment\n"_s, {});
    row("two", u"SELECT 1;\nSELECT 2"_s, u"[SELECT 1][SELECT 2]"_s);
    row("semicolon in a text", u"SELECT ';';SELECT 2;"_s, u"[SELECT ';'][SELECT 2]"_s);
    row("trigger",
        u"CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; SELECT 2; END; SELECT 3"_s,
        u"[CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; SELECT 2; END][SELECT 3]"_s);
    row("comment before the semicolon", u"SELECT 1 -- ;\n; SELECT 2"_s, u"[SELECT 1][SELECT 2]"_s);
    row("letters of two and four bytes",
        u"SELECT 'ö🌊'; SELECT 'ß'"_s,
        u"[SELECT 'ö🌊'][SELECT 'ß']"_s);
}

void tst_SqlEdit::cutsStatements()
{
    QFETCH(QString, text);
    QFETCH(QString, cut);

    QCOMPARE(cutOut(text, spansOf(text)), cut);
}

void tst_SqlEdit::followsEveryEdit()
{
    static const QStringList pieces{
        u"SELECT 1;"_s, u"\n"_s,     u"'"_s,    u";"_s,
        u"-- "_s,       u"/*"_s,     u"*/"_s,   u" "_s,
        u"🌊"_s,         u"BEGIN "_s, u"END;"_s, u"CREATE TRIGGER t AFTER INSERT ON a "_s
    };
    QRandomGenerator dice(4711);
    for (int round = 0; round < 600; ++round) {
        QTextCursor cursor(m_edit->document());
        const int length = m_edit->document()->characterCount() - 1;
        cursor.setPosition(dice.bounded(length + 1));
        cursor.setPosition(std::min(cursor.position() + dice.bounded(6), length),
                           QTextCursor::KeepAnchor);
        cursor.insertText(dice.bounded(3) == 0 ? QString()
                                               : pieces.at(dice.bounded(int(pieces.size()))));

        QVERIFY(m_edit->statements()->isCurrent());
        const QString text = m_edit->toPlainText();
        QVERIFY2(m_edit->statements()->spans() == spansOf(text), qPrintable(text));
    }
}

void tst_SqlEdit::followsAQuoteThatSwallowsTheRest()
{
    type(longScript());
    QTRY_VERIFY(m_edit->statements()->isCurrent());
    QCOMPARE(m_edit->statements()->spans().size(), 70'000);

    put(0);
    QTest::keyClicks(m_edit, u"'"_s);
    QVERIFY(!m_edit->statements()->isCurrent());
    const QString run = statement(); // asked for at once, it is right

    QVERIFY(m_edit->statements()->isCurrent());
    QCOMPARE(m_edit->statements()->spans(), spansOf(m_edit->toPlainText()));
    QVERIFY(run.startsWith(u"'INSERT"_s));
}

void tst_SqlEdit::looksOnlyWhereSomethingChanged()
{
    type(longScript());
    QTRY_VERIFY(m_edit->statements()->isCurrent());

    put(2'000'000);
    QTest::keyClicks(m_edit, u"x; y"_s);

    QVERIFY(m_edit->statements()->isCurrent()); // nothing was put off
    QCOMPARE(m_edit->statements()->spans().size(), 70'001);
}

void tst_SqlEdit::framesTheStatementUnderTheCursor()
{
    type(u"SELECT 1;\n\nSELECT 2\n  FROM user;\n\n"_s);

    put(0);
    QCOMPARE(m_edit->barLines(), std::pair(1, 1));
    QCOMPARE(statement(), u"SELECT 1"_s);
    put(10); // on the blank line
    QCOMPARE(m_edit->barLines(), std::pair(3, 4));
    QCOMPARE(statement(), u"SELECT 2\n  FROM user"_s);
    put(int(m_edit->toPlainText().size())); // behind everything
    QCOMPARE(statement(), u"SELECT 2\n  FROM user"_s);
    const QImage image = m_edit->viewport()->grab().toImage();
    int accented = 0;
    for (int y = 0; y < image.height(); ++y)
        accented += image.pixelColor(image.width() / 2, y) == Theme::light().accent;
    QVERIFY(accented >= 2); // the frame's upper and lower line, beside the ring of the keyboard
}

void tst_SqlEdit::saysWhereTheCursorIs()
{
    type(u"SELECT 1;\nSELECT 2;\nSELECT 3"_s);

    put(12);

    QCOMPARE(m_edit->accessibleName(), u"SQL of top-signins.sql, statement 2 of 3, line 2"_s);
}

void tst_SqlEdit::runsTheSelectionBeforeTheStatement()
{
    type(u"SELECT 1;\nSELECT 2"_s);
    put(0);

    QTest::keyClick(m_edit, Qt::Key_End, Qt::ShiftModifier);
    QTest::keyClick(m_edit, Qt::Key_Left, Qt::ShiftModifier);

    QCOMPARE(statement(), u"SELECT 1"_s);
    QTest::keyClick(m_edit, Qt::Key_End, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(statement(), u"SELECT 1;\nSELECT 2"_s);
}

void tst_SqlEdit::walksFromStatementToStatement()
{
    type(u"SELECT 1;\n-- next\nSELECT 2;\nSELECT 3"_s);
    put(3);

    m_edit->goToNextStatement();
    QCOMPARE(m_edit->textCursor().position(), 18);
    m_edit->goToNextStatement();
    m_edit->goToNextStatement(); // there is none
    QCOMPARE(m_edit->textCursor().position(), 28);
    m_edit->goToPreviousStatement();
    QCOMPARE(m_edit->textCursor().position(), 18);
    put(20);
    m_edit->goToPreviousStatement(); // to its own start first
    QCOMPARE(m_edit->textCursor().position(), 18);
}

void tst_SqlEdit::commentsLinesOutAndIn()
{
    const QString text = u"SELECT 1,\n  2;\nSELECT 3"_s;
    type(text);
    put(0);
    QTest::keyClick(m_edit, Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(m_edit, Qt::Key_End, Qt::ShiftModifier);

    m_edit->toggleComment();
    QCOMPARE(m_edit->toPlainText(), u"-- SELECT 1,\n--   2;\nSELECT 3"_s);
    m_edit->toggleComment();
    QCOMPARE(m_edit->toPlainText(), text);
    m_edit->undo();
    QCOMPARE(m_edit->toPlainText(), u"-- SELECT 1,\n--   2;\nSELECT 3"_s); // one step
}

void tst_SqlEdit::indentsLines()
{
    type(u"SELECT 1,\n2;"_s);
    m_edit->selectAll();

    QTest::keyClick(m_edit, Qt::Key_Tab);
    QCOMPARE(m_edit->toPlainText(), u"  SELECT 1,\n  2;"_s);
    QTest::keyClick(m_edit, Qt::Key_Backtab, Qt::ShiftModifier);
    QTest::keyClick(m_edit, Qt::Key_Backtab, Qt::ShiftModifier);

    QCOMPARE(m_edit->toPlainText(), u"SELECT 1,\n2;"_s);
    put(0);
    QTest::keyClick(m_edit, Qt::Key_Tab);
    QCOMPARE(m_edit->toPlainText(), u"  SELECT 1,\n2;"_s);
}

void tst_SqlEdit::keepsTheIndentOnReturn()
{
    type(u"  SELECT 1"_s);
    put(10);

    QTest::keyClick(m_edit, Qt::Key_Return);
    QTest::keyClicks(m_edit, u"FROM x"_s);

    QCOMPARE(m_edit->toPlainText(), u"  SELECT 1\n  FROM x"_s);
}

void tst_SqlEdit::showsBracketsThatBelongTogether()
{
    type(u"SELECT (1, ')', (2))"_s);
    put(8);

    const auto shown = m_edit->extraSelections();

    QCOMPARE(shown.size(), 2);
    QCOMPARE(shown[0].cursor.selectionStart(), 7);
    QCOMPARE(shown[1].cursor.selectionStart(), 19);
    type(u"SELECT (1"_s);
    put(8);
    QCOMPARE(m_edit->extraSelections().size(), 1); // alone
    QCOMPARE(m_edit->extraSelections().first().format.foreground().color(), Theme::light().error);
}

void tst_SqlEdit::explainsAFault()
{
    type(u"SELECT nme FROM user"_s);
    m_edit->setFaults({ { .start = 7, .length = 3, .message = u"no such column: nme."_s } });
    put(9);
    const QPoint place = m_edit->cursorRect().center();
    const QPoint inEdit = m_edit->viewport()->mapTo(m_edit, place);

    QHelpEvent help(QEvent::ToolTip, inEdit, m_edit->mapToGlobal(inEdit));
    QApplication::sendEvent(m_edit, &help);

    QCOMPARE(QToolTip::text(), u"no such column: nme."_s);
    QToolTip::hideText();
}

void tst_SqlEdit::movesFaultsWithTheText()
{
    type(u"SELECT nme FROM user"_s);
    m_edit->setFaults({ { .start = 7, .length = 3, .message = u"a"_s } });

    put(0);
    QTest::keyClick(m_edit, Qt::Key_Return);

    QCOMPARE(m_edit->faults().first().start, 8);
    put(8);
    for (int i = 0; i < 3; ++i)
        QTest::keyClick(m_edit, Qt::Key_Delete);
    QVERIFY(m_edit->faults().isEmpty()); // its text is gone
}

void tst_SqlEdit::goesFromFaultToFault()
{
    type(u"SELECT nme;\nSELECT eml"_s);
    QVERIFY(!m_edit->goToNextFault());
    m_edit->setFaults({ { .start = 7, .length = 3, .message = u"first"_s },
                        { .start = 19, .length = 3, .message = u"second"_s } });
    put(0);

    QVERIFY(m_edit->goToNextFault());
    QCOMPARE(m_edit->textCursor().selectedText(), u"nme"_s);
    QCOMPARE(m_edit->accessibleDescription(), u"first"_s);
    QVERIFY(m_edit->goToNextFault());
    QCOMPARE(m_edit->textCursor().selectedText(), u"eml"_s);
    QVERIFY(m_edit->goToNextFault());
    QCOMPARE(m_edit->textCursor().selectedText(), u"nme"_s);
}

void tst_SqlEdit::movesMarksWithTheText()
{
    type(u"SELECT 1;\nSELECT 2"_s);
    m_edit->setMovingMarks({ { .line = 2, .state = ShownState::Failed, .text = u"failed"_s } });
    put(0);

    QTest::keyClick(m_edit, Qt::Key_Return);

    QVERIFY(!m_edit->markAt(2));
    QVERIFY(m_edit->markAt(3));
}

void tst_SqlEdit::findsAndWraps()
{
    type(u"user\nUser\nsession"_s);
    put(2);
    m_find->open(false);
    auto *field = m_find->findChild<QLineEdit *>(u"findText"_s);
    QVERIFY(field->hasFocus());

    QTest::keyClicks(field, u"user"_s);
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(m_edit->textCursor().selectionStart(), 5);
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(m_edit->textCursor().selectionStart(), 0);
    auto *verdict = m_find->findChild<StateLabel *>(u"findVerdict"_s);
    QCOMPARE(verdict->text(), u"From the start again"_s);

    m_find->findChild<QCheckBox *>(u"findCase"_s)->click();
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(m_edit->textCursor().selectionStart(), 0); // "User" is another
    field->setText(u"nothing of it"_s);
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(verdict->text(), u"Not found"_s);
}

void tst_SqlEdit::findsByExpression()
{
    type(u"a1\nb22"_s);
    m_find->open(false);
    auto *field = m_find->findChild<QLineEdit *>(u"findText"_s);
    m_find->findChild<QCheckBox *>(u"findRegex"_s)->click();

    field->setText(u"\\d{2}"_s);
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(m_edit->textCursor().selectedText(), u"22"_s);

    field->setText(u"("_s);
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(m_find->findChild<StateLabel *>(u"findVerdict"_s)->text(),
             u"Not a regular expression"_s);
}

void tst_SqlEdit::replacesOneAndAll()
{
    type(u"user user_id USER"_s);
    m_find->open(true);
    auto *field = m_find->findChild<QLineEdit *>(u"findText"_s);
    auto *replacement = m_find->findChild<QLineEdit *>(u"findReplacement"_s);
    field->setText(u"user"_s);
    replacement->setText(u"account"_s);

    QTest::keyClick(field, Qt::Key_Return);
    QTest::mouseClick(m_find->findChild<QPushButton *>(u"findReplace"_s), Qt::LeftButton);
    QCOMPARE(m_edit->toPlainText(), u"account user_id USER"_s);
    QTest::mouseClick(m_find->findChild<QPushButton *>(u"findReplaceAll"_s), Qt::LeftButton);
    QCOMPARE(m_edit->toPlainText(), u"account account_id account"_s);
    m_edit->undo();
    QCOMPARE(m_edit->toPlainText(), u"account user_id USER"_s);

    m_find->findChild<QCheckBox *>(u"findRegex"_s)->click();
    field->setText(u"(\\w+)_id"_s);
    replacement->setText(u"id_of_\\1"_s);
    QTest::mouseClick(m_find->findChild<QPushButton *>(u"findReplaceAll"_s), Qt::LeftButton);
    QCOMPARE(m_edit->toPlainText(), u"account id_of_user USER"_s);
}

void tst_SqlEdit::escapeClosesTheBar()
{
    m_find->open(false);

    QTest::keyClick(m_find->findChild<QLineEdit *>(u"findText"_s), Qt::Key_Escape);

    QVERIFY(m_find->isHidden());
    QVERIFY(m_edit->hasFocus());
}

void tst_SqlEdit::coloursALongScriptBySlices()
{
    type(longScript());

    QVERIFY(isColoured(m_edit->document(), 0)); // what is seen first, before anything else is done
    QVERIFY(!isColoured(m_edit->document(), 69'999));
    QTRY_VERIFY(isColoured(m_edit->document(), 69'999));
}

void tst_SqlEdit::coloursWhatAnOpenedCommentChanges()
{
    type(u"SELECT 1;\n"_s.repeated(20));
    const auto colour = [this](int line) {
        return m_edit->document()
            ->findBlockByNumber(line)
            .layout()
            ->formats()
            .first()
            .format.foreground();
    };
    put(0);

    QTest::keyClicks(m_edit, u"/*"_s);
    QCOMPARE(colour(19).color(), Theme::light().comment);
    QTest::keyClick(m_edit, Qt::Key_Backspace);

    QCOMPARE(colour(19).color(), Theme::light().keyword);
}

TIDEMARK_TEST(tst_SqlEdit)
#include "tst_sqledit.moc"
