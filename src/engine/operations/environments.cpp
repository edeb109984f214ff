#include "environments.h"

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QList<D1Binding> bindingsOf(const Project &project, const QString &environment)
{
    if (!project.wrangler)
        return {};
    return project.wrangler->databasesOf(environment).value_or(QList<D1Binding>());
}

bool isAtCloudflare(const Project &project, const QString &environment)
{
    const QList<D1Binding> bindings = bindingsOf(project, environment);
    return std::ranges::any_of(
        bindings, [](const D1Binding &binding) { return !binding.databaseId.isEmpty(); });
}

Result<Selection> selectAt(const EnginePointer &engine,
                           const SelectionRequest &request,
                           const QString &environment,
                           PlaceOfTarget place)
{
    SelectionRequest wanted = request;
    wanted.environment = environment;
    wanted.databases.clear();
    wanted.place = place;
    return select(engine, wanted, Purpose::Read);
}

// `wrangler dev` works on the copies of one environment, mostly the top level's; a second copy of the same binding would only
// be in the way.
QList<EnvironmentSelection>
selectLocal(const EnginePointer &engine, const SelectionRequest &request, const Project &project)
{
    QList<EnvironmentSelection> found;
    QSet<QString> streams;
    for (const QString &environment : project.environments()) {
        if (bindingsOf(project, environment).isEmpty())
            continue;
        auto selection = selectAt(engine, request, environment, PlaceOfTarget::Local);
        if (selection) {
            selection->targets.removeIf([&streams](const SelectedTarget &selected) {
                return streams.contains(selected.target.stream);
            });
            for (const SelectedTarget &selected : std::as_const(selection->targets))
                streams.insert(selected.target.stream);
            if (selection->targets.isEmpty())
                continue;
        }
        found.append({ environment, PlaceOfTarget::Local, selection });
    }
    return found;
}

Result<QList<EnvironmentSelection>> readable(const QList<EnvironmentSelection> &all)
{
    const bool none = std::ranges::none_of(
        all, [](const EnvironmentSelection &each) { return bool(each.selection); });
    if (none)
        return all.first().selection.error();
    return all;
}

} // namespace

QString EnvironmentSelection::word() const
{
    if (selection && !selection->targets.isEmpty())
        return selection->targets.first().target.environmentWord();
    if (place == PlaceOfTarget::Local)
        return u"local"_s;
    return environment.isEmpty() ? u"top level"_s : environment;
}

Result<QList<EnvironmentSelection>> selectAll(const EnginePointer &engine,
                                              const SelectionRequest &request)
{
    if (!request.sqliteFile.isEmpty()) {
        const auto file = select(engine, request, Purpose::Read);
        if (!file)
            return file.error();
        return QList<EnvironmentSelection>{ { {}, PlaceOfTarget::Local, file } };
    }
    const auto project = openProject(request.projectDirectory);
    if (!project)
        return project.error();
    QList<EnvironmentSelection> all = selectLocal(engine, request, *project);
    for (const QString &environment : project->environments()) {
        if (isAtCloudflare(*project, environment))
            all.append({ environment,
                         PlaceOfTarget::Remote,
                         selectAt(engine, request, environment, PlaceOfTarget::Remote) });
    }
    if (all.isEmpty()) // select() knows how to say that no database is declared
        all.append(
            { {}, PlaceOfTarget::Local, selectAt(engine, request, {}, PlaceOfTarget::Local) });
    return readable(all);
}

} // namespace tidemark
