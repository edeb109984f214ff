#include "wranglerrunner.h"

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>

#include <csignal>
#include <sys/prctl.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

const QString InteropFolder = QStringLiteral(TIDEMARK_INTEROP_DIR);

QProcessEnvironment environmentIn(const ScratchFolder &home)
{
    auto environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : environment.keys()) {
        if (name.startsWith("CLOUDFLARE_"_L1) || name.startsWith("CF_"_L1)
            || name.startsWith("WRANGLER_"_L1))
            environment.remove(name);
    }
    environment.insert(u"CI"_s, u"1"_s); // no questions
    environment.insert(u"NO_COLOR"_s, u"1"_s);
    environment.insert(u"HOME"_s, home.path());
    environment.insert(u"XDG_CONFIG_HOME"_s, home.path(u"config"_s));
    environment.insert(u"WRANGLER_LOG_PATH"_s, home.path(u"logs"_s));
    // Nothing of this needs the network: no statistics, no error reports, no look for a newer version (that is what the banner
    // does) and no fetching of a sample request.cf.
    environment.insert(u"WRANGLER_SEND_METRICS"_s, u"false"_s);
    environment.insert(u"WRANGLER_SEND_ERROR_REPORTS"_s, u"false"_s);
    environment.insert(u"WRANGLER_HIDE_BANNER"_s, u"true"_s);
    environment.insert(u"CLOUDFLARE_CF_FETCH_ENABLED"_s, u"false"_s);
    return environment;
}

} // namespace

WranglerRunner::WranglerRunner(const QString &project)
    : m_project(project)
{
    if (!QFile::exists(InteropFolder + "/node"_L1))
        qFatal(
            "No wrangler in %s: run tests/interop/install.sh %s first, or the test through ctest.",
            qPrintable(InteropFolder),
            qPrintable(InteropFolder));
}

void WranglerRunner::prepare(QProcess &process, const QStringList &line) const
{
    process.setWorkingDirectory(m_project);
    auto environment = environmentIn(m_home);
    environment.insert(m_more);
    process.setProcessEnvironment(environment);
    process.setStandardInputFile(QProcess::nullDevice());
    process.setProgram(InteropFolder + "/node"_L1);
    process.setArguments(QStringList{ InteropFolder + "/node_modules/wrangler/bin/wrangler.js"_L1 }
                         + line);
    // A test program that dies must not leave a server behind; wrangler passes the signal on to its children.
    process.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGTERM); });
}

WranglerResult WranglerRunner::operator()(const QStringList &line) const
{
    QProcess process;
    prepare(process, line);
    process.start();
    const bool finished = process.waitForFinished(50000);
    WranglerResult result{ .exit = finished ? process.exitCode() : -1,
                           .out = process.readAllStandardOutput(),
                           .err = process.readAllStandardError() };
    if (!finished)
        result.err += "wrangler did not finish: " + process.errorString().toUtf8();
    return result;
}

QJsonArray WranglerRunner::rows(const QString &binding, const QString &sql) const
{
    const WranglerResult result = (*this)(
        { u"d1"_s, u"execute"_s, binding, u"--local"_s, u"--json"_s, u"--command"_s, sql });
    if (result.exit != 0)
        qFatal("%s", result.everything().constData());
    const QJsonArray statements = QJsonDocument::fromJson(result.out).array();
    return statements.last()[u"results"_s].toArray();
}

bool WranglerRunner::hasNothingToApply(const QString &binding) const
{
    const WranglerResult list
        = (*this)({ u"d1"_s, u"migrations"_s, u"list"_s, binding, u"--local"_s });
    if (list.exit != 0)
        qFatal("%s", list.everything().constData());
    return list.out.contains("No migrations to apply!");
}

QStringList WranglerRunner::databaseFiles() const
{
    const QDir folder(m_project + "/.wrangler/state/v3/d1/miniflare-D1DatabaseObject"_L1);
    QStringList files = folder.entryList({ u"*.sqlite"_s }, QDir::Files, QDir::Name);
    files.removeAll(u"metadata.sqlite"_s); // miniflare's own, beside the databases
    return files;
}

} // namespace tidemark
