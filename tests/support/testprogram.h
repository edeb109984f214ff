#pragma once

#include <QByteArray>
#include <QTest>

#include <memory>

// The test classes of a folder share one program, since a program for each takes longer to link than to compile, and
// under sanitizers more disk than CI has. Every CTest entry still is a process of its own that runs one class.

namespace tidemark {

/// The classes of this program by name: tst_SchemaDiff is "schemadiff".
class TestProgram
{
public:
    using Make = std::unique_ptr<QObject> (*)();
    /// Runs before there is an application object, for what has to be in the environment by then.
    using Prepare = void (*)();

    /// Called while statics are made. \a className stays valid (a literal).
    static bool add(const char *className, Make make, Prepare prepare = nullptr);

    /// Runs the class that the first argument names, with the rest of them as QTest knows them.
    /// Without a name that is known it lists the names and returns 2.
    static int run(int argc, char **argv);
};

} // namespace tidemark

#define TIDEMARK_PREPARED_TEST(Class, prepare) \
    [[maybe_unused]] static const bool isAdded##Class = tidemark::TestProgram::add( \
        #Class, []() -> std::unique_ptr<QObject> { return std::make_unique<Class>(); }, prepare);
#define TIDEMARK_TEST(Class) TIDEMARK_PREPARED_TEST(Class, nullptr)
