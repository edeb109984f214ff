#include "cascades.h"

#include "rebuild.h"

#include <engine/sql/identifier.h>

#include <sqlite3.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Form = StatementShape::Form;

QString actionText(const Schema &schema, const QString &child, const QString &parent)
{
    const auto references = schema.childrenOf(parent);
    for (const ChildReference &reference : references) {
        if (nameKey(reference.child) == nameKey(child))
            return u" (ON DELETE %1)"_s.arg(reference.key.onDelete);
    }
    return {};
}

} // namespace

CascadeWatch::CascadeWatch(StepContext &context, int number, const QList<AuthorizerEvent> &events)
    : m_context(context)
    , m_number(number)
{
    const QSet<QString> named = namesIn(context.script.statements.at(number - 1).text);
    for (const AuthorizerEvent &event : events) {
        const bool reaches = event.action == SQLITE_DELETE || event.action == SQLITE_UPDATE;
        const QString key = nameKey(event.first);
        if (reaches && !named.contains(key) && !isInternal(key) && !context.isNew(key))
            look(event);
    }
    for (Reached &reached : m_reached)
        measure(reached);
}

void CascadeWatch::look(const AuthorizerEvent &event)
{
    if (m_schema.tables.isEmpty())
        m_schema = m_context.run.substitute.userSchema().valueOr({});
    const Table *table = m_schema.table(QString::fromUtf8(event.first));
    if (!table || table->kind != Table::Kind::Ordinary)
        return;
    auto found = std::ranges::find_if(
        m_reached, [&](const Reached &reached) { return reached.table == table->name; });
    if (found == m_reached.end()) {
        m_reached << Reached{ .table = table->name };
        found = std::prev(m_reached.end());
    }
    found->deleted |= event.action == SQLITE_DELETE;
    found->byTrigger |= !event.trigger.isEmpty();
    const QString column = QString::fromUtf8(event.second);
    if (event.action == SQLITE_UPDATE && !found->columns.contains(column))
        found->columns << column;
}

void CascadeWatch::measure(Reached &reached) const
{
    QByteArrayList terms{ "count(*)" };
    for (const QString &column : std::as_const(reached.columns)) {
        const QByteArray name = quoted(column);
        terms << "count(" + name + ")"
              << "count(DISTINCT " + name + ")"
              << "min(" + name + ")"
              << "max(" + name + ")";
    }
    reached.measure = "SELECT " + terms.join(',') + " FROM " + quoted(reached.table);
    const auto rows = m_context.run.substitute.rows(reached.measure);
    if (rows && !rows->isEmpty())
        reached.before = rows->first();
}

/// Then its rows are meant to go, and S101 says so.
bool CascadeWatch::isDroppedLater(const QString &table) const
{
    const bool madeAgain = std::ranges::any_of(m_context.shapes, [&](const StatementShape &shape) {
        return (shape.form == Form::CreateTable && nameKey(shape.target) == nameKey(table))
               || nameKey(shape.newName) == nameKey(table);
    });
    return !madeAgain && m_context.statementOf(Form::DropTable, table) > m_number;
}

QString CascadeWatch::harm(const Reached &reached) const
{
    const StatementShape &shape = m_context.shapes.at(m_number - 1);
    const qint64 before = reached.before.isEmpty() ? 0 : reached.before.first().toInteger();
    const QString cause
        = reached.byTrigger ? u" (a trigger)"_s : actionText(m_schema, reached.table, shape.target);
    const QString live = m_context.run.liveCountText(reached.table);
    if (before == 0 && !m_context.run.withData() && shape.form == Form::DropTable)
        return u"reaches the rows of %1%2%3, which could not be rehearsed"_s.arg(
            reached.table, cause, live);
    const auto rows = m_context.run.substitute.rows(reached.measure);
    if (!rows || rows->isEmpty() || reached.before.isEmpty())
        return {};
    const Row &after = rows->first();
    const qint64 lost = before - after.first().toInteger();
    if (lost > 0) {
        m_context.run.lostTables.insert(nameKey(reached.table));
        return u"deletes %1 of %2 rehearsed rows of %3%4%5"_s.arg(
            QString::number(lost), QString::number(before), reached.table, cause, live);
    }
    const bool mayChange
        = shape.form != Form::DropTable && shape.form != Form::Delete && !shape.replaces;
    for (qsizetype i = 0; i < reached.columns.size(); ++i) {
        const qsizetype at = 1 + 4 * i;
        const bool nulled = after.at(at).toInteger() < reached.before.at(at).toInteger();
        if (nulled || (!mayChange && after.mid(at, 4) != reached.before.mid(at, 4)))
            return u"clears %1.%2%3%4"_s.arg(reached.table, reached.columns.at(i), cause, live);
    }
    return {};
}

void CascadeWatch::report()
{
    QStringList harms;
    bool emptyLive = true;
    for (const Reached &reached : std::as_const(m_reached)) {
        const QString found = isDroppedLater(reached.table) ? QString() : harm(reached);
        if (found.isEmpty())
            continue;
        harms << found;
        emptyLive &= m_context.run.isEmptyLive(reached.table);
    }
    if (harms.isEmpty())
        return;
    const StatementShape &shape = m_context.shapes.at(m_number - 1);
    const bool drops = shape.form == Form::DropTable;
    const QString what
        = drops ? u"DROP TABLE "_s + shape.target : u"The statement about "_s + shape.target;
    Finding finding = m_context.run.book.make(u"S107"_s,
                                              m_context.id(),
                                              m_number,
                                              shape.target,
                                              u"%1 %2."_s.arg(what, harms.join(u"; it "_s)));
    if (emptyLive)
        finding.severity = Severity::Warning;
    if (drops)
        finding.rewrite = rebuildRewrite(m_context, m_number, m_schema);
    m_context.run.book.add(finding);
}

void reportBlockedDrop(StepContext &context, int number, const Failure &failure)
{
    const StatementShape &shape = context.shapes.at(number - 1);
    const Schema schema = context.run.substitute.userSchema().valueOr({});
    QStringList children;
    bool emptyLive = true;
    for (const ChildReference &reference : schema.childrenOf(shape.target)) {
        const QString child = reference.child + u" (ON DELETE "_s + reference.key.onDelete + u')'
                              + context.run.liveCountText(reference.child);
        emptyLive &= context.run.isEmptyLive(reference.child);
        if (!children.contains(child))
            children << child;
    }
    Finding finding
        = context.run.book.make(u"S107"_s,
                                context.id(),
                                number,
                                shape.target,
                                u"DROP TABLE %1 fails as soon as rows reference it: %2. (%3)"_s.arg(
                                    shape.target, children.join(u", "_s), failure.message));
    if (emptyLive && !children.isEmpty())
        finding.severity = Severity::Warning;
    finding.rewrite = rebuildRewrite(context, number, schema);
    context.run.book.add(finding);
}

} // namespace tidemark
