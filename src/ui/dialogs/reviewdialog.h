#pragma once

#include <engine/operations/migrationrun.h>
#include <models/safemode.h>
#include <ui/widgets/targetbar.h>

#include <QDialog>

class QListWidget;
class QPushButton;

namespace tidemark {

class CodeView;
class ElidedLabel;
class NameField;
class SyntaxLibrary;

/// One step as it will be sent.
struct ReviewStep {
    QString name;
    QString pill; ///< "3 statements"
    QString sql;
};

/// Everything the review sheet shows; made from a prepared run.
struct ReviewRequest {
    QString question; ///< "Apply 2 migrations to nanotype-auth?"
    QString warning; ///< what is lost; empty if nothing is
    ShownTarget target;
    QList<ReviewStep> steps;
    QStringList facts; ///< rehearsal, safety point, plan, cost
    QString verb; ///< the button's text: "Apply 2 migrations"
    QString typedName; ///< to be typed; empty: not asked
    bool destructive = false;
    bool returnConfirms
        = false; ///< Return in the name field, once it matches: the short way of an emergency
};
/// @p mode is the padlock of its database: it may ask for the name where production does not already.
[[nodiscard]] ReviewRequest reviewOf(const PreparedRun &prepared,
                                     SafeMode mode = SafeMode::AskOnWrite);

/// The last look before something happens. It returns the answer and does nothing itself; Cancel is the default.
class ReviewDialog : public QDialog
{
    Q_OBJECT

public:
    ReviewDialog(const ReviewRequest &request, const SyntaxLibrary &library, QWidget *parent);

private:
    [[nodiscard]] QWidget *head(const ReviewRequest &request);
    [[nodiscard]] QWidget *steps(const ReviewRequest &request, const SyntaxLibrary &library);
    [[nodiscard]] QWidget *foot(const ReviewRequest &request);
    void showStep(int row);
    void copySql();

    QList<ReviewStep> m_steps;
    QListWidget *m_list = nullptr;
    CodeView *m_sql = nullptr;
    ElidedLabel *m_sqlFacts = nullptr;
    NameField *m_name = nullptr;
    QPushButton *m_cancel = nullptr;
    QPushButton *m_confirm = nullptr;
};

} // namespace tidemark
