#include "gallery.h"

#include <support/patience.h>
#include <support/testprogram.h>
#include <ui/appearance.h>
#include <ui/editor/syntaxlibrary.h>
#include <ui/resources.h>
#include <ui/style/tidemarkstyle.h>

#include <QAbstractButton>
#include <QApplication>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace tidemark;

namespace {

/// Writes the pictures' typefaces into a fontconfig file, where they are installed; others keep the system's.
QString pictureFonts()
{
    QFile file(QStringLiteral(TIDEMARK_BINARY_DIR "/gallery-fonts.conf"));
    if (file.open(QIODevice::WriteOnly))
        file.write(R"(<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>
<match target="pattern"><test name="family"><string>monospace</string></test>
<edit name="family" mode="prepend" binding="strong"><string>JetBrains Mono</string></edit></match>
</fontconfig>)");
    return file.fileName();
}

void usePictureFonts()
{
    qputenv("FONTCONFIG_FILE", pictureFonts().toUtf8());
}

/// The text of the first button or label that has less room than it needs; empty if each has enough.
QString clippedText(const QWidget &root)
{
    const auto buttons = root.findChildren<QAbstractButton *>();
    for (const auto *button : buttons) {
        const QSize needed = button->minimumSizeHint();
        const bool fits = button->width() >= needed.width() && button->height() >= needed.height();
        if (button->isVisible() && !qobject_cast<const QToolButton *>(button) && !fits)
            return button->text();
    }
    const auto labels = root.findChildren<QLabel *>();
    for (const auto *label : labels) {
        const int needed = label->wordWrap() ? label->heightForWidth(label->width())
                                             : label->sizeHint().height();
        if (label->isVisible() && label->height() < needed)
            return label->text();
    }
    return {};
}

} // namespace

class tst_Gallery : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void paintsEachThemeWithoutClipping_data();
    void paintsEachThemeWithoutClipping();

private:
    std::unique_ptr<SyntaxLibrary> m_library;
};

void tst_Gallery::initTestCase()
{
    registerResources();
    m_library = std::make_unique<SyntaxLibrary>();
    QVERIFY(QDir().mkpath(QStringLiteral(TIDEMARK_BINARY_DIR "/gallery")));
}

void tst_Gallery::paintsEachThemeWithoutClipping_data()
{
    QTest::addColumn<bool>("dark");
    QTest::addColumn<int>("pixelSize");
    QTest::addColumn<QSize>("size");
    QTest::newRow("light") << false << 13 << QSize(1440, 860);
    QTest::newRow("dark") << true << 13 << QSize(1440, 860);
    QTest::newRow("smallest window") << false << 13 << QSize(1024, 640);
    QTest::newRow("large text") << true << 17 << QSize(1440, 900);
}

void tst_Gallery::paintsEachThemeWithoutClipping()
{
    QFETCH(bool, dark);
    QFETCH(int, pixelSize);
    QFETCH(QSize, size);
    QFont font(u"Inter"_s);
    font.setPixelSize(pixelSize);
    QApplication::setFont(font);
    const Theme &theme = dark ? Theme::dark() : Theme::light();
    auto *style = new TidemarkStyle(theme);
    QApplication::setStyle(style);
    QApplication::setPalette(theme.palette());
    QIcon::setThemeName(iconThemeName(dark));
    const auto page = makePageGallery(*m_library);
    const auto controls = makeControlGallery();

    page->resize(size);
    controls->resize(1100, 560);
    page->show();
    controls->show();
    QVERIFY(QTest::qWaitForWindowExposed(controls.get()));
    // Folding changes heights, which reach the layouts above with the next events.
    QTRY_COMPARE(clippedText(*page), QString());
    QTRY_COMPARE(clippedText(*controls), QString());

    const auto name = QString::fromLatin1(QTest::currentDataTag()).replace(u' ', u'-');
    const QString folder = QStringLiteral(TIDEMARK_BINARY_DIR "/gallery/");

    QVERIFY(page->grab().save(folder + u"page-" + name + u".png"));
    QVERIFY(controls->grab().save(folder + u"controls-" + name + u".png"));
}

TIDEMARK_PREPARED_TEST(tst_Gallery, usePictureFonts)
#include "tst_gallery.moc"
