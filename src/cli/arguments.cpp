#include "arguments.h"

#include <QDir>

namespace tidemark::cli {

using namespace Qt::StringLiterals;

namespace {

Error usage(const QString &message)
{
    return { .kind = Error::Kind::Usage,
             .message = message,
             .remedy = u"`tidemark-cli --help` shows what there is."_s };
}

const OptionSpec *findOption(const QList<OptionSpec> &options, const QString &name)
{
    const auto found
        = std::find_if(options.begin(), options.end(), [&name](const OptionSpec &option) {
              return option.name == name;
          });
    return found == options.end() ? nullptr : &*found;
}

Result<> checkPlaces(const Arguments &arguments)
{
    if (arguments.has(u"local"_s) && arguments.has(u"remote"_s))
        return usage(u"--local and --remote exclude each other."_s);
    for (const QString &format : arguments.all(u"log-format"_s)) {
        if (format != "text"_L1 && format != "json"_L1)
            return usage(u"--log-format takes text or json, not %1."_s.arg(format));
    }
    for (const QString &source : arguments.all(u"token-from"_s)) {
        if (source != "keychain"_L1 && source != "env"_L1 && source != "stdin"_L1)
            return usage(u"--token-from takes keychain, env or stdin, not %1."_s.arg(source));
    }
    return Ok{};
}

} // namespace

const QList<OptionSpec> &globalOptions()
{
    static const QList<OptionSpec> options{
        { u"project"_s,
          u"DIR"_s,
          u"where the project is looked for (default: here, then upward)"_s },
        { u"env"_s, u"NAME"_s, u"environment (wrangler's [env.NAME]; default: top level)"_s },
        { u"database"_s,
          u"NAME"_s,
          u"act on this one only: binding or database name; repeatable"_s },
        { u"local"_s, {}, u"the databases on this computer"_s },
        { u"remote"_s, {}, u"the databases at Cloudflare"_s },
        { u"persist-to"_s, u"DIR"_s, u"wrangler's state directory (default: .wrangler/state)"_s },
        { u"sqlite"_s, u"FILE"_s, u"act on this SQLite file instead of a project's databases"_s },
        { u"url"_s, u"URL"_s, u"act on this PostgreSQL database"_s },
        { u"account"_s, u"ID"_s, u"Cloudflare account"_s },
        { u"api-url"_s, u"URL"_s, u"Cloudflare API"_s },
        { u"token-from"_s, u"SOURCE"_s, u"keychain, env or stdin; a token is never an argument"_s },
        { u"json"_s, {}, u"one JSON document on standard output, nothing else"_s },
        { u"log-format"_s,
          u"FORMAT"_s,
          u"text or json: progress and log lines on standard error"_s },
        { u"yes"_s, {}, u"answer confirmations, but never a typed one"_s },
        { u"confirm"_s, u"NAME"_s, u"the database's name, where it must be typed; repeatable"_s },
        { u"output"_s, u"PATH"_s, u"where exports, backups and reports go"_s },
        { u"overwrite"_s, {}, u"an existing output file may be replaced"_s },
        { u"no-color"_s, {}, u"no colours"_s },
        { u"quiet"_s, {}, u"no progress"_s },
        { u"version"_s, {}, u"the version"_s },
        { u"help"_s, {}, u"this help, or that of a command"_s },
    };
    return options;
}

QString Arguments::value(const QString &name) const
{
    return values.value(name);
}

QStringList Arguments::all(const QString &name) const
{
    QStringList list = values.values(name);
    std::reverse(list.begin(), list.end()); // QMultiMap gives the newest first
    return list;
}

LogFormat Arguments::logFormat() const
{
    return value(u"log-format"_s) == "json"_L1 ? LogFormat::Json : LogFormat::Text;
}

SelectionRequest Arguments::selection(const QProcessEnvironment &environment) const
{
    SelectionRequest request;
    request.projectDirectory
        = QDir(has(u"project"_s) ? value(u"project"_s) : QDir::currentPath()).absolutePath();
    const QString fromEnvironment = environment.value(u"CLOUDFLARE_ENV"_s);
    request.environment = has(u"env"_s) ? value(u"env"_s) : fromEnvironment;
    request.environmentGiven = has(u"env"_s) || !fromEnvironment.isEmpty();
    request.databases = all(u"database"_s);
    if (has(u"local"_s))
        request.place = PlaceOfTarget::Local;
    if (has(u"remote"_s))
        request.place = PlaceOfTarget::Remote;
    request.persistTo = value(u"persist-to"_s);
    request.sqliteFile = value(u"sqlite"_s);
    return request;
}

Result<Arguments> parseArguments(const QStringList &line, const QList<OptionSpec> &known)
{
    Arguments arguments;
    bool onlyWords = false;
    for (qsizetype i = 0; i < line.size(); ++i) {
        const QString &word = line.at(i);
        if (onlyWords || !word.startsWith("--"_L1)) {
            if (arguments.command.isEmpty())
                arguments.command = word;
            else
                arguments.words.append(word);
            continue;
        }
        if (word == "--"_L1) {
            onlyWords = true;
            continue;
        }
        const qsizetype equals = word.indexOf(u'=');
        const QString name = word.mid(2, equals < 0 ? -1 : equals - 2);
        const OptionSpec *option = findOption(known, name);
        if (!option)
            return usage(u"There is no option --%1."_s.arg(name));
        if (option->value.isEmpty()) {
            if (equals >= 0)
                return usage(u"--%1 takes no value."_s.arg(name));
            arguments.switches.insert(name);
            continue;
        }
        // An option is no value ("restore DIR --replace --local" forgot the name); what does begin so is given after =.
        const bool isFollowed = i + 1 < line.size() && !line.at(i + 1).startsWith("--"_L1);
        if (equals < 0 && !isFollowed)
            return usage(u"--%1 needs a value: --%1 %2."_s.arg(name, option->value));
        arguments.values.insert(name, equals < 0 ? line.at(++i) : word.mid(equals + 1));
    }
    if (auto checked = checkPlaces(arguments); !checked)
        return checked.error();
    return arguments;
}

} // namespace tidemark::cli
