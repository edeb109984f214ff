#pragma once

#include <QDialog>

namespace tidemark {

/// What this is, which versions it runs with, and under which licences.
class AboutDialog : public QDialog
{
    Q_OBJECT

public:
    explicit AboutDialog(QWidget *parent);
};

} // namespace tidemark
