#pragma once

#include "databasepage.h"

class QTableView;

namespace tidemark {

class ActionRegistry;
class Banner;
class PageHead;

/// Is what should be there, there? The checks of the last verification, failed ones first.
class VerificationPage : public DatabasePage
{
    Q_OBJECT

public:
    VerificationPage(DatabaseSession *session, ActionRegistry &actions, QWidget *parent = nullptr);

    [[nodiscard]] QString title() const override;

private:
    void showEverything();

    PageHead *m_head;
    Banner *m_verdict;
    QTableView *m_checks;
};

} // namespace tidemark
