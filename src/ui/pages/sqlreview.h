#pragma once

#include <engine/operations/runscript.h>
#include <models/safemode.h>
#include <ui/dialogs/reviewdialog.h>

namespace tidemark {

/// What the review sheet asks before @p examination 's script is run on @p target.
[[nodiscard]] ReviewRequest
reviewOf(const ScriptExamination &examination, const Target &target, SafeMode mode);

/// "UPDATE without WHERE changes all 1,284 rows of user."
[[nodiscard]] QString dangerSentence(const ScriptDanger &danger);

} // namespace tidemark
