#include "selection.h"

#include <QDir>
#include <QFileInfo>
#include <QSet>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

bool hasRemote(const Project &project, const QString &environment)
{
    if (!project.wrangler)
        return false;
    const auto bindings = project.wrangler->databasesOf(environment);
    return bindings
           && std::any_of(bindings->begin(), bindings->end(), [](const D1Binding &binding) {
                  return !binding.databaseId.isEmpty();
              });
}

Result<PlaceOfTarget>
choosePlace(const Project &project, const SelectionRequest &request, Purpose purpose, QString &note)
{
    if (request.place)
        return *request.place;
    if (!hasRemote(project, request.environment))
        return PlaceOfTarget::Local;
    if (purpose == Purpose::Write || request.environmentGiven) {
        return Error{
            .kind = Error::Kind::Usage,
            .message
            = u"These databases exist both on this computer and at Cloudflare, and the place was "
              u"not named."_s,
            .remedy = u"Add --local or --remote."_s
        };
    }
    note = u"Reading the local databases; add --remote for those at Cloudflare."_s;
    return PlaceOfTarget::Local;
}

// A migrations folder for a bare SQLite file: the project's only stream, or the one that --database names.
Result<Stream> streamForFile(const std::optional<Project> &project, const SelectionRequest &request)
{
    if (project) {
        auto streams = loadStreams(*project, request.environment);
        if (!streams)
            return streams.error();
        const QString wanted = request.databases.value(0);
        for (const Stream &stream : *streams) {
            if (stream.config.name == wanted || (wanted.isEmpty() && streams->size() == 1))
                return stream;
        }
        if (!streams->isEmpty()) {
            return Error{ .kind = Error::Kind::Usage,
                          .message
                          = u"It is not said which of the project's streams belongs to %1."_s.arg(
                              request.sqliteFile),
                          .remedy = u"Name it with --database."_s };
        }
    }
    const QString directory = QDir(request.projectDirectory).absoluteFilePath(u"migrations"_s);
    return loadStream(
        { .name = QFileInfo(request.sqliteFile).completeBaseName(), .directory = directory });
}

// Owners that are streams of this project; a team's name says nothing about a migration.
QMap<QString, QString> streamOwners(const Project &project, const QList<Stream> &streams)
{
    QMap<QString, QString> owners;
    const auto &named = project.settings.owners;
    for (auto owner = named.begin(); owner != named.end(); ++owner) {
        const bool isStream
            = std::any_of(streams.begin(), streams.end(), [&owner](const Stream &stream) {
                  return stream.config.name == owner.value();
              });
        if (isStream)
            owners.insert(owner.key(), owner.value());
    }
    return owners;
}

// Whoever acts on a file may have acted on it for each of the project's streams.
Result<QList<Stream>> otherStreams(const std::optional<Project> &project,
                                   const SelectionRequest &request,
                                   const QString &name)
{
    if (!project)
        return QList<Stream>();
    auto streams = loadStreams(*project, request.environment);
    if (streams)
        streams->removeIf([&name](const Stream &stream) { return stream.config.name == name; });
    return streams;
}

Result<Selection> selectFile(const SelectionRequest &request, Purpose purpose)
{
    if (purpose == Purpose::Read && !QFileInfo::exists(request.sqliteFile)) {
        return Error{ .kind = Error::Kind::MissingInput,
                      .message = u"There is no file %1."_s.arg(request.sqliteFile),
                      .remedy = u"Check the path; `up` makes a new one."_s,
                      .where = { .file = request.sqliteFile } };
    }
    Selection selection;
    auto project = openProject(request.projectDirectory);
    if (project)
        selection.project = *project;
    else if (project.error().kind != Error::Kind::MissingInput)
        return project.error();

    auto stream = streamForFile(selection.project, request);
    if (!stream)
        return stream.error();
    const QFileInfo file(request.sqliteFile);
    Target target{ .stream = stream->config.name,
                   .name = file.fileName(),
                   .kind = DatabaseKind::Sqlite,
                   .file = file.absoluteFilePath() };
    const auto others = otherStreams(selection.project, request, stream->config.name);
    if (!others)
        return others.error();
    SelectedTarget selected{ .target = target, .stream = *stream, .siblings = *others };
    if (selection.project) {
        selection.policy = selection.project->settings.policy;
        selected.expectations = selection.project->settings.expectations.value(target.stream);
    }
    selection.targets.append(selected);
    return selection;
}

// The streams whose databases are that of @p target, without its own.
QList<Stream>
siblingsOf(const Target &target, const QList<Target> &all, const QList<Stream> &streams)
{
    QSet<QString> names;
    for (const Target &other : all) {
        if (other.stream != target.stream && other.key() == target.key())
            names.insert(other.stream);
    }
    QList<Stream> siblings = streams;
    siblings.removeIf(
        [&names](const Stream &stream) { return !names.contains(stream.config.name); });
    return siblings;
}

Result<QList<SelectedTarget>>
joinStreams(const Project &project, const QList<Target> &targets, const QList<Stream> &streams)
{
    QList<SelectedTarget> joined;
    for (const Target &target : targets) {
        const auto stream
            = std::find_if(streams.begin(), streams.end(), [&target](const Stream &candidate) {
                  return candidate.config.name == target.stream;
              });
        if (stream == streams.end())
            return Error{ .message = u"No stream was made for %1."_s.arg(target.stream) };
        joined.append({ .target = target,
                        .stream = *stream,
                        .expectations = project.settings.expectations.value(target.stream) });
    }
    return joined;
}

} // namespace

Result<Selection>
select(const EnginePointer &engine, const SelectionRequest &request, Purpose purpose)
{
    if (!request.sqliteFile.isEmpty())
        return selectFile(request, purpose);

    auto project = openProject(request.projectDirectory);
    if (!project)
        return project.error();
    Selection selection{ .project = *project, .targets = {}, .policy = project->settings.policy };
    const auto place = choosePlace(*project, request, purpose, selection.note);
    if (!place)
        return place.error();
    const TargetSelection wanted{ .environment = request.environment,
                                  .databases = request.databases,
                                  .place = *place,
                                  .persistTo = request.persistTo };
    const auto targets = targetsOf(*project, wanted, engine->environment);
    if (!targets)
        return targets.error();
    const auto streams = loadStreams(*project, request.environment);
    if (!streams)
        return streams.error();
    const auto joined = joinStreams(*project, *targets, *streams);
    if (!joined)
        return joined.error();
    selection.owners = streamOwners(*project, *streams);
    selection.targets = *joined;
    TargetSelection whole = wanted;
    whole.databases.clear();
    const auto all = targetsOf(*project, whole, engine->environment);
    for (SelectedTarget &selected : selection.targets)
        selected.siblings = siblingsOf(selected.target, all.valueOr({}), *streams);
    return selection;
}

LeaseTimes
leaseTimesFor(const EnginePointer &engine, const Selection &selection, const Target &target)
{
    constexpr std::chrono::milliseconds RemotePoll{
        2000
    }; // each is a request, and those are counted
    LeaseTimes times = engine->leaseTimes;
    times.waitAtMost = selection.policy.lockTimeout;
    if (target.place == PlaceOfTarget::Remote)
        times.pollEvery = std::max(times.pollEvery, RemotePoll);
    return times;
}

} // namespace tidemark
