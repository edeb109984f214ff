#pragma once

#include <models/definitionmodel.h>

#include <QWidget>

namespace tidemark {

class CodeView;
class ElidedLabel;
class SyntaxLibrary;

/// What a table consists of in one respect: lists of its parts above, below the SQL of the chosen part or of the whole.
class DefinitionPane : public QWidget
{
    Q_OBJECT

public:
    /// One list for each of @p parts; of the last, a row's SQL is shown, or the object's own where it has none.
    DefinitionPane(const QList<DefinitionModel::Part> &parts,
                   const QString &objectName,
                   const SyntaxLibrary &library,
                   QWidget *parent);

    /// @p empty is said instead of lists that have no rows.
    void show(const Schema &schema, const QString &object, const QString &empty);
    [[nodiscard]] int count() const; ///< rows of the first list

private:
    void showSql(const QModelIndex &index);

    QList<DefinitionModel *> m_models;
    QList<QWidget *> m_tables;
    ElidedLabel *m_empty;
    CodeView *m_code;
    QByteArray m_own;
    QString m_object;
};

} // namespace tidemark
