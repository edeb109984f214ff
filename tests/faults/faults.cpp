// Accidents on order, for any program: preloaded (LD_PRELOAD), it stands between the program and the C library and lets one
// chosen change of the file system fail, or lets it be the last thing that the program does. The program itself knows
// nothing of it, so what is tested is what is shipped, SQLite included.
//
//   TIDEMARK_FAULT_ROOT   counts only what happens below this folder
//   TIDEMARK_FAULT_LOG    each counted call is written here: its number, its name, its path
//   TIDEMARK_FAULT_AT     the number of the call that goes wrong; none if it is missing
//   TIDEMARK_FAULT_KIND   once      it fails with an input/output error
//                         full      it fails with "no space left", and so does every write after it
//                         before    the process ends instead of it
//                         torn      the process ends after it, a write after its first half
//                         stop      the process stops (SIGSTOP) before it
//                         readonly  from the start: nothing may be opened for writing, made or removed
//   TIDEMARK_FAULT_CLOCK  seconds that the time of day is off
//   TIDEMARK_FAULT_NOSYNC syncing does nothing but count, since no power fails in a test

#include <atomic>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <dlfcn.h>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

namespace {

constexpr int ExitCode = 99; // no exit code of the program's own

enum class Kind { None, Once, Full, Before, Torn, Stop, ReadOnly };
enum class Effect { Syncs, Writes, Names };
enum class Verdict { Proceed, Fail, Tear };

std::string variable(const char *name)
{
    const char *value = std::getenv(name);
    return value ? value : "";
}

Kind kindNamed(std::string_view name)
{
    if (name == "once")
        return Kind::Once;
    if (name == "full")
        return Kind::Full;
    if (name == "before")
        return Kind::Before;
    if (name == "torn")
        return Kind::Torn;
    if (name == "stop")
        return Kind::Stop;
    return name == "readonly" ? Kind::ReadOnly : Kind::None;
}

struct Settings {
    std::string root = variable("TIDEMARK_FAULT_ROOT");
    Kind kind = kindNamed(variable("TIDEMARK_FAULT_KIND"));
    long at = std::strtol(variable("TIDEMARK_FAULT_AT").c_str(), nullptr, 10);
    time_t clockOffset = std::strtol(variable("TIDEMARK_FAULT_CLOCK").c_str(), nullptr, 10);
    bool syncs = variable("TIDEMARK_FAULT_NOSYNC").empty();
    // By system call: the C library's function of that name is one of those that count.
    int log = static_cast<int>(::syscall(SYS_openat,
                                         AT_FDCWD,
                                         variable("TIDEMARK_FAULT_LOG").c_str(),
                                         O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
                                         0600));
    std::atomic<long> count = 0;
};

// Never destroyed: the program still writes while its own objects go.
Settings &settings()
{
    static Settings *const instance = new Settings;
    return *instance;
}

std::string pathOf(int descriptor)
{
    char target[PATH_MAX];
    const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
    const ssize_t size = ::readlink(link.c_str(), target, sizeof target);
    return size > 0 ? std::string(target, static_cast<size_t>(size)) : std::string();
}

std::string pathOf(int folder, const char *path)
{
    if (!path || *path == '/')
        return path ? path : "";
    if (folder != AT_FDCWD)
        return pathOf(folder) + '/' + path;
    char current[PATH_MAX];
    return std::string(::getcwd(current, sizeof current) ? current : "") + '/' + path;
}

bool exists(const std::string &path)
{
    return ::syscall(SYS_faccessat, AT_FDCWD, path.c_str(), F_OK) == 0;
}

bool isWatched(const std::string &path)
{
    const std::string &root = settings().root;
    return !root.empty() && path.size() > root.size() && path.compare(0, root.size(), root) == 0
           && path[root.size()] == '/';
}

void note(long number, const char *call, const std::string &path)
{
    const Settings &given = settings();
    if (given.log < 0)
        return;
    const std::string line
        = std::to_string(number) + ' ' + call + ' ' + path.substr(given.root.size() + 1) + '\n';
    ::syscall(SYS_write, given.log, line.data(), line.size());
}

/// What becomes of a call; does not return from the end of the process. Sets errno if it is to fail.
Verdict judge(const char *call, const std::string &path, Effect effect)
{
    Settings &given = settings();
    if (!isWatched(path))
        return Verdict::Proceed;
    const long number = ++given.count;
    note(number, call, path);
    if (given.kind == Kind::ReadOnly) {
        errno = EROFS;
        return effect == Effect::Names ? Verdict::Fail : Verdict::Proceed;
    }
    if (given.kind == Kind::Full && given.at > 0 && number > given.at) {
        errno = ENOSPC; // removing and syncing go on working on a full disk
        return effect == Effect::Writes ? Verdict::Fail : Verdict::Proceed;
    }
    if (number != given.at)
        return Verdict::Proceed;
    switch (given.kind) {
    case Kind::Once:
        errno = EIO;
        return Verdict::Fail;
    case Kind::Full:
        errno = ENOSPC;
        return Verdict::Fail;
    case Kind::Before:
        ::_exit(ExitCode);
    case Kind::Stop:
        ::kill(::getpid(), SIGSTOP);
        return Verdict::Proceed;
    case Kind::Torn:
        return Verdict::Tear;
    case Kind::None:
    case Kind::ReadOnly:
        break;
    }
    return Verdict::Proceed;
}

template<typename Function>
Function *real(Function *, const char *name)
{
    return reinterpret_cast<Function *>(::dlsym(RTLD_NEXT, name));
}

/// A call that either happens or does not.
template<typename Call>
auto whole(const char *name, const std::string &path, Effect effect, Call call) -> decltype(call())
{
    const Verdict verdict = judge(name, path, effect);
    if (verdict == Verdict::Fail)
        return -1;
    const auto result = call();
    if (verdict == Verdict::Tear)
        ::_exit(ExitCode);
    return result;
}

/// A call that may happen in part.
template<typename Call>
ssize_t divisible(const char *name, int descriptor, size_t size, Call call)
{
    const Verdict verdict = judge(name, pathOf(descriptor), Effect::Writes);
    if (verdict == Verdict::Fail)
        return -1;
    if (verdict == Verdict::Proceed)
        return call(size);
    if (size > 1)
        call(size / 2);
    ::_exit(ExitCode);
}

bool writes(int flags)
{
    return (flags & O_ACCMODE) != O_RDONLY;
}

/// Opening counts where it makes or empties a file.
template<typename Call>
int opened(int folder, const char *name, int flags, Call call)
{
    const std::string path = pathOf(folder, name);
    if (settings().kind == Kind::ReadOnly && isWatched(path)
        && (writes(flags) || ((flags & O_CREAT) != 0 && !exists(path)))) {
        errno = EROFS;
        return -1;
    }
    const bool makes = (flags & O_TMPFILE) == O_TMPFILE || (flags & O_TRUNC) != 0
                       || ((flags & O_CREAT) != 0 && !exists(path));
    return makes ? whole("open", path, Effect::Writes, call) : call();
}

mode_t modeFrom(int flags, va_list arguments)
{
    const bool given = (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
    return given ? static_cast<mode_t>(va_arg(arguments, unsigned)) : 0;
}

int synced(const char *name, int descriptor, int (*call)(int))
{
    return whole(name, pathOf(descriptor), Effect::Syncs, [descriptor, call] {
        return settings().syncs ? call(descriptor) : 0;
    });
}

/// Removing something that is not there does nothing that could go wrong.
template<typename Call>
int removed(const char *name, const std::string &path, Call call)
{
    return exists(path) ? whole(name, path, Effect::Names, call) : call();
}

} // namespace

#define NEXT(function) static auto *const next = real(&::function, #function)
#define MODE \
    va_list arguments; \
    va_start(arguments, flags); \
    const mode_t mode = modeFrom(flags, arguments); \
    va_end(arguments)

extern "C" {

int open(const char *path, int flags, ...)
{
    NEXT(open);
    MODE;
    return opened(AT_FDCWD, path, flags, [&] { return next(path, flags, mode); });
}

int open64(const char *path, int flags, ...)
{
    NEXT(open64);
    MODE;
    return opened(AT_FDCWD, path, flags, [&] { return next(path, flags, mode); });
}

int openat(int folder, const char *path, int flags, ...)
{
    NEXT(openat);
    MODE;
    return opened(folder, path, flags, [&] { return next(folder, path, flags, mode); });
}

int openat64(int folder, const char *path, int flags, ...)
{
    NEXT(openat64);
    MODE;
    return opened(folder, path, flags, [&] { return next(folder, path, flags, mode); });
}

ssize_t write(int descriptor, const void *data, size_t size)
{
    NEXT(write);
    return divisible(
        "write", descriptor, size, [=](size_t part) { return next(descriptor, data, part); });
}

ssize_t pwrite(int descriptor, const void *data, size_t size, off_t offset)
{
    NEXT(pwrite);
    return divisible("pwrite", descriptor, size, [=](size_t part) {
        return next(descriptor, data, part, offset);
    });
}

ssize_t pwrite64(int descriptor, const void *data, size_t size, off64_t offset)
{
    NEXT(pwrite64);
    return divisible("pwrite", descriptor, size, [=](size_t part) {
        return next(descriptor, data, part, offset);
    });
}

ssize_t writev(int descriptor, const iovec *parts, int count)
{
    NEXT(writev);
    return whole("writev", pathOf(descriptor), Effect::Writes, [=] {
        return next(descriptor, parts, count);
    });
}

ssize_t sendfile64(int to, int from, off64_t *offset, size_t size)
{
    NEXT(sendfile64);
    return divisible(
        "sendfile", to, size, [=](size_t part) { return next(to, from, offset, part); });
}

ssize_t sendfile(int to, int from, off_t *offset, size_t size)
{
    NEXT(sendfile);
    return divisible(
        "sendfile", to, size, [=](size_t part) { return next(to, from, offset, part); });
}

ssize_t copy_file_range(
    int from, off64_t *fromOffset, int to, off64_t *toOffset, size_t size, unsigned flags)
{
    NEXT(copy_file_range);
    return divisible("copy_file_range", to, size, [=](size_t part) {
        return next(from, fromOffset, to, toOffset, part, flags);
    });
}

int fsync(int descriptor)
{
    NEXT(fsync);
    return synced("fsync", descriptor, next);
}

int fdatasync(int descriptor)
{
    NEXT(fdatasync);
    return synced("fdatasync", descriptor, next);
}

int ftruncate(int descriptor, off_t size) noexcept
{
    NEXT(ftruncate);
    return whole(
        "ftruncate", pathOf(descriptor), Effect::Names, [=] { return next(descriptor, size); });
}

int ftruncate64(int descriptor, off64_t size) noexcept
{
    NEXT(ftruncate64);
    return whole(
        "ftruncate", pathOf(descriptor), Effect::Names, [=] { return next(descriptor, size); });
}

int rename(const char *from, const char *to) noexcept
{
    NEXT(rename);
    return whole("rename", pathOf(AT_FDCWD, from), Effect::Names, [=] { return next(from, to); });
}

int renameat(int fromFolder, const char *from, int toFolder, const char *to) noexcept
{
    NEXT(renameat);
    return whole("rename", pathOf(fromFolder, from), Effect::Names, [=] {
        return next(fromFolder, from, toFolder, to);
    });
}

int renameat2(
    int fromFolder, const char *from, int toFolder, const char *to, unsigned flags) noexcept
{
    NEXT(renameat2);
    return whole("rename", pathOf(fromFolder, from), Effect::Names, [=] {
        return next(fromFolder, from, toFolder, to, flags);
    });
}

int link(const char *from, const char *to) noexcept
{
    NEXT(link);
    return whole("link", pathOf(AT_FDCWD, to), Effect::Names, [=] { return next(from, to); });
}

int linkat(int fromFolder, const char *from, int toFolder, const char *to, int flags) noexcept
{
    NEXT(linkat);
    return whole("link", pathOf(toFolder, to), Effect::Names, [=] {
        return next(fromFolder, from, toFolder, to, flags);
    });
}

int unlink(const char *path) noexcept
{
    NEXT(unlink);
    return removed("unlink", pathOf(AT_FDCWD, path), [=] { return next(path); });
}

int unlinkat(int folder, const char *path, int flags) noexcept
{
    NEXT(unlinkat);
    return removed("unlink", pathOf(folder, path), [=] { return next(folder, path, flags); });
}

int remove(const char *path) noexcept
{
    NEXT(remove);
    return removed("remove", pathOf(AT_FDCWD, path), [=] { return next(path); });
}

int rmdir(const char *path) noexcept
{
    NEXT(rmdir);
    return removed("rmdir", pathOf(AT_FDCWD, path), [=] { return next(path); });
}

int mkdir(const char *path, mode_t mode) noexcept
{
    NEXT(mkdir);
    return whole("mkdir", pathOf(AT_FDCWD, path), Effect::Names, [=] { return next(path, mode); });
}

int mkdirat(int folder, const char *path, mode_t mode) noexcept
{
    NEXT(mkdirat);
    return whole(
        "mkdir", pathOf(folder, path), Effect::Names, [=] { return next(folder, path, mode); });
}

int gettimeofday(timeval *time, void *zone) noexcept
{
    NEXT(gettimeofday);
    const int result = next(time, zone);
    time->tv_sec += settings().clockOffset;
    return result;
}

int clock_gettime(clockid_t clock, timespec *time) noexcept
{
    NEXT(clock_gettime);
    const int result = next(clock, time);
    if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)
        time->tv_sec += settings().clockOffset;
    return result;
}

time_t time(time_t *stored) noexcept
{
    NEXT(time);
    const time_t now = next(nullptr) + settings().clockOffset;
    if (stored)
        *stored = now;
    return now;
}

} // extern "C"
