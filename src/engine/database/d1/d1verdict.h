#pragma once

#include "d1client.h"
#include "d1transport.h"

#include <optional>

namespace tidemark {

/// What an answer means for the call it answers.
struct D1Verdict {
    /// Whether the same request may be sent again.
    enum class Again {
        Never,
        Now, ///< it was not carried out, or only reads: after a pause
        Once, ///< one of the request's flukes
    };

    Result<D1Reply> outcome;
    Again again = Again::Never;
    std::chrono::seconds pause{}; ///< that the server asks for; 0: it does not say
    bool holdsAll = false; ///< the pause concerns everything sent with this user's tokens
};

/// Judges what became of @p request. Texts may still hold secrets; the client takes them out.
[[nodiscard]] D1Verdict judge(const D1Request &request, const HttpAnswer &answer);

/// A SQL error's byte offset ("… at offset 17: SQLITE_ERROR"); -1 if the text names none.
[[nodiscard]] qint64 offsetIn(QStringView message);

/// The Error of a text that D1 gave for a failed statement, export or import; @p effect says what a text means that
/// leaves open whether the work was done.
struct D1Complaint {
    Error error;
    bool repeatable = false; ///< certainly not carried out, or harmless
};
[[nodiscard]] D1Complaint complaintOf(const QString &message, D1Request::Effect effect);

/// The Error of a request of which nobody knows whether it was carried out.
[[nodiscard]] Error lostAnswer(const D1Request &request, const QString &reason);

} // namespace tidemark
