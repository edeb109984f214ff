// One program per target: libFuzzer makes the inputs and calls this.

#include "targets.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iterator>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace tidemark;
    static const FuzzTarget &target
        = *std::find_if(std::begin(FuzzTargets), std::end(FuzzTargets), [](const FuzzTarget &each) {
              return QByteArrayView(each.name) == QByteArrayView(TIDEMARK_FUZZ_TARGET);
          });
    const QByteArray input(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));

    const QString wrong = target.check(input);

    if (wrong.isEmpty())
        return 0;
    std::fprintf(stderr, "%s: %s\n", target.name, qPrintable(wrong));
    std::abort();
}
