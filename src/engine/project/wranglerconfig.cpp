#include "wranglerconfig.h"

#include "configreader.h"

#include <engine/base/files.h>

#include <QDir>
#include <QFileInfo>
#include <QSet>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QString findUpward(const QString &directory, const QString &name)
{
    QDir folder(QFileInfo(directory).absoluteFilePath());
    while (true) {
        if (QFileInfo(folder.filePath(name)).isFile())
            return QDir::cleanPath(folder.filePath(name));
        const QString parent = QFileInfo(folder.path()).path(); // cdUp() needs the folder to exist
        if (parent == folder.path())
            return {};
        folder.setPath(parent);
    }
}

Result<ConfigValue> parse(const QByteArray &text, const QString &file)
{
    return file.endsWith(".toml"_L1) ? parseToml(text, file) : parseJson(text, file);
}

Result<ConfigValue> readDocument(const QString &file)
{
    const auto text = readFile(file);
    return text ? parse(*text, file) : text.error();
}

Result<WranglerLocation> followRedirect(const QString &redirect)
{
    const auto document = readDocument(redirect);
    if (!document)
        return document.error();
    ConfigProblems problems(redirect);
    const QString path
        = ConfigReader(&*document, u"The redirect"_s, problems).text(u"configPath"_s);
    if (problems.first())
        return *problems.first();
    const QDir folder = QFileInfo(redirect).dir();
    const QString file = QDir::cleanPath(folder.absoluteFilePath(path));
    if (path.isEmpty() || !QFileInfo(file).isFile()) {
        return Error{ .kind = path.isEmpty() ? Error::Kind::Config : Error::Kind::MissingInput,
                      .message = path.isEmpty()
                                     ? u"%1 has no configPath."_s.arg(redirect)
                                     : u"%1 leads to %2, which is not there."_s.arg(redirect, file),
                      .remedy = u"Build the project again, or delete the redirect."_s,
                      .where = { .file = redirect, .line = 1 } };
    }
    return WranglerLocation{ .file = file, .root = QDir::cleanPath(folder.filePath(u"../.."_s)) };
}

// wrangler's rule: a pattern starts in the folder it has to name.
void checkPattern(const D1Binding &binding, int line, bool hasDirectory, ConfigReader &reader)
{
    const QString folder = QDir::cleanPath(binding.migrationsDir) + u'/';
    if (binding.migrationsPattern.isEmpty()
        || (hasDirectory && QDir::cleanPath(binding.migrationsPattern).startsWith(folder)))
        return;
    reader.refuse(
        line,
        u"migrations_pattern of %1 does not begin with its migrations_dir."_s.arg(binding.binding),
        u"Give migrations_dir, and a pattern that begins with it, such as \"%1*.sql\"."_s.arg(
            folder));
}

D1Binding bindingOf(const ConfigValue &value, const QString &section, ConfigProblems &problems)
{
    ConfigReader reader(&value, section, problems);
    D1Binding binding;
    binding.binding = reader.text(u"binding"_s);
    if (binding.binding.isEmpty() && value.kind == ConfigValue::Kind::Table) {
        reader.refuse(value.line,
                      u"An entry of %1 has no binding."_s.arg(section),
                      u"Give it binding = \"…\", the name the Worker knows the database by."_s);
    }
    binding.databaseName = reader.textOrEmpty(u"database_name"_s);
    binding.databaseId = reader.textOrEmpty(u"database_id"_s);
    binding.previewDatabaseId = reader.textOrEmpty(u"preview_database_id"_s);
    const QString table = reader.textOrEmpty(u"migrations_table"_s);
    if (!table.isEmpty())
        binding.migrationsTable = table;
    const QString directory = reader.textOrEmpty(u"migrations_dir"_s);
    if (!directory.isEmpty())
        binding.migrationsDir = directory;
    binding.migrationsPattern = reader.textOrEmpty(u"migrations_pattern"_s);
    checkPattern(binding, value.line, !directory.isEmpty(), reader);
    return binding;
}

QList<D1Binding> bindingsOf(ConfigReader &owner, const QString &section, ConfigProblems &problems)
{
    QList<D1Binding> bindings;
    QSet<QString> seen;
    for (const ConfigValue &entry : owner.items(u"d1_databases"_s)) {
        const D1Binding binding = bindingOf(entry, section, problems);
        if (!binding.binding.isEmpty() && seen.contains(binding.binding)) {
            owner.refuse(entry.line,
                         u"%1 has the binding %2 twice."_s.arg(section, binding.binding),
                         u"Rename or remove one; a binding names one database."_s);
        }
        seen.insert(binding.binding);
        bindings.append(binding);
    }
    return bindings;
}

void readEnvironments(ConfigReader &top, WranglerConfig &config, ConfigProblems &problems)
{
    for (const ConfigMember &member : top.members(u"env"_s)) {
        const QString section = u"env."_s + member.key;
        ConfigReader reader(&member.value, section, problems);
        config.environmentNames.append(member.key);
        config.environments.insert(member.key,
                                   bindingsOf(reader, section + ".d1_databases"_L1, problems));
        const QString account = reader.textOrEmpty(u"account_id"_s);
        if (!account.isEmpty())
            config.environmentAccountIds.insert(member.key, account);
    }
}

} // namespace

QString D1Binding::localId() const
{
    if (!previewDatabaseId.isEmpty())
        return previewDatabaseId;
    return databaseId.isEmpty() ? binding : databaseId;
}

QString WranglerConfig::directory() const
{
    return QFileInfo(file).absolutePath();
}

std::optional<QList<D1Binding>> WranglerConfig::databasesOf(const QString &environment) const
{
    if (environment.isEmpty())
        return databases;
    const auto found = environments.constFind(environment);
    return found == environments.constEnd() ? std::nullopt : std::optional(*found);
}

Result<WranglerLocation> findWranglerConfig(const QString &directory)
{
    for (const QString &name : { u"wrangler.json"_s, u"wrangler.jsonc"_s, u"wrangler.toml"_s }) {
        const QString file = findUpward(directory, name);
        if (!file.isEmpty())
            return WranglerLocation{ .file = file, .root = QFileInfo(file).path() };
    }
    const QString redirect = findUpward(directory, u".wrangler/deploy/config.json"_s);
    return redirect.isEmpty() ? WranglerLocation{} : followRedirect(redirect);
}

Result<WranglerConfig> readWranglerConfig(const QString &file)
{
    const auto document = readDocument(file);
    if (!document)
        return document.error();

    ConfigProblems problems(QFileInfo(file).absoluteFilePath());
    ConfigReader top(&*document, QFileInfo(file).fileName(), problems);
    WranglerConfig config{ .file = QFileInfo(file).absoluteFilePath(),
                           .name = top.textOrEmpty(u"name"_s),
                           .accountId = top.textOrEmpty(u"account_id"_s),
                           .databases = bindingsOf(top, u"d1_databases"_s, problems),
                           .environments = {} };
    readEnvironments(top, config, problems);
    if (problems.first())
        return *problems.first();
    return config;
}

} // namespace tidemark
