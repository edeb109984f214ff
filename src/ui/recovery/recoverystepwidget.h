#pragma once

#include <models/recoverysession.h>
#include <ui/style/emphasis.h>

#include <QWidget>

class QAbstractItemModel;
class QLabel;
class QLineEdit;
class QTableView;
class QVBoxLayout;

namespace tidemark {

/// One step of a recovery: shows what its session knows, and says what the foot of the window offers. It acts on the session
/// where nothing is written; everything else it asks the window for.
class RecoveryStepWidget : public QWidget
{
    Q_OBJECT

public:
    RecoveryStepWidget(RecoverySession &session, QWidget *parent);

    /// The one primary button: "Photograph now".
    [[nodiscard]] virtual QString primaryText() const = 0;
    [[nodiscard]] virtual Emphasis primaryEmphasis() const { return Emphasis::Primary; }
    /// The keys that do something here, for the foot.
    [[nodiscard]] virtual QString keyHints() const { return {}; }
    /// What the step list says below itself.
    [[nodiscard]] virtual QString leftNote() const;
    /// What has the focus when the step is entered.
    [[nodiscard]] virtual QWidget *firstFocus() = 0;
    /// Brings everything up to date with the session.
    virtual void showEverything() = 0;

signals:
    /// A button of this step or of its banners: an action of the window.
    void actionChosen(const QString &actionId);

protected:
    [[nodiscard]] RecoverySession &session() const { return m_session; }
    /// Margins and fonts, after the form is set up.
    void dress(QLabel *title, QLabel *facts, const QList<QLabel *> &headings = {});
    /// Secondary text.
    static void quiet(QLabel *label);
    /// A value that is looked at and copied.
    void makeCopyable(QLineEdit *field, QWidget *button) const;

private:
    RecoverySession &m_session;
};

/// Lets a table be as high as its rows, at most @p rows of them; what stands below follows directly.
void limitRows(QTableView *table, int rows);

} // namespace tidemark
