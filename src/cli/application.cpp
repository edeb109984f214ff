#include "application.h"

#include "json.h"
#include "texts.h"

#include <engine/base/run.h>

#include <QPointer>

namespace tidemark::cli {

using namespace Qt::StringLiterals;

namespace {

// A command's report as the result run() wants; an exception in it becomes Internal there.
QCoro::Task<Result<Report>> reported(QCoro::Task<Report> task)
{
    Report report = co_await task; // named first: see docs/development.md, "Coroutines"
    co_return report;
}

QString optionLines(const QList<OptionSpec> &options)
{
    QString lines;
    for (const OptionSpec &option : options) {
        const QString left = u"  --%1 %2"_s.arg(option.name, option.value);
        lines += left.leftJustified(24) + u' ' + option.help + u'\n';
    }
    return lines;
}

} // namespace

Application::Application(EnginePointer engine, Console::Streams streams)
    : m_engine(std::move(engine))
    , m_console(std::move(streams))
    , m_commands(allCommands())
{}

const Command *Application::find(const QString &name) const
{
    const auto found
        = std::find_if(m_commands.begin(), m_commands.end(), [&name](const auto &command) {
              return command->name() == name;
          });
    return found == m_commands.end() ? nullptr : found->get();
}

QString Application::help(const Command *command) const
{
    if (command) {
        return u"tidemark-cli %1\n\n%2\n\n%3\nGlobal options: tidemark-cli --help\n"_s.arg(
            command->synopsis(), command->summary(), optionLines(command->options()));
    }
    QString text = u"tidemark-cli [global options] COMMAND [arguments]\n\n"_s;
    for (const auto &each : m_commands)
        text += u"  "_s + each->name().leftJustified(10) + u' ' + each->summary() + u'\n';
    return text + u"\nGlobal options, anywhere on the line:\n"_s + optionLines(globalOptions());
}

void Application::start(const QStringList &line, std::stop_token stop)
{
    QList<OptionSpec> known = globalOptions();
    for (const auto &command : m_commands)
        known += command->options();
    const auto arguments = parseArguments(line, known);
    if (!arguments) {
        Arguments asFarAsKnown;
        if (line.contains(u"--json"_s))
            asFarAsKnown.switches.insert(u"json"_s);
        finish({}, asFarAsKnown, failed(arguments.error()));
        return;
    }
    m_console.configure(*arguments, m_engine->clock);
    if (arguments->has(u"version"_s)) {
        m_console.out("tidemark-cli " TIDEMARK_VERSION "\n");
        emit finished(0);
        return;
    }
    const Command *command = find(arguments->command);
    if (arguments->has(u"help"_s)) {
        m_console.out(help(command).toUtf8());
        emit finished(0);
        return;
    }
    if (!command) {
        Error error{ .kind = Error::Kind::Usage,
                     .message = u"There is no command %1."_s.arg(arguments->command),
                     .remedy = u"`tidemark-cli --help` lists them."_s };
        if (arguments->command.isEmpty())
            error.message = u"No command was given."_s;
        finish(arguments->command, *arguments, failed(error));
        return;
    }
    runCommand(*command, *arguments, std::move(stop));
}

void Application::runCommand(const Command &command,
                             const Arguments &arguments,
                             std::stop_token stop)
{
    QStringList allowed;
    for (const OptionSpec &option : globalOptions() + command.options())
        allowed.append(option.name);
    const QStringList given = arguments.switches.values() + arguments.values.keys();
    for (const QString &name : given) {
        if (!allowed.contains(name)) {
            finish(command.name(),
                   arguments,
                   failed({ .kind = Error::Kind::Usage,
                            .message = u"%1 has no option --%2."_s.arg(command.name(), name),
                            .remedy
                            = u"`tidemark-cli %1 --help` lists them."_s.arg(command.name()) }));
            return;
        }
    }
    if (arguments.words.size() > command.maximumWords()) {
        finish(command.name(),
               arguments,
               failed({ .kind = Error::Kind::Usage,
                        .message = u"%1 does not take “%2”."_s.arg(
                            command.name(), arguments.words.at(command.maximumWords())),
                        .remedy = u"tidemark-cli "_s + command.synopsis() }));
        return;
    }
    Invocation invocation{
        .engine = m_engine, .arguments = arguments, .conduct = {}, .console = &m_console
    };
    invocation.conduct.stop = std::move(stop);
    // A worker's progress may be on its way when the command is over.
    invocation.conduct.progress = [self = QPointer(this)](const Progress &progress) {
        if (self)
            self->m_console.progress(progress);
    };
    const QString name = command.name();
    tidemark::run(this,
                  reported(command.run(invocation)),
                  [this, name, arguments](const Result<Report> &report) {
                      finish(name, arguments, report ? *report : failed(report.error()));
                  });
}

void Application::finish(const QString &command, const Arguments &arguments, Report report)
{
    const D1Cost cost = m_engine->cloudflare->cost();
    if (cost.requests > 0) {
        report.fields.insert(u"cost"_s, costJson(cost));
        m_console.log(u"info"_s, u"cost"_s, costText(cost));
    }
    if (arguments.json())
        m_console.out(report.json(command));
    else if (!report.text.isEmpty())
        m_console.out(report.text.toUtf8());
    QList<Error> errors;
    if (report.error)
        errors.append(*report.error);
    for (const TargetReport &target : report.targets) {
        if (target.error && !errors.contains(*target.error))
            errors.append(*target.error);
    }
    for (const Error &error : errors) {
        if (error.kind != Error::Kind::Difference)
            m_console.log(u"error"_s, u"error"_s, errorText(error));
    }
    emit finished(report.exitCode());
}

} // namespace tidemark::cli
