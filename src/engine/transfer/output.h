#pragma once

#include "bytebuffer.h"

#include <engine/base/result.h>

#include <QIODevice>

namespace tidemark {

/// A buffer before a device: appending is a memcpy, the device sees blocks of about a megabyte.
class BufferedOutput
{
public:
    explicit BufferedOutput(QIODevice &device)
        : m_device(device)
    {}

    [[nodiscard]] ByteBuffer &buffer() { return m_buffer; }
    /// Writes the buffer once it is large. Fails with Safety: disk full, pipe closed.
    [[nodiscard]] Result<> drain() { return m_buffer.size() < BlockBytes ? Ok{} : flush(); }
    [[nodiscard]] Result<> flush();

private:
    static constexpr qsizetype BlockBytes = 1 << 20;

    QIODevice &m_device;
    ByteBuffer m_buffer;
};

} // namespace tidemark
