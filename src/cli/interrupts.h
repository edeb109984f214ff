#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <stop_token>

namespace tidemark::cli {

/// Ctrl+C and SIGTERM as a stop token: the first asks to stop, the second ends the process as if nobody listened.
class Interrupts : public QObject
{
    Q_OBJECT

public:
    Interrupts();
    ~Interrupts() override;

    [[nodiscard]] std::stop_token token() const { return m_stop.get_token(); }

private:
    void stop();

    std::stop_source m_stop;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace tidemark::cli
