#include <support/patience.h>
#include <support/testprogram.h>
#include <ui/appearance.h>
#include <ui/editor/codeview.h>
#include <ui/editor/syntaxlibrary.h>
#include <ui/resources.h>
#include <ui/style/emphasis.h>
#include <ui/style/tidemarkstyle.h>

#include <QApplication>
#include <QDBusVariant>
#include <QDialog>
#include <QHeaderView>
#include <QIcon>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace tidemark;

namespace {

using ColourScheme = DesktopPreferences::ColourScheme;

/// A desktop that answers when the test says so.
class ScriptedDesktop : public DesktopPreferences
{
public:
    using DesktopPreferences::DesktopPreferences;
    void read() override { wasAsked = true; }
    bool wasAsked = false;
};

TidemarkStyle *useStyle(const Theme &theme)
{
    auto *style = new TidemarkStyle(theme);
    QApplication::setStyle(style);
    QApplication::setPalette(theme.palette());
    return style;
}

int pixelsOf(const QImage &image, const QColor &colour)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            count += image.pixelColor(x, y) == colour;
    }
    return count;
}

} // namespace

class tst_Appearance : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void followsTheDesktop_data();
    void followsTheDesktop();
    void keepsTheUsersChoiceAgainstTheDesktop();
    void isReadyWithoutAnAnswer();
    void isReadyAsSoonAsTheDesktopAnswers();
    void strengthensRulesWhenTheDesktopAsks();
    void unwrapsThePortalsAnswers_data();
    void unwrapsThePortalsAnswers();
    void readsAndWritesTheSetting();
    void repaintsAnOpenDialog();
    void ringsTheControlWithTheKeyboard();
    void takesHeightsFromTheFont();
    void paintsEmphasis();
    void leavesNoLineButtonsInScrollBars();
};

void tst_Appearance::initTestCase()
{
    registerResources();
}

void tst_Appearance::followsTheDesktop_data()
{
    QTest::addColumn<ColourScheme>("scheme");
    QTest::addColumn<bool>("platformIsDark");
    QTest::addColumn<bool>("dark");
    QTest::newRow("dark on a light platform") << ColourScheme::Dark << false << true;
    QTest::newRow("light on a dark platform") << ColourScheme::Light << true << false;
    QTest::newRow("no preference on a light platform")
        << ColourScheme::NoPreference << false << false;
    QTest::newRow("no preference on a dark platform") << ColourScheme::NoPreference << true << true;
}

void tst_Appearance::followsTheDesktop()
{
    QFETCH(ColourScheme, scheme);
    QFETCH(bool, platformIsDark);
    QFETCH(bool, dark);
    auto *style = useStyle(platformIsDark ? Theme::dark() : Theme::light());
    auto desktop = std::make_unique<ScriptedDesktop>();
    auto *answers = desktop.get();
    Appearance appearance(style->themes(), std::move(desktop));

    appearance.start(Appearance::Choice::System);
    emit answers->colourSchemeRead(scheme);

    QVERIFY(answers->wasAsked);
    QCOMPARE(style->theme().isDark, dark);
    QCOMPARE(QApplication::palette().color(QPalette::Base), style->theme().base);
    QCOMPARE(QIcon::themeName(), iconThemeName(dark));
}

void tst_Appearance::keepsTheUsersChoiceAgainstTheDesktop()
{
    auto *style = useStyle(Theme::light());
    auto desktop = std::make_unique<ScriptedDesktop>();
    auto *answers = desktop.get();
    Appearance appearance(style->themes(), std::move(desktop));

    appearance.start(Appearance::Choice::Light);
    emit answers->colourSchemeRead(ColourScheme::Dark);
    QVERIFY(!style->theme().isDark);

    appearance.choose(Appearance::Choice::System);
    QVERIFY(style->theme().isDark);
}

void tst_Appearance::isReadyWithoutAnAnswer()
{
    auto *style = useStyle(Theme::light());
    Appearance appearance(style->themes(), std::make_unique<ScriptedDesktop>());
    QSignalSpy ready(&appearance, &Appearance::ready);

    appearance.start(Appearance::Choice::System);

    QVERIFY(ready.wait(PatienceMs));
    QCOMPARE(ready.size(), 1);
}

void tst_Appearance::isReadyAsSoonAsTheDesktopAnswers()
{
    auto *style = useStyle(Theme::light());
    auto desktop = std::make_unique<ScriptedDesktop>();
    auto *answers = desktop.get();
    Appearance appearance(style->themes(), std::move(desktop));
    QSignalSpy ready(&appearance, &Appearance::ready);

    appearance.start(Appearance::Choice::System);
    emit answers->colourSchemeRead(ColourScheme::Dark);
    emit answers->colourSchemeRead(ColourScheme::Light);

    QCOMPARE(ready.size(), 1);
    QVERIFY(!style->theme().isDark);
}

void tst_Appearance::strengthensRulesWhenTheDesktopAsks()
{
    auto *style = useStyle(Theme::light());
    auto desktop = std::make_unique<ScriptedDesktop>();
    auto *answers = desktop.get();
    Appearance appearance(style->themes(), std::move(desktop));
    appearance.start(Appearance::Choice::Light);

    emit answers->moreContrastRead(true);
    QCOMPARE(style->theme().border, Theme::light().strong);
    emit answers->moreContrastRead(false);
    QCOMPARE(style->theme(), Theme::light());
}

void tst_Appearance::unwrapsThePortalsAnswers_data()
{
    QTest::addColumn<QVariant>("answer");
    QTest::addColumn<int>("number");
    const QVariant one = QVariant::fromValue(QDBusVariant(QVariant(1U)));
    QTest::newRow("ReadOne: a variant") << one << 1;
    QTest::newRow("Read: a variant in a variant") << QVariant::fromValue(QDBusVariant(one)) << 1;
    QTest::newRow("bare number") << QVariant(2U) << 2;
    QTest::newRow("a text") << QVariant::fromValue(QDBusVariant(u"dark"_s)) << -1;
    QTest::newRow("nothing") << QVariant() << -1;
}

void tst_Appearance::unwrapsThePortalsAnswers()
{
    QFETCH(QVariant, answer);
    QFETCH(int, number);

    const auto read = portalNumber(answer);

    QCOMPARE(read ? int(*read) : -1, number);
}

void tst_Appearance::readsAndWritesTheSetting()
{
    for (const auto choice :
         { Appearance::Choice::System, Appearance::Choice::Light, Appearance::Choice::Dark })
        QCOMPARE(appearanceChoice(settingText(choice)), choice);
    QCOMPARE(appearanceChoice(u"purple"), Appearance::Choice::System);
    QCOMPARE(appearanceChoice(u""), Appearance::Choice::System);
}

void tst_Appearance::repaintsAnOpenDialog()
{
    auto *style = useStyle(Theme::light());
    Appearance appearance(style->themes(), std::make_unique<ScriptedDesktop>());
    appearance.start(Appearance::Choice::Light);
    const SyntaxLibrary library;
    QDialog dialog;
    auto *column = new QVBoxLayout(&dialog);
    auto *code = new CodeView(library, &dialog);
    code->setScript(u"x.sql"_s, u"SELECT SELECT SELECT;"_s);
    auto *button = new QPushButton(u"Apply"_s, &dialog);
    column->addWidget(code);
    column->addWidget(button);
    dialog.show();
    QVERIFY(QTest::qWaitForWindowExposed(&dialog));
    QVERIFY(pixelsOf(code->grab().toImage(), Theme::light().base) > 1000);

    appearance.choose(Appearance::Choice::Dark);
    QApplication::processEvents();

    const auto image = dialog.grab().toImage();
    QCOMPARE(pixelsOf(image, Theme::light().base), 0);
    QCOMPARE(pixelsOf(image, Theme::light().window), 0);
    QVERIFY(pixelsOf(image, Theme::dark().window) > 1000);
    QVERIFY(pixelsOf(button->grab().toImage(), Theme::dark().button) > 100);
    QVERIFY(pixelsOf(code->grab().toImage(), Theme::dark().keyword) > 10);
}

void tst_Appearance::ringsTheControlWithTheKeyboard()
{
    useStyle(Theme::light());
    QWidget window;
    auto *column = new QVBoxLayout(&window);
    auto *button = new QPushButton(u"Refresh"_s, &window);
    auto *field = new QLineEdit(&window);
    column->addWidget(button);
    column->addWidget(field);
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));

    field->setFocus();
    QCOMPARE(pixelsOf(button->grab().toImage(), Theme::light().accent), 0);
    QVERIFY(pixelsOf(field->grab().toImage(), Theme::light().accent) > 2 * field->width());

    QTest::keyClick(field, Qt::Key_Backtab);
    QVERIFY(button->hasFocus());
    QVERIFY(pixelsOf(button->grab().toImage(), Theme::light().accent) > 2 * button->width());
    QCOMPARE(pixelsOf(field->grab().toImage(), Theme::light().accent), 0);
}

void tst_Appearance::takesHeightsFromTheFont()
{
    const QFont before = QApplication::font();
    useStyle(Theme::light());
    for (const int pixels : { 13, 20 }) {
        QFont font = before;
        font.setPixelSize(pixels);
        QPushButton button(u"Apply"_s);
        button.setFont(font);
        QLineEdit field;
        field.setFont(font);

        const int text = QFontMetrics(font).height();

        QCOMPARE(button.sizeHint().height(), text + RowPadding::Button);
        QCOMPARE(field.sizeHint().height(), text + RowPadding::Button);
    }
}

void tst_Appearance::paintsEmphasis()
{
    useStyle(Theme::light());
    QPushButton button(u"Restore database"_s);
    button.resize(button.sizeHint());

    setEmphasis(&button, Emphasis::Danger);
    QVERIFY(pixelsOf(button.grab().toImage(), Theme::light().danger) > 500);
    setEmphasis(&button, Emphasis::Primary);
    QVERIFY(pixelsOf(button.grab().toImage(), Theme::light().accent) > 500);
    button.setEnabled(false);
    QCOMPARE(pixelsOf(button.grab().toImage(), Theme::light().accent), 0);
    QCOMPARE(emphasisOf(&button), Emphasis::Primary);
}

void tst_Appearance::leavesNoLineButtonsInScrollBars()
{
    useStyle(Theme::light());
    QScrollBar bar(Qt::Vertical);
    bar.setRange(0, 100);
    bar.setPageStep(50);
    bar.resize(bar.sizeHint().width(), 300);

    QCOMPARE(bar.width(), 12);
    // A click below the slider turns a page instead of a line.
    QTest::mouseClick(&bar, Qt::LeftButton, {}, QPoint(6, 298));
    QCOMPARE(bar.value(), 50);
}

TIDEMARK_TEST(tst_Appearance)
#include "tst_appearance.moc"
