#pragma once

#include <models/pageaddress.h>
#include <ui/widgets/pagetabs.h>

namespace tidemark {

class ActionRegistry;
class Page;
class ProjectSession;
class RecentPlaces;
class SyntaxLibrary;
class WindowMemory;

/// What pages are made with. Everything outlives them.
struct PageContext {
    ProjectSession &project;
    ActionRegistry &actions;
    const SyntaxLibrary &syntax;
    WindowMemory *memory = nullptr; ///< null: nothing is kept
    RecentPlaces *recent = nullptr; ///< null: there is no page of ways in
};

/// The tab of a page before it is built; empty if there is nothing at that address.
[[nodiscard]] std::optional<PageTab> tabFor(const PageAddress &address, const PageContext &context);
/// The page itself; only for an address that has a tab.
[[nodiscard]] Page *
makePage(const PageAddress &address, const PageContext &context, QWidget *parent);

} // namespace tidemark
