#pragma once

#include <engine/project/target.h>

#include <QMap>
#include <QObject>
#include <QSet>

class QSettings;

namespace tidemark {

/// The padlock: what has to be answered before something is written.
enum class SafeMode { Open, AskOnWrite, AskAndTypeName, ReadOnly };
inline constexpr int SafeModeCount = int(SafeMode::ReadOnly) + 1;

/// "Ask + type name": the padlock's text.
[[nodiscard]] QString safeModeWord(SafeMode mode);
/// "Writes ask for the typed name": what it does, for the target bar. Empty for Open.
[[nodiscard]] QString safeModeSentence(SafeMode mode);

/// Which targets have a default of their own.
enum class SafeModeScope { Local, Remote, Production };
[[nodiscard]] SafeModeScope safeModeScope(const Target &target);

/// The padlocks of all targets: chosen by a person, else the default of their scope, kept in settings. Production never opens
/// further than to the typed name, whatever was chosen; an account whose token cannot write stays closed.
class SafeModes : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// From now on what is chosen is read from and kept in @p settings, which outlive this.
    void keepIn(QSettings &settings);

    [[nodiscard]] SafeMode of(const Target &target) const;
    /// Why no other level may be chosen for @p target; empty if one may.
    [[nodiscard]] QString whyFixed(const Target &target) const;
    [[nodiscard]] bool mayChoose(const Target &target, SafeMode mode) const;
    /// Does nothing unless mayChoose().
    void choose(const Target &target, SafeMode mode);

    [[nodiscard]] SafeMode defaultOf(SafeModeScope scope) const;
    void setDefault(SafeModeScope scope, SafeMode mode);

    /// Whether the token of @p account is known to lack D1 Edit.
    void setReadOnlyToken(const QString &account, bool isReadOnly);

    /// While an emergency recovery goes on every padlock says Read-only, whatever was chosen; nothing chosen is lost.
    void setFrozen(bool isFrozen);
    [[nodiscard]] bool isFrozen() const { return m_isFrozen; }

signals:
    void changed();

private:
    [[nodiscard]] std::optional<SafeMode> chosen(const QString &key) const;
    void keep(const QString &key, SafeMode mode);

    QSettings *m_settings = nullptr;
    QMap<QString, SafeMode> m_chosen; ///< by settings key
    QSet<QString> m_readOnlyAccounts;
    bool m_isFrozen = false;
};

/// What the review sheet asks to be typed before a write on @p target; empty: nothing.
[[nodiscard]] QString nameToType(const Target &target, SafeMode mode);

} // namespace tidemark

Q_DECLARE_METATYPE(tidemark::SafeMode)
