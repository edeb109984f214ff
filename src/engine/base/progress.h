#pragma once

#include <QString>

#include <functional>
#include <stop_token>

namespace tidemark {

/// How far a long action has come.
struct Progress {
    QString text; ///< what is being done, English, e.g. "Applying 0005_add_permissions_table"
    qint64 done = 0; ///< in whatever unit @c total has
    qint64 total = 0; ///< 0 if it is not known
    QString database = {}; ///< the stream or database it concerns; empty for the command as a whole

    bool operator==(const Progress &other) const = default;
};

/// Called on the thread that started the operation. May be empty.
using ProgressSink = std::function<void(const Progress &)>;

inline void report(const ProgressSink &sink, const Progress &progress)
{
    if (sink)
        sink(progress);
}

/// What every long operation is given beside its arguments: where to report, and when to stop.
/// A stopped operation finishes or undoes its current statement and returns cancelled().
struct Conduct {
    ProgressSink progress = {};
    std::stop_token stop = {};
};

} // namespace tidemark
