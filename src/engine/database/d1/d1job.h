#pragma once

#include "d1transfer.h"

#include <QJsonObject>

namespace tidemark {

/// What export and import have in common: one address that is asked until it says the end.
class D1JobChannel
{
public:
    D1JobChannel(D1DatabasePointer database, QString name, D1JobSink sink);

    /// The answer's state, which may itself tell of a failure (complaintIn()).
    [[nodiscard]] QCoro::Task<Result<QJsonObject>>
    post(QJsonObject body, D1Request::Effect effect, std::stop_token stop) const;
    /// Keeps the bookmark of @p state in @p job and tells the sink if it is new.
    void take(const QJsonObject &state, D1Job &job) const;
    [[nodiscard]] QCoro::Task<> waitForNextPoll(std::stop_token stop) const;

    [[nodiscard]] const D1DatabasePointer &database() const { return m_database; }

private:
    D1DatabasePointer m_database;
    QString m_name;
    D1JobSink m_sink;
};

/// What went wrong according to @p state; empty if nothing did. The outer `success` is true even then.
[[nodiscard]] QString complaintIn(const QJsonObject &state);
void reportMessages(const QJsonObject &state, const ProgressSink &progress);

} // namespace tidemark
