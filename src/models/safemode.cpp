#include "safemode.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QSettings>

#include <array>
#include <optional>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct SafeModeWords {
    Q_DECLARE_TR_FUNCTIONS(tidemark::SafeMode)
};

/// In the order of SafeMode; they stand in settings.
const std::array<QLatin1StringView, SafeModeCount> Names{
    "open"_L1, "ask"_L1, "type-name"_L1, "read-only"_L1
};
/// In the order of SafeModeScope.
const std::array<QLatin1StringView, 3> ScopeNames{ "local"_L1, "remote"_L1, "production"_L1 };

std::optional<SafeMode> modeFrom(const QString &name)
{
    for (size_t i = 0; i < Names.size(); ++i) {
        if (name == Names.at(i))
            return SafeMode(i);
    }
    return std::nullopt;
}

/// A target's key may hold a path, and slashes make groups.
QString settingsKey(const Target &target)
{
    const auto hash = QCryptographicHash::hash(target.key().toUtf8(), QCryptographicHash::Sha256);
    return u"safeMode/targets/"_s + QString::fromLatin1(hash.toHex().left(16));
}

QString defaultKey(SafeModeScope scope)
{
    return u"safeMode/defaults/"_s + ScopeNames.at(size_t(scope));
}

QString readOnlyKey(const QString &account)
{
    return u"accounts/"_s + account + u"/readOnly"_s;
}

SafeMode firstDefault(SafeModeScope scope)
{
    switch (scope) {
    case SafeModeScope::Local:
        return SafeMode::Open;
    case SafeModeScope::Remote:
        return SafeMode::AskOnWrite;
    case SafeModeScope::Production:
        return SafeMode::AskAndTypeName;
    }
    return SafeMode::ReadOnly;
}

SafeMode atLeast(SafeMode mode, SafeModeScope scope)
{
    return scope == SafeModeScope::Production ? std::max(mode, SafeMode::AskAndTypeName) : mode;
}

} // namespace

QString safeModeWord(SafeMode mode)
{
    switch (mode) {
    case SafeMode::Open:
        return SafeModeWords::tr("Open");
    case SafeMode::AskOnWrite:
        return SafeModeWords::tr("Ask on write");
    case SafeMode::AskAndTypeName:
        return SafeModeWords::tr("Ask + type name");
    case SafeMode::ReadOnly:
        return SafeModeWords::tr("Read-only");
    }
    return {};
}

QString safeModeSentence(SafeMode mode)
{
    switch (mode) {
    case SafeMode::Open:
        break;
    case SafeMode::AskOnWrite:
        return SafeModeWords::tr("Writes ask first");
    case SafeMode::AskAndTypeName:
        return SafeModeWords::tr("Writes ask for the typed name");
    case SafeMode::ReadOnly:
        return SafeModeWords::tr("Read-only: nothing is written");
    }
    return {};
}

SafeModeScope safeModeScope(const Target &target)
{
    if (target.place == PlaceOfTarget::Local)
        return SafeModeScope::Local;
    return target.production ? SafeModeScope::Production : SafeModeScope::Remote;
}

QString nameToType(const Target &target, SafeMode mode)
{
    const bool isAsked = target.production || mode == SafeMode::AskAndTypeName;
    return isAsked ? target.name : QString();
}

void SafeModes::keepIn(QSettings &settings)
{
    m_settings = &settings;
    m_chosen.clear();
    emit changed();
}

std::optional<SafeMode> SafeModes::chosen(const QString &key) const
{
    if (const auto found = m_chosen.constFind(key); found != m_chosen.cend())
        return *found;
    return m_settings ? modeFrom(m_settings->value(key).toString()) : std::nullopt;
}

void SafeModes::keep(const QString &key, SafeMode mode)
{
    m_chosen.insert(key, mode);
    if (m_settings)
        m_settings->setValue(key, QString(Names.at(size_t(mode))));
    emit changed();
}

SafeMode SafeModes::of(const Target &target) const
{
    if (!whyFixed(target).isEmpty())
        return SafeMode::ReadOnly;
    const SafeModeScope scope = safeModeScope(target);
    return atLeast(chosen(settingsKey(target)).value_or(defaultOf(scope)), scope);
}

QString SafeModes::whyFixed(const Target &target) const
{
    if (m_isFrozen)
        return tr("An emergency recovery is open: nothing else is written.");
    const QString &account = target.accountId;
    const bool isRemote = target.place == PlaceOfTarget::Remote && !account.isEmpty();
    const bool isKept = m_settings && m_settings->value(readOnlyKey(account), false).toBool();
    if (isRemote && (m_readOnlyAccounts.contains(account) || isKept))
        return tr("The API token has no D1 Edit permission.");
    return {};
}

void SafeModes::setFrozen(bool isFrozen)
{
    if (std::exchange(m_isFrozen, isFrozen) != isFrozen)
        emit changed();
}

bool SafeModes::mayChoose(const Target &target, SafeMode mode) const
{
    return whyFixed(target).isEmpty() && atLeast(mode, safeModeScope(target)) == mode;
}

void SafeModes::choose(const Target &target, SafeMode mode)
{
    if (mayChoose(target, mode))
        keep(settingsKey(target), mode);
}

SafeMode SafeModes::defaultOf(SafeModeScope scope) const
{
    return atLeast(chosen(defaultKey(scope)).value_or(firstDefault(scope)), scope);
}

void SafeModes::setDefault(SafeModeScope scope, SafeMode mode)
{
    keep(defaultKey(scope), atLeast(mode, scope));
}

void SafeModes::setReadOnlyToken(const QString &account, bool isReadOnly)
{
    if (isReadOnly)
        m_readOnlyAccounts.insert(account);
    else
        m_readOnlyAccounts.remove(account);
    if (m_settings)
        m_settings->setValue(readOnlyKey(account), isReadOnly);
    emit changed();
}

} // namespace tidemark
