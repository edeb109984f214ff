#pragma once

#include <ui/widgets/targetbar.h>

namespace tidemark {

/// Where am I, at the start of the status bar: the environment's mark and word, the place, the database.
class StatusPlace : public QWidget
{
public:
    explicit StatusPlace(QWidget *parent = nullptr);

    void setTarget(const std::optional<ShownTarget> &target);
    [[nodiscard]] QString text() const;

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::optional<ShownTarget> m_target;
};

} // namespace tidemark
