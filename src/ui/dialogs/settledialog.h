#pragma once

#include <models/adoptionmodel.h>
#include <ui/widgets/targetbar.h>

#include <QDialog>

#include <memory>

namespace tidemark {

namespace Ui {
class SettleDialog;
} // namespace Ui

/// What a change of the history is, before it is written.
struct SettleRequest {
    QString question; ///< "Accept the edit of 0002_api_keys?"
    QString explanation; ///< what is recorded, and what is not touched
    ShownTarget target;
    QString verb; ///< "Accept edit"
    bool asksReason = false; ///< one sentence, kept in the history
    QString typedName = {}; ///< to be typed; empty: not asked
    QStringList moments
        = {}; ///< ids one of which is chosen: where a baseline ends; the last one is proposed
    QList<AdoptionItem> items = {}; ///< what is recorded, with its evidence
};

/// Asks before a history or a migration's file is changed. It answers and does nothing itself; Cancel is the default.
class SettleDialog : public QDialog
{
    Q_OBJECT

public:
    SettleDialog(const SettleRequest &request, QWidget *parent);
    ~SettleDialog() override;

    [[nodiscard]] QString reason() const;
    /// The chosen one of SettleRequest::moments.
    [[nodiscard]] QString moment() const;

private:
    void ask(const SettleRequest &request);
    void showItems(const SettleRequest &request);
    void showReady();

    std::unique_ptr<Ui::SettleDialog> m_ui;
    AdoptionModel m_items;
    bool m_asksReason = false;
    bool m_asksName = false;
};

} // namespace tidemark
