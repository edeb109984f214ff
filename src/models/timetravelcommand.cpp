#include "timetravelcommand.h"

#include "commandline.h"

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Subject = TimeTravelSession::Subject;

QStringList what(const Subject &subject, const Target &target)
{
    switch (subject.kind) {
    case Subject::Kind::Moment:
        return { u"time-travel"_s, u"restore"_s, u"--bookmark"_s, subject.bookmark };
    case Subject::Kind::Undo:
        if (!subject.backup)
            return { u"time-travel"_s, u"restore"_s, u"--undo"_s };
        [[fallthrough]];
    case Subject::Kind::Backup:
        return { u"restore"_s, subject.backup->path, u"--replace"_s, target.stream };
    case Subject::Kind::Rows:
        return { u"recover"_s, u"--rows-from"_s, subject.backup->path };
    case Subject::Kind::Comparison:
        return {};
    }
    Q_UNREACHABLE();
}

} // namespace

QString timeTravelCommand(const Subject &subject, const Target &target)
{
    const QStringList words = what(subject, target);
    if (words.isEmpty())
        return {};
    return commandLine(targetWords(target) + words + QStringList{ u"--confirm"_s, target.name });
}

QString backupCommand(const Target &target)
{
    return commandLine(targetWords(target) + QStringList{ u"backup"_s });
}

} // namespace tidemark
