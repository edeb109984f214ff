#include "interrupts.h"

#include <array>
#include <csignal>
#include <unistd.h>

namespace tidemark::cli {

namespace {

// A signal handler may do next to nothing: it writes a byte that the event loop reads.
std::array<int, 2> wakeUp{ -1, -1 };

void onSignal(int signal)
{
    std::signal(signal, SIG_DFL); // the second one ends the process
    const char byte = 1;
    [[maybe_unused]] const auto written = ::write(wakeUp[1], &byte, 1);
}

} // namespace

Interrupts::Interrupts()
{
    if (::pipe(wakeUp.data()) != 0)
        return;
    m_notifier = std::make_unique<QSocketNotifier>(wakeUp[0], QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &Interrupts::stop);
    std::signal(SIGINT, onSignal);
    std::signal(SIGTERM, onSignal);
}

Interrupts::~Interrupts()
{
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
    ::close(wakeUp[0]);
    ::close(wakeUp[1]);
}

void Interrupts::stop()
{
    char byte = 0;
    [[maybe_unused]] const auto read = ::read(wakeUp[0], &byte, 1);
    m_stop.request_stop();
}

} // namespace tidemark::cli
