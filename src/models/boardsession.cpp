#include "boardsession.h"

#include <engine/operations/statusboard.h>

namespace tidemark {

namespace {

D1Cost since(const D1Cost &before, const D1Cost &now)
{
    return { .requests = now.requests - before.requests,
             .retries = now.retries - before.retries,
             .rowsRead = now.rowsRead - before.rowsRead,
             .rowsWritten = now.rowsWritten - before.rowsWritten };
}

} // namespace

BoardSession::BoardSession(ProjectSession &project, QObject *parent)
    : QObject(parent)
    , m_project(project)
    , m_costBefore(project.cost())
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(0);
    connect(&m_soon, &QTimer::timeout, this, &BoardSession::update);
    connect(&project, &ProjectSession::changed, &m_soon, qOverload<>(&QTimer::start));
    connect(&project, &ProjectSession::opened, &m_soon, qOverload<>(&QTimer::start));
    reloadBackups();
    update();
}

void BoardSession::reloadBackups()
{
    const auto board = std::make_shared<StatusBoard>(m_project.engine());
    run(this, board->backups(), [this, board](const Result<QList<Backup>> &backups) {
        if (backups)
            m_backups = *backups;
        update();
    });
}

void BoardSession::refreshAll()
{
    m_costBefore = m_project.cost();
    reloadBackups();
    m_project.refresh();
}

void BoardSession::setOnlyAttention(bool only)
{
    m_onlyAttention = only;
    update();
}

void BoardSession::setState(std::optional<ShownState> state)
{
    m_state = state;
    update();
}

void BoardSession::setFilter(const QString &text)
{
    m_filter = text;
    update();
}

QSet<QString> BoardSession::shownDatabases(const QList<BoardCell> &cells) const
{
    QSet<QString> shown;
    for (const BoardCell &cell : cells) {
        const bool isMeant = cell.database.contains(m_filter, Qt::CaseInsensitive)
                             || cell.name.contains(m_filter, Qt::CaseInsensitive);
        const bool needs = !m_onlyAttention || !cell.attention.isEmpty();
        if (isMeant && needs && (!m_state || cell.state == *m_state))
            shown.insert(cell.database);
    }
    return shown;
}

void BoardSession::countUp(const QList<BoardCell> &cells)
{
    QSet<QString> databases;
    m_summary.clear();
    m_facts = { .targets = static_cast<int>(cells.size()),
                .cost = since(m_costBefore, m_project.cost()) };
    bool allChecked = !cells.isEmpty();
    for (const BoardCell &cell : cells) {
        databases.insert(cell.database);
        allChecked = allChecked && cell.checkedAt.isValid();
        if (cell.checkedAt.isValid()
            && (!m_facts.checkedAt.isValid() || cell.checkedAt < m_facts.checkedAt))
            m_facts.checkedAt = cell.checkedAt;
        const auto found = std::ranges::find(m_summary, cell.state, &Count::state);
        if (found == m_summary.end())
            m_summary.append({ cell.state, 1 });
        else
            ++found->cells;
    }
    if (!allChecked)
        m_facts.checkedAt = {};
    m_facts.databases = static_cast<int>(databases.size());
    std::ranges::stable_sort(
        m_summary, {}, [](const Count &count) { return urgency(count.state); });
}

void BoardSession::update()
{
    const QDateTime now = m_project.engine()->clock();
    QList<BoardCell> cells;
    QList<Attention> attention;
    bool isChecking = false;
    for (const DatabaseSession *database : m_project.databases()) {
        cells.append(boardCell(*database, m_backups, now));
        attention += cells.last().attention;
        isChecking = isChecking || database->phase() == DatabaseSession::Phase::Reading;
    }
    countUp(cells);
    m_facts.isChecking = isChecking;
    const QSet<QString> shown = shownDatabases(cells);
    cells.removeIf([&shown](const BoardCell &cell) { return !shown.contains(cell.database); });
    std::ranges::stable_sort(
        attention, {}, [](const Attention &each) { return urgency(each.state); });
    m_cells.setCells(cells, m_project.name());
    if (attention != m_attention.rows()) // a view keeps its place
        m_attention.setRows(attention);
    emit changed();
}

} // namespace tidemark
