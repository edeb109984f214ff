# tidemark_library(NAME SOURCES … HEADERS … LINK …): one room of the house as a static library, so that
# the linker keeps the arrows of docs/architecture.md. HEADERS must compile alone
# (VERIFY_INTERFACE_HEADER_SETS, built by ./dev lint). MOC: it has a Q_OBJECT; a room without one is spared moc's pass.
function(tidemark_library name)
    cmake_parse_arguments(ARG "MOC;WIDGETS" "" "SOURCES;HEADERS;LINK" ${ARGN})
    add_library(tidemark_${name} STATIC ${ARG_SOURCES})
    target_sources(tidemark_${name} PUBLIC FILE_SET HEADERS
        BASE_DIRS ${PROJECT_SOURCE_DIR}/src FILES ${ARG_HEADERS})
    set_target_properties(tidemark_${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
    target_include_directories(tidemark_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(tidemark_${name} PUBLIC tidemark_flags Qt6::Core QCoro::Core ${ARG_LINK})
    if(ARG_MOC OR ARG_WIDGETS)
        # CMake 3.25 does not run moc again when a source is added, only when one changes.
        set_target_properties(tidemark_${name} PROPERTIES AUTOMOC ON
            AUTOGEN_TARGET_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/CMakeLists.txt)
    endif()
    if(ARG_WIDGETS)
        set_target_properties(tidemark_${name} PROPERTIES AUTORCC ON AUTOUIC ON AUTOUIC_SEARCH_PATHS ${PROJECT_SOURCE_DIR}/forms)
        target_precompile_headers(tidemark_${name} REUSE_FROM tidemark_pch_widgets)
    else()
        target_precompile_headers(tidemark_${name} REUSE_FROM tidemark_pch)
    endif()
endfunction()

# tidemark_test_program(NAME [WIDGETS]): tests_NAME, the one program of the test classes that the tidemark_test calls
# after it in the same folder name. Its code is compiled like a library's, so that it can read their precompiled headers.
function(tidemark_test_program name)
    cmake_parse_arguments(ARG "WIDGETS" "" "" ${ARGN})
    set(code tests_${name}_code)
    add_library(${code} OBJECT)
    target_link_libraries(${code} PUBLIC tidemark_test_support Qt6::Test)
    target_compile_definitions(${code} PRIVATE
        TIDEMARK_SOURCE_DIR="${PROJECT_SOURCE_DIR}" TIDEMARK_BINARY_DIR="${PROJECT_BINARY_DIR}")
    # Test classes call their helpers alike; the rooms' sources are compiled together where the preset says so.
    set_target_properties(${code} PROPERTIES AUTOMOC ON UNITY_BUILD OFF
        AUTOGEN_TARGET_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/CMakeLists.txt)
    # Every class includes its own moc; what is left over is empty.
    set_source_files_properties(${CMAKE_CURRENT_BINARY_DIR}/${code}_autogen/mocs_compilation.cpp
        PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
    if(ARG_WIDGETS)
        set(main tidemark_test_main_widgets)
        target_precompile_headers(${code} REUSE_FROM tidemark_pch_widgets)
    else()
        set(main tidemark_test_main)
        target_precompile_headers(${code} REUSE_FROM tidemark_pch)
    endif()
    add_executable(tests_${name} $<TARGET_OBJECTS:${code}> $<TARGET_OBJECTS:${main}>)
    target_link_libraries(tests_${name} PRIVATE ${code})
    set(TIDEMARK_TEST_PROGRAM tests_${name} PARENT_SCOPE)
endfunction()

# tidemark_test(NAME [LABELS …] [TIMEOUT s] [SOURCES …] LINK …): tst_NAME.cpp of the current folder as a class of the
# folder's program and one CTest entry, 120 s at the most (four times that under sanitizers).
function(tidemark_test name)
    cmake_parse_arguments(ARG "" "TIMEOUT" "LINK;LABELS;SOURCES" ${ARGN})
    set(code ${TIDEMARK_TEST_PROGRAM}_code)
    get_target_property(known ${code} SOURCES)
    list(REMOVE_ITEM ARG_SOURCES ${known})
    target_sources(${code} PRIVATE tst_${name}.cpp ${ARG_SOURCES})
    target_link_libraries(${code} PUBLIC ${ARG_LINK})
    # QTest's own crash handler may hang; a crash that ends the program is what ctest needs.
    add_test(NAME ${name} COMMAND ${TIDEMARK_TEST_PROGRAM} ${name} -nocrashhandler)
    # Generous, since nothing is measured here: a limit ends what hangs, on a busy machine and under sanitizers too.
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 120)
    endif()
    set(leaks "")
    if(TIDEMARK_SANITIZE)
        math(EXPR ARG_TIMEOUT "4 * ${ARG_TIMEOUT}")
        set(leaks ";LSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/lsan.supp:print_suppressions=0")
    endif()
    set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT}
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;TZ=UTC;QTEST_FUNCTION_TIMEOUT=${ARG_TIMEOUT}000${leaks}"
        LABELS "${ARG_LABELS}")
endfunction()

# tidemark_soak_test(NAME SECONDS): the same class with its rounds repeated and nothing left out; ctest -C Soak -L soak.
function(tidemark_soak_test name seconds)
    add_test(NAME ${name}_soak COMMAND ${TIDEMARK_TEST_PROGRAM} ${name} -nocrashhandler CONFIGURATIONS Soak)
    set_tests_properties(${name}_soak PROPERTIES LABELS soak TIMEOUT ${seconds}
        ENVIRONMENT "TIDEMARK_SOAK=1;QTEST_FUNCTION_TIMEOUT=${seconds}000;QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;TZ=UTC")
endfunction()

file(WRITE ${PROJECT_BINARY_DIR}/pch/empty.cpp.in "")
configure_file(${PROJECT_BINARY_DIR}/pch/empty.cpp.in ${PROJECT_BINARY_DIR}/pch/empty.cpp COPYONLY)

set(engine_pch <QByteArray> <QDateTime> <QFile> <QFuture> <QHash> <QJsonObject> <QJsonArray> <QJsonDocument>
    <QList> <QObject> <QString> <QStringList> <QTimer> <QtConcurrent> <QCoroTask> <QCoroFuture> <algorithm> <chrono>
    <functional> <memory> <optional> <stop_token> <variant> <vector>)
add_library(tidemark_pch OBJECT ${PROJECT_BINARY_DIR}/pch/empty.cpp)
target_link_libraries(tidemark_pch PRIVATE tidemark_flags Qt6::Core Qt6::Concurrent QCoro::Core)
target_precompile_headers(tidemark_pch PRIVATE ${engine_pch})

add_library(tidemark_pch_widgets OBJECT ${PROJECT_BINARY_DIR}/pch/empty.cpp)
target_link_libraries(tidemark_pch_widgets PRIVATE tidemark_flags Qt6::Core Qt6::Concurrent Qt6::Widgets QCoro::Core)
target_precompile_headers(tidemark_pch_widgets PRIVATE ${engine_pch} <QtWidgets>)
