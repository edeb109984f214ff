#pragma once

#include <engine/safety/rehearsal.h>

#include <QtTest>

namespace tidemark {

/// The schema a script makes in an empty database.
inline Schema schemaOf(const QByteArray &script)
{
    SqliteOptions options;
    options.access = SqliteOptions::Access::Create;
    auto connection = SqliteConnection::open(QStringLiteral(":memory:"), options);
    if (!connection)
        qFatal("%s", qPrintable(connection.error().message));
    if (const auto made = connection->run(script); !made)
        qFatal("%s", qPrintable(made.error().message));
    auto schema = connection->schema();
    if (!schema)
        qFatal("%s", qPrintable(schema.error().message));
    return *schema;
}

inline MigrationScript scriptOf(const QString &file, const QByteArray &text)
{
    auto script = parseScript(file, text);
    if (!script)
        qFatal("%s", qPrintable(script.error().message));
    return *script;
}

inline Migration migrationOf(const QString &id, const QByteArray &up, const QByteArray &down = {})
{
    Migration migration;
    migration.id = id;
    migration.version = id.section(u'_', 0, 0);
    migration.number = migration.version.toLongLong();
    migration.name = id.section(u'_', 1);
    migration.up
        = scriptOf(QStringLiteral("/project/migrations/") + id + QStringLiteral(".sql"), up);
    if (!down.isEmpty())
        migration.down = scriptOf(
            QStringLiteral("/project/migrations/") + id + QStringLiteral(".rollback.sql"), down);
    return migration;
}

/// Applies @p migrations to a database that @p live made.
inline RehearsalRequest requestFor(const QByteArray &live, const QList<Migration> &migrations)
{
    RehearsalRequest request;
    request.live = schemaOf(live);
    request.plan.stream = QStringLiteral("AUTH_DB");
    request.stream.config.name = QStringLiteral("AUTH_DB");
    request.stream.migrations = migrations;
    for (const Migration &migration : migrations)
        request.plan.steps << PlanStep{ .migration = migration };
    return request;
}

inline RehearsalRequest requestFor(const QByteArray &live, const QByteArray &script)
{
    return requestFor(live, QList<Migration>{ migrationOf(QStringLiteral("0007_change"), script) });
}

/// Rolls @p id back in a database that @p live made.
inline RehearsalRequest
rollingBack(const QByteArray &live, const QList<Migration> &migrations, const QString &id)
{
    RehearsalRequest request = requestFor(live, migrations);
    request.plan.direction = PlanStep::Action::RollBack;
    request.plan.steps.clear();
    for (const Migration &migration : migrations) {
        if (migration.id == id)
            request.plan.steps << PlanStep{ .action = PlanStep::Action::RollBack,
                                            .migration = migration };
    }
    return request;
}

inline RehearsalReport rehearsed(const RehearsalRequest &request)
{
    auto report = rehearse(request);
    if (!report)
        qFatal("%s", qPrintable(report.error().message));
    return *report;
}

inline QStringList rulesIn(const QList<Finding> &findings)
{
    QStringList rules;
    for (const Finding &finding : findings)
        rules << finding.rule;
    rules.removeDuplicates();
    rules.sort();
    return rules;
}

/// The first finding of @p rule; an empty one if there is none.
inline Finding findingOf(const QList<Finding> &findings, const QString &rule)
{
    for (const Finding &finding : findings) {
        if (finding.rule == rule)
            return finding;
    }
    return {};
}

/// What a failed check shows.
inline QString messages(const QList<Finding> &findings)
{
    QString text;
    for (const Finding &finding : findings)
        text += finding.rule + QStringLiteral(": ") + finding.message + u'\n';
    return text;
}

} // namespace tidemark
