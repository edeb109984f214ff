#include <support/testprogram.h>
#include <ui/statepainter.h>

#include <QImage>
#include <QPainter>
#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;

namespace {

QImage painted(MarkShape shape, qreal scale, int step = 0)
{
    QImage image(QSize(StateMarkSize, StateMarkSize) * scale, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(scale);
    image.fill(Qt::white);
    QPainter painter(&image);
    StatePainter(Theme::light())
        .paint(painter, QRectF(0, 0, StateMarkSize, StateMarkSize), shape, QColor(Qt::black), step);
    return image;
}

/// Pixels that differ by more than an edge's shade.
int difference(const QImage &a, const QImage &b)
{
    int count = 0;
    for (int y = 0; y < a.height(); ++y) {
        for (int x = 0; x < a.width(); ++x)
            count += qAbs(qGray(a.pixel(x, y)) - qGray(b.pixel(x, y))) > 96;
    }
    return count;
}

} // namespace

class tst_StateMark : public QObject
{
    Q_OBJECT

private slots:
    void knowsEveryState_data();
    void knowsEveryState();
    void hasAWordOfItsOwnForEachState();
    void writesAnUnknownOutcomeAsAWarning();
    void keepsShapesApartWithoutColour();
    void staysInsideItsSquareAtEveryScale();
    void turnsTheArcOnly();
    void keepsEnvironmentsApartWithoutColour();
};

void tst_StateMark::knowsEveryState_data()
{
    QTest::addColumn<ShownState>("state");
    QTest::addColumn<MarkShape>("shape");
    QTest::addColumn<ColourToken>("colour");
    const auto row = [](ShownState state, MarkShape shape, ColourToken colour) {
        QTest::newRow(qPrintable(stateWord(state))) << state << shape << colour;
    };
    row(ShownState::UpToDate, MarkShape::DiscTick, ColourToken::Ok);
    row(ShownState::Baseline, MarkShape::DiscTick, ColourToken::Ok);
    row(ShownState::Pending, MarkShape::RingClock, ColourToken::Info);
    row(ShownState::Rehearsing, MarkShape::OpenArc, ColourToken::Info);
    row(ShownState::Rewound, MarkShape::DiscInfo, ColourToken::Info);
    row(ShownState::OutOfOrder, MarkShape::TriangleWarning, ColourToken::Warning);
    row(ShownState::Edited, MarkShape::DiamondUnequal, ColourToken::Warning);
    row(ShownState::Future, MarkShape::DiamondPlus, ColourToken::Warning);
    row(ShownState::DuplicateNumber, MarkShape::DiamondBars, ColourToken::Warning);
    row(ShownState::Aborted, MarkShape::OctagonCross, ColourToken::Error);
    row(ShownState::RecordedNoEffect, MarkShape::OctagonCross, ColourToken::Error);
    row(ShownState::BlockingFinding, MarkShape::OctagonBar, ColourToken::Error);
    row(ShownState::Missing, MarkShape::DashedRingBar, ColourToken::Error);
    row(ShownState::NoLedger, MarkShape::RingQuestion, ColourToken::Text2);
    row(ShownState::Offline, MarkShape::RingStroke, ColourToken::Text2);
    row(ShownState::ReadOnly, MarkShape::Padlock, ColourToken::Text2);
    row(ShownState::RolledBack, MarkShape::CurvedArrow, ColourToken::Text2);
}

void tst_StateMark::knowsEveryState()
{
    QFETCH(ShownState, state);
    QFETCH(MarkShape, shape);
    QFETCH(ColourToken, colour);

    const auto mark = stateMark(state);

    QCOMPARE(mark.shape, shape);
    QCOMPARE(mark.colour, colour);
    QCOMPARE(mark.word, QString::fromUtf8(QTest::currentDataTag()));
}

void tst_StateMark::hasAWordOfItsOwnForEachState()
{
    QSet<QString> words;
    for (int state = 0; state < ShownStateCount; ++state)
        words << stateMark(ShownState(state)).word;

    QCOMPARE(words.size(), ShownStateCount);
    QVERIFY(!words.contains(QString()));
    QCOMPARE(stateWord(ShownState::EditedCommentsOnly), u"Edited, comments only"_s);
    QCOMPARE(environmentWord(ShownEnvironment::Other, u"demo"_s), u"DEMO"_s);
    QCOMPARE(environmentWord(ShownEnvironment::Production), u"PRODUCTION"_s);
}

void tst_StateMark::writesAnUnknownOutcomeAsAWarning()
{
    const auto mark = stateMark(ShownState::OutcomeUnknown);

    QCOMPARE(mark.colour, ColourToken::Text2);
    QCOMPARE(mark.wordColour, ColourToken::Warning);
}

void tst_StateMark::keepsShapesApartWithoutColour()
{
    for (int one = 0; one < MarkShapeCount; ++one) {
        for (int other = one + 1; other < MarkShapeCount; ++other) {
            const int pixels = difference(painted(MarkShape(one), 1), painted(MarkShape(other), 1));
            QVERIFY2(pixels >= 8,
                     qPrintable(u"shapes %1 and %2 differ by %3 pixels"_s.arg(one).arg(other).arg(
                         pixels)));
        }
    }
}

void tst_StateMark::staysInsideItsSquareAtEveryScale()
{
    for (int shape = 0; shape < MarkShapeCount; ++shape) {
        for (const qreal scale : { 1.0, 1.5, 2.0, 3.0 }) {
            const QImage image = painted(MarkShape(shape), scale);
            // A mark that touches all four corners was not drawn on its grid.
            QCOMPARE(image.pixelColor(0, 0), QColor(Qt::white));
            QCOMPARE(image.pixelColor(image.width() - 1, 0), QColor(Qt::white));
            QVERIFY(difference(image, painted(MarkShape(shape), scale)) == 0);
            QImage blank = image;
            blank.fill(Qt::white);
            QVERIFY(difference(image, blank) > 15 * scale);
        }
    }
}

void tst_StateMark::turnsTheArcOnly()
{
    QVERIFY(difference(painted(MarkShape::OpenArc, 2, 0), painted(MarkShape::OpenArc, 2, 5)) > 20);
    QCOMPARE(difference(painted(MarkShape::DiscTick, 2, 0), painted(MarkShape::DiscTick, 2, 5)), 0);
}

void tst_StateMark::keepsEnvironmentsApartWithoutColour()
{
    QList<QImage> marks;
    for (const auto environment : { ShownEnvironment::Local,
                                    ShownEnvironment::Staging,
                                    ShownEnvironment::Production,
                                    ShownEnvironment::Other }) {
        QImage image(20, 20, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::white);
        QPainter painter(&image);
        StatePainter(Theme::light()).paint(painter, QRectF(0, 0, 20, 20), environment);
        painter.end();
        marks << image;
    }

    for (int one = 0; one < marks.size(); ++one) {
        for (int other = one + 1; other < marks.size(); ++other)
            QVERIFY(difference(marks[one], marks[other]) > 30);
    }
}

TIDEMARK_TEST(tst_StateMark)
#include "tst_statemark.moc"
