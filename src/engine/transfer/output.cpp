#include "output.h"

namespace tidemark {

using namespace Qt::StringLiterals;

Result<> BufferedOutput::flush()
{
    qsizetype written = 0;
    while (written < m_buffer.size()) {
        const qint64 accepted
            = m_device.write(m_buffer.data() + written, m_buffer.size() - written);
        if (accepted <= 0) {
            return Error{
                .kind = Error::Kind::Safety,
                .message = u"The export could not be written: %1."_s.arg(m_device.errorString()),
                .remedy
                = u"Check the free space of the disk; what was written so far is incomplete."_s
            };
        }
        written += accepted;
    }
    m_buffer.clear();
    return Ok{};
}

} // namespace tidemark
