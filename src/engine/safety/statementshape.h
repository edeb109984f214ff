#pragma once

#include <engine/sql/script.h>

#include <QSet>
#include <QString>

namespace tidemark {

/// What a statement is about, read from its tokens. For wording and for pairing what the authorizer and the schema
/// say with a place in the file; that something is harmless is never concluded from it.
struct StatementShape {
    enum class Form {
        Other,
        CreateTable,
        CreateVirtualTable,
        CreateIndex,
        CreateView,
        CreateTrigger,
        DropTable,
        DropIndex,
        DropView,
        DropTrigger,
        AddColumn,
        DropColumn,
        RenameColumn,
        RenameTable,
        AlterOther, ///< a form this SQLite does not know, e.g. ADD CONSTRAINT
        Insert,
        Update,
        Delete,
        Pragma,
        Transaction,
        Maintenance, ///< ATTACH, DETACH, VACUUM
    };

    Form form = Form::Other;
    QString target = {}; ///< table, view, index or trigger; the pragma's name
    QString object
        = {}; ///< the column of an ALTER, the table of an index or trigger, the pragma's value
    QString newName = {}; ///< after RENAME … TO
    bool guarded = false; ///< IF EXISTS or IF NOT EXISTS, in ALTER too
    bool temporary = false;
    bool unique = false;
    bool asSelect = false; ///< CREATE TABLE … AS SELECT, INSERT … SELECT
    bool replaces = false; ///< INSERT OR REPLACE, REPLACE
    bool selectsStar = false; ///< INSERT INTO t SELECT * without column names
    qsizetype guardOffset = -1; ///< where the guard starts in an ALTER, which knows none
    qsizetype guardLength = 0;
    qsizetype nameOffset = -1; ///< where the target's name stands
    qsizetype nameLength = 0;

    [[nodiscard]] bool changesSchema() const;
    [[nodiscard]] bool changesRows() const;
};

[[nodiscard]] StatementShape shapeOf(QByteArrayView statement);

/// Names are compared in this form.
[[nodiscard]] QString nameKey(const QString &name);
[[nodiscard]] QString nameKey(const QByteArray &utf8);

/// The keys of all words and quoted names in a statement.
[[nodiscard]] QSet<QString> namesIn(QByteArrayView statement);

/// The texts of the parenthesised expressions after each CHECK.
[[nodiscard]] QList<QByteArray> checkExpressions(QByteArrayView createTable);

/// How often a keyword stands in a statement.
[[nodiscard]] int keywordCount(QByteArrayView statement, QByteArrayView upperCase);

/// @p statement with the name of the table it creates, and its own name before a '.', replaced; references to
/// @p renamed tables (key → new name) are replaced too.
[[nodiscard]] QByteArray renamedCreateTable(QByteArrayView statement,
                                            const QString &newName,
                                            const QHash<QString, QString> &renamed);

} // namespace tidemark
