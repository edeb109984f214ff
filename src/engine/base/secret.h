#pragma once

#include <QByteArray>

#include <utility>

namespace tidemark {

/// A token or password. It has no stream operator and does not convert to text by itself; what is read
/// with reveal() goes into the keychain or the Authorization header and nowhere else.
class Secret
{
public:
    Secret() = default;
    explicit Secret(QByteArray bytes)
        : m_bytes(std::move(bytes))
    {}
    ~Secret() { m_bytes.fill('\0'); }
    Secret(const Secret &) = default;
    Secret(Secret &&) noexcept = default;
    Secret &operator=(const Secret &) = default;
    Secret &operator=(Secret &&) noexcept = default;

    [[nodiscard]] bool isEmpty() const { return m_bytes.isEmpty(); }
    [[nodiscard]] const QByteArray &reveal() const { return m_bytes; }

private:
    QByteArray m_bytes;
};

} // namespace tidemark
