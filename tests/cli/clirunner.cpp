#include "clirunner.h"

#include <QEventLoop>
#include <QJsonArray>
#include <QTimer>

namespace tidemark {

using namespace Qt::StringLiterals;

QJsonObject CliResult::target(const QString &database) const
{
    for (const QJsonValue &target : json().value(u"targets"_s).toArray()) {
        if (target[u"database"_s].toString() == database)
            return target.toObject();
    }
    return {};
}

QMap<QString, QString> CliResult::states(const QString &database) const
{
    QMap<QString, QString> states;
    for (const QJsonValue &migration : target(database).value(u"migrations"_s).toArray())
        states.insert(migration[u"id"_s].toString(), migration[u"state"_s].toString());
    return states;
}

CliRunner::CliRunner(const QString &sample)
    : engine(std::make_shared<Engine>(*Engine::create()))
    , m_project(sample.isEmpty()
                    ? m_folder.path()
                    : m_folder.copyFromCheckout(u"migrations/"_s + sample, u"project"_s))
{
    engine->paths = { .data = m_folder.path(u"data"_s),
                      .state = m_folder.path(u"state"_s),
                      .cache = m_folder.path(u"cache"_s) };
    engine->journal = Journal(engine->paths.journal());
    engine->environment = QProcessEnvironment();
}

CliResult CliRunner::operator()(const QStringList &line) const
{
    return together({ line }).first();
}

QList<CliResult> CliRunner::together(const QList<QStringList> &lines) const
{
    QList<CliResult> results(lines.size());
    std::vector<std::unique_ptr<cli::Application>> applications;
    QEventLoop loop;
    qsizetype running = lines.size();
    for (CliResult &result : results) {
        const cli::Console::Streams streams{
            .out = [&result](const QByteArray &text) { result.out += text; },
            .err =
                [this, &result](const QByteArray &text) {
                    result.err += text;
                    if (onLog)
                        onLog(text);
                }
        };
        auto &application
            = applications.emplace_back(std::make_unique<cli::Application>(engine, streams));
        QObject::connect(application.get(), &cli::Application::finished, &loop, [&](int exit) {
            result.exit = exit;
            if (--running == 0)
                loop.quit();
        });
    }
    for (size_t i = 0; i < applications.size(); ++i)
        applications.at(i)->start(QStringList{ u"--project"_s, m_project } + lines.at(qsizetype(i)),
                                  stop);
    if (running > 0) {
        QTimer::singleShot(std::chrono::seconds(110), &loop, &QEventLoop::quit);
        loop.exec();
    }
    return results;
}

CliResult CliRunner::json(const QStringList &line) const
{
    return (*this)(QStringList{ u"--json"_s, u"--quiet"_s } + line);
}

QString CliRunner::databaseFile(const QString &binding) const
{
    const auto selection = select(
        engine, { .projectDirectory = m_project, .place = PlaceOfTarget::Local }, Purpose::Read);
    if (!selection)
        qFatal("%s", qPrintable(selection.error().message));
    for (const SelectedTarget &selected : selection->targets) {
        if (selected.target.stream == binding)
            return selected.target.file;
    }
    qFatal("no database %s", qPrintable(binding));
    return {};
}

QList<Row> CliRunner::rows(const QString &binding, const QByteArray &sql) const
{
    auto connection = SqliteConnection::open(databaseFile(binding));
    if (!connection)
        qFatal("%s", qPrintable(connection.error().message));
    auto result = connection->query({ sql, {} });
    if (!result)
        qFatal("%s", qPrintable(result.error().message));
    return result->rows;
}

void CliRunner::sql(const QString &binding, const QByteArray &script) const
{
    auto connection = SqliteConnection::open(databaseFile(binding));
    if (!connection)
        qFatal("%s", qPrintable(connection.error().message));
    if (auto ran = connection->run(script); !ran)
        qFatal("%s", qPrintable(ran.error().message));
}

} // namespace tidemark
