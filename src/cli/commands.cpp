#include "commands/runcommands.h"
#include "commands/statuscommand.h"
#include "simplecommand.h"

namespace tidemark::cli {

CommandList allCommands()
{
    CommandList commands;
    commands.push_back(std::make_unique<StatusCommand>());
    commands.push_back(std::make_unique<RunCommand>(PlanStep::Action::Apply));
    commands.push_back(std::make_unique<RunCommand>(PlanStep::Action::RollBack));
    commands.push_back(std::make_unique<RehearseCommand>(RehearseCommand::Show::Plan));
    commands.push_back(std::make_unique<RehearseCommand>(RehearseCommand::Show::Rehearsal));
    for (const auto &specs : { migrationFileCommands(),
                               historyCommands(),
                               lookCommands(),
                               backupCommands(),
                               remoteCommands(),
                               recoverCommands(),
                               importCommands(),
                               tokenCommands() }) {
        for (const SimpleCommand::Spec &spec : specs)
            commands.push_back(std::make_unique<SimpleCommand>(spec));
    }
    return commands;
}

} // namespace tidemark::cli
