#pragma once

#include <models/roles.h>

#include <QDateTime>
#include <QWidget>

namespace tidemark {

/// What the band over a recovery says.
struct RecoveryPlace {
    ShownEnvironment environment = ShownEnvironment::Local;
    QString environmentName = {}; ///< for ShownEnvironment::Other
    bool isDrill = false; ///< on the sandbox: grey, and says so
    QString place = {}; ///< "remote"
    QString name = {}; ///< empty: no database is chosen yet
    QString shortId = {};
    QString account = {}; ///< or the file
    QDateTime frozenSince = {};
};

/// Where this recovery acts, in words and in the colour of its environment, and since when nothing is written.
class RecoveryBand : public QWidget
{
    Q_OBJECT

public:
    explicit RecoveryBand(QWidget *parent = nullptr);

    void setPlace(const RecoveryPlace &place);
    /// As one spoken line.
    [[nodiscard]] QString sentence() const;

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] QString where() const;
    [[nodiscard]] QString since() const;
    /// Paints from the right; returns what is left for the rest.
    [[nodiscard]] QRect paintSince(QPainter &painter, const QRect &area, const QColor &ink) const;

    RecoveryPlace m_place;
};

} // namespace tidemark
