#include <support/testprogram.h>
#include <ui/resources.h>
#include <ui/style/tidemarkstyle.h>

#include <QApplication>
#include <QDir>
#include <QIcon>
#include <QSet>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;
using namespace tidemark;

namespace {

/// WCAG 2.1, "relative luminance" and "contrast ratio".
qreal luminance(const QColor &colour)
{
    const auto linear = [](qreal channel) {
        return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF())
           + 0.0722 * linear(colour.blueF());
}

qreal contrast(const QColor &a, const QColor &b)
{
    const qreal la = luminance(a);
    const qreal lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

constexpr qreal ForText = 4.5;
constexpr qreal ForMarks = 3.0;
constexpr qreal OnSelection = 4.6;

/// Rows of reachesTheContrast() for chips, marks and bars.
void addEnvironmentRows(const Theme &t)
{
    const char *in = t.isDark ? "dark" : "light";
    for (const auto &[name, colours] : { std::pair("local", t.local),
                                         std::pair("staging", t.staging),
                                         std::pair("production", t.production) }) {
        const char *of = name;
        const auto row
            = [in, of](const char *what, const QColor &ink, const QColor &ground, qreal least) {
                  QTest::addRow("%s of %s in %s", what, of, in) << ink << ground << least;
              };
        row("chip", colours.onFill, colours.fill, ForText);
        row("mark", colours.mark, t.window, ForMarks);
        row("text on the target bar", t.text, colours.tint, ForText);
        row("account on the target bar", t.text2, colours.tint, ForText);
        row("text on the recovery band", colours.onFill, colours.tallFill, ForText);
    }
}

} // namespace

class tst_Theme : public QObject
{
    Q_OBJECT

private slots:
    void reachesTheContrast_data();
    void reachesTheContrast();
    void keepsStateColoursOnTheSelection();
    void tellsEnvironmentsFromErrors();
    void strengthensRulesForMoreContrast();
    void givesThePaletteItsColours();
    void scalesEveryRoleWithTheSystemFont();
    void announcesAChangeOnce();
    void hasEachIconInBothThemes();
};

void tst_Theme::reachesTheContrast_data()
{
    QTest::addColumn<QColor>("ink");
    QTest::addColumn<QColor>("ground");
    QTest::addColumn<qreal>("least");
    for (const Theme *theme : { &Theme::light(), &Theme::dark() }) {
        const auto &t = *theme;
        const char *in = t.isDark ? "dark" : "light";
        const auto row
            = [in](const char *name, const QColor &ink, const QColor &ground, qreal least) {
                  QTest::addRow("%s in %s", name, in) << ink << ground << least;
              };
        row("text on base", t.text, t.base, ForText);
        row("text on window", t.text, t.window, ForText);
        row("text on cards", t.text, t.raised, ForText);
        row("text on buttons", t.text, t.button, ForText);
        row("secondary text on base", t.text2, t.base, ForText);
        row("secondary text on window", t.text2, t.window, ForText);
        row("secondary text on headers", t.text2, t.alt, ForText);
        row("secondary text on the selection", t.text2, t.selection, ForText);
        row("placeholder on base", t.placeholder, t.base, ForText);
        row("selected text", t.selectedText, t.selection, ForText);
        row("link on base", t.accent, t.base, ForText);
        row("text on the accent", t.onAccent, t.accent, ForText);
        row("text on danger", t.onDanger, t.danger, ForText);
        row("field outline on base", t.strong, t.base, ForMarks);
        row("field outline on window", t.strong, t.window, ForMarks);
        row("focus on window", t.accent, t.window, ForMarks);
        row("ok on base", t.ok, t.base, ForText);
        row("ok on its tint", t.ok, t.okTint, ForText);
        row("warning on base", t.warning, t.base, ForText);
        row("warning on its tint", t.warning, t.warningTint, ForText);
        row("error on base", t.error, t.base, ForText);
        row("error on its tint", t.error, t.errorTint, ForText);
        row("info on base", t.info, t.base, ForText);
        row("info on its tint", t.info, t.infoTint, ForText);
        row("text on the error tint", t.text, t.errorTint, ForText);
        row("text on the warning tint", t.text, t.warningTint, ForText);
        row("keyword", t.keyword, t.base, ForText);
        row("keyword on a tinted line", t.keyword, t.errorTint, ForText);
        row("string", t.string, t.base, ForText);
        row("number", t.number, t.base, ForText);
        row("comment", t.comment, t.base, ForText);
        row("disabled text on base", t.disabled, t.base, t.isDark ? 3.9 : 3.0);
        addEnvironmentRows(t);
    }
}

void tst_Theme::reachesTheContrast()
{
    QFETCH(QColor, ink);
    QFETCH(QColor, ground);
    QFETCH(qreal, least);

    const qreal ratio = contrast(ink, ground);

    QVERIFY2(ratio >= least,
             qPrintable(u"%1 on %2 is %3"_s.arg(ink.name(), ground.name()).arg(ratio)));
}

void tst_Theme::keepsStateColoursOnTheSelection()
{
    for (const Theme *theme : { &Theme::light(), &Theme::dark() }) {
        for (const auto token :
             { ColourToken::Ok, ColourToken::Info, ColourToken::Warning, ColourToken::Error })
            QVERIFY(contrast(theme->colour(token), theme->selection) >= OnSelection);
    }
}

void tst_Theme::tellsEnvironmentsFromErrors()
{
    for (const Theme *theme : { &Theme::light(), &Theme::dark() }) {
        QVERIFY(theme->production.fill != theme->error);
        QVERIFY(theme->production.fill != theme->danger);
        QCOMPARE(theme->environment(ShownEnvironment::Other),
                 theme->environment(ShownEnvironment::Local));
    }
}

void tst_Theme::strengthensRulesForMoreContrast()
{
    const Theme strong = Theme::light().withMoreContrast();

    QCOMPARE(strong.border, Theme::light().strong);
    QCOMPARE(strong.errorTint, Theme::light().base);
    QCOMPARE(strong.production.tint, Theme::light().base);
    QCOMPARE(strong.text, Theme::light().text);
}

void tst_Theme::givesThePaletteItsColours()
{
    const Theme &theme = Theme::dark();

    const QPalette palette = theme.palette();

    QCOMPARE(palette.color(QPalette::Window), theme.window);
    QCOMPARE(palette.color(QPalette::Disabled, QPalette::ButtonText), theme.disabled);
    QCOMPARE(palette.color(QPalette::Inactive, QPalette::Highlight), theme.selection);
    QCOMPARE(palette.color(QPalette::PlaceholderText), theme.placeholder);
}

void tst_Theme::scalesEveryRoleWithTheSystemFont()
{
    QFont points(u"Inter"_s);
    points.setPointSizeF(20);
    QFont pixels(u"Inter"_s);
    pixels.setPixelSize(20);

    QCOMPARE(typeFont(TypeRole::PageTitle, points).pointSizeF(), 27.0);
    QCOMPARE(typeFont(TypeRole::PageTitle, points).weight(), QFont::DemiBold);
    QCOMPARE(typeFont(TypeRole::Chip, pixels).pixelSize(), 17);
    QCOMPARE(typeFont(TypeRole::Mono, points).pointSizeF(), 19.2);
    QCOMPARE(typeFont(TypeRole::Body, points), points);
}

void tst_Theme::announcesAChangeOnce()
{
    ThemeProvider themes(Theme::light());
    QSignalSpy changed(&themes, &ThemeProvider::changed);

    themes.setTheme(Theme::light());
    themes.setTheme(Theme::dark());
    themes.setTheme(Theme::dark());

    QCOMPARE(changed.size(), 1);
    QVERIFY(themes.theme().isDark);
}

void tst_Theme::hasEachIconInBothThemes()
{
    registerResources();
    const QDir light(u":/icons/tidemark-light/16"_s);
    const QDir dark(u":/icons/tidemark-dark/16"_s);
    QVERIFY(light.entryList().size() >= 20);
    QCOMPARE(light.entryList(), dark.entryList());

    for (const bool isDark : { false, true }) {
        QIcon::setThemeName(iconThemeName(isDark));
        const auto names = light.entryList();
        for (const auto &name : names) {
            const auto icon = QIcon::fromTheme(name.chopped(4)).pixmap(16).toImage();
            QVERIFY2(!icon.isNull(), qPrintable(name));
            int inked = 0;
            for (int at = 0; at < 256; ++at)
                inked += icon.pixelColor(at % 16, at / 16).alpha() > 60;
            QVERIFY2(inked > 8, qPrintable(name));
        }
    }
    QVERIFY(!applicationIcon().pixmap(64).isNull());
}

TIDEMARK_TEST(tst_Theme)
#include "tst_theme.moc"
