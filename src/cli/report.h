#pragma once

#include <engine/base/result.h>
#include <engine/project/target.h>

#include <QJsonObject>
#include <QList>

#include <optional>

namespace tidemark::cli {

/// What a command found out about one target.
struct TargetReport {
    Target target;
    QString state = {}; ///< the target's state word; empty if it was not asked for
    QJsonObject fields = {}; ///< the command's own JSON fields
    std::optional<Error> error = {};
};

/// What a command has to say: one JSON document or a text, and an exit code.
struct Report {
    QList<TargetReport> targets = {};
    QJsonObject fields = {}; ///< of the document itself
    QString text = {}; ///< for people, on standard output
    std::optional<Error> error = {};

    [[nodiscard]] int exitCode() const; ///< the gravest of all errors
    [[nodiscard]] QByteArray json(const QString &command) const;
};

/// An error as people read it: what, where, state of the database, remedy; several lines.
[[nodiscard]] QString errorText(const Error &error);
[[nodiscard]] QJsonObject toJson(const Error &error);
[[nodiscard]] Report failed(const Error &error);

} // namespace tidemark::cli
