#include "dependents.h"

#include <engine/sql/tokenizer.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

bool names(const QByteArray &sql, const QString &object)
{
    const auto tokens = significantTokens(sql);
    return std::any_of(tokens.begin(), tokens.end(), [&](const Token &token) {
        const bool isName = token.kind == Token::Kind::Word || token.kind == Token::Kind::Quoted;
        return isName && sameName(QString::fromUtf8(identifierName(sql, token)), object);
    });
}

QString described(const ForeignKey &key, const Table *parent)
{
    const QStringList parents = !key.parentColumns.isEmpty() ? key.parentColumns
                                : parent                     ? parent->primaryKey()
                                                             : QStringList();
    QString text = key.columns.join(", "_L1) + u" → "_s + parents.join(", "_L1);
    if (key.onDelete != "NO ACTION"_L1)
        text += u", ON DELETE "_s + key.onDelete;
    if (key.onUpdate != "NO ACTION"_L1)
        text += u", ON UPDATE "_s + key.onUpdate;
    return text;
}

} // namespace

QList<Dependent> dependentsOf(const Schema &schema, const QString &object)
{
    QList<Dependent> dependents;
    for (const ChildReference &child : schema.childrenOf(object)) {
        dependents.append({ .kind = Dependent::Kind::ForeignKey,
                            .name = child.child,
                            .detail = described(child.key, schema.table(object)) });
    }
    for (const View &view : schema.views) {
        if (!sameName(view.name, object) && names(view.sql, object))
            dependents.append({ Dependent::Kind::View, view.name, {}, view.sql });
    }
    for (const Trigger &trigger : schema.triggers) {
        if (!sameName(trigger.table, object) && names(trigger.sql, object))
            dependents.append(
                { Dependent::Kind::Trigger, trigger.name, trigger.table, trigger.sql });
    }
    return dependents;
}

} // namespace tidemark
