#pragma once

#include "../command.h"

namespace tidemark::cli {

class StatusCommand final : public Command
{
public:
    [[nodiscard]] QString name() const override;
    [[nodiscard]] QString synopsis() const override;
    [[nodiscard]] QString summary() const override;
    [[nodiscard]] QList<OptionSpec> options() const override;
    [[nodiscard]] QCoro::Task<Report> run(Invocation invocation) const override;
};

} // namespace tidemark::cli
