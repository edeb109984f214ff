#pragma once

#include <models/valuetexts.h>

#include <QWidget>

class QHBoxLayout;

namespace tidemark {

class BrowseSession;
class ElidedLabel;
struct BrowseCost;

/// The end of a grid: which rows are shown of how many, what the last page cost, what is selected.
class BrowseFoot : public QWidget
{
    Q_OBJECT

public:
    explicit BrowseFoot(QWidget *parent);

    void show(const BrowseSession &session);
    /// Empty: nothing worth adding up is selected.
    void showSum(const std::optional<SelectionSum> &sum);
    void say(const QString &note);
    /// Follows the place.
    void addLink(QWidget *link);
    /// At the end.
    void addControl(QWidget *control);

    [[nodiscard]] QString place() const;
    [[nodiscard]] QString cost() const;
    [[nodiscard]] QString sum() const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QHBoxLayout *m_row;
    ElidedLabel *m_place;
    ElidedLabel *m_cost;
    ElidedLabel *m_sum;
};

/// "201 rows read · 0 written · 41 ms · WEUR".
[[nodiscard]] QString costText(const BrowseCost &cost, bool isRemote);
/// "≈ 1.9 M": two digits are all an estimate is good for.
[[nodiscard]] QString roughNumber(double number);
/// "Sorted by created_at, descending · uses idx_created"; @p isWarning if all rows must be read for it.
[[nodiscard]] QString sortText(const BrowseSession &session, bool *isWarning);

} // namespace tidemark
