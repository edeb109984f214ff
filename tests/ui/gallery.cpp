#include "gallery.h"

#include <models/roles.h>
#include <ui/delegates/navigatordelegate.h>
#include <ui/delegates/pilldelegate.h>
#include <ui/delegates/statedelegate.h>
#include <ui/editor/codeview.h>
#include <ui/style/emphasis.h>
#include <ui/widgets/banner.h>
#include <ui/widgets/chip.h>
#include <ui/widgets/commandbox.h>
#include <ui/widgets/environmentband.h>
#include <ui/widgets/namefield.h>
#include <ui/widgets/pagefoot.h>
#include <ui/widgets/pagehead.h>
#include <ui/widgets/pagetabs.h>
#include <ui/widgets/statelabel.h>
#include <ui/widgets/targetbar.h>

#include <QtWidgets>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

QStandardItem *stateItem(ShownState state, const QString &text = {})
{
    auto *item = new QStandardItem;
    item->setData(QVariant::fromValue(state), StateRole);
    item->setData(text, StateTextRole);
    return item;
}

QStandardItem *nameItem(const QString &name)
{
    auto *item = new QStandardItem(name);
    item->setData(true, MonospaceRole);
    return item;
}

QStandardItem *numberItem(const QString &number)
{
    auto *item = new QStandardItem(number);
    item->setData(true, NumberRole);
    item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    return item;
}

QStandardItem *navigatorItem(NavigatorKind kind, const QString &name)
{
    auto *item = new QStandardItem(name);
    item->setData(QVariant::fromValue(kind), KindRole);
    return item;
}

QStandardItem *environmentItem(ShownEnvironment environment, const QString &name)
{
    auto *item = navigatorItem(NavigatorKind::Environment, name);
    item->setData(QVariant::fromValue(environment), EnvironmentRole);
    return item;
}

QTreeView *makeNavigator(QWidget *parent)
{
    auto *view = new QTreeView(parent);
    auto *model = new QStandardItemModel(view);
    auto *project = navigatorItem(NavigatorKind::Project, u"NanoType"_s);
    project->appendRow(navigatorItem(NavigatorKind::StatusBoard, u"Status board"_s));
    auto *local = environmentItem(ShownEnvironment::Local, u"local"_s);
    auto *behind = navigatorItem(NavigatorKind::Database, u"AUTH_DB"_s);
    behind->setData(QVariant::fromValue(ShownState::Behind), StateRole);
    behind->setData(1, BadgeCountRole);
    local->appendRow(behind);
    auto *production = environmentItem(ShownEnvironment::Production, u"production"_s);
    auto *database = navigatorItem(NavigatorKind::Database, u"AUTH_DB"_s);
    database->setData(QVariant::fromValue(ShownState::FailedCheck), StateRole);
    auto *migrations = navigatorItem(NavigatorKind::Migrations, u"Migrations"_s);
    migrations->setData(QVariant::fromValue(ShownState::Pending), StateRole);
    migrations->setData(3, BadgeCountRole);
    auto *verification = navigatorItem(NavigatorKind::Verification, u"Verification"_s);
    verification->setData(QVariant::fromValue(ShownState::FailedCheck), StateRole);
    verification->setData(2, BadgeCountRole);
    auto *internal = navigatorItem(NavigatorKind::InternalTables, u"Internal tables"_s);
    internal->setData(3, BadgeCountRole);
    for (auto *item : { migrations,
                        verification,
                        navigatorItem(NavigatorKind::TimeTravel, u"Backups and Time Travel"_s),
                        navigatorItem(NavigatorKind::Sql, u"SQL"_s),
                        navigatorItem(NavigatorKind::Tables, u"Tables"_s),
                        internal })
        database->appendRow(item);
    production->appendRow(database);
    project->appendRow(local);
    project->appendRow(environmentItem(ShownEnvironment::Staging, u"staging"_s));
    project->appendRow(production);
    model->appendRow(project);
    view->setModel(model);
    view->setItemDelegate(new NavigatorDelegate(view));
    view->setHeaderHidden(true);
    view->setIndentation(14);
    view->viewport()->setBackgroundRole(QPalette::Window);
    view->setFrameShape(QFrame::NoFrame);
    view->setAccessibleName(u"Navigator"_s);
    view->expandAll();
    view->setCurrentIndex(migrations->index());
    return view;
}

QTreeView *makeMigrations(QWidget *parent)
{
    auto *view = new QTreeView(parent);
    auto *model = new QStandardItemModel(view);
    model->setHorizontalHeaderLabels({ u"Migration"_s, u"State"_s, u"Took"_s, u"Remark"_s });
    const auto row
        = [](const QString &name, ShownState state, const QString &took, const QString &remark) {
              return QList<QStandardItem *>{
                  nameItem(name), stateItem(state), numberItem(took), new QStandardItem(remark)
              };
          };
    auto *pending = new QStandardItem(u"Pending (3), in the order they would run"_s);
    pending->appendRow(row(u"0004_add_user_tier"_s,
                           ShownState::DuplicateNumber,
                           {},
                           u"Shares number 4 with 0004_rooms_table"_s));
    pending->appendRow(row(u"0005_add_permissions_table"_s, ShownState::Pending, {}, {}));
    pending->appendRow(row(u"0007_api_keys_last_used"_s,
                           ShownState::Blocked,
                           {},
                           u"Alters api_keys, which is missing"_s));
    auto *history = new QStandardItem(u"History (3), newest first"_s);
    history->appendRow(row(u"0004_rooms_table"_s,
                           ShownState::Edited,
                           u"212 ms"_s,
                           u"2 lines of the file differ from the SQL that ran"_s));
    history->appendRow(row(u"0002_api_keys"_s,
                           ShownState::RecordedNoEffect,
                           u"unknown"_s,
                           u"Table api_keys is not in the database"_s));
    history->appendRow(
        row(u"auth_init"_s, ShownState::Baseline, u"–"_s, u"Live schema was checked first"_s));
    model->appendRow(pending);
    model->appendRow(history);
    view->setModel(model);
    view->setItemDelegate(new StateDelegate(view));
    view->setFrameShape(QFrame::NoFrame);
    view->setAccessibleName(u"Migrations"_s);
    view->expandAll();
    view->setFirstColumnSpanned(0, {}, true);
    view->setFirstColumnSpanned(1, {}, true);
    for (int column = 0; column < 3; ++column)
        view->resizeColumnToContents(column);
    view->setCurrentIndex(pending->child(0)->index());
    return view;
}

QWidget *makeRehearsal(QWidget *parent)
{
    auto *side = new QWidget(parent);
    side->setBackgroundRole(QPalette::Base);
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(16, 12, 16, 12);
    auto *banner = new Banner(side);
    banner->setMessage(
        ShownState::Blocked,
        u"Blocked: 5,439 rows would be deleted"_s,
        u"Line 12, DROP TABLE user: every session and account row goes with it through ON DELETE "
        "CASCADE. D1 would report success."_s);
    banner->addRemedy(u"Use safe rewrite…"_s, u"migrationUseSafeRewrite"_s);
    column->addWidget(banner);
    auto *note = new Banner(side);
    note->setMessage(ShownState::NotVerified,
                     u"Backup written, not verified."_s,
                     u"The test restore differs in tasks."_s);
    note->addRemedy(u"Show difference"_s, u"differenceShow"_s);
    note->addRemedy(u"Back up again"_s, u"backupTake"_s);
    column->addWidget(note);
    auto *findings = new QTableView(side);
    auto *model = new QStandardItemModel(findings);
    model->setHorizontalHeaderLabels({ u"Finding"_s, u"Line"_s, u"What it means"_s });
    model->appendRow(
        { stateItem(ShownState::BlockingFinding, u"cascade-loss"_s),
          numberItem(u"12"_s),
          new QStandardItem(u"session −4,127 and account −1,312; production is untouched"_s) });
    model->appendRow(
        { stateItem(ShownState::DuplicateNumber, u"duplicate-number"_s),
          numberItem(u"–"_s),
          new QStandardItem(u"Keep both: tracked by full name in Tidemark's history"_s) });
    findings->setModel(model);
    findings->setItemDelegate(new StateDelegate(findings));
    findings->setSelectionBehavior(QAbstractItemView::SelectRows);
    findings->setShowGrid(false);
    findings->verticalHeader()->hide();
    findings->horizontalHeader()->setStretchLastSection(true);
    findings->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    findings->resizeColumnsToContents();
    findings->setAccessibleName(u"Findings"_s);
    column->addWidget(findings, 1);
    return side;
}

CodeView *makeCode(const SyntaxLibrary &library, QWidget *parent)
{
    auto *code = new CodeView(library, parent);
    code->setScript(u"0004_add_user_tier.sql"_s,
                    uR"(-- tidemark: allow S101 sessions -- moved in March
-- 0004_add_user_tier.sql
CREATE TABLE user_new (
  id         TEXT PRIMARY KEY,
  "email"    TEXT NOT NULL UNIQUE,
  tier       TEXT NOT NULL DEFAULT 'free'
             CHECK (tier IN ('free', 'pro', 'team')),
  created_at INTEGER NOT NULL DEFAULT 0x1F
);
INSERT INTO user_new (id, email, created_at)
  SELECT id, lower(email), created_at FROM user WHERE n > 1.5e3;
DROP TABLE user;
ALTER TABLE user_new RENAME TO user;
CREATE INDEX idx_user_tier ON user (tier);
)"_s);
    code->setMarks({ { .line = 12,
                       .state = ShownState::BlockingFinding,
                       .text = u"blocking finding cascade-loss"_s } });
    return code;
}

QPushButton *makeButton(const QString &text, Emphasis emphasis, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    setEmphasis(button, emphasis);
    button->setAutoDefault(false);
    return button;
}

QTabBar *makeInPageTabs(QWidget *parent)
{
    auto *bar = new QTabBar(parent);
    setInPage(bar);
    bar->setExpanding(false);
    for (const auto &title : { u"Up script"_s, u"Down script"_s, u"What ran"_s, u"Difference"_s })
        bar->addTab(title);
    return bar;
}

QWidget *makePage(const SyntaxLibrary &library, QWidget *parent)
{
    auto *page = new QWidget(parent);
    page->setBackgroundRole(QPalette::Base);
    page->setAutoFillBackground(true);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *target = new TargetBar(page);
    target->setTarget({ .environment = ShownEnvironment::Production,
                        .place = u"remote"_s,
                        .name = u"nanotype-auth"_s,
                        .shortId = u"8f3c21aa"_s,
                        .account = u"NanoType Ltd (account 4d1e7b20)"_s });
    target->setLock(u"Writes ask for the typed name"_s);
    auto *head = new PageHead(page);
    head->setTitle(u"Migrations of AUTH_DB"_s);
    head->setFacts(u"3 applied, 3 pending · files in migrations/ · ledger _migrations"_s);
    auto *create = makeButton(u"New migration…"_s, Emphasis::None, head);
    create->setIcon(QIcon::fromTheme(u"list-add"_s));
    head->addControl(create);
    head->addControl(makeButton(u"Roll back to here…"_s, Emphasis::None, head));
    auto *again = makeButton(u"Rehearse again"_s, Emphasis::Primary, head);
    head->addControl(again);
    auto *split = new QSplitter(Qt::Horizontal, page);
    auto *left = new QWidget(split);
    auto *leftColumn = new QVBoxLayout(left);
    leftColumn->setContentsMargins(0, 0, 0, 0);
    leftColumn->setSpacing(0);
    leftColumn->addWidget(makeInPageTabs(left));
    leftColumn->addWidget(makeCode(library, left), 1);
    split->addWidget(left);
    // Banners grow when the page is narrow: what stands under them scrolls instead of cutting them.
    auto *scroll = new QScrollArea(split);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(makeRehearsal(scroll));
    split->addWidget(scroll);
    split->setSizes({ 430, 570 });
    auto *foot = new PageFoot(page);
    foot->setVerdict(
        ShownState::Blocked,
        u"Nothing can be applied until the blocking finding is resolved or allowed with a reason."_s);
    for (const auto &text : { u"Apply this one…"_s, u"Apply all 3…"_s }) {
        auto *button = makeButton(text, Emphasis::None, foot);
        button->setEnabled(false);
        foot->addControl(button);
    }
    column->addWidget(target);
    column->addWidget(head);
    column->addWidget(makeMigrations(page), 2);
    column->addWidget(split, 3);
    column->addWidget(foot);
    return page;
}

QWidget *makeButtons(QWidget *parent)
{
    auto *row = new QWidget(parent);
    auto *line = new QHBoxLayout(row);
    line->addWidget(makeButton(u"Rehearse again"_s, Emphasis::None, row));
    line->addWidget(makeButton(u"Apply 2 migrations"_s, Emphasis::Primary, row));
    line->addWidget(makeButton(u"Restore database"_s, Emphasis::Danger, row));
    auto *emergency = makeButton(u"Something is wrong"_s, Emphasis::Emergency, row);
    line->addWidget(emergency);
    line->addWidget(makeButton(u"Open verification"_s, Emphasis::Link, row));
    auto *disabled = makeButton(u"Apply this one…"_s, Emphasis::Primary, row);
    disabled->setEnabled(false);
    line->addWidget(disabled);
    auto *checked = makeButton(u"2 behind"_s, Emphasis::None, row);
    checked->setCheckable(true);
    checked->setChecked(true);
    line->addWidget(checked);
    auto *tool = new QToolButton(row);
    tool->setIcon(QIcon::fromTheme(u"view-refresh"_s));
    tool->setToolTip(u"Refresh"_s);
    tool->setAccessibleName(u"Refresh"_s);
    line->addWidget(tool);
    line->addStretch();
    return row;
}

QWidget *makeFields(QWidget *parent)
{
    auto *row = new QWidget(parent);
    auto *line = new QHBoxLayout(row);
    auto *filter = new QLineEdit(row);
    filter->setPlaceholderText(u"Filter"_s);
    filter->addAction(QIcon::fromTheme(u"view-filter"_s), QLineEdit::LeadingPosition);
    line->addWidget(filter);
    auto *combo = new QComboBox(row);
    combo->addItems({ u"All projects"_s, u"NanoType"_s });
    line->addWidget(combo);
    line->addWidget(new QSpinBox(row));
    auto *check = new QCheckBox(u"Only what needs attention"_s, row);
    check->setChecked(true);
    line->addWidget(check);
    line->addWidget(new QCheckBox(u"Not set"_s, row));
    auto *radio = new QRadioButton(u"Restore the whole database"_s, row);
    radio->setChecked(true);
    line->addWidget(radio);
    line->addStretch();
    return row;
}

QListView *makePills(QWidget *parent)
{
    auto *view = new QListView(parent);
    auto *model = new QStandardItemModel(view);
    const auto add = [model](const QString &name, const QString &pill, ShownState state) {
        auto *item = nameItem(name);
        item->setData(pill, PillRole);
        item->setData(QVariant::fromValue(state), StateRole);
        model->appendRow(item);
    };
    add(u"0004_add_user_tier"_s, u"5,439 rows"_s, ShownState::Warning);
    add(u"0005_add_permissions_table"_s, u"new"_s, ShownState::Done);
    add(u"0006_drop_sessions"_s, u"1 table"_s, ShownState::Failed);
    view->setModel(model);
    view->setItemDelegate(new PillDelegate(view));
    view->setAccessibleName(u"Steps"_s);
    view->setFixedHeight(100);
    return view;
}

} // namespace

std::unique_ptr<QWidget> makePageGallery(const SyntaxLibrary &library)
{
    auto window = std::make_unique<QWidget>();
    auto *column = new QVBoxLayout(window.get());
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *band = new EnvironmentBand(window.get());
    band->setEnvironment(ShownEnvironment::Production);
    column->addWidget(band);
    auto *split = new QSplitter(Qt::Horizontal, window.get());
    split->addWidget(makeNavigator(split));
    auto *tabs = new PageTabs(split);
    tabs->addPage({ .title = u"Status board"_s },
                  [](QWidget *parent) { return new QWidget(parent); });
    tabs->addPage(
        { .title = u"Migrations · AUTH_DB"_s, .environment = ShownEnvironment::Production },
        [&library](QWidget *parent) { return makePage(library, parent); });
    tabs->addPage({ .title = u"tasks · READ_REPLICA"_s, .environment = ShownEnvironment::Staging },
                  [](QWidget *parent) { return new QWidget(parent); });
    tabs->setCurrentIndex(1);
    split->addWidget(tabs);
    split->setSizes({ 240, 1000 });
    split->setStretchFactor(1, 1);
    column->addWidget(split, 1);
    return window;
}

std::unique_ptr<QWidget> makeControlGallery()
{
    auto window = std::make_unique<QWidget>();
    auto *column = new QVBoxLayout(window.get());
    auto *states = new QGridLayout;
    for (int i = 0; i < ShownStateCount; ++i) {
        auto *label = new StateLabel(window.get());
        label->setState(ShownState(i));
        states->addWidget(label, i / 6, i % 6);
    }
    column->addLayout(states);
    auto *chips = new QHBoxLayout;
    for (const auto environment : { ShownEnvironment::Local,
                                    ShownEnvironment::Staging,
                                    ShownEnvironment::Production,
                                    ShownEnvironment::Other }) {
        auto *chip = new Chip(window.get());
        chip->setEnvironment(environment, u"demo"_s);
        chips->addWidget(chip);
    }
    chips->addStretch();
    column->addLayout(chips);
    column->addWidget(makeButtons(window.get()));
    column->addWidget(makeFields(window.get()));
    column->addWidget(makePills(window.get()));
    auto *command = new CommandBox(window.get());
    command->setCommand(u"tidemark-cli migrate apply --target production --plan 7c19e0"_s);
    column->addWidget(command);
    auto *name = new NameField(window.get());
    name->setExpected(u"nanotype-auth"_s);
    column->addWidget(name);
    auto *foot = new PageFoot(window.get());
    foot->setProgress(2, 3, u"0005_add_permissions_table"_s);
    column->addWidget(foot);
    return window;
}

} // namespace tidemark
