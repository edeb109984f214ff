#pragma once

#include <engine/recovery/backup.h>

#include <QProcess>

#include <clirunner.h>

namespace tidemark {

/// What befalls a program; carried out by the library of faults.cpp.
struct Fault {
    QString kind
        = {}; ///< "once", "full", "before", "torn", "stop", "readonly"; empty: nothing, calls are counted
    int at = 0; ///< the number of the call, from 1
    qint64 clockOffset = 0; ///< seconds
    QString below = {}; ///< only in this folder of the yard

    /// How faults.cpp ends a process.
    static constexpr int ExitCode = 99;
    [[nodiscard]] bool endsTheProcess() const { return kind == u"before" || kind == u"torn"; }
};

/// How the real program came through.
struct Harmed {
    CliResult result;
    bool crashed = false; ///< by a signal, be it ours
    QList<QByteArray> calls; ///< what was counted: "12 fsync xdg/state/tidemark/journal.jsonl"

    [[nodiscard]] QByteArray said() const { return result.out + result.err; }
};

/// The databases and folders of a project as text; equal texts are equal states. Times, seqs, run ids, lock and guard are left
/// out, as they differ between two runs that come to the same end.
using Pictures = QMap<QString, QByteArray>;

/// A project below a folder of its own, to which it can always be put back.
class Yard
{
public:
    /// @p sample is a folder of migrations/, copied to project/; empty: the folder itself is the project.
    explicit Yard(const QString &sample);

    /// What reset() puts back.
    void keep();
    void reset() const;
    /// The kept state on a disk of its own, just large enough for it and @p spareBytes: the real program, and what was left.
    [[nodiscard]] Harmed runOnSmallDisk(const QStringList &line, qint64 spareBytes) const;

    /// A command line in this process, unharmed.
    [[nodiscard]] CliResult run(const QStringList &line) const { return cli.json(line); }
    /// The same; ends the test program unless it ends with 0.
    CliResult succeed(const QStringList &line) const;
    /// The real program in a process of its own.
    [[nodiscard]] Harmed harm(const QStringList &line, const Fault &fault = {}) const;
    /// Starts the real program and leaves it alone.
    void start(QProcess &process, const QStringList &line, const Fault &fault = {}) const;
    /// What a process of start() printed, once it has ended.
    [[nodiscard]] static Harmed outcomeOf(QProcess &process);

    /// A database that is not the project's is watched too.
    void watch(const QString &name, const QString &file) { m_files.insert(name, file); }
    /// Every watched database, and the migration files as "files".
    [[nodiscard]] Pictures pictures() const;
    [[nodiscard]] static QByteArray pictureOf(const QString &databaseFile);
    /// Files that nobody will use again, relative to the yard.
    [[nodiscard]] QStringList leftovers() const;
    [[nodiscard]] QList<Backup> backups() const;
    /// The paths of those that were there before.
    [[nodiscard]] const QStringList &keptBackups() const { return m_keptBackups; }

    CliRunner cli;

private:
    [[nodiscard]] QStringList wholeLine(const QStringList &line) const;
    [[nodiscard]] QProcessEnvironment environmentFor(const Fault &fault) const;
    [[nodiscard]] QString logFile() const { return m_aside.path(QStringLiteral("calls")); }

    ScratchFolder m_aside;
    QMap<QString, QString> m_files;
    QStringList m_keptBackups;
};

/// True in `./dev soak`: everything, however long it takes.
[[nodiscard]] bool isSoak();
/// Before anything else of a test program: scratch folders go where syncing is cheap, and a slow computer is given its
/// time.
void prepareForAccidents();

} // namespace tidemark
