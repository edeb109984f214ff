#pragma once

#include <QByteArray>
#include <QString>

namespace tidemark {

/// Gives any bytes to a part of the engine and compares its answer with what it promises, or with what SQLite or another
/// parser says. Returns what is wrong, in words; empty if nothing is.
using FuzzCheck = QString (*)(const QByteArray &input);

struct FuzzTarget {
    const char *name; ///< of the program (fuzz_NAME) and of the corpus (tests/data/fuzz/NAME)
    FuzzCheck check;
};

QString checkScript(const QByteArray &input);
QString checkJson(const QByteArray &input);
QString checkToml(const QByteArray &input);
QString checkCsv(const QByteArray &input);
QString checkDump(const QByteArray &input);
QString checkJournal(const QByteArray &input);

inline constexpr FuzzTarget FuzzTargets[] = {
    { "script", checkScript }, { "json", checkJson }, { "toml", checkToml },
    { "csv", checkCsv },       { "dump", checkDump }, { "journal", checkJournal },
};

/// A file in a temporary folder that holds @p content until the program ends or the next call with this @p name; returns
/// its path.
QString fuzzFile(const QString &name, const QByteArray &content);

} // namespace tidemark
