#include <models/roles.h>
#include <support/patience.h>
#include <support/testprogram.h>
#include <ui/delegates/navigatordelegate.h>
#include <ui/delegates/pilldelegate.h>
#include <ui/delegates/statedelegate.h>
#include <ui/resources.h>
#include <ui/style/tidemarkstyle.h>

#include <QApplication>
#include <QHeaderView>
#include <QHelpEvent>
#include <QIcon>
#include <QPainter>
#include <QStandardItemModel>
#include <QTableView>
#include <QTest>
#include <QToolTip>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace tidemark;

namespace {

constexpr int Width = 300;

/// One cell painted alone, without a view's own parts.
QImage painted(const QStyledItemDelegate &delegate, const QModelIndex &index, QStyle::State state)
{
    QTableView view;
    QStyleOptionViewItem option;
    option.initFrom(&view);
    option.widget = &view;
    option.rect = QRect(0, 0, Width, 26);
    option.state = QStyle::State_Enabled | state;
    option.viewItemPosition = QStyleOptionViewItem::OnlyOne;
    QImage image(option.rect.size(), QImage::Format_RGB32);
    image.fill(Theme::light().base);
    QPainter painter(&image);
    delegate.paint(&painter, option, index);
    return image;
}

/// Pixels of a colour; letters and thin lines are smoothed, hence nearly that colour is enough.
int pixelsOf(const QImage &image, const QColor &colour, const QRect &where = QRect(0, 0, Width, 26))
{
    constexpr int Near = 60;
    int count = 0;
    for (int y = where.top(); y <= where.bottom(); ++y) {
        for (int x = where.left(); x <= where.right(); ++x) {
            const QColor pixel = image.pixelColor(x, y);
            count += qAbs(pixel.red() - colour.red()) < Near
                     && qAbs(pixel.green() - colour.green()) < Near
                     && qAbs(pixel.blue() - colour.blue()) < Near;
        }
    }
    return count;
}

} // namespace

class tst_Delegates : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void paintsMarkAndWordInTheStatesColour();
    void paintsAnUnknownOutcomeInTwoColours();
    void leavesCellsWithoutAStatePlain();
    void marksTheSelectedRow();
    void setsNumbersToTheRight();
    void asksForTheHeightOfTheFont();
    void showsTheWholeTextOnlyWhenElided();
    void keepsRoomForThePill();
    void paintsCountsAndMarksAtTheEndOfNavigatorRows();
    void mirrorsForRightToLeft();
    void turnsTheArcWhileSomethingRuns();

private:
    TidemarkStyle *m_style = nullptr; // the application's
};

void tst_Delegates::initTestCase()
{
    registerResources();
    QIcon::setThemeName(iconThemeName(false));
    m_style = new TidemarkStyle;
    QApplication::setStyle(m_style);
    QApplication::setPalette(Theme::light().palette());
}

void tst_Delegates::paintsMarkAndWordInTheStatesColour()
{
    QStandardItemModel model(1, 1);
    const auto index = model.index(0, 0);
    model.setData(index, QVariant::fromValue(ShownState::Blocked), StateRole);

    const auto image = painted(StateDelegate(), index, {});

    const auto &error = Theme::light().error;
    QVERIFY(pixelsOf(image, error, QRect(Space::Page, 5, 15, 15)) > 60);
    QVERIFY(pixelsOf(image, error, QRect(30, 0, 80, 26)) > 10);
    QCOMPARE(pixelsOf(image, error, QRect(150, 0, 150, 25)), 0);
}

void tst_Delegates::paintsAnUnknownOutcomeInTwoColours()
{
    QStandardItemModel model(1, 1);
    const auto index = model.index(0, 0);
    model.setData(index, QVariant::fromValue(ShownState::OutcomeUnknown), StateRole);

    const auto image = painted(StateDelegate(), index, {});

    QCOMPARE(pixelsOf(image, Theme::light().warning, QRect(Space::Page, 5, 15, 15)), 0);
    QVERIFY(pixelsOf(image, Theme::light().warning, QRect(30, 0, 150, 26)) > 10);
}

void tst_Delegates::leavesCellsWithoutAStatePlain()
{
    QStandardItemModel model(1, 1);
    model.setData(model.index(0, 0), u"0004_rooms_table"_s);

    const auto image = painted(StateDelegate(), model.index(0, 0), {});

    QVERIFY(pixelsOf(image, Theme::light().text, QRect(8, 0, 100, 26)) > 10);
    QVERIFY(!model.index(0, 0).data(StateRole).isValid());
}

void tst_Delegates::marksTheSelectedRow()
{
    QStandardItemModel model(1, 1);
    model.setData(model.index(0, 0), QVariant::fromValue(ShownState::Pending), StateRole);

    const auto image = painted(StateDelegate(), model.index(0, 0), QStyle::State_Selected);

    QCOMPARE(pixelsOf(image, Theme::light().strong, QRect(0, 0, 3, 26)), 3 * 26);
    QVERIFY(pixelsOf(image, Theme::light().selection) > Width * 20);
    QVERIFY(pixelsOf(image, Theme::light().info) > 10);
}

void tst_Delegates::setsNumbersToTheRight()
{
    QStandardItemModel model(1, 1);
    model.setData(model.index(0, 0), u"4,127"_s);
    model.setData(model.index(0, 0), true, NumberRole);

    const auto image = painted(RowDelegate(), model.index(0, 0), {});

    QCOMPARE(pixelsOf(image, Theme::light().text, QRect(0, 0, 200, 25)), 0);
    QVERIFY(pixelsOf(image, Theme::light().text, QRect(200, 0, 100, 26)) > 5);
}

void tst_Delegates::asksForTheHeightOfTheFont()
{
    QStandardItemModel model(1, 1);
    model.setData(model.index(0, 0), u"text"_s);
    for (const int pixels : { 13, 22 }) {
        QStyleOptionViewItem option;
        option.font.setPixelSize(pixels);
        option.fontMetrics = QFontMetrics(option.font);

        const int height = RowDelegate().sizeHint(option, model.index(0, 0)).height();

        QCOMPARE(height, option.fontMetrics.height() + RowPadding::TableRow);
    }
}

void tst_Delegates::showsTheWholeTextOnlyWhenElided()
{
    QTableView view;
    QStandardItemModel model(1, 1);
    model.setData(model.index(0, 0), QVariant::fromValue(ShownState::RecordedNoEffect), StateRole);
    view.setModel(&model);
    StateDelegate delegate;
    view.setItemDelegate(&delegate);
    view.show();
    const auto ask = [&view, &model] {
        QToolTip::hideText();
        const QPoint at = view.visualRect(model.index(0, 0)).center();
        QHelpEvent help(QEvent::ToolTip, at, view.viewport()->mapToGlobal(at));
        QApplication::sendEvent(view.viewport(), &help);
        return QToolTip::isVisible() ? QToolTip::text() : QString();
    };

    view.setColumnWidth(0, 60);
    QCOMPARE(ask(), u"Recorded, no effect"_s);

    QToolTip::hideText();
    view.setColumnWidth(0, 300);
    QTRY_VERIFY(!QToolTip::isVisible());
    QCOMPARE(ask(), QString());
}

void tst_Delegates::keepsRoomForThePill()
{
    QStandardItemModel model(1, 1);
    const auto index = model.index(0, 0);
    model.setData(index, QString(200, u'm'));
    const int alone = PillDelegate().sizeHint({}, index).width();
    model.setData(index, u"5,439 rows"_s, PillRole);
    model.setData(index, QVariant::fromValue(ShownState::Warning), StateRole);

    const auto image = painted(PillDelegate(), index, {});

    QVERIFY(PillDelegate().sizeHint({}, index).width() > alone + 40);
    QVERIFY(image.pixelColor(Width - 12, 13) == Theme::light().warningTint);
    // The long name ends before the pill instead of running through it.
    QCOMPARE(pixelsOf(image, Theme::light().text, QRect(Width - 60, 0, 60, 25)), 0);
}

void tst_Delegates::paintsCountsAndMarksAtTheEndOfNavigatorRows()
{
    QStandardItemModel model(1, 1);
    const auto index = model.index(0, 0);
    model.setData(index, u"Migrations"_s);
    model.setData(index, QVariant::fromValue(NavigatorKind::Migrations), KindRole);
    model.setData(index, QVariant::fromValue(ShownState::Pending), StateRole);
    const int markOnly = pixelsOf(
        painted(NavigatorDelegate(), index, {}), Theme::light().info, QRect(Width - 50, 0, 50, 26));
    QVERIFY(markOnly > 10);

    model.setData(index, 3, BadgeCountRole);
    const auto image = painted(NavigatorDelegate(), index, {});

    QVERIFY(pixelsOf(image, Theme::light().info) > markOnly);
    QVERIFY(pixelsOf(image, Theme::light().info, QRect(Width - 50, 0, 50, 26)) > markOnly);
    QVERIFY(pixelsOf(image, Theme::light().text, QRect(32, 0, 100, 26)) > 10);
}

void tst_Delegates::mirrorsForRightToLeft()
{
    QStandardItemModel model(1, 1);
    model.setData(model.index(0, 0), QVariant::fromValue(ShownState::Blocked), StateRole);
    QApplication::setLayoutDirection(Qt::RightToLeft);

    const auto image = painted(StateDelegate(), model.index(0, 0), {});
    QApplication::setLayoutDirection(Qt::LeftToRight);

    QVERIFY(pixelsOf(image, Theme::light().error, QRect(Width - Space::Page - 15, 5, 15, 15)) > 60);
    QCOMPARE(pixelsOf(image, Theme::light().error, QRect(0, 0, 100, 25)), 0);
}

void tst_Delegates::turnsTheArcWhileSomethingRuns()
{
    QTableView view;
    QStandardItemModel model(1, 1);
    view.setModel(&model);
    StateDelegate delegate;
    view.setItemDelegate(&delegate);
    const auto show = [&view, &model](ShownState state) {
        model.setData(model.index(0, 0), QVariant::fromValue(state), StateRole);
        return view.grab().toImage();
    };

    const auto first = show(ShownState::Running);
    QVERIFY(delegate.isTurning());
    QTRY_VERIFY(view.grab().toImage() != first);

    show(ShownState::Done);
    QTRY_VERIFY(!delegate.isTurning());

    m_style->themes().setAnimates(false);
    show(ShownState::Running);
    QVERIFY(!delegate.isTurning());
    m_style->themes().setAnimates(true);
}

TIDEMARK_TEST(tst_Delegates)
#include "tst_delegates.moc"
