#pragma once

#include <models/roles.h>

#include <QWidget>

namespace tidemark {

class Chip;
class ElidedLabel;

/// One target in the words of the target bar and of every dangerous dialog; empty parts are left out.
struct ShownTarget {
    ShownEnvironment environment = ShownEnvironment::Local;
    QString environmentName = {}; ///< for ShownEnvironment::Other
    QString place = {}; ///< "remote"
    QString name = {};
    QString shortId = {};
    QString account = {}; ///< "NanoType Ltd (account 4d1e7b20)", or a file

    bool operator==(const ShownTarget &other) const = default;
};

/// "PRODUCTION remote · nanotype-auth 8f3c21aa · NanoType Ltd (account 4d1e7b20)": the target as one spoken line.
[[nodiscard]] QString targetSentence(const ShownTarget &target);

/// Where am I, in words, over each page of a target; tinted in the colour of its environment.
class TargetBar : public QWidget
{
    Q_OBJECT

public:
    explicit TargetBar(QWidget *parent = nullptr);

    void setTarget(const ShownTarget &target);
    [[nodiscard]] const ShownTarget &target() const { return m_target; }
    /// What the padlock does here: "Writes ask for the typed name"; empty hides it.
    void setLock(const QString &text);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ShownTarget m_target;
    Chip *m_chip;
    ElidedLabel *m_place;
    ElidedLabel *m_name;
    ElidedLabel *m_id;
    ElidedLabel *m_account;
    ElidedLabel *m_accountDot = nullptr;
    QWidget *m_lockMark;
    ElidedLabel *m_lock;
};

} // namespace tidemark
