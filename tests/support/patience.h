#pragma once

#include <QTest>

// Qt waits five seconds for what a test expects, which a busy machine under sanitizers needs now and then. Nothing is
// measured by waiting: what holds goes on at once, what never holds fails a little later.

namespace tidemark {

inline constexpr int PatienceMs = 60'000;

} // namespace tidemark

#undef QTRY_VERIFY
#define QTRY_VERIFY(expression) QTRY_VERIFY_WITH_TIMEOUT((expression), tidemark::PatienceMs)
#undef QTRY_VERIFY2
#define QTRY_VERIFY2(expression, message) \
    QTRY_VERIFY2_WITH_TIMEOUT((expression), message, tidemark::PatienceMs)
#undef QTRY_COMPARE
#define QTRY_COMPARE(actual, expected) \
    QTRY_COMPARE_WITH_TIMEOUT((actual), (expected), tidemark::PatienceMs)
