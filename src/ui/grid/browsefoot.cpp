#include "browsefoot.h"

#include <models/browsesession.h>
#include <ui/themeprovider.h>
#include <ui/widgets/elidedlabel.h>

#include <QHBoxLayout>
#include <QLocale>
#include <QPainter>

#include <cmath>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QString placeText(const BrowseSession &session)
{
    const RowsGridModel &rows = *session.rows();
    if (!session.isShown())
        return {};
    if (rows.held() == 0)
        return session.query().isFiltered() ? BrowseFoot::tr("No rows match")
                                            : BrowseFoot::tr("The table is empty");
    const QLocale locale;
    const bool isWhole = !rows.hasBefore() && !rows.hasAfter();
    if (isWhole)
        return BrowseFoot::tr("%n row(s)", nullptr, rows.held());
    const QString total
        = session.counted() ? locale.toString(session.counted()->rows) : BrowseFoot::tr("many");
    const int firstRow = rows.firstHeld();
    const auto first = rows.number(firstRow);
    if (!first)
        return BrowseFoot::tr("%n row(s) of %1", nullptr, rows.held()).arg(total);
    const QString from = locale.toString(*first + 1);
    const QString to = locale.toString(*first + rows.held());
    return rows.isNumberEstimate() ? BrowseFoot::tr("Rows ≈ %1 to %2 of %3").arg(from, to, total)
                                   : BrowseFoot::tr("Rows %1 to %2 of %3").arg(from, to, total);
}

QString shownAverage(double average)
{
    return QLocale().toString(average, 'g', 6);
}

} // namespace

BrowseFoot::BrowseFoot(QWidget *parent)
    : QWidget(parent)
    , m_row(new QHBoxLayout(this))
    , m_place(new ElidedLabel(TypeRole::Strong, ElidedLabel::Ink::Plain, this))
    , m_cost(new ElidedLabel(TypeRole::Body, ElidedLabel::Ink::Secondary, this))
    , m_sum(new ElidedLabel(TypeRole::Body, ElidedLabel::Ink::Secondary, this))
{
    m_place->setObjectName(u"gridPlaceText"_s);
    m_place->setFirm(true);
    m_cost->setObjectName(u"gridCost"_s);
    m_sum->setObjectName(u"gridSum"_s);
    m_row->setContentsMargins(Space::Page, Space::Small, Space::Page, Space::Small);
    m_row->setSpacing(Space::Page);
    m_row->addWidget(m_place);
    m_row->addWidget(m_cost, 1);
    m_row->addWidget(m_sum);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void BrowseFoot::show(const BrowseSession &session)
{
    m_place->setText(placeText(session));
    const bool isRemote = session.target().place == PlaceOfTarget::Remote;
    if (session.isReading() && !session.isShown())
        m_cost->setText(tr("Reading %1…").arg(session.name()));
    else
        m_cost->setText(session.isShown() ? costText(session.cost(), isRemote) : QString());
}

void BrowseFoot::showSum(const std::optional<SelectionSum> &sum)
{
    if (!sum || sum->cells < 2) {
        m_sum->setText({});
        return;
    }
    const QString cells = tr("%n cell(s)", nullptr, int(sum->cells));
    m_sum->setText(sum->numbers == 0
                       ? cells
                       : tr("%1: sum %2 · average %3")
                             .arg(cells, sum->sum.toString(), shownAverage(sum->average)));
}

void BrowseFoot::say(const QString &note)
{
    m_sum->setText(note);
}

void BrowseFoot::addLink(QWidget *link)
{
    m_row->insertWidget(1, link);
}

void BrowseFoot::addControl(QWidget *control)
{
    m_row->addWidget(control);
}

QString BrowseFoot::place() const
{
    return m_place->text();
}

QString BrowseFoot::cost() const
{
    return m_cost->text();
}

QString BrowseFoot::sum() const
{
    return m_sum->text();
}

void BrowseFoot::paintEvent(QPaintEvent *)
{
    const Theme &theme = themeOf(this);
    QPainter painter(this);
    painter.fillRect(rect(), theme.base);
    painter.fillRect(QRect(0, 0, width(), LineWidth::Rule), theme.border);
}

QString costText(const BrowseCost &cost, bool isRemote)
{
    using std::chrono::duration_cast;
    const auto ms = duration_cast<std::chrono::milliseconds>(cost.duration).count();
    const int rows = int(qMin<qint64>(cost.rowsRead, INT_MAX));
    QString text = BrowseFoot::tr("%n row(s) read", nullptr, rows);
    if (cost.isLowerBound)
        text.prepend(u"≥ "_s);
    if (isRemote)
        text += u" · "_s + BrowseFoot::tr("0 written");
    text += u" · "_s + (ms > 0 ? BrowseFoot::tr("%1 ms").arg(ms) : BrowseFoot::tr("< 1 ms"));
    if (!cost.region.isEmpty())
        text += u" · "_s + cost.region;
    return text;
}

QString roughNumber(double number)
{
    const QLocale locale;
    if (number < 1000)
        return locale.toString(qint64(number));
    if (number < 1e6)
        return BrowseFoot::tr("%1 K").arg(locale.toString(number / 1e3, 'f', number < 1e4 ? 1 : 0));
    if (number < 1e9)
        return BrowseFoot::tr("%1 M").arg(locale.toString(number / 1e6, 'f', number < 1e7 ? 1 : 0));
    return BrowseFoot::tr("%1 G").arg(locale.toString(number / 1e9, 'f', 1));
}

QString sortText(const BrowseSession &session, bool *isWarning)
{
    *isWarning = false;
    if (!session.isShown())
        return {};
    QStringList parts;
    for (const RowOrder &order : session.query().order)
        parts.append(order.descending ? BrowseFoot::tr("%1, descending").arg(order.column)
                                      : BrowseFoot::tr("%1, ascending").arg(order.column));
    const bool hasKey = session.mayGoToEnd();
    QString text = !parts.isEmpty() ? BrowseFoot::tr("Sorted by %1").arg(parts.join(u"; "_s))
                   : hasKey         ? BrowseFoot::tr("In the order of the key")
                                    : BrowseFoot::tr("No key: read from the start, by number");
    if (!session.plan())
        return text;
    const BrowsePlan &plan = *session.plan();
    if (plan.sorts && !parts.isEmpty()) {
        *isWarning = true;
        const double rows = session.keyRange() ? session.keyRange()->span() : -1;
        text += u" · "_s
                + (rows >= 0 ? BrowseFoot::tr("no index: a sort reads all ≈ %1 rows")
                                   .arg(roughNumber(rows))
                             : BrowseFoot::tr("no index: a sort reads all rows"));
    } else if (!plan.index.isEmpty()) {
        text += u" · "_s + BrowseFoot::tr("uses %1").arg(plan.index);
    }
    return text;
}

} // namespace tidemark
