# One INTERFACE target carries the language level, the defines and the warnings; nothing is global.
add_library(tidemark_flags INTERFACE)
target_compile_features(tidemark_flags INTERFACE cxx_std_20)
target_compile_definitions(tidemark_flags INTERFACE
    TIDEMARK_VERSION="${PROJECT_VERSION}"
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY
    QT_NO_URL_CAST_FROM_STRING QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_NO_FOREACH
    QT_USE_QSTRINGBUILDER QT_STRICT_ITERATORS QT_DISABLE_DEPRECATED_BEFORE=0x060400)
target_compile_options(tidemark_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wold-style-cast
    -Wcast-qual -Wcast-align -Wnon-virtual-dtor -Woverloaded-virtual -Wextra-semi
    # GCC 12 warns of members that a designated initialiser leaves to their default, which is the idiom here.
    -Wno-missing-field-initializers
    $<$<CXX_COMPILER_ID:GNU>:-Wsuggest-override>
    # A precompiled header fills the compiler's heap before the first line: collecting that again and again was a sixth of
    # the time.
    $<$<CXX_COMPILER_ID:GNU>:--param=ggc-min-expand=200>
    $<$<CXX_COMPILER_ID:GNU>:--param=ggc-min-heapsize=800000>
    # GCC misses a dropped co_await result; clang sees it.
    $<$<CXX_COMPILER_ID:Clang>:-Werror=unused-result>)

# A coroutine's frame holds types of an anonymous namespace; GCC takes the file for a header if another one includes it.
if(CMAKE_UNITY_BUILD)
    target_compile_options(tidemark_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
endif()

option(TIDEMARK_WERROR "Treat warnings as errors" OFF)
if(TIDEMARK_WERROR)
    target_compile_options(tidemark_flags INTERFACE -Werror)
endif()

set(TIDEMARK_SANITIZE "" CACHE STRING "Sanitizers: address;undefined or thread")
if(TIDEMARK_SANITIZE)
    list(JOIN TIDEMARK_SANITIZE "," sanitizers)
    target_compile_options(tidemark_flags INTERFACE -fsanitize=${sanitizers} -fno-omit-frame-pointer)
    target_link_options(tidemark_flags INTERFACE -fsanitize=${sanitizers})
    if("undefined" IN_LIST TIDEMARK_SANITIZE)
        # Those two look at every single access and cost a third of the build. A null that is used ends the program under
        # the address sanitizer as well, and the processors that Tidemark runs on read from any address.
        target_compile_options(tidemark_flags INTERFACE -fno-sanitize-recover=undefined -fno-sanitize=null,alignment)
    endif()
endif()

option(TIDEMARK_FUZZ "Build the fuzzers of tests/fuzz with libFuzzer (clang only)" OFF)
if(TIDEMARK_FUZZ)
    # clang 14 cannot assemble a coroutine with the check of function types (llvm.org, issue 49689).
    target_compile_options(tidemark_flags INTERFACE -fsanitize=fuzzer-no-link -fno-sanitize=function)
endif()

find_program(GOLD_LINKER ld.gold)
if(GOLD_LINKER AND NOT TIDEMARK_SANITIZE)
    target_link_options(tidemark_flags INTERFACE -fuse-ld=gold)
endif()
