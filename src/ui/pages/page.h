#pragma once

#include <models/activity.h>
#include <models/pageaddress.h>
#include <ui/widgets/targetbar.h>

#include <QWidget>

#include <any>

namespace tidemark {

class DatabaseSession;

/// What stands under a tab. The shell turns all page actions off when a page comes to the front and then lets the page turn
/// its own on; what they do is the page's business.
class Page : public QWidget
{
    Q_OBJECT

public:
    explicit Page(QWidget *parent);

    /// The tab's text.
    [[nodiscard]] virtual QString title() const = 0;
    /// Empty for a page about no single database: no band, no target bar.
    [[nodiscard]] virtual std::optional<ShownTarget> target() const { return {}; }
    /// A short fact for the status bar: "Plan 7c19e0, 3 steps".
    [[nodiscard]] virtual QString note() const { return {}; }
    /// The database that the window's actions mean while this page is in front; nullptr: none.
    [[nodiscard]] virtual DatabaseSession *selectedDatabase() const { return nullptr; }
    /// What Esc stops and the status bar shows; nullptr if the page never does anything long.
    [[nodiscard]] virtual Activity *activity() const { return nullptr; }
    /// Sets every page action that this page knows on or off, with the reason where it is off.
    virtual void updateActions() = 0;
    /// Does what a page action of that id means here. Called only for actions that updateActions() turned on.
    virtual void perform(const QString &actionId) = 0;
    /// Shows these rows alone, for a page that has rows: column → value. False if nothing changes by that.
    virtual bool narrow(const QMap<QString, QString> &where)
    {
        Q_UNUSED(where)
        return false;
    }
    /// What is shown and where in it one is, to come back to; empty while there is nothing to come back to.
    [[nodiscard]] virtual std::any view() const { return {}; }
    /// Shows again what view() of this page, or of one at the same address, gave before.
    virtual void showView(const std::any &view) { Q_UNUSED(view) }
    /// Its own activity writes: neither the tab nor the window is closed over that.
    [[nodiscard]] virtual bool isWriting() const { return false; }
    /// Asked before the tab closes. False: it stays.
    [[nodiscard]] virtual bool mayClose() { return !isWriting(); }

signals:
    /// Title, target, note or the state of actions changed.
    void described();
    void openRequested(const PageAddress &address);

protected:
    void showEvent(QShowEvent *event) override;
};

} // namespace tidemark
