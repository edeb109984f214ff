#include "verificationmodel.h"

#include "shownstates.h"

#include <QLocale>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Outcome = ComparedPart::Outcome;
using Meaning = SchemaComparisonModel::Meaning;

// internalId of a group's row; another row carries its group's shownCount.
constexpr quintptr VerificationGroupId = ~quintptr(0);

bool isFine(ShownState state)
{
    return state == ShownState::Present || state == ShownState::Same || state == ShownState::Passed;
}

/// Worst first.
int rank(ShownState state)
{
    static const QList<ShownState> order{ ShownState::Missing,     ShownState::Changed,
                                          ShownState::FailedCheck, ShownState::Unexpected,
                                          ShownState::ComesLater,  ShownState::Pending };
    const auto at = order.indexOf(state);
    return static_cast<int>(at < 0 ? order.size() : at);
}

QString shownCount(qint64 value)
{
    return QLocale().toString(static_cast<qlonglong>(value));
}

} // namespace

QString differencesText(const ComparedTable &table)
{
    QStringList words;
    const auto add = [&words](const QList<ComparedPart> &parts, auto text) {
        if (const int count = differing(parts); count > 0)
            words.append(text(count));
    };
    add(table.columns, [](int n) { return VerificationModel::tr("%n column(s)", nullptr, n); });
    add(table.indexes, [](int n) { return VerificationModel::tr("%n index(es)", nullptr, n); });
    add(table.foreignKeys,
        [](int n) { return VerificationModel::tr("%n foreign key(s)", nullptr, n); });
    add(table.triggers, [](int n) { return VerificationModel::tr("%n trigger(s)", nullptr, n); });
    add(table.rest, [](int) { return VerificationModel::tr("definition"); });
    return words.join(u", "_s);
}

void VerificationModel::show(const ComparisonReport &report, Meaning meaning)
{
    m_report = report;
    m_meaning = meaning;
    rebuild();
}

void VerificationModel::clear()
{
    show({}, m_meaning);
}

void VerificationModel::setOnlyDifferences(bool only)
{
    if (std::exchange(m_onlyDifferences, only) != only)
        rebuild();
}

void VerificationModel::rebuild()
{
    beginResetModel();
    summarise();
    m_parts.clear();
    for (Part part : { Part{ Group::Tables, tableLines() },
                       Part{ Group::Checks, checkLines() },
                       Part{ Group::Internal, internalLines() } }) {
        if (m_onlyDifferences)
            part.lines.removeIf([&part](const Line &line) {
                return part.group == Group::Internal || isFine(line.state);
            });
        if (!part.lines.isEmpty())
            m_parts.append(part);
    }
    endResetModel();
}

void VerificationModel::summarise()
{
    m_summary = { .later = static_cast<int>(m_report.later.size()) };
    for (const ComparedTable &table : std::as_const(m_report.comparison.tables)) {
        m_summary.missing += table.outcome == Outcome::Missing;
        m_summary.changed += table.outcome == Outcome::Changed;
        m_summary.unexpected += table.outcome == Outcome::Unexpected;
        m_summary.present += table.outcome == Outcome::Same;
    }
    for (const Line &line : checkLines())
        ++(line.state == ShownState::FailedCheck ? m_summary.failedChecks : m_summary.passedChecks);
}

QString VerificationModel::reasonFor(const ComparedTable &table) const
{
    const TableFacts facts = m_report.factsOf(table.name);
    switch (table.outcome) {
    case Outcome::Same:
        return {};
    case Outcome::Changed:
        return differencesText(table);
    case Outcome::Missing:
        if (!facts.madeBy.isEmpty())
            return tr("expected by %1").arg(facts.madeBy);
        return facts.comesWith.isEmpty() ? QString() : tr("comes with %1").arg(facts.comesWith);
    case Outcome::Unexpected:
        break;
    }
    if (m_meaning == Meaning::BeforeAndAfter)
        return facts.madeBy.isEmpty() ? QString() : tr("made by %1").arg(facts.madeBy);
    if (!facts.ofStream.isEmpty())
        return tr("of %1").arg(facts.ofStream);
    return facts.comesWith.isEmpty() ? tr("no migration makes it")
                                     : tr("made by %1, which is not recorded").arg(facts.comesWith);
}

VerificationModel::Line VerificationModel::lineOf(const ComparedTable &table) const
{
    const TableFacts facts = m_report.factsOf(table.name);
    Line line{ .subject = table.name,
               .state = shown(table.outcome),
               .before = facts.expectedRows,
               .rows = facts.presentRows,
               .reason = reasonFor(table) };
    if (m_meaning == Meaning::Verification && table.outcome == Outcome::Same)
        line.state = ShownState::Present;
    if (m_meaning == Meaning::BeforeAndAfter) {
        const ComparedPart whole{
            .name = {}, .expected = {}, .present = {}, .outcome = table.outcome, .changes = {}
        };
        line.stateText
            = table.outcome == Outcome::Changed ? QString() : resultText(whole, m_meaning);
    }
    return line;
}

QList<VerificationModel::Line> VerificationModel::tableLines() const
{
    QList<Line> lines;
    for (const ComparedTable &table : std::as_const(m_report.comparison.tables))
        lines.append(lineOf(table));
    for (const QString &table : std::as_const(m_report.later))
        lines.append({ .subject = table,
                       .state = ShownState::ComesLater,
                       .reason = tr("with %1").arg(m_report.factsOf(table).comesWith) });
    std::stable_sort(lines.begin(), lines.end(), [](const Line &left, const Line &right) {
        return rank(left.state) < rank(right.state);
    });
    return lines;
}

VerificationModel::Line VerificationModel::lineOf(const Check &check)
{
    const QString subject = check.subject.isEmpty() || check.subject == check.name
                                ? check.name
                                : QString(check.name + u' ' + check.subject);
    Line line{ .subject = subject, .state = shown(check), .reason = check.detail };
    line.check = check;
    line.hasRows = false;
    return line;
}

// What failed stands by itself; of what passed there is one line of each kind.
QList<VerificationModel::Line> VerificationModel::checkLines() const
{
    QList<Line> lines;
    QMap<QString, QStringList> passed;
    for (const Check &check : std::as_const(m_report.checks)) {
        if (check.passed && !check.pending)
            passed[check.name].append(check.subject);
        else
            lines.append(lineOf(check));
    }
    for (auto kind = passed.cbegin(); kind != passed.cend(); ++kind) {
        Line line = lineOf(Check{
            .name = kind.key(), .subject = {}, .passed = true, .detail = kind->join(u", "_s) });
        if (kind.key() == "table"_L1)
            line.subject = tr("tables of tidemark.toml");
        else if (kind.key() == "column"_L1)
            line.subject = tr("columns of tidemark.toml");
        lines.append(line);
    }
    std::stable_sort(lines.begin(), lines.end(), [](const Line &left, const Line &right) {
        return rank(left.state) < rank(right.state);
    });
    return lines;
}

QList<VerificationModel::Line> VerificationModel::internalLines() const
{
    QList<Line> lines;
    for (const QString &table : std::as_const(m_report.internal))
        lines.append({ .subject = table,
                       .state = ShownState::Note,
                       .stateText = tr("Not compared"),
                       .hasRows = false });
    return lines;
}

const VerificationModel::Line *VerificationModel::line(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == VerificationGroupId)
        return nullptr;
    return &m_parts.at(static_cast<qsizetype>(index.internalId())).lines.at(index.row());
}

QString VerificationModel::tableAt(const QModelIndex &index) const
{
    const Line *found = line(index);
    const bool isTable
        = found && m_parts.at(static_cast<qsizetype>(index.internalId())).group == Group::Tables;
    return isTable ? found->subject : QString();
}

const Check *VerificationModel::checkAt(const QModelIndex &index) const
{
    const Line *found = line(index);
    return found && found->check ? &*found->check : nullptr;
}

QModelIndex VerificationModel::indexOf(Group group, const QString &subject) const
{
    for (qsizetype part = 0; part < m_parts.size(); ++part) {
        const auto &lines = m_parts.at(part).lines;
        for (qsizetype row = 0; row < lines.size(); ++row) {
            if (m_parts.at(part).group == group && lines.at(row).subject == subject)
                return createIndex(static_cast<int>(row), 0, static_cast<quintptr>(part));
        }
    }
    return {};
}

QModelIndex VerificationModel::worst() const
{
    QModelIndex found;
    int least = rank(ShownState::Unknown) + 1;
    for (qsizetype part = 0; part < m_parts.size(); ++part) {
        const Line &first = m_parts.at(part).lines.first();
        if (rank(first.state) < least) {
            least = rank(first.state);
            found = createIndex(0, 0, static_cast<quintptr>(part));
        }
    }
    return found;
}

QModelIndex VerificationModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(
        row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) : VerificationGroupId);
}

QModelIndex VerificationModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == VerificationGroupId)
        return {};
    return createIndex(static_cast<int>(child.internalId()), 0, VerificationGroupId);
}

int VerificationModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_parts.size());
    if (parent.internalId() != VerificationGroupId || parent.column() > 0)
        return 0;
    return static_cast<int>(m_parts.at(parent.row()).lines.size());
}

int VerificationModel::columnCount(const QModelIndex &) const
{
    return VerificationColumnCount;
}

QString VerificationModel::groupText(const Part &part) const
{
    switch (part.group) {
    case Group::Tables:
        return tr("Tables");
    case Group::Checks:
        return tr("Checks");
    case Group::Internal:
        return tr("Internal (%1), not compared").arg(part.lines.size());
    }
    return {};
}

QVariant VerificationModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (const Line *found = line(index))
        return lineData(*found, index.column(), role);
    const bool isText = role == Qt::DisplayRole || role == Qt::AccessibleTextRole;
    return isText && index.column() == SubjectColumn ? groupText(m_parts.at(index.row()))
                                                     : QVariant();
}

QVariant VerificationModel::lineData(const Line &line, int column, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return text(line, column);
    case StateTextRole:
        return line.stateText;
    case StateRole:
        return column == StateColumn ? QVariant::fromValue(line.state) : QVariant();
    case MonospaceRole:
        return column == SubjectColumn && !line.check;
    case NumberRole:
        return column == RowsColumn;
    case SubjectRole:
        return line.subject;
    case RowCountRole:
        return line.rows ? QVariant::fromValue(*line.rows) : QVariant();
    case CountOriginRole:
        return m_report.countedAt.isValid() && line.rows
                   ? tr("of the backup of %1")
                         .arg(m_report.countedAt.toUTC().toString(u"yyyy-MM-dd HH:mm 'UTC'"_s))
                   : QString();
    case ReasonRole:
        return line.reason;
    case Qt::AccessibleTextRole: {
        QStringList words{ line.subject,
                           line.stateText.isEmpty() ? stateWord(line.state) : line.stateText };
        if (!line.reason.isEmpty())
            words.append(line.reason);
        return words.join(u", "_s);
    }
    default:
        return {};
    }
}

QString VerificationModel::rowsText(const Line &line) const
{
    const QString now = line.rows ? shownCount(*line.rows) : u"–"_s;
    if (!line.hasRows)
        return {};
    if (m_meaning == Meaning::Verification || line.before == line.rows)
        return now;
    return (line.before ? shownCount(*line.before) : u"–"_s) + u" → "_s + now;
}

QString VerificationModel::text(const Line &line, int column) const
{
    switch (static_cast<VerificationColumn>(column)) {
    case SubjectColumn:
        return line.subject;
    case StateColumn:
        return line.stateText.isEmpty() ? stateWord(line.state) : line.stateText;
    case RowsColumn:
        return rowsText(line);
    case ReasonColumn:
        return line.reason;
    case VerificationColumnCount:
        break;
    }
    return {};
}

QVariant VerificationModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole && section == RowsColumn)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<VerificationColumn>(section)) {
    case SubjectColumn:
        return tr("Table or check");
    case StateColumn:
        return m_meaning == Meaning::BeforeAndAfter ? tr("Change") : tr("State");
    case RowsColumn:
        return tr("Rows");
    case ReasonColumn:
        return tr("What differs");
    case VerificationColumnCount:
        break;
    }
    return {};
}

} // namespace tidemark
