#include <support/testprogram.h>

#ifdef TIDEMARK_TEST_WIDGETS
#include <QApplication>
using Application = QApplication;
#else
#include <QCoreApplication>
using Application = QCoreApplication;
#endif

#include <algorithm>
#include <cstdio>
#include <map>

namespace tidemark {
namespace {

struct Entry {
    TestProgram::Make make;
    TestProgram::Prepare prepare;
};

std::map<QByteArray, Entry> &entries()
{
    static std::map<QByteArray, Entry> all;
    return all;
}

int listNames()
{
    std::fputs("Name one of these, then what QTest takes:\n", stderr);
    for (const auto &entry : entries())
        std::fprintf(stderr, "  %s\n", entry.first.constData());
    return 2;
}

} // namespace

bool TestProgram::add(const char *className, Make make, Prepare prepare)
{
    const QByteArray name = QByteArray(className).sliced(qstrlen("tst_")).toLower();
    return entries().emplace(name, Entry{ make, prepare }).second;
}

int TestProgram::run(int argc, char **argv)
{
    const auto entry = entries().find(argc > 1 ? QByteArray(argv[1]) : QByteArray());
    if (entry == entries().end())
        return listNames();
    std::copy(argv + 2, argv + argc + 1, argv + 1);
    --argc;
    if (entry->second.prepare)
        entry->second.prepare();
    Application application(argc, argv);
    Application::setAttribute(Qt::AA_Use96Dpi, true);
    const auto test = entry->second.make();
    return QTest::qExec(test.get(), argc, argv);
}

} // namespace tidemark

int main(int argc, char **argv)
{
    return tidemark::TestProgram::run(argc, argv);
}
