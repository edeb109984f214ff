#pragma once

#include <QKeySequence>
#include <QList>
#include <QString>

namespace tidemark {

/// The menus of the window, in their order. None: reached by key or button alone, inside a page that shows it.
enum class MenuPlace { File, Edit, View, Database, Migrations, Query, Recovery, Tools, Help, None };

/// Who acts: the window whatever page is in front, or the page in front if it knows the action.
enum class ActionScope { Window, Page };

/// One action of the window: its id is its object name everywhere, in menus, buttons, shortcuts and tests.
struct ActionSpec {
    QString id;
    QString text; ///< with "…" if a question follows
    MenuPlace menu = MenuPlace::None;
    ActionScope scope = ActionScope::Page;
    QString icon = {};
    QList<QKeySequence> shortcuts = {};
    bool startsGroup = false; ///< a separator stands before it in its menu
    bool isCheckable = false;
};

/// QKeySequences of their portable texts.
[[nodiscard]] QList<QKeySequence> keys(std::initializer_list<const char *> texts);

// One list per part of the window; their order is that of the menus.
[[nodiscard]] QList<ActionSpec> shellActions();
[[nodiscard]] QList<ActionSpec> boardActions();
[[nodiscard]] QList<ActionSpec> connectActions();
[[nodiscard]] QList<ActionSpec> migrationActions();
[[nodiscard]] QList<ActionSpec> verificationActions();
[[nodiscard]] QList<ActionSpec> timeTravelActions();
[[nodiscard]] QList<ActionSpec> browseActions();
[[nodiscard]] QList<ActionSpec> queryActions();
[[nodiscard]] QList<ActionSpec> recoveryActions();
/// Of the recovery window, which has its own.
[[nodiscard]] QList<ActionSpec> recoveryWindowActions();

} // namespace tidemark
