#include "recoveryband.h"

#include <ui/statepainter.h>
#include <ui/themeprovider.h>

#include <QLocale>
#include <QPainter>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int Padding = Space::Group + Space::Tiny;

/// One piece of the line; pieces that do not fit are elided, the last ones first.
struct Piece {
    QString text;
    TypeRole role;
    Qt::TextElideMode elide = Qt::ElideRight;
};

} // namespace

RecoveryBand::RecoveryBand(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setPlace({});
}

void RecoveryBand::setPlace(const RecoveryPlace &place)
{
    m_place = place;
    setAccessibleName(sentence());
    setToolTip(sentence());
    update();
}

QString RecoveryBand::where() const
{
    if (m_place.name.isEmpty())
        return tr("No database is chosen yet");
    const QString environment = m_place.isDrill
                                    ? tr("DRILL · sandbox")
                                    : environmentWord(m_place.environment, m_place.environmentName);
    return tr("%1 · %2 · %3", "environment, place, database")
        .arg(environment, m_place.place, m_place.name);
}

QString RecoveryBand::since() const
{
    return m_place.frozenSince.isValid()
               ? tr("Read-only since %1 UTC")
                     .arg(QLocale().toString(m_place.frozenSince.toUTC(), u"HH:mm:ss"_s))
               : QString();
}

QString RecoveryBand::sentence() const
{
    QStringList parts{ tr("Emergency recovery"), where() };
    for (const QString &part : { m_place.shortId, m_place.account, since() }) {
        if (!part.isEmpty())
            parts.append(part);
    }
    return parts.join(u" · "_s);
}

QSize RecoveryBand::sizeHint() const
{
    return { 0, QFontMetrics(typeFont(TypeRole::RecoveryTitle)).height() + 2 * Space::Medium };
}

QRect RecoveryBand::paintSince(QPainter &painter, const QRect &area, const QColor &ink) const
{
    const QString text = since();
    if (text.isEmpty())
        return area;
    painter.setFont(typeFont(TypeRole::Strong));
    const int width = painter.fontMetrics().horizontalAdvance(text) + 1;
    QRect words = area;
    words.setLeft(area.right() - width);
    QRect lock(0, 0, StateMarkSize, StateMarkSize);
    lock.moveCenter({ words.left() - Space::Medium, area.center().y() });
    StatePainter(themeOf(this))
        .paint(
            painter, QStyle::visualRect(layoutDirection(), rect(), lock), MarkShape::Padlock, ink);
    painter.setPen(ink);
    painter.drawText(QStyle::visualRect(layoutDirection(), rect(), words), Qt::AlignCenter, text);
    QRect rest = area;
    rest.setRight(lock.left() - Space::Group);
    return rest;
}

void RecoveryBand::paintEvent(QPaintEvent *)
{
    const auto &colours = themeOf(this).environment(
        m_place.isDrill || m_place.name.isEmpty() ? ShownEnvironment::Local : m_place.environment);
    QPainter painter(this);
    painter.fillRect(rect(), colours.tallFill);
    QRect rest = paintSince(painter, rect().adjusted(Padding, 0, -Padding, 0), colours.onFill);
    const QString account = m_place.account.isEmpty() ? QString() : u"· "_s + m_place.account;
    const QList<Piece> pieces{ { tr("Emergency recovery"), TypeRole::RecoveryTitle },
                               { where(), TypeRole::Strong },
                               { m_place.shortId, TypeRole::Mono },
                               { account, TypeRole::Body, Qt::ElideMiddle } };
    painter.setPen(colours.onFill);
    for (const Piece &piece : pieces) {
        if (piece.text.isEmpty() || rest.width() <= 0)
            continue;
        painter.setFont(typeFont(piece.role));
        const QFontMetrics metrics = painter.fontMetrics();
        const QString text = metrics.elidedText(piece.text, piece.elide, rest.width());
        painter.drawText(
            QStyle::visualRect(layoutDirection(), rect(), rest),
            int(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft | Qt::AlignVCenter)),
            text);
        rest.setLeft(rest.left() + metrics.horizontalAdvance(text) + Space::Medium);
    }
}

} // namespace tidemark
