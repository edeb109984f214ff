#pragma once

#include <engine/base/error.h>

#include <QDialog>

#include <optional>

namespace tidemark {

/// How the sandbox is started and reached by hand, where the window cannot do it.
class SandboxDialog : public QDialog
{
    Q_OBJECT

public:
    /// @p error is why the window could not start it; empty: it is not installed.
    SandboxDialog(const std::optional<Error> &error, QWidget *parent);
};

} // namespace tidemark
