#pragma once

#include "checkmodel.h"
#include "deedmodel.h"
#include "missingrowsmodel.h"
#include "proofmodel.h"
#include "recoverystepmodel.h"
#include "restorepreviewmodel.h"
#include "suspectmodel.h"
#include "timelinemodel.h"

namespace tidemark {

/// What a recovery shows, step by step; filled by its session.
struct RecoveryModels {
    RecoveryStepModel steps;
    PhotographModel photograph;
    SuspectModel suspects;
    TimelineModel timeline; ///< the suspects, drawn
    RestorePreviewModel preview;
    MissingRowsModel repairable; ///< rows that a backup of before the moment has
    ProofModel proof;
    CheckModel checks; ///< the proof's other checks, failed ones first
    MissingRowsModel rewound; ///< rows of the photograph that a restore took away
    DeedModel deeds;
};

} // namespace tidemark
