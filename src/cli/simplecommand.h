#pragma once

#include "command.h"

namespace tidemark::cli {

/// A command that is one function: its words and options are data, its work a coroutine that takes the invocation by value.
class SimpleCommand final : public Command
{
public:
    struct Spec {
        QString name;
        QString synopsis;
        QString summary;
        QList<OptionSpec> options = {};
        int maximumWords = 0;
        QCoro::Task<Report> (*run)(Invocation) = nullptr;
    };

    explicit SimpleCommand(Spec spec)
        : m_spec(std::move(spec))
    {}

    [[nodiscard]] QString name() const override { return m_spec.name; }
    [[nodiscard]] QString synopsis() const override { return m_spec.synopsis; }
    [[nodiscard]] QString summary() const override { return m_spec.summary; }
    [[nodiscard]] QList<OptionSpec> options() const override { return m_spec.options; }
    [[nodiscard]] int maximumWords() const override { return m_spec.maximumWords; }
    [[nodiscard]] QCoro::Task<Report> run(Invocation invocation) const override
    {
        return m_spec.run(std::move(invocation));
    }

private:
    Spec m_spec;
};

// Each gives the commands of one subject.
[[nodiscard]] QList<SimpleCommand::Spec> migrationFileCommands(); ///< lint, new, renumber
[[nodiscard]] QList<SimpleCommand::Spec>
historyCommands(); ///< baseline, adopt, resolve, lock, events, eject
[[nodiscard]] QList<SimpleCommand::Spec> lookCommands(); ///< verify, drift, tables, schema, query
[[nodiscard]] QList<SimpleCommand::Spec> backupCommands(); ///< backup, restore, backups, export
[[nodiscard]] QList<SimpleCommand::Spec> importCommands(); ///< import-csv
[[nodiscard]] QList<SimpleCommand::Spec> remoteCommands(); ///< time-travel, databases
[[nodiscard]] QList<SimpleCommand::Spec> recoverCommands(); ///< recover
[[nodiscard]] QList<SimpleCommand::Spec> tokenCommands(); ///< token, doctor

} // namespace tidemark::cli
