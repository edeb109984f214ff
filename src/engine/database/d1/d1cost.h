#pragma once

#include <QStringList>

#include <chrono>

class QJsonObject;

namespace tidemark {

/// What talking to Cloudflare has cost, summed. Rows and milliseconds are what the answers' `meta` said.
struct D1Cost {
    qint64 requests = 0; ///< sent; those sent again, uploads and downloads included
    qint64 retries = 0; ///< of them, those sent again
    qint64 rowsRead = 0; ///< rows scanned
    qint64 rowsWritten = 0; ///< rows and index entries written
    std::chrono::microseconds serverTime{}; ///< spent in SQL statements
    std::chrono::milliseconds waited{}; ///< pauses for limits, before retries and between polls
    QStringList regions = {}; ///< that answered, e.g. "WEUR", each once, in order of appearance

    D1Cost &operator+=(const D1Cost &other)
    {
        requests += other.requests;
        retries += other.retries;
        rowsRead += other.rowsRead;
        rowsWritten += other.rowsWritten;
        serverTime += other.serverTime;
        waited += other.waited;
        for (const QString &region : other.regions)
            addRegion(region);
        return *this;
    }
    void addRegion(const QString &region)
    {
        if (!region.isEmpty() && !regions.contains(region))
            regions.append(region);
    }

    bool operator==(const D1Cost &other) const = default;
};

/// How long D1 worked on a statement, from the "meta" of its answer, which counts in milliseconds; 0 if that does not say.
[[nodiscard]] std::chrono::microseconds durationIn(const QJsonObject &meta);
/// What the "meta" of an answer says of its cost; requests, retries and pauses are not in it.
[[nodiscard]] D1Cost costIn(const QJsonObject &meta);

} // namespace tidemark
