#pragma once

#include <QDialog>

namespace tidemark {

/// How the sandbox is started and reached: it is a program of its own, so that practising cannot touch an account.
class SandboxDialog : public QDialog
{
    Q_OBJECT

public:
    explicit SandboxDialog(QWidget *parent);
};

} // namespace tidemark
