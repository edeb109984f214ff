#include "browsesession.h"

#include <cmath>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// So near to an end of the window the next page is read.
constexpr int RowsAhead = 100;

constexpr auto Patience = std::chrono::milliseconds(300);

using PlaceKind = BrowsePlace::Kind;

QStringList referencesOf(const Schema &schema, const QString &name)
{
    QStringList columns;
    if (const Table *table = schema.table(name)) {
        for (const ForeignKey &key : table->foreignKeys)
            columns += key.columns;
    }
    return columns;
}

} // namespace

BrowseSession::BrowseSession(EnginePointer engine, Target target, QString object, QObject *parent)
    : QObject(parent)
    , m_engine(std::move(engine))
    , m_target(std::move(target))
    , m_name(std::move(object))
    , m_activity(m_target.stream + u" · "_s + m_target.environmentWord())
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(Patience);
    connect(&m_patience, &QTimer::timeout, this, &BrowseSession::showLongReading);
    connect(&m_activity, &Activity::changed, this, &BrowseSession::changed);
}

BrowseSession::~BrowseSession()
{
    m_stop.request_stop();
    m_stopOfFacts.request_stop();
}

std::stop_token BrowseSession::begin()
{
    m_stop.request_stop(); // of an older wish
    m_stop = std::stop_source();
    ++m_request;
    m_isReading = true;
    m_view.reset();
    m_error.reset();
    m_patience.start();
    return m_stop.get_token();
}

void BrowseSession::end()
{
    m_isReading = false;
    m_patience.stop();
    if (!m_stopOfActivity)
        return;
    m_stopOfActivity.reset();
    m_activity.finish({});
}

void BrowseSession::showLongReading()
{
    if (m_activity.isRunning())
        return; // it counts or exports, or this is known already
    const Conduct conduct = m_activity.begin(tr("Reading %1").arg(m_name));
    m_stopOfActivity.emplace(conduct.stop, [this] { m_stop.request_stop(); });
}

void BrowseSession::fail(const Error &error)
{
    m_error = error;
    if (m_isShown) // otherwise it is what the next attempt is for
        m_wanted = m_query;
    end();
    emit changed();
}

void BrowseSession::failAside(const Error &error)
{
    m_error = error;
    emit changed();
}

void BrowseSession::open()
{
    static_cast<void>(begin());
    emit changed();
    run(this,
        RowBrowser::open(m_engine, m_target, m_name),
        [this, request = m_request](const Result<RowBrowserPointer> &browser) {
            if (request != m_request)
                return;
            if (!browser)
                return fail(browser.error());
            const bool isAnother
                = !m_browser || m_browser->object().columns != (*browser)->object().columns;
            m_browser = *browser;
            if (isAnother) {
                m_wanted = std::exchange(m_first, {});
                m_rows.setObject(m_browser->object(), referencesOf(m_browser->schema(), m_name));
            }
            emit opened();
            read({}, Way::Anew);
        });
}

void BrowseSession::setQuery(const BrowseQuery &query)
{
    if (!m_browser) {
        m_first = query;
        return;
    }
    m_wanted = query;
    read({}, Way::Anew);
}

bool BrowseSession::isShowing(const BrowseQuery &query) const
{
    return m_isShown && !m_isReading && m_query == query;
}

BrowseView BrowseSession::view(int seen, int row, int column) const
{
    BrowseView view{ .query = m_query };
    if (m_rows.held() == 0)
        return view;
    if (m_rows.isHeld(row)) {
        view.current = m_rows.key(row);
        view.column = column;
        // The first page that is read must have it.
        if (seen > row || row - seen >= PageRows)
            seen = row;
    }
    const int first = m_rows.firstHeld();
    const int last = first + m_rows.held() - 1;
    seen = std::clamp(seen, m_rows.hasBefore() ? std::min(first + 1, last) : first, last);
    if (m_rows.isHeld(seen - 1))
        view.before = m_rows.key(seen - 1);
    view.number = m_rows.number(seen);
    view.isEstimate = m_rows.isNumberEstimate();
    return view;
}

void BrowseSession::show(const BrowseView &view)
{
    if (!m_browser) {
        m_first = view.query;
        return;
    }
    m_wanted = view.query;
    BrowsePlace place;
    if (!view.before.isEmpty())
        place = { .kind = PlaceKind::After, .key = view.before };
    read(place, Way::Anew, view);
}

int BrowseSession::rowOf(const Row &key) const
{
    const int first = m_rows.firstHeld();
    for (int row = first; row < first + m_rows.held(); ++row) {
        if (m_rows.key(row) == key)
            return row;
    }
    return -1;
}

void BrowseSession::sortBy(const QString &column, bool adds)
{
    BrowseQuery query = m_wanted;
    QList<RowOrder> &order = query.order;
    const auto found = std::find_if(order.begin(), order.end(), [&column](const RowOrder &each) {
        return sameName(each.column, column);
    });
    const bool isSorted = found != order.end();
    RowOrder next{ column, isSorted };
    const bool ends = isSorted && found->descending;
    if (!adds) {
        order.clear();
        if (!ends)
            order.append(next);
    } else if (ends) {
        order.erase(found);
    } else if (isSorted) {
        *found = next;
    } else {
        order.append(next);
    }
    setQuery(query);
}

void BrowseSession::reach(int first, int last)
{
    if (m_isReading || m_rows.held() == 0)
        return;
    const int firstHeld = m_rows.firstHeld();
    const int lastHeld = firstHeld + m_rows.held() - 1;
    if (m_rows.hasAfter() && last > lastHeld - RowsAhead)
        read({ .kind = PlaceKind::After, .key = m_rows.key(lastHeld) }, Way::After);
    else if (m_rows.hasBefore() && first < firstHeld + RowsAhead)
        read({ .kind = PlaceKind::Before, .key = m_rows.key(firstHeld) }, Way::Before);
}

void BrowseSession::goTo(const BrowsePlace &place)
{
    if (m_browser)
        read(place, Way::Anew);
}

bool BrowseSession::mayGoToEnd() const
{
    return m_browser && m_browser->object().key != BrowsedObject::Key::None;
}

bool BrowseSession::goesByRowid() const
{
    return m_browser && m_browser->goesByRowid(m_query);
}

std::optional<double> BrowseSession::fractionOf(int row) const
{
    if (!m_range || !goesByRowid() || !m_rows.isHeld(row) || m_range->last <= m_range->first)
        return {};
    const qint64 key = m_rows.key(row).first().toInteger();
    const double share
        = (double(key) - double(m_range->first)) / (double(m_range->last) - double(m_range->first));
    const bool isDescending = !m_query.order.isEmpty() && m_query.order.first().descending;
    return std::clamp(isDescending ? 1 - share : share, 0.0, 1.0);
}

void BrowseSession::read(const BrowsePlace &place, Way way, const std::optional<BrowseView> &view)
{
    const std::stop_token stop = begin();
    m_view = view; // the answer may be there before run() returns
    emit changed();
    run(this,
        m_browser->page(way == Way::Anew ? m_wanted : m_query, place, PageRows, stop),
        [this, place, way, request = m_request](const Result<RowPage> &page) {
            if (request == m_request)
                pageRead(page, place, way);
        });
}

void BrowseSession::pageRead(const Result<RowPage> &page, const BrowsePlace &place, Way way)
{
    if (!page)
        return fail(page.error());
    const bool isReturn = m_view && place.kind == PlaceKind::After;
    if (isReturn && page->rows.isEmpty()) // what came after it is gone
        return read({}, Way::Anew);
    m_cost = page->cost;
    switch (way) {
    case Way::After:
        m_rows.append(*page);
        break;
    case Way::Before:
        m_rows.prepend(*page);
        break;
    case Way::Anew:
        showAnew(*page, place);
        break;
    }
    end(); // not before: whoever hears of it may ask for the next page of this window
    emit changed();
}

void BrowseSession::showAnew(const RowPage &page, const BrowsePlace &place)
{
    const bool isOther = m_query != m_wanted || !m_isShown;
    if (m_query.conditions != m_wanted.conditions || m_query.expression != m_wanted.expression
        || !m_isShown)
        m_counted.reset();
    m_query = m_wanted;
    m_isShown = true;
    m_rows.setOrder(m_query.order);
    const RowsGridModel::Start start = startOf(page, place);
    m_rows.setPage(page, start, place.kind == PlaceKind::End ? false : page.hasMore);
    const bool isEnd = place.kind == PlaceKind::End;
    if (m_rows.held() > 0)
        emit placed(isEnd ? m_rows.firstHeld() + m_rows.held() - 1 : m_rows.firstHeld());
    if (const auto view = std::exchange(m_view, {}); view && !view->current.isEmpty())
        emit returned(rowOf(view->current), view->column);
    if (isOther || place.kind == PlaceKind::Start)
        readFacts();
}

RowsGridModel::Start BrowseSession::startOf(const RowPage &page, const BrowsePlace &place) const
{
    const qint64 rows = page.rows.size();
    switch (place.kind) {
    case PlaceKind::AtNumber:
        return { .isFirst = place.number == 0, .number = place.number };
    case PlaceKind::End:
        if (!page.hasMore)
            return {};
        if (m_counted)
            return { .isFirst = false, .number = m_counted->rows - rows };
        break;
    case PlaceKind::After:
        if (!m_view)
            return {};
        return { .isFirst = false, .number = m_view->number, .isEstimate = m_view->isEstimate };
    case PlaceKind::AtFraction:
    case PlaceKind::AtKey:
        break;
    default:
        return {};
    }
    // With gaps among the keys this is too high, and with conditions it says nothing.
    const bool isGuessable = m_range && goesByRowid() && !m_query.isFiltered() && rows > 0;
    if (!isGuessable || m_range->span() > 1e15)
        return { .isFirst = false, .number = {} };
    const qint64 key = page.keys.first().first().toInteger();
    const bool isDescending = !m_query.order.isEmpty() && m_query.order.first().descending;
    const qint64 before = isDescending ? m_range->last - key : key - m_range->first;
    return { .isFirst = before == 0, .number = before, .isEstimate = before > 0 };
}

// Neither reads rows worth mentioning; the page does not wait for them.
void BrowseSession::readFacts()
{
    m_plan.reset();
    m_stopOfFacts.request_stop();
    m_stopOfFacts = std::stop_source();
    const std::stop_token stop = m_stopOfFacts.get_token();
    run(this,
        m_browser->plan(m_query, stop),
        [this, query = m_query](const Result<BrowsePlan> &plan) {
            if (query != m_query || !plan)
                return;
            m_plan = *plan;
            emit changed();
        });
    if (m_browser->object().key != BrowsedObject::Key::Rowid)
        return;
    run(this, m_browser->keyRange(stop), [this](const Result<KeyRange> &range) {
        if (range)
            m_range = *range;
        emit changed();
    });
}

void BrowseSession::countExactly()
{
    if (!m_browser)
        return;
    m_activity.start(
        tr("Counting the rows of %1").arg(m_name),
        [this](const Conduct &conduct) { return m_browser->count(m_query, conduct.stop); },
        [this, query = m_query](const RowCount &counted) {
            if (query.conditions != m_query.conditions || query.expression != m_query.expression)
                return;
            m_counted = counted;
            emit changed();
        });
}

void BrowseSession::exportRows(const RowExport &request)
{
    if (!m_browser)
        return;
    m_activity.start(
        tr("Exporting %1").arg(m_name),
        [this, request](const Conduct &conduct) { return m_browser->exportRows(request, conduct); },
        [this, file = request.file](qint64 rows) { emit exported(rows, file); });
}

void BrowseSession::readWhole(int row,
                              int column,
                              const std::function<void(const Value &)> &then,
                              const std::function<void()> &otherwise)
{
    const QString name = m_rows.object().columns.at(column).name;
    run(this,
        m_browser->wholeValue(m_query, m_rows.key(row), name),
        [this, then, otherwise](const Result<Value> &value) {
            if (value)
                return then(*value);
            failAside(value.error());
            if (otherwise)
                otherwise();
        });
}

void BrowseSession::peek(const QString &table,
                         const QList<RowCondition> &where,
                         const std::function<void(const BrowsedObject &, const QList<Row> &)> &then)
{
    const auto read = [this, where, then, peek = ++m_peek](const RowBrowserPointer &browser) {
        run(this,
            browser->page({ .conditions = where }, {}, 1),
            [this, browser, then, peek](const Result<RowPage> &page) {
                if (!page)
                    return failAside(page.error());
                m_cost = page->cost;
                emit changed();
                if (peek == m_peek)
                    then(browser->object(), page->rows);
            });
    };
    run(this,
        RowBrowser::open(m_engine, m_target, table),
        [this, read](const Result<RowBrowserPointer> &browser) {
            if (browser)
                read(*browser);
            else
                failAside(browser.error());
        });
}

void BrowseSession::cancel()
{
    m_stop.request_stop();
    m_activity.cancel();
}

} // namespace tidemark
