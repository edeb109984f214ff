#include "configreader.h"
#include "localstate.h"
#include "project.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// One binding with the database it stands for after name_env.
struct NamedBinding {
    D1Binding written; ///< as wrangler's file has it: says which stream this is
    D1Binding meant; ///< its name, id and local id are those of the database to act on
    QString variable = {}; ///< the variable that decided
    bool declared = true; ///< false: wrangler's file does not know the database
};

QString nameOf(const D1Binding &binding)
{
    // Without database_name wrangler makes the name when it provisions; until then the binding is all there is.
    return binding.databaseName.isEmpty() ? binding.binding : binding.databaseName;
}

std::optional<D1Binding> bindingNamed(const QList<D1Binding> &bindings, const QString &databaseName)
{
    const auto found = std::find_if(bindings.begin(), bindings.end(), [&](const auto &binding) {
        return binding.databaseName == databaseName;
    });
    return found == bindings.end() ? std::nullopt : std::optional(*found);
}

// An id is used within its own environment only: another one may live in another account, where the name decides. Local
// copies have no account.
std::optional<D1Binding> declaredBinding(const Project &project,
                                         const QString &databaseName,
                                         const TargetSelection &selection)
{
    const WranglerConfig &wrangler = *project.wrangler;
    auto found = bindingNamed(*wrangler.databasesOf(selection.environment), databaseName);
    if (selection.place == PlaceOfTarget::Remote)
        return found;
    for (const QString &environment : project.environments()) {
        if (!found)
            found = bindingNamed(*wrangler.databasesOf(environment), databaseName);
    }
    return found;
}

NamedBinding named(const Project &project,
                   const D1Binding &binding,
                   const TargetSelection &selection,
                   const QProcessEnvironment &variables)
{
    const QString variable
        = project.settings.streams.value(binding.binding).nameEnvironmentVariable;
    const QString name = variable.isEmpty() ? QString() : variables.value(variable);
    if (name.isEmpty() || name == nameOf(binding))
        return { .written = binding, .meant = binding };
    if (const auto other = declaredBinding(project, name, selection))
        return { .written = binding, .meant = *other, .variable = variable };
    // The id beside the old name belongs to the old name; without one the API looks the name up.
    D1Binding undeclared;
    undeclared.binding = binding.binding;
    undeclared.databaseName = name;
    return { .written = binding, .meant = undeclared, .variable = variable, .declared = false };
}

bool isSameDatabase(const D1Binding &left, const D1Binding &right)
{
    if (!left.databaseId.isEmpty() && !right.databaseId.isEmpty())
        return left.databaseId == right.databaseId;
    return !left.databaseName.isEmpty() && left.databaseName == right.databaseName;
}

// A variable, or one id in two environments, can lead to production's database under a harmless environment's name.
bool isProduction(const Project &project, const D1Binding &meant, const TargetSelection &selection)
{
    if (project.isProduction(selection.environment, selection.place))
        return true;
    for (const QString &environment : project.environments()) {
        const QList<D1Binding> bindings = *project.wrangler->databasesOf(environment);
        const bool hasIt = std::any_of(bindings.begin(), bindings.end(), [&](const auto &binding) {
            return isSameDatabase(binding, meant);
        });
        if (hasIt && project.isProduction(environment, selection.place))
            return true;
    }
    return false;
}

bool isMeantBy(const NamedBinding &binding, const QString &word)
{
    return word == binding.written.binding || word == binding.written.databaseName
           || word == binding.meant.databaseName;
}

QString scopeOf(const QString &environment)
{
    return environment.isEmpty() ? u"The top level"_s : u"The environment "_s + environment;
}

Error noDatabases(const Project &project, const QString &environment)
{
    if (!project.wrangler) {
        return { .kind = Error::Kind::Usage,
                 .message
                 = u"%1 names no database: it describes streams only."_s.arg(project.settings.file),
                 .remedy = u"Give the database file with --sqlite."_s };
    }
    QStringList others;
    for (const QString &name : project.environments()) {
        if (!project.wrangler->databasesOf(name)->isEmpty())
            others.append(name.isEmpty() ? u"the top level"_s : name);
    }
    const QString declared = others.isEmpty()
                                 ? u"Nothing in the file does."_s
                                 : u"Databases are declared by %1."_s.arg(others.join(u", "_s));
    return { .kind = Error::Kind::Usage,
             .message = u"%1 of %2 declares no d1_databases."_s.arg(
                 scopeOf(environment), QFileInfo(project.wrangler->file).fileName()),
             .remedy
             = declared + u" Wrangler does not inherit d1_databases into an environment."_s };
}

Error unknownDatabase(const QString &word,
                      const QString &environment,
                      const QList<NamedBinding> &bindings)
{
    QStringList known;
    for (const NamedBinding &binding : bindings)
        known.append(u"%1 (%2)"_s.arg(binding.written.binding, nameOf(binding.meant)));
    return { .kind = Error::Kind::Usage,
             .message = u"%1 has no database %2."_s.arg(scopeOf(environment), word),
             .remedy = u"It has %1."_s.arg(known.join(u", "_s)) };
}

Error withoutLocalCopy(const Project &project, const NamedBinding &binding)
{
    return { .kind = Error::Kind::Usage,
             .message
             = u"%1 names the database %2, which %3 does not declare, so it has no local copy."_s
                   .arg(binding.variable,
                        binding.meant.databaseName,
                        QFileInfo(project.wrangler->file).fileName()),
             .remedy = u"Unset the variable, or name a database of the configuration."_s };
}

QString
accountOf(const Project &project, const QString &environment, const QProcessEnvironment &variables)
{
    const QString ours = project.settings.environments.value(environment).accountId;
    if (!ours.isEmpty())
        return ours;
    // account_id is one of the keys an environment does inherit, and wrangler lets it beat the variable.
    const WranglerConfig &wrangler = *project.wrangler;
    const QString written = wrangler.environmentAccountIds.value(environment, wrangler.accountId);
    return written.isEmpty() ? variables.value(u"CLOUDFLARE_ACCOUNT_ID"_s) : written;
}

QString localFile(const Project &project, const QString &persistTo, const QString &localId)
{
    // As in wrangler: --persist-to is relative to the working directory, the default to the configuration.
    const QString state = persistTo.isEmpty() ? project.directory + "/.wrangler/state"_L1
                                              : QFileInfo(persistTo).absoluteFilePath();
    return QDir::cleanPath(localDatabaseFolder(state) + u'/' + localDatabaseFileName(localId));
}

Target targetOf(const Project &project,
                const NamedBinding &binding,
                const TargetSelection &selection,
                const QProcessEnvironment &variables)
{
    Target target{ .stream = binding.written.binding,
                   .name = nameOf(binding.meant),
                   .id = binding.meant.databaseId,
                   .environment = selection.environment,
                   .place = selection.place,
                   .production = isProduction(project, binding.meant, selection),
                   .colour = project.settings.environments.value(selection.environment).colour };
    if (selection.place == PlaceOfTarget::Remote)
        target.accountId = accountOf(project, selection.environment, variables);
    else
        target.file = localFile(project, selection.persistTo, binding.meant.localId());
    return target;
}

// Wrangler takes the first of two that share a name, and so do we: a word selects one binding at most.
Result<QList<NamedBinding>> selected(const QList<NamedBinding> &all,
                                     const TargetSelection &selection)
{
    if (selection.databases.isEmpty())
        return all;
    QStringList chosen;
    for (const QString &word : selection.databases) {
        const auto found = std::find_if(all.begin(), all.end(), [&word](const auto &binding) {
            return isMeantBy(binding, word);
        });
        if (found == all.end())
            return unknownDatabase(word, selection.environment, all);
        chosen.append(found->written.binding);
    }
    QList<NamedBinding> bindings;
    for (const NamedBinding &binding : all) {
        if (chosen.contains(binding.written.binding))
            bindings.append(binding);
    }
    return bindings;
}

} // namespace

Result<QList<Target>> targetsOf(const Project &project,
                                const TargetSelection &selection,
                                const QProcessEnvironment &environmentVariables)
{
    if (!project.environments().contains(selection.environment))
        return unknownEnvironment(project, selection.environment);
    const auto bindings = project.wrangler ? project.wrangler->databasesOf(selection.environment)
                                           : std::optional<QList<D1Binding>>();
    if (!bindings || bindings->isEmpty())
        return noDatabases(project, selection.environment);

    QList<NamedBinding> all;
    for (const D1Binding &binding : *bindings)
        all.append(named(project, binding, selection, environmentVariables));
    const auto chosen = selected(all, selection);
    if (!chosen)
        return chosen.error();

    QList<Target> targets;
    for (const NamedBinding &binding : *chosen) {
        if (selection.place == PlaceOfTarget::Local && !binding.declared)
            return withoutLocalCopy(project, binding);
        targets.append(targetOf(project, binding, selection, environmentVariables));
    }
    return targets;
}

} // namespace tidemark
