#include "options.h"

#include <engine/base/files.h>

#include <QCommandLineParser>
#include <QJsonDocument>

namespace tidemark::sandbox {

using namespace Qt::StringLiterals;

namespace {

Error wrongOption(const QString &message)
{
    return { .kind = Error::Kind::Usage,
             .message = message,
             .remedy = u"See tidemark-sandbox --help."_s };
}

void addOptions(QCommandLineParser &parser)
{
    parser.setApplicationDescription(
        u"A server that answers like Cloudflare's D1 API, with Time Travel, to practise "
        "and to test on. It listens on 127.0.0.1 alone."_s);
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOptions({
        { u"port"_s, u"Port to listen on; 0 chooses a free one."_s, u"number"_s, u"8788"_s },
        { u"state"_s, u"Keep databases, history and tokens in this folder."_s, u"folder"_s },
        { u"demo"_s, u"Seed NanoType's staging and production, with a month of history."_s },
        { u"account"_s, u"Id of the account to make, 32 hex digits."_s, u"id"_s },
        { u"token"_s, u"Value of the token to make."_s, u"value"_s },
        { u"config"_s,
          u"Settings, quirks, faults, accounts, tokens and clock, as JSON."_s,
          u"file"_s },
        { u"latency"_s, u"Milliseconds to add to every answer."_s, u"ms"_s },
        { u"log"_s, u"Append every request to this file, a JSON line each."_s, u"file"_s },
    });
}

Result<QJsonObject> readConfiguration(const QString &file)
{
    const auto content = readFile(file);
    if (!content)
        return content.error();
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(*content, &problem);
    if (problem.error != QJsonParseError::NoError || !document.isObject()) {
        return Error{ .kind = Error::Kind::Config,
                      .message = u"%1 is not a JSON object: %2."_s.arg(file, problem.errorString()),
                      .where = { .file = file, .offset = problem.offset } };
    }
    return document.object();
}

} // namespace

Result<Options> Options::fromCommandLine(const QStringList &arguments)
{
    QCommandLineParser parser;
    addOptions(parser);
    if (!parser.parse(arguments))
        return wrongOption(parser.errorText() + u'.');
    if (parser.isSet(u"help"_s))
        parser.showHelp();
    if (parser.isSet(u"version"_s))
        parser.showVersion();
    Options options;
    bool isPort = false;
    options.port = parser.value(u"port"_s).toUShort(&isPort);
    if (!isPort)
        return wrongOption(u"--port takes a number from 0 to 65535."_s);
    if (!parser.positionalArguments().isEmpty())
        return wrongOption(u"%1 is not an option."_s.arg(parser.positionalArguments().first()));
    if (parser.isSet(u"config"_s)) {
        const auto configuration = readConfiguration(parser.value(u"config"_s));
        if (!configuration)
            return configuration.error();
        options.configuration = *configuration;
    }
    if (parser.isSet(u"latency"_s)) {
        bool isNumber = false;
        QJsonObject settings = options.configuration.value(u"settings"_s).toObject();
        settings.insert(u"latency_ms"_s, parser.value(u"latency"_s).toInt(&isNumber));
        options.configuration.insert(u"settings"_s, settings);
        if (!isNumber)
            return wrongOption(u"--latency takes a number of milliseconds."_s);
    }
    options.stateFolder = parser.value(u"state"_s);
    options.logFile = parser.value(u"log"_s);
    options.account = parser.value(u"account"_s);
    options.token = parser.value(u"token"_s).toLatin1();
    options.demo = parser.isSet(u"demo"_s);
    return options;
}

} // namespace tidemark::sandbox
