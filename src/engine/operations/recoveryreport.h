#pragma once

#include "recoverynotes.h"
#include "recoverysuspects.h"

namespace tidemark {

/// Everything a report of one recovery tells; what did not happen is empty.
struct RecoveryStory {
    Target target;
    RecoverDatabase::Photograph photograph;
    QList<RecoverDatabase::Candidate> candidates = {};
    std::optional<RecoverDatabase::Outcome> outcome = {}; ///< a restore, or its preview
    qint64 rowsPutBack = 0;
    std::optional<RecoveryProof> proof = {};
    QList<RecoveryNote::Deed> deeds = {};
    QString command = {}; ///< the same on the command line
};

/// As Markdown. The first line says whether what was checked is well.
[[nodiscard]] QString recoveryReport(const RecoveryStory &story);

} // namespace tidemark
