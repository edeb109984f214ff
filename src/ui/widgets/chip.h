#pragma once

#include <models/roles.h>

#include <QWidget>

namespace tidemark {

/// The environment in capitals on its filled bar; nothing else in the windows is drawn so.
class Chip : public QWidget
{
    Q_OBJECT

public:
    explicit Chip(QWidget *parent = nullptr);

    /// @p name is shown for ShownEnvironment::Other.
    void setEnvironment(ShownEnvironment environment, const QString &name = {});
    [[nodiscard]] QString text() const { return m_text; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    ShownEnvironment m_environment = ShownEnvironment::Local;
    QString m_text;
};

} // namespace tidemark
