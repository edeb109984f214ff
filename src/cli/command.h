#pragma once

#include "arguments.h"
#include "console.h"
#include "report.h"

#include <engine/operations/engine.h>
#include <engine/operations/managetokens.h>

#include <QCoroTask>

#include <memory>
#include <vector>

namespace tidemark::cli {

/// What a command is given. The console outlives it.
struct Invocation {
    EnginePointer engine;
    Arguments arguments;
    Conduct conduct;
    Console *console = nullptr;

    /// @p place overrules --local and --remote.
    [[nodiscard]] Result<Selection> select(Purpose purpose,
                                           std::optional<PlaceOfTarget> place = {}) const;
    /// Says which targets a writing command is about to touch.
    void announce(const Selection &selection) const;
    /// Production asks for the name to be typed: --confirm, or at the terminal. Fails with Usage.
    [[nodiscard]] Result<> confirmProduction(const Selection &selection) const;
    /// The same for one target whatever its environment (restore).
    [[nodiscard]] Result<> confirmName(const Target &target, const QString &question) const;
    /// What --account, --api-url and --token-from say; with `--token-from stdin` the token has been read. Fails with BadInput.
    [[nodiscard]] Result<CloudflareRequest> cloudflare() const;
    /// The one target a command can act on. Fails with Usage, naming those there are.
    [[nodiscard]] Result<SelectedTarget> single(const Selection &selection) const;
};

/// One verb of the command line. Stateless.
class Command
{
public:
    Command() = default;
    virtual ~Command() = default;
    Command(const Command &) = delete;
    Command &operator=(const Command &) = delete;

    [[nodiscard]] virtual QString name() const = 0;
    [[nodiscard]] virtual QString synopsis() const = 0; ///< "up [N] [--to ID] …"
    [[nodiscard]] virtual QString summary() const = 0; ///< one line
    [[nodiscard]] virtual QList<OptionSpec> options() const { return {}; }
    [[nodiscard]] virtual int maximumWords() const { return 0; }

    [[nodiscard]] virtual QCoro::Task<Report> run(Invocation invocation) const = 0;
};

using CommandList = std::vector<std::unique_ptr<Command>>;
[[nodiscard]] CommandList allCommands();

} // namespace tidemark::cli
