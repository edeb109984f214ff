#pragma once

#include "databasepage.h"

#include <models/verificationmodel.h>

#include <functional>

class QBoxLayout;
class QComboBox;
class QHBoxLayout;
class QTreeView;

namespace tidemark {

class ActionRegistry;
class Banner;
class ComparisonPane;
class PageHead;
class SyntaxLibrary;

/// Is what should be there, there? Two sides beside each other, table by table, with the checks; the selected table in full.
class VerificationPage : public DatabasePage
{
    Q_OBJECT

public:
    VerificationPage(DatabaseSession *session,
                     ActionRegistry &actions,
                     const SyntaxLibrary &library,
                     QWidget *parent = nullptr);

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString note() const override;
    void updateActions() override;
    void perform(const QString &actionId) override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    [[nodiscard]] VerificationSession &verification() const { return *session()->verification(); }
    void makeHead();
    void layOut();
    [[nodiscard]] QComboBox *sideBox(const char *objectName, const QString &name);
    void showChoices();
    void showEverything();
    void showVerdict();
    void showFindings(const VerificationModel::Summary &summary);
    void showSummary();
    /// The marks of the checks go below those of the tables where there is no room beside them.
    void foldSummary();
    void showSelected();
    void keepSelection();
    /// "Table api_keys is missing": the worst thing found, and why it is expected.
    void sayWorst();
    void chooseRemedy(const QString &actionId);
    void verifyAgain();
    void compareBeforeAndAfter();
    void askForFix(const FixProposals &proposals);
    void takeFix(const FixProposal &proposal, const QString &runAgain);
    [[nodiscard]] QString whyNotFix() const;
    // verificationexpectations.cpp
    [[nodiscard]] QString whyNotSave() const;
    void saveExpectation();
    void changeExpectation(const std::function<void()> &change);
    void verifyIfWanted();
    [[nodiscard]] QString selectedTable() const;
    [[nodiscard]] QString presentName() const;

    PageHead *m_head;
    QComboBox *m_expected;
    QComboBox *m_present;
    Banner *m_verdict;
    QWidget *m_summaryArea;
    QBoxLayout *m_summary;
    QHBoxLayout *m_tableMarks;
    QHBoxLayout *m_checkMarks;
    QTreeView *m_list;
    ComparisonPane *m_detail;
    QWidget *m_parts = nullptr; ///< list and detail
    const SyntaxLibrary &m_library;
    bool m_verifiesNext = false; ///< when the database was read again
    QString m_selected; ///< the subject that stays selected when it is read anew
};

} // namespace tidemark
