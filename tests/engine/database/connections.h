#pragma once

#include <engine/database/sqlite/connection.h>

#include <QtTest>

namespace tidemark {

inline SqliteConnection opened(const QString &name, const SqliteOptions &options = {})
{
    auto connection = SqliteConnection::open(name, options);
    if (!connection)
        qFatal("%s", qPrintable(connection.error().message));
    return std::move(*connection);
}

inline SqliteConnection made(const QString &name, const QByteArray &script = {})
{
    auto connection = opened(name, { .access = SqliteOptions::Access::Create });
    if (const auto ran = connection.run(script); !ran)
        qFatal("%s", qPrintable(ran.error().message));
    return connection;
}

inline QString value(SqliteConnection &connection, const QByteArray &sql)
{
    const auto result = connection.query({ sql });
    if (!result)
        return QStringLiteral("error: ") + result.error().message;
    return result->rows.isEmpty() ? QStringLiteral("no row")
                                  : result->rows.first().first().toString();
}

inline QString kindOf(const Error &error)
{
    return kindName(error.kind);
}

} // namespace tidemark
