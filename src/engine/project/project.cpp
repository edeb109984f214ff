#include "project.h"

#include "configreader.h"
#include "productionword.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr QLatin1StringView SettingsFile("tidemark.toml");

QString findSettings(const QString &directory)
{
    QString folder = QDir::cleanPath(QFileInfo(directory).absoluteFilePath());
    while (true) {
        const QString file = QDir(folder).filePath(SettingsFile);
        if (QFileInfo(file).isFile())
            return file;
        const QString parent = QFileInfo(folder).path();
        if (parent == folder)
            return {};
        folder = parent;
    }
}

QStringList bindingNames(const WranglerConfig &wrangler)
{
    QStringList names;
    for (const D1Binding &binding : wrangler.databases)
        names.append(binding.binding);
    for (const QString &environment : wrangler.environmentNames) {
        for (const D1Binding &binding : wrangler.environments.value(environment))
            names.append(binding.binding);
    }
    names.removeDuplicates();
    return names;
}

// A slip in a name would silently switch a setting off, "production = true" among them.
std::optional<Error> findStrangers(const TidemarkConfig &settings, const WranglerConfig &wrangler)
{
    ConfigProblems problems(settings.file);
    const QString file = QFileInfo(wrangler.file).fileName();
    const auto check
        = [&](const QString &section, const QString &name, int line, const auto &known) {
              if (known.contains(name))
                  return;
              problems.add(line,
                           u"[%1.%2] does not match anything in %3."_s.arg(section, name, file),
                           suggestion(name, known));
          };
    const QStringList bindings = bindingNames(wrangler);
    // The top level is always there; as a TOML key it is written "".
    const QStringList environments = wrangler.environmentNames + QStringList{ u"\"\""_s };
    for (auto it = settings.environments.begin(); it != settings.environments.end(); ++it) {
        if (!it.key().isEmpty())
            check(u"environments"_s, it.key(), it->line, environments);
    }
    for (auto it = settings.streams.begin(); it != settings.streams.end() && !bindings.isEmpty();
         ++it)
        check(u"streams"_s, it.key(), it->line, bindings);
    for (auto it = settings.expectations.begin();
         it != settings.expectations.end() && !bindings.isEmpty();
         ++it)
        check(u"expect"_s, it.key(), it->line, bindings);
    return problems.first();
}

Error noProject(const QString &directory)
{
    return { .kind = Error::Kind::MissingInput,
             .message
             = u"There is no wrangler.json, wrangler.jsonc, wrangler.toml or tidemark.toml "
               "in %1 or above it."_s.arg(directory),
             .remedy
             = u"Give the project's folder with --project, or a database with --sqlite."_s };
}

std::optional<LayoutKind> layoutNamed(const QString &name)
{
    if (name == "wrangler"_L1)
        return LayoutKind::Wrangler;
    if (name == "numbered"_L1)
        return LayoutKind::Numbered;
    if (name == "plain"_L1)
        return LayoutKind::Plain;
    if (name == "drizzle"_L1)
        return LayoutKind::Drizzle;
    return {};
}

QString absolute(const QString &folder, const QString &path)
{
    return QDir::cleanPath(QDir(folder).absoluteFilePath(path));
}

StreamConfig streamFor(const Project &project, const QString &name, const D1Binding &binding)
{
    const StreamSettings settings = project.settings.streams.value(name);
    // wrangler's paths start at its own file, ours at ours; with a redirect these are two folders.
    const QString base = project.wrangler ? project.wrangler->directory() : project.directory;
    StreamConfig stream{ .name = name,
                         .directory = settings.dir.isEmpty()
                                          ? absolute(base, binding.migrationsDir)
                                          : absolute(project.directory, settings.dir),
                         .pattern = settings.dir.isEmpty() ? binding.migrationsPattern : QString(),
                         .layout = layoutNamed(settings.layout),
                         .match = settings.match,
                         .takesTheRest = settings.takesTheRest,
                         .duplicates = settings.duplicates,
                         .mirrorTable = binding.migrationsTable };
    if (!settings.init.isEmpty())
        stream.initScript = absolute(project.directory, settings.init);
    return stream;
}

std::optional<Error> findSecondDefault(const Project &project, const QList<StreamConfig> &streams)
{
    ConfigProblems problems(project.settings.file);
    QMap<QString, QString> takers;
    for (const StreamConfig &stream : streams) {
        if (!stream.takesTheRest)
            continue;
        if (takers.contains(stream.directory)) {
            problems.add(project.settings.streams.value(stream.name).line,
                         u"%1 and %2 both take what no other stream of %3 matches."_s.arg(
                             takers.value(stream.directory), stream.name, stream.directory),
                         u"Keep default = true in one of them."_s);
        }
        takers.insert(stream.directory, stream.name);
    }
    return problems.first();
}

// Without wrangler's file the settings name the streams, in the order they are written.
QStringList streamNames(const TidemarkConfig &settings)
{
    QStringList names = settings.streams.keys();
    std::stable_sort(names.begin(), names.end(), [&settings](const auto &left, const auto &right) {
        return settings.streams.value(left).line < settings.streams.value(right).line;
    });
    return names;
}

bool isDeclaredProduction(const Project &project, const QString &environment)
{
    const auto setting = project.settings.environments.value(environment).production;
    return setting.value_or(isProductionWord(environment));
}

} // namespace

QStringList Project::environments() const
{
    QStringList names{ QString() };
    if (wrangler)
        names += wrangler->environmentNames;
    return names;
}

bool Project::isProduction(const QString &environment, PlaceOfTarget place) const
{
    if (place == PlaceOfTarget::Local)
        return false; // a copy on this computer
    if (!environment.isEmpty() || settings.environments.value(QString()).production)
        return isDeclaredProduction(*this, environment);
    // Who has one environment only deploys it: then the top level is what users see.
    const QStringList all = environments();
    return std::none_of(all.begin(), all.end(), [this](const QString &other) {
        return isDeclaredProduction(*this, other);
    });
}

Result<QList<StreamConfig>> Project::streams(const QString &environment) const
{
    QList<StreamConfig> found;
    if (wrangler) {
        const auto bindings = wrangler->databasesOf(environment);
        if (!bindings)
            return unknownEnvironment(*this, environment);
        for (const D1Binding &binding : *bindings)
            found.append(streamFor(*this, binding.binding, binding));
    } else {
        if (!environment.isEmpty())
            return unknownEnvironment(*this, environment);
        for (const QString &stream : streamNames(settings))
            found.append(streamFor(*this, stream, {}));
    }
    if (const auto error = findSecondDefault(*this, found))
        return *error;
    return found;
}

Error unknownEnvironment(const Project &project, const QString &environment)
{
    const QStringList known = project.environments().mid(1);
    if (known.isEmpty()) {
        return { .kind = Error::Kind::Usage,
                 .message = u"There is no environment %1: the project has none."_s.arg(environment),
                 .remedy = u"Leave the environment out to act on the top level."_s };
    }
    const QString near = nearest(environment, known);
    const QString names = u"The project has %1, and the top level."_s.arg(known.join(u", "_s));
    return { .kind = Error::Kind::Usage,
             .message = u"There is no environment %1 in %2."_s.arg(
                 environment, QFileInfo(project.wrangler->file).fileName()),
             .remedy = near.isEmpty() ? names : u"Did you mean %1? "_s.arg(near) + names };
}

Result<Project> openProject(const QString &directory)
{
    const auto location = findWranglerConfig(directory);
    if (!location)
        return location.error();

    // A tidemark.toml that lies deeper than wrangler's file is a project of its own.
    const QString nearestSettings = findSettings(directory);
    const QString folder = QFileInfo(nearestSettings).path();
    const bool alone = !nearestSettings.isEmpty()
                       && (location->file.isEmpty() || folder.size() > location->root.size());
    if (location->file.isEmpty() && !alone)
        return noProject(directory);

    Project project{ .directory = alone ? folder : location->root, .name = {} };
    if (!alone) {
        auto wrangler = readWranglerConfig(location->file);
        if (!wrangler)
            return wrangler.error();
        project.wrangler = *std::move(wrangler);
    }
    const QString settingsFile = QDir(project.directory).filePath(SettingsFile);
    if (QFileInfo::exists(settingsFile)) {
        auto settings = readTidemarkConfig(settingsFile);
        if (!settings)
            return settings.error();
        project.settings = *std::move(settings);
    }
    if (project.wrangler) {
        if (const auto error = findStrangers(project.settings, *project.wrangler))
            return *error;
    }
    project.name = project.settings.projectName;
    if (project.name.isEmpty() && project.wrangler)
        project.name = project.wrangler->name;
    if (project.name.isEmpty())
        project.name = QDir(project.directory).dirName();
    return project;
}

} // namespace tidemark
