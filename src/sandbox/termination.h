#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <memory>

namespace tidemark::sandbox {

/// Tells of the first SIGINT or SIGTERM; the second one ends the process.
class Termination : public QObject
{
    Q_OBJECT

public:
    Termination();
    ~Termination() override;

signals:
    void requested();

private:
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace tidemark::sandbox
