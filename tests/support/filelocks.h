#pragma once

#include <QFile>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tidemark {

/// Whether another process would find a lock on the bytes SQLite locks for readers ("File Locking", SHARED_FIRST).
inline bool isReadLocked(const QString &path)
{
    constexpr off_t SharedFirst = 0x40000002;
    constexpr off_t SharedSize = 510;
    const pid_t child = ::fork();
    if (child == 0) {
        const int descriptor = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CLOEXEC);
        struct flock lock {};
        lock.l_type = F_WRLCK;
        lock.l_whence = SEEK_SET;
        lock.l_start = SharedFirst;
        lock.l_len = SharedSize;
        const bool asked = ::fcntl(descriptor, F_GETLK, &lock) == 0;
        ::_exit(asked && lock.l_type != F_UNLCK ? 1 : 0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 1;
}

} // namespace tidemark
