#include "gotomodel.h"

#include "projectsession.h"
#include "shownstates.h"

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int MostFound = 100;

struct GoToModelWords {
    Q_DECLARE_TR_FUNCTIONS(tidemark::GoToModel)
};

bool startsWord(QStringView text, qsizetype at)
{
    return at == 0 || !text.at(at - 1).isLetterOrNumber()
           || (text.at(at).isUpper() && text.at(at - 1).isLower());
}

// The word in front says what it is: "Table", "Migrations".
QString detailOf(const QString &kind, const Target &target)
{
    return kind + u" · "_s + target.stream + u" · "_s + target.environmentWord();
}

void addPages(QList<GoToEntry> &entries, const Target &target)
{
    const auto add = [&](NavigatorKind kind, const QString &name) {
        entries.append({ .text = name + u' ' + target.stream,
                         .detail = detailOf(GoToModelWords::tr("Page"), target),
                         .page = PageAddress{ .kind = kind, .targetKey = target.key() } });
    };
    add(NavigatorKind::Migrations, GoToModelWords::tr("Migrations"));
    add(NavigatorKind::Verification, GoToModelWords::tr("Verification"));
    add(NavigatorKind::TimeTravel, GoToModelWords::tr("Backups and Time Travel"));
}

void addTables(QList<GoToEntry> &entries, const Target &target, const Schema &schema)
{
    for (const Table &table : schema.tables) {
        const PageAddress page{ .kind = NavigatorKind::Table,
                                .targetKey = target.key(),
                                .object = table.name };
        entries.append({ .text = table.name,
                         .detail = detailOf(GoToModelWords::tr("Table"), target),
                         .page = page });
        for (const Column &column : table.columns)
            entries.append({ .text = table.name + u'.' + column.name,
                             .detail = detailOf(GoToModelWords::tr("Column"), target),
                             .page = page });
    }
    for (const View &view : schema.views)
        entries.append({ .text = view.name,
                         .detail = detailOf(GoToModelWords::tr("View"), target),
                         .page = PageAddress{ .kind = NavigatorKind::View,
                                              .targetKey = target.key(),
                                              .object = view.name } });
}

struct Ranked {
    int score = 0;
    qsizetype place = 0;
};

} // namespace

int matchScore(QStringView text, QStringView wanted)
{
    int score = 1;
    qsizetype at = 0;
    qsizetype last = -2;
    for (const QChar letter : wanted) {
        if (letter.isSpace())
            continue;
        // The start of a word further on is worth more than the next letter that fits.
        qsizetype found = -1;
        for (qsizetype i = at; i < text.size(); ++i) {
            if (text.at(i).toCaseFolded() != letter.toCaseFolded())
                continue;
            if (found < 0)
                found = i;
            if (i == last + 1 || startsWord(text, i)) {
                found = i;
                break;
            }
        }
        if (found < 0)
            return 0;
        score += found == last + 1 ? 8 : 1;
        score += startsWord(text, found) ? 6 : 0;
        last = found;
        at = found + 1;
    }
    // Of two that fit alike the shorter is meant.
    return score * 100 - static_cast<int>(std::min<qsizetype>(text.size(), 99));
}

QList<GoToEntry> placesOf(const ProjectSession &project)
{
    QList<GoToEntry> entries;
    for (const DatabaseSession *database : project.databases()) {
        const Target &target = database->target();
        addPages(entries, target);
        addTables(entries, target, database->schema().userPart());
        for (const MigrationStatus &migration : database->status().migrations)
            entries.append({ .kind = GoToEntry::Kind::Migration,
                             .text = migration.id,
                             .detail = detailOf(stateWord(shown(migration.state)), target),
                             .page = PageAddress{ .targetKey = target.key() } });
    }
    return entries;
}

void GoToModel::setEntries(QList<GoToEntry> entries)
{
    m_entries = std::move(entries);
    search(m_typed);
}

void GoToModel::addEntries(const QList<GoToEntry> &entries)
{
    m_entries += entries;
    search(m_typed);
}

void GoToModel::search(const QString &typed)
{
    m_typed = typed;
    auto kind = GoToEntry::Kind::Place;
    QStringView wanted(typed);
    if (!typed.isEmpty() && u"@#>"_s.contains(typed.front())) {
        kind = typed.front() == u'@'   ? GoToEntry::Kind::Migration
               : typed.front() == u'#' ? GoToEntry::Kind::SafetyPoint
                                       : GoToEntry::Kind::Command;
        wanted = wanted.mid(1);
    }
    QList<Ranked> ranked;
    for (qsizetype place = 0; place < m_entries.size(); ++place) {
        const GoToEntry &entry = m_entries.at(place);
        if (entry.kind != kind)
            continue;
        if (const int score = matchScore(entry.text, wanted); score > 0)
            ranked.append({ .score = score, .place = place });
    }
    // Without a word to search for, the order is that of the window.
    if (!wanted.trimmed().isEmpty())
        std::stable_sort(ranked.begin(), ranked.end(), [](const Ranked &one, const Ranked &other) {
            return one.score > other.score;
        });
    QList<GoToEntry> rows;
    for (const Ranked &one : ranked.mid(0, MostFound))
        rows.append(m_entries.at(one.place));
    setRows(std::move(rows));
}

QVariant GoToModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole)
        return {};
    switch (Column(column)) {
    case What:
        return tr("What");
    case Where:
        return tr("Where");
    case Keys:
        return tr("Keys");
    case ColumnCount:
        break;
    }
    return {};
}

QVariant GoToModel::cell(const GoToEntry &row, int column, int role) const
{
    if (role == Qt::ToolTipRole)
        return row.whyNot.isEmpty() ? QVariant() : row.whyNot;
    if (role == Qt::AccessibleTextRole && column == What)
        return QString(row.text + u", "_s + row.detail);
    if (role == PageRole)
        return row.page ? QVariant::fromValue(*row.page) : QVariant();
    if (role == ActionNameRole)
        return row.actionId;
    if (role == MonospaceRole)
        return column == What && row.kind != GoToEntry::Kind::Command;
    if (role != Qt::DisplayRole)
        return {};
    switch (Column(column)) {
    case What:
        return row.text;
    case Where:
        return row.whyNot.isEmpty() ? row.detail : row.whyNot;
    case Keys:
        return row.keys;
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace tidemark
