#include "boardheaders.h"

#include <models/statusboardmodel.h>
#include <ui/delegates/statuscelldelegate.h>
#include <ui/statepainter.h>
#include <ui/themeprovider.h>

#include <QIcon>
#include <QPainter>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int HeaderIconSize = 16;
constexpr int Alignment = int(Qt::AlignLeft) | Qt::AlignVCenter;

QString textOf(const QHeaderView &header, int section, int role)
{
    return header.model()->headerData(section, header.orientation(), role).toString();
}

void drawLine(
    QPainter &painter, QRect &line, const QFont &font, const QColor &ink, const QString &text)
{
    painter.setFont(font);
    painter.setPen(ink);
    const QFontMetrics metrics(font);
    line.setHeight(metrics.height() + Space::UnderTitle);
    painter.drawText(line, Alignment, metrics.elidedText(text, Qt::ElideMiddle, line.width()));
    line.translate(0, line.height());
}

} // namespace

BoardEnvironmentHeader::BoardEnvironmentHeader(QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent)
{
    setHighlightSections(false);
    setSectionsClickable(false);
}

QSize BoardEnvironmentHeader::sectionSizeFromContents(int section) const
{
    const QFontMetrics metrics(typeFont(TypeRole::SmallStrong, font()));
    const int words = metrics.horizontalAdvance(textOf(*this, section, Qt::DisplayRole));
    return { words + EnvironmentMarkSize + 2 * Space::Small + 2 * Space::Medium,
             metrics.height() + RowPadding::Header };
}

void BoardEnvironmentHeader::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    const Theme &theme = themeOf(this);
    painter->save();
    painter->fillRect(rect, theme.alt);
    painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), LineWidth::Rule),
                      theme.border);
    QRect mark(rect.left() + Space::Medium, 0, EnvironmentMarkSize, EnvironmentMarkSize);
    mark.moveCenter({ mark.center().x(), rect.center().y() });
    const auto environment
        = model()->headerData(section, Qt::Horizontal, EnvironmentRole).value<ShownEnvironment>();
    StatePainter(theme).paint(*painter, QRectF(mark), environment);
    painter->setFont(typeFont(TypeRole::SmallStrong, font()));
    painter->setPen(theme.text2);
    const QRect words
        = rect.adjusted(Space::Medium + EnvironmentMarkSize + Space::Small, 0, -Space::Small, 0);
    painter->drawText(words,
                      Alignment,
                      painter->fontMetrics().elidedText(
                          textOf(*this, section, Qt::DisplayRole), Qt::ElideRight, words.width()));
    painter->restore();
}

BoardDatabaseHeader::BoardDatabaseHeader(QWidget *parent)
    : QHeaderView(Qt::Vertical, parent)
{
    setHighlightSections(false);
    setSectionsClickable(false);
}

QSize BoardDatabaseHeader::sectionSizeFromContents(int section) const
{
    const QFontMetrics strong(typeFont(TypeRole::Strong, font()));
    const QFontMetrics body(font());
    const int words = std::max(
        { strong.horizontalAdvance(textOf(*this, section, Qt::DisplayRole)),
          body.horizontalAdvance(textOf(*this, section, StatusBoardModel::DetailRole)),
          body.horizontalAdvance(textOf(*this, section, StatusBoardModel::OriginRole)) });
    const int most = body.averageCharWidth() * 30;
    return { std::min(words, most) + HeaderIconSize + Space::Small + Space::Medium + Space::Page,
             StatusCellDelegate::rowHeight(this) };
}

void BoardDatabaseHeader::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    const Theme &theme = themeOf(this);
    painter->save();
    painter->fillRect(rect, theme.base);
    const int top = rect.top() + Space::Tiny + Space::Small;
    const QFont strong = typeFont(TypeRole::Strong, font());
    const QRect icon(rect.left() + Space::Medium,
                     top + (QFontMetrics(strong).height() - HeaderIconSize) / 2,
                     HeaderIconSize,
                     HeaderIconSize);
    QIcon::fromTheme(u"server-database"_s).paint(painter, icon);
    QRect line(icon.right() + 1 + Space::Small, top, 0, 0);
    line.setRight(rect.right() - Space::Small);
    drawLine(*painter, line, strong, theme.text, textOf(*this, section, Qt::DisplayRole));
    drawLine(
        *painter, line, font(), theme.text, textOf(*this, section, StatusBoardModel::DetailRole));
    drawLine(
        *painter, line, font(), theme.text2, textOf(*this, section, StatusBoardModel::OriginRole));
    painter->restore();
}

} // namespace tidemark
