// The functions that work on a state of their own count as deprecated, since they know no providers. Finding a provider is what
// takes OpenSSL 3 five million instructions in each program (callgrind), and longer than a short text for each hash.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "digest.h"

#include <array>
#include <openssl/sha.h>

namespace tidemark {

Sha256::Sha256()
    : m_state(std::make_unique<SHA256state_st>())
{
    SHA256_Init(m_state.get());
}

Sha256::~Sha256() = default;

void Sha256::add(QByteArrayView bytes)
{
    SHA256_Update(m_state.get(), bytes.data(), static_cast<size_t>(bytes.size()));
}

QString Sha256::hex()
{
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256_Final(digest.data(), m_state.get());
    constexpr QByteArrayView digits = "0123456789abcdef";
    QString hex(2 * SHA256_DIGEST_LENGTH, Qt::Uninitialized);
    QChar *next = hex.data();
    for (const unsigned char byte : digest) {
        *next++ = QLatin1Char(digits[byte >> 4]);
        *next++ = QLatin1Char(digits[byte & 0xF]);
    }
    return hex;
}

} // namespace tidemark
