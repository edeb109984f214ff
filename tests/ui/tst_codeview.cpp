#include <support/testprogram.h>
#include <ui/editor/codegutter.h>
#include <ui/editor/codeview.h>
#include <ui/editor/syntaxlibrary.h>
#include <ui/resources.h>
#include <ui/style/tidemarkstyle.h>

#include <QApplication>
#include <QHelpEvent>
#include <QTest>
#include <QTextBlock>
#include <QToolTip>

#include <KSyntaxHighlighting/AbstractHighlighter>
#include <KSyntaxHighlighting/Format>
#include <KSyntaxHighlighting/State>

using namespace Qt::StringLiterals;
using namespace tidemark;

namespace {

using TextStyle = KSyntaxHighlighting::Theme::TextStyle;

/// Collects the style of each character of a text, a letter each, so that a test can be read.
class StyleReader : public KSyntaxHighlighting::AbstractHighlighter
{
public:
    explicit StyleReader(const KSyntaxHighlighting::Definition &definition)
    {
        setDefinition(definition);
    }

    QString stylesOf(const QString &text)
    {
        QStringList lines;
        KSyntaxHighlighting::State state;
        const auto parts = text.split(u'\n');
        for (const auto &line : parts) {
            m_line = QString(line.size(), u'.');
            state = highlightLine(line, state);
            lines << m_line;
        }
        return lines.join(u'\n');
    }

protected:
    void applyFormat(int offset, int length, const KSyntaxHighlighting::Format &format) override
    {
        m_line.replace(offset, length, QString(length, letter(format.textStyle())));
    }

private:
    static QChar letter(TextStyle style)
    {
        switch (style) {
        case TextStyle::Normal:
            return u'.';
        case TextStyle::Keyword:
            return u'k';
        case TextStyle::DataType:
            return u't';
        case TextStyle::Function:
            return u'f';
        case TextStyle::Constant:
            return u'0';
        case TextStyle::DecVal:
        case TextStyle::BaseN:
        case TextStyle::Float:
            return u'n';
        case TextStyle::String:
        case TextStyle::SpecialChar:
        case TextStyle::SpecialString:
            return u's';
        case TextStyle::Attribute:
            return u'q';
        case TextStyle::Variable:
            return u'p';
        case TextStyle::Comment:
            return u'c';
        case TextStyle::Annotation:
            return u'h';
        case TextStyle::Preprocessor:
            return u'v';
        case TextStyle::Operator:
            return u'o';
        case TextStyle::Error:
            return u'!';
        default:
            return u'?';
        }
    }

    QString m_line;
};

QColor colourAt(const CodeView &view, int line, int column)
{
    const auto block = view.document()->findBlockByNumber(line - 1);
    const auto formats = block.layout()->formats();
    for (const auto &range : formats) {
        if (column >= range.start && column < range.start + range.length)
            return range.format.foreground().color();
    }
    return {};
}

} // namespace

class tst_CodeView : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void readsTheDialect_data();
    void readsTheDialect();
    void coloursAsTheThemeSays();
    void changesColoursWithTheTheme();
    void tintsTheLineOfAFinding();
    void explainsAMarkInTheGutter();
    void saysItsMarksAloud();
    void goesToALine();
    void isReadButNotWritten();
    void keepsTheLastOfTwoMarks();
    void widensTheGutterForLongScripts();

private:
    std::unique_ptr<SyntaxLibrary> m_library;
    TidemarkStyle *m_style = nullptr; // the application's
};

void tst_CodeView::initTestCase()
{
    registerResources();
    m_style = new TidemarkStyle;
    QApplication::setStyle(m_style);
    QApplication::setPalette(Theme::light().palette());
    m_library = std::make_unique<SyntaxLibrary>();
    QVERIFY(m_library->sql().isValid());
    QCOMPARE(m_library->theme(false).name(), u"Tidemark Light"_s);
    QCOMPARE(m_library->theme(true).name(), u"Tidemark Dark"_s);
}

void tst_CodeView::readsTheDialect_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("styles");
    const auto row = [](const char *name, const QString &sql, const QString &styles) {
        QTest::newRow(name) << sql << styles;
    };
    row("keywords in any case", u"select * From t"_s, u"kkkkkk.o.kkkk.."_s);
    row("a word that only starts like one", u"selected from_me"_s, u"................"_s);
    row("types", u"a TEXT, b int"_s, u"..tttt....ttt"_s);
    row("constants", u"NULL current_timestamp"_s, u"0000.00000000000000000"_s);
    row("function before a bracket", u"count(x)"_s, u"fffff..."_s);
    row("replace as function and as keyword", u"replace(a) REPLACE"_s, u"fffffff....kkkkkkk"_s);
    row("single quotes, doubled", u"'it''s' x"_s, u"sssssss.."_s);
    row("keyword inside a string", u"'select'"_s, u"ssssssss"_s);
    row("double quotes, doubled", u"\"a\"\"b\" x"_s, u"qqqqqq.."_s);
    row("backticks", u"`from` x"_s, u"qqqqqq.."_s);
    row("brackets", u"[order by] x"_s, u"qqqqqqqqqq.."_s);
    row("blob", u"x'0AfF' X''"_s, u"sssssss.sss"_s);
    row("blob with half a byte", u"x'0af'"_s, u"!!!!!!"_s);
    row("numbers", u"1 2.5 .5 1e9 0x1F"_s, u"n.nnn.nn.nnn.nnnn"_s);
    row("digits in a name", u"t2 a_1"_s, u"......"_s);
    row("parameters", u"?1 ? :id @n $v"_s, u"pp.p.ppp.pp.pp"_s);
    row("comment to the end of the line", u"a -- select\nb"_s, u"..ccccccccc\n."_s);
    row("comment over lines", u"/* a\nselect */ x"_s, u"cccc\nccccccccc.."_s);
    row("comments do not nest", u"/* /* */ x */"_s, u"cccccccc...oo"_s);
    row("string over lines", u"'a\nfrom' x"_s, u"ss\nsssss.."_s);
    row("comment mark inside a string", u"'--' x '/*' y"_s, u"ssss...ssss.."_s);
    row("our header", u"-- tidemark: phase contract"_s, u"hhhhhhhhhhhhvvvvvvvvvvvvvvv"_s);
    row("not our header", u"-- tidemarks: phase"_s, u"ccccccccccccccccccc"_s);
    row("a header only at the line's start", u"a -- tidemark: x"_s, u"..cccccccccccccc"_s);
    row("names beyond ASCII", u"größe select"_s, u"......kkkkkk"_s);
}

void tst_CodeView::readsTheDialect()
{
    QFETCH(QString, sql);
    QFETCH(QString, styles);

    const auto read = StyleReader(m_library->sql()).stylesOf(sql);

    QCOMPARE(read, styles);
}

void tst_CodeView::coloursAsTheThemeSays()
{
    CodeView view(*m_library);
    view.setScript(u"a.sql"_s, u"SELECT 'text', 42 -- note"_s);
    view.show();

    QCOMPARE(colourAt(view, 1, 0), Theme::light().keyword);
    QCOMPARE(colourAt(view, 1, 8), Theme::light().string);
    QCOMPARE(colourAt(view, 1, 15), Theme::light().number);
    QCOMPARE(colourAt(view, 1, 20), Theme::light().comment);
}

void tst_CodeView::changesColoursWithTheTheme()
{
    CodeView view(*m_library); // never shown: hidden pages change too
    view.setScript(u"a.sql"_s, u"SELECT 1"_s);

    m_style->themes().setTheme(Theme::dark());
    const auto dark = colourAt(view, 1, 0);
    m_style->themes().setTheme(Theme::light());
    const auto light = colourAt(view, 1, 0);

    QCOMPARE(dark, Theme::dark().keyword);
    QCOMPARE(light, Theme::light().keyword);
}

void tst_CodeView::tintsTheLineOfAFinding()
{
    CodeView view(*m_library);
    view.resize(400, 200);
    view.setScript(u"a.sql"_s, u"SELECT 1;\nDROP TABLE user;\n"_s);
    view.show();
    view.setMarks(
        { { .line = 2, .state = ShownState::BlockingFinding, .text = u"cascade-loss"_s } });

    const auto image = view.grab().toImage();

    int tinted = 0;
    for (int y = 0; y < image.height(); ++y)
        tinted += image.pixelColor(image.width() - 20, y) == Theme::light().errorTint;
    QVERIFY(tinted >= view.fontMetrics().height() - 1);
    QVERIFY(tinted < 2 * view.fontMetrics().height());
}

void tst_CodeView::explainsAMarkInTheGutter()
{
    CodeView view(*m_library);
    view.resize(400, 200);
    view.setScript(u"a.sql"_s, u"SELECT 1;\nDROP TABLE user;\n"_s);
    view.setMarks({ { .line = 2,
                      .state = ShownState::BlockingFinding,
                      .text = u"blocking finding cascade-loss"_s } });
    view.show();
    auto *gutter = view.findChild<CodeGutter *>();
    int second = 0;
    view.forEachVisibleLine([&second](int line, const QRect &band) {
        if (line == 2)
            second = band.center().y();
    });

    QHelpEvent help(QEvent::ToolTip, QPoint(8, second), gutter->mapToGlobal(QPoint(8, second)));
    QApplication::sendEvent(gutter, &help);
    QCOMPARE(QToolTip::text(), u"blocking finding cascade-loss"_s);
    QToolTip::hideText();

    QTest::mouseClick(gutter, Qt::LeftButton, {}, QPoint(8, second));
    QCOMPARE(view.currentLine(), 2);
}

void tst_CodeView::saysItsMarksAloud()
{
    CodeView view(*m_library);
    view.setScript(u"0004_add_user_tier.sql"_s, u"a\nb\nc"_s);

    view.setMarks({ { .line = 3, .text = u"note"_s },
                    { .line = 1, .text = u"blocking finding cascade-loss"_s } });

    QCOMPARE(view.accessibleName(), u"SQL of 0004_add_user_tier.sql"_s);
    QCOMPARE(view.accessibleDescription(),
             u"Line 1: blocking finding cascade-loss\nLine 3: note"_s);
    view.setScript(u"other.sql"_s, u"a"_s);
    QVERIFY(view.accessibleDescription().isEmpty());
}

void tst_CodeView::goesToALine()
{
    CodeView view(*m_library);
    view.resize(300, 120);
    view.setScript(u"a.sql"_s, u"SELECT 1;\n"_s.repeated(200));
    view.show();

    view.goToLine(150);
    QCOMPARE(view.currentLine(), 150);
    bool isSeen = false;
    view.forEachVisibleLine([&isSeen](int line, const QRect &) { isSeen = isSeen || line == 150; });
    QVERIFY(isSeen);

    view.goToLine(0);
    view.goToLine(5000);
    QCOMPARE(view.currentLine(), 150);
}

void tst_CodeView::isReadButNotWritten()
{
    CodeView view(*m_library);
    view.setScript(u"a.sql"_s, u"SELECT 1;"_s);

    QTest::keyClicks(&view, u"DROP"_s);
    QTest::keyClick(&view, Qt::Key_Delete);
    QCOMPARE(view.toPlainText(), u"SELECT 1;"_s);

    QTest::keySequence(&view, QKeySequence::SelectAll);
    QCOMPARE(view.textCursor().selectedText(), u"SELECT 1;"_s);
}

void tst_CodeView::keepsTheLastOfTwoMarks()
{
    CodeView view(*m_library);
    view.setScript(u"a.sql"_s, u"a\nb"_s);

    view.setMarks({ { .line = 2, .text = u"first"_s },
                    { .line = 2, .text = u"second"_s },
                    { .line = 0, .text = u"none"_s } });

    QCOMPARE(view.markAt(2)->text, u"second"_s);
    QVERIFY(!view.markAt(1));
    QVERIFY(!view.markAt(3));
}

void tst_CodeView::widensTheGutterForLongScripts()
{
    CodeView view(*m_library);
    view.show();
    view.setScript(u"a.sql"_s, u"a\n"_s.repeated(50));
    const int narrow = view.findChild<CodeGutter *>()->width();

    view.setScript(u"a.sql"_s, u"a\n"_s.repeated(20000));

    QVERIFY(view.findChild<CodeGutter *>()->width() > narrow);
}

TIDEMARK_TEST(tst_CodeView)
#include "tst_codeview.moc"
