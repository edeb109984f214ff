#include "digest.h"

#include <QByteArray>

#include <array>
#include <new>
#include <openssl/evp.h>

namespace tidemark {

namespace {

// Fetched once, and never given back: with EVP_sha256() OpenSSL 3 looks for a provider's implementation at every start, which
// takes longer than hashing a short text.
const EVP_MD *method()
{
    static const EVP_MD *const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return fetched;
}

} // namespace

void Sha256::Free::operator()(evp_md_ctx_st *context) const
{
    EVP_MD_CTX_free(context);
}

Sha256::Sha256()
    : m_context(EVP_MD_CTX_new())
{
    // Fails only without memory, or where SHA-256 itself is forbidden; a hash that lies would be worse than an end.
    if (!m_context || !method() || EVP_DigestInit_ex(m_context.get(), method(), nullptr) != 1)
        throw std::bad_alloc();
}

Sha256::~Sha256() = default;

void Sha256::add(QByteArrayView bytes)
{
    if (EVP_DigestUpdate(m_context.get(), bytes.data(), static_cast<size_t>(bytes.size())) != 1)
        throw std::bad_alloc();
}

QString Sha256::hex()
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    if (EVP_DigestFinal_ex(m_context.get(), digest.data(), &length) != 1)
        throw std::bad_alloc();
    const QByteArrayView bytes(digest.data(), static_cast<qsizetype>(length));
    return QString::fromLatin1(bytes.toByteArray().toHex());
}

} // namespace tidemark
