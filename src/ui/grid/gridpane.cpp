#include "gridpane.h"

#include "gridheader.h"
#include "gridview.h"

#include <models/browsesession.h>

#include <QHBoxLayout>
#include <QScrollBar>

#include <chrono>
#include <cmath>

using namespace std::chrono_literals;

namespace tidemark {

namespace {

constexpr int Steps = 100'000; ///< of the bar, over the range of keys
constexpr auto SettlingTime = 40ms;

} // namespace

GridPane::GridPane(BrowseSession *session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_view(new GridView(session->rows(), this))
    , m_bar(new QScrollBar(Qt::Vertical, this))
{
    m_bar->setObjectName(QStringLiteral("gridPlace"));
    m_bar->setAccessibleName(tr("Place in the table"));
    m_bar->setFocusPolicy(Qt::NoFocus);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_view, 1);
    row->addWidget(m_bar);
    setFocusProxy(m_view);
    m_settling.setSingleShot(true);
    m_settling.setInterval(SettlingTime);

    connect(m_bar, &QScrollBar::actionTriggered, this, &GridPane::barMoved);
    connect(m_bar, &QScrollBar::sliderReleased, this, &GridPane::jump);
    connect(&m_settling, &QTimer::timeout, this, &GridPane::jump);
    connect(m_view, &GridView::seenChanged, this, [this](int first, int last) {
        if (m_isPlacing)
            return;
        m_session->reach(first, last);
        showPlace();
    });
    connect(m_view, &GridView::startRequested, session, [session] { session->goTo({}); });
    connect(m_view, &GridView::endRequested, this, [this] {
        const RowsGridModel &rows = *m_session->rows();
        if (m_session->mayGoToEnd())
            m_session->goTo({ .kind = BrowsePlace::Kind::End });
        else if (rows.held() > 0) // as far as it was read; going there reads on
            m_view->showRow(rows.firstHeld() + rows.held() - 1, GridView::PositionAtBottom);
    });
    connect(
        m_view->header(), &GridHeader::sortRequested, session, [session](int column, bool adds) {
            session->sortBy(session->rows()->object().columns.at(column).name, adds);
        });
    connect(session, &BrowseSession::placed, this, &GridPane::placed);
    connect(session, &BrowseSession::changed, this, [this] {
        // A page may not have been enough, or an answer came while another was on its way.
        if (!m_isPlacing && !m_session->error() && m_view->lastSeen() >= 0)
            m_session->reach(m_view->firstSeen(), m_view->lastSeen());
        showPlace();
    });
}

bool GridPane::isMapped() const
{
    const RowsGridModel &rows = *m_session->rows();
    return (rows.hasBefore() || rows.hasAfter()) && m_session->goesByRowid()
           && m_session->keyRange();
}

void GridPane::placed(int row)
{
    m_isPlacing = true; // what is seen on the way there asks for nothing
    const bool isLast = !m_session->rows()->hasAfter() && m_session->rows()->hasBefore();
    m_view->showRow(row, isLast ? GridView::PositionAtBottom : GridView::PositionAtTop);
    m_isPlacing = false;
    showPlace();
}

void GridPane::showPlace()
{
    if (m_bar->isSliderDown())
        return;
    const QScrollBar *inner = m_view->verticalScrollBar();
    const bool isMapped = this->isMapped();
    if (!isMapped) {
        m_bar->setRange(inner->minimum(), inner->maximum());
        m_bar->setPageStep(qMax(1, inner->pageStep()));
        m_bar->setSingleStep(1);
        m_bar->setValue(inner->value());
        return;
    }
    const RowsGridModel &rows = *m_session->rows();
    const int seen = m_view->lastSeen() - m_view->firstSeen() + 1;
    const double share = double(seen) / qMax(1.0, m_session->keyRange()->span());
    m_bar->setRange(0, Steps);
    m_bar->setPageStep(qMax(1, int(std::ceil(share * Steps))));
    const bool isAtEnd = !rows.hasAfter() && inner->value() >= inner->maximum();
    const auto place = m_session->fractionOf(qMax(m_view->firstSeen(), rows.firstHeld()));
    m_bar->setValue(isAtEnd ? Steps : int(place.value_or(0) * Steps));
}

void GridPane::barMoved(int action)
{
    QScrollBar *inner = m_view->verticalScrollBar();
    if (!isMapped()) {
        inner->setValue(m_bar->sliderPosition());
        return;
    }
    if (action == QAbstractSlider::SliderMove) {
        m_settling.start();
        return;
    }
    // A step is a row, not a part of the range.
    m_bar->setSliderPosition(m_bar->value());
    inner->triggerAction(QAbstractSlider::SliderAction(action));
    showPlace();
}

void GridPane::jump()
{
    m_settling.stop();
    if (!isMapped())
        return;
    const int at = m_bar->sliderPosition();
    using Kind = BrowsePlace::Kind;
    if (at <= m_bar->minimum())
        m_session->goTo({});
    else if (at >= m_bar->maximum())
        m_session->goTo({ .kind = Kind::End });
    else
        m_session->goTo({ .kind = Kind::AtFraction, .fraction = double(at) / Steps });
}

} // namespace tidemark
