#pragma once

#include <QJsonObject>
#include <QMap>

#include <optional>
#include <sandbox/api/outcome.h>

namespace tidemark::sandbox {

/// What the real service has been seen to do now and then (docs/sandbox.md, "Quirks").
enum class Quirk {
    NaiveSplitter, ///< lower-case begin, CRLF, CASE and semicolons in comments break a script
    ExportWithoutStatus, ///< the running state carries no status
    ExportGone, ///< an export is finished and forgotten before the first poll
    ExportDeliveredOnce, ///< the finished answer comes once
    ExportFlatUrl, ///< signed_url stands beside result, not in it
    BadGateway, ///< a poll is answered by an HTML page
    AnswerLost, ///< a write is executed, the connection ends without an answer
    Throttled, ///< 429 with Retry-After, code 971
    Overloaded, ///< 429, code 7429
    ImportAuthFlake, ///< 10000 on an import
    AccountFlake, ///< 7403 on anything
    OddEnvelope, ///< errors empty, result an array, messages plain texts
    ZeroFileSize, ///< file_size is 0
    SlowQuery, ///< a query runs into the time limit
    StuckExport, ///< an export never ends
    ExactNameFilter, ///< name= compares whole names; the service looks for a part of them
    StaleToken, ///< the token is refused
    SlowExport, ///< a poll finds the export still running
    SlowImport, ///< a poll finds the import still running
    ImportResult, ///< an import is finished and forgotten before the poll that would tell
    ImportReset, ///< a failing import says {"D1_RESET_DO":true} and no more
    ImportHalf, ///< what a failing import did until then stays
    RestoreAnswersNew, ///< restore answers with the bookmark of the new state
};

/// Which quirks are on, for how many times.
class Quirks
{
public:
    /// True if the quirk shows this time; one that was given a number of times is used up.
    [[nodiscard]] bool take(Quirk quirk);
    /// True if it is on; nothing is used up.
    [[nodiscard]] bool has(Quirk quirk) const;
    void clear() { m_left.clear(); }

    /// {"export-flat-url": true, "throttled": 3, "bad-gateway": false}. Refuses a name it does not know.
    [[nodiscard]] Outcome<bool> configure(const QJsonObject &settings);
    [[nodiscard]] QJsonObject toJson() const;

private:
    static constexpr int Always = -1;
    QMap<Quirk, int> m_left;
};

} // namespace tidemark::sandbox
