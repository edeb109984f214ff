#pragma once

#include <models/roles.h>

#include <QWidget>

class QHBoxLayout;

namespace tidemark {

/// How many are in which state, worst first: mark, count, word. Each is a button that shows those alone, and all again.
class SummaryBar : public QWidget
{
    Q_OBJECT

public:
    explicit SummaryBar(QWidget *parent = nullptr);

    struct Entry {
        ShownState state = ShownState::Unknown;
        QString text; ///< "2 behind"
        bool operator==(const Entry &other) const = default;
    };
    /// @p chosen is the one that is pressed.
    void setEntries(const QList<Entry> &entries, std::optional<ShownState> chosen);

signals:
    /// Empty: all are to be shown again.
    void chosen(std::optional<tidemark::ShownState> state);

protected:
    void changeEvent(QEvent *event) override;

private:
    void rebuild();

    QHBoxLayout *m_row;
    QList<Entry> m_entries;
    std::optional<ShownState> m_chosen;
};

} // namespace tidemark
