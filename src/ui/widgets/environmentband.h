#pragma once

#include <models/roles.h>

#include <QWidget>

#include <optional>

namespace tidemark {

/// The 4 px line over the whole window in the colour of the page's environment; a plain rule where a page has none.
class EnvironmentBand : public QWidget
{
    Q_OBJECT

public:
    explicit EnvironmentBand(QWidget *parent = nullptr);

    void setEnvironment(std::optional<ShownEnvironment> environment, const QString &name = {});
    [[nodiscard]] std::optional<ShownEnvironment> environment() const { return m_environment; }

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::optional<ShownEnvironment> m_environment;
};

} // namespace tidemark
