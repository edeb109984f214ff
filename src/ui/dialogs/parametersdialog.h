#pragma once

#include <QDialog>
#include <QMap>

class QLineEdit;

namespace tidemark {

/// The values of a script's parameters, asked for before it runs. They are bound, never pasted.
class ParametersDialog : public QDialog
{
    Q_OBJECT

public:
    /// @p known are values given before.
    ParametersDialog(const QStringList &names,
                     const QMap<QString, QString> &known,
                     QWidget *parent);

    /// By name with its sign.
    [[nodiscard]] QMap<QString, QString> values() const;

private:
    QMap<QString, QLineEdit *> m_fields;
};

} // namespace tidemark
