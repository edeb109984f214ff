#pragma once

#include <models/databasesession.h>
#include <models/pageaddress.h>
#include <models/remedies.h>

#include <QObject>

namespace tidemark {

class SettleDialog;
class SyntaxLibrary;
struct AdoptionItem;
struct SettleRequest;

/// Everything that settles migrations in trouble, and makes new ones: asks in a dialog over @p page, then tells the session.
class MigrationRemedies : public QObject
{
    Q_OBJECT

public:
    MigrationRemedies(DatabaseSession *session, const SyntaxLibrary &library, QWidget *page);

    void apply(Remedy remedy, const MigrationStatus &migration);
    void writeNew();
    /// Shows what an adoption would record, and asks.
    void adopt();
    /// Asks up to where, shows what would be recorded, and asks.
    void setBaseline();
    /// Shows the finding's rewrite, and asks whether it may replace the script.
    void useRewrite(const Finding &finding);

    /// Why nothing may be changed now; empty if it may.
    [[nodiscard]] QString whyNot() const;

signals:
    void openRequested(const tidemark::PageAddress &address);
    void differenceWanted();
    /// A plan that is wanted in spite of the order.
    void runWanted(const tidemark::RunGoal &goal);

private:
    template<typename Then>
    void ask(const SettleRequest &request, Then then);
    [[nodiscard]] SettleRequest blank() const;
    void acceptEdit(const MigrationStatus &migration);
    void putBack(const MigrationStatus &migration);
    void keepBoth(const MigrationStatus &migration);
    void renumber(const MigrationStatus &migration);
    void markApplied(const MigrationStatus &migration);
    void markPending(const MigrationStatus &migration);
    void showProposal(const QList<AdoptionItem> &items);
    void askForAdoption(const QList<AdoptionItem> &items);
    void askForBaseline(const QList<AdoptionItem> &items);

    DatabaseSession *m_session;
    const SyntaxLibrary &m_library;
    QWidget *m_page;
    std::optional<QString>
        m_baselineTo; ///< set while a baseline was proposed; else it was an adoption
    bool m_isAsked = false; ///< the proposal that comes is ours
};

} // namespace tidemark
