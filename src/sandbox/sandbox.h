#pragma once

#include "api/api.h"
#include "control.h"
#include "http/listener.h"

namespace tidemark::sandbox {

/// The server: takes requests from its two ports, applies the faults that were asked for, and writes the log.
class Sandbox
{
public:
    explicit Sandbox(SandboxState &state);

    /// Opens the API's port and, on a free one, the object store's. Returns the first.
    [[nodiscard]] Result<quint16> listen(quint16 port);
    [[nodiscard]] Control &control() { return m_control; }

private:
    [[nodiscard]] QCoro::Task<Result<HttpReply>> answer(HttpRequest request);
    [[nodiscard]] QCoro::Task<HttpReply> serve(HttpRequest request, std::optional<Fault> fault);
    [[nodiscard]] QCoro::Task<HttpReply> execute(HttpRequest request);
    void log(const HttpRequest &request,
             const HttpReply &reply,
             const std::optional<Fault> &fault,
             qint64 microseconds);

    SandboxState &m_state;
    Api m_api;
    Control m_control;
    Listener m_listener;
};

} // namespace tidemark::sandbox
