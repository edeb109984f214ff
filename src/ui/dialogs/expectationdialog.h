#pragma once

#include <engine/operations/settingsedits.h>

#include <QDialog>

#include <functional>
#include <memory>

namespace tidemark {

namespace Ui {
class ExpectationDialog;
} // namespace Ui

class CodeView;
class SyntaxLibrary;

/// Which tables there are to expect rows of.
struct ExpectationRequest {
    struct Table {
        QString name;
        std::optional<qint64> rows = {}; ///< empty: unknown
        QString expected = {}; ///< as tidemark.toml has it: ">= 1"; empty if it has nothing
    };
    QList<Table> tables = {};
    QString chosen = {}; ///< the table to begin with; empty: none
    QString countsFrom = {}; ///< a sentence about how old the numbers are
    /// What tidemark.toml would be with these conditions, by table.
    std::function<Result<SettingsEdit>(const QMap<QString, QString> &)> propose = {};
};

/// Turns what is there into what is expected, and shows the lines of tidemark.toml before they are written. It answers and
/// does nothing itself.
class ExpectationDialog : public QDialog
{
    Q_OBJECT

public:
    ExpectationDialog(ExpectationRequest request, const SyntaxLibrary &library, QWidget *parent);
    ~ExpectationDialog() override;

    /// What is to be written; empty while nothing can be.
    [[nodiscard]] const std::optional<SettingsEdit> &edit() const { return m_edit; }

private:
    void fill();
    void showLines();
    [[nodiscard]] QMap<QString, QString> conditions() const;

    ExpectationRequest m_request;
    std::unique_ptr<Ui::ExpectationDialog> m_ui;
    CodeView *m_lines;
    std::optional<SettingsEdit> m_edit;
};

} // namespace tidemark
