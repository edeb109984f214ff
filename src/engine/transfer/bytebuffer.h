#pragma once

#include <QByteArray>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>

namespace tidemark {

/// Bytes that are appended one piece after another, a few million times a second: every call is inlined, nothing is
/// shared, and memory that was got once is kept.
class ByteBuffer
{
public:
    [[nodiscard]] const char *data() const { return m_data.get(); }
    [[nodiscard]] qsizetype size() const { return m_size; }
    [[nodiscard]] bool isEmpty() const { return m_size == 0; }
    [[nodiscard]] QByteArrayView view() const { return { m_data.get(), m_size }; }
    [[nodiscard]] QByteArrayView view(qsizetype from, qsizetype to) const
    {
        return { m_data.get() + from, to - from };
    }

    ByteBuffer &append(char c)
    {
        *room(1) = c;
        ++m_size;
        return *this;
    }
    ByteBuffer &append(QByteArrayView bytes)
    {
        if (bytes.isEmpty())
            return *this;
        std::memcpy(room(bytes.size()), bytes.data(), static_cast<size_t>(bytes.size()));
        m_size += bytes.size();
        return *this;
    }
    /// Where the next @p bytes may be written; advance() then makes as many of them count.
    [[nodiscard]] char *room(qsizetype bytes)
    {
        if (m_capacity - m_size < bytes)
            grow(bytes);
        return m_data.get() + m_size;
    }
    void advance(qsizetype bytes) { m_size += bytes; }
    /// Takes back what lies behind @p size.
    void truncate(qsizetype size) { m_size = size; }
    void clear() { m_size = 0; }

private:
    static constexpr qsizetype SmallestCapacity = 4096;

    void grow(qsizetype bytes)
    {
        const qsizetype wanted = std::max({ SmallestCapacity, m_size + bytes, 2 * m_capacity });
        // Not new and copy: realloc() can move whole pages.
        void *const grown = std::realloc(m_data.get(), static_cast<size_t>(wanted));
        if (!grown)
            throw std::bad_alloc();
        static_cast<void>(m_data.release());
        m_data.reset(static_cast<char *>(grown));
        m_capacity = wanted;
    }

    struct Free {
        void operator()(char *data) const { std::free(data); }
    };
    std::unique_ptr<char, Free> m_data;
    qsizetype m_size = 0;
    qsizetype m_capacity = 0;
};

} // namespace tidemark
