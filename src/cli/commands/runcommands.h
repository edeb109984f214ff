#pragma once

#include "../command.h"

#include <engine/operations/runmigrations.h>

namespace tidemark::cli {

/// `up` and `down`; with --dry-run they are `rehearse`.
class RunCommand final : public Command
{
public:
    explicit RunCommand(PlanStep::Action direction)
        : m_direction(direction)
    {}

    [[nodiscard]] QString name() const override;
    [[nodiscard]] QString synopsis() const override;
    [[nodiscard]] QString summary() const override;
    [[nodiscard]] QList<OptionSpec> options() const override;
    [[nodiscard]] int maximumWords() const override { return 1; }
    [[nodiscard]] QCoro::Task<Report> run(Invocation invocation) const override;

private:
    PlanStep::Action m_direction;
};

/// `plan` (no rehearsal shown, but its hash) and `rehearse`.
class RehearseCommand final : public Command
{
public:
    enum class Show { Plan, Rehearsal };

    explicit RehearseCommand(Show show)
        : m_show(show)
    {}

    [[nodiscard]] QString name() const override;
    [[nodiscard]] QString synopsis() const override;
    [[nodiscard]] QString summary() const override;
    [[nodiscard]] QList<OptionSpec> options() const override;
    [[nodiscard]] int maximumWords() const override { return 1; }
    [[nodiscard]] QCoro::Task<Report> run(Invocation invocation) const override;

private:
    Show m_show;
};

} // namespace tidemark::cli
