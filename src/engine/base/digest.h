#pragma once

#include <QByteArrayView>
#include <QString>

#include <memory>

struct SHA256state_st;

namespace tidemark {

/// SHA-256, piece by piece. By libcrypto, which uses the processor's own instructions: Qt's takes several times as long.
class Sha256
{
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256 &) = delete;
    Sha256 &operator=(const Sha256 &) = delete;

    void add(QByteArrayView bytes);
    /// Lower-case hex; nothing can be added afterwards.
    [[nodiscard]] QString hex();

private:
    std::unique_ptr<SHA256state_st> m_state;
};

} // namespace tidemark
