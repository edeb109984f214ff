#pragma once

#include <QWidget>

namespace tidemark {

class ActionRegistry;
class Banner;
struct Error;

/// What is shown while no project is open: what this is for, and the ways in.
class WelcomePage : public QWidget
{
    Q_OBJECT

public:
    explicit WelcomePage(ActionRegistry &actions, QWidget *parent = nullptr);

    /// Why the last attempt to open something failed; nullptr if it did not.
    void showError(const Error *error);

private:
    Banner *m_trouble;
};

} // namespace tidemark
