#include "statementshape.h"

#include <engine/sql/identifier.h>
#include <engine/sql/tokenizer.h>

#include <QHash>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Form = StatementShape::Form;

class Cursor
{
public:
    explicit Cursor(QByteArrayView text)
        : m_text(text)
        , m_tokens(significantTokens(text))
    {}

    [[nodiscard]] bool atEnd() const { return m_at >= m_tokens.size(); }
    [[nodiscard]] bool is(QByteArrayView word, qsizetype ahead = 0) const
    {
        return m_at + ahead < m_tokens.size() && isKeyword(m_text, m_tokens.at(m_at + ahead), word);
    }
    [[nodiscard]] bool isSign(QByteArrayView sign, qsizetype ahead = 0) const
    {
        return m_at + ahead < m_tokens.size() && m_tokens.at(m_at + ahead).in(m_text) == sign;
    }
    bool take(QByteArrayView word)
    {
        const bool found = is(word);
        m_at += found ? 1 : 0;
        return found;
    }
    bool takeSign(QByteArrayView sign)
    {
        const bool found = isSign(sign);
        m_at += found ? 1 : 0;
        return found;
    }
    void skip() { ++m_at; }
    [[nodiscard]] Token token() const { return atEnd() ? Token{} : m_tokens.at(m_at); }
    QString takeName()
    {
        return atEnd() ? QString() : QString::fromUtf8(identifierName(m_text, m_tokens.at(m_at++)));
    }
    /// The last part of a name that may carry the database's.
    QString takeQualifiedName(StatementShape &shape)
    {
        QString name = takeTarget(shape);
        if (takeSign(".")) {
            shape.temporary |= nameKey(name) == "temp"_L1;
            name = takeTarget(shape);
        }
        return name;
    }

private:
    QString takeTarget(StatementShape &shape)
    {
        shape.nameOffset = token().offset;
        shape.nameLength = token().length;
        return takeName();
    }

    QByteArrayView m_text;
    QList<Token> m_tokens;
    qsizetype m_at = 0;
};

bool takeGuard(Cursor &cursor, StatementShape &shape)
{
    if (!cursor.is("IF"))
        return false;
    const qsizetype ahead = cursor.is("NOT", 1) ? 2 : 1;
    if (!cursor.is("EXISTS", ahead))
        return false;
    shape.guarded = true;
    shape.guardOffset = cursor.token().offset;
    for (qsizetype i = 0; i < ahead; ++i)
        cursor.skip();
    shape.guardLength = cursor.token().end() - shape.guardOffset;
    cursor.skip();
    return true;
}

void readCreateTrigger(Cursor &cursor, StatementShape &shape)
{
    shape.form = Form::CreateTrigger;
    takeGuard(cursor, shape);
    shape.target = cursor.takeQualifiedName(shape);
    while (!cursor.atEnd() && !cursor.is("ON"))
        cursor.skip();
    cursor.skip();
    shape.object = cursor.takeName();
}

void readCreateTable(Cursor &cursor, StatementShape &shape)
{
    shape.form = Form::CreateTable;
    takeGuard(cursor, shape);
    shape.target = cursor.takeQualifiedName(shape);
    shape.asSelect = cursor.is("AS");
}

void readCreateIndex(Cursor &cursor, StatementShape &shape)
{
    shape.form = Form::CreateIndex;
    takeGuard(cursor, shape);
    shape.target = cursor.takeQualifiedName(shape);
    cursor.take("ON");
    shape.object = cursor.takeName();
}

void readCreate(Cursor &cursor, StatementShape &shape)
{
    shape.temporary = cursor.take("TEMP") || cursor.take("TEMPORARY");
    shape.unique = cursor.take("UNIQUE");
    if (cursor.take("VIRTUAL")) {
        cursor.take("TABLE");
        shape.form = Form::CreateVirtualTable;
        takeGuard(cursor, shape);
        shape.target = cursor.takeQualifiedName(shape);
    } else if (cursor.take("TABLE")) {
        readCreateTable(cursor, shape);
    } else if (cursor.take("INDEX")) {
        readCreateIndex(cursor, shape);
    } else if (cursor.take("VIEW")) {
        shape.form = Form::CreateView;
        takeGuard(cursor, shape);
        shape.target = cursor.takeQualifiedName(shape);
    } else if (cursor.take("TRIGGER")) {
        readCreateTrigger(cursor, shape);
    }
}

void readDrop(Cursor &cursor, StatementShape &shape)
{
    if (cursor.take("TABLE"))
        shape.form = Form::DropTable;
    else if (cursor.take("INDEX"))
        shape.form = Form::DropIndex;
    else if (cursor.take("VIEW"))
        shape.form = Form::DropView;
    else if (cursor.take("TRIGGER"))
        shape.form = Form::DropTrigger;
    else
        return;
    takeGuard(cursor, shape);
    shape.target = cursor.takeQualifiedName(shape);
}

void readRename(Cursor &cursor, StatementShape &shape)
{
    if (cursor.take("TO")) {
        shape.form = Form::RenameTable;
        shape.newName = cursor.takeName();
        return;
    }
    cursor.take("COLUMN");
    shape.form = Form::RenameColumn;
    shape.object = cursor.takeName();
    cursor.take("TO");
    shape.newName = cursor.takeName();
}

void readAlter(Cursor &cursor, StatementShape &shape)
{
    cursor.take("TABLE");
    takeGuard(cursor, shape);
    shape.form = Form::AlterOther;
    shape.target = cursor.takeQualifiedName(shape);
    if (cursor.take("RENAME"))
        return readRename(cursor, shape);
    const bool adds = cursor.is("ADD");
    if (!adds && !cursor.is("DROP"))
        return;
    cursor.skip();
    const bool column = cursor.take("COLUMN");
    if (!column && (cursor.is("CONSTRAINT") || cursor.is("CHECK") || cursor.is("FOREIGN")))
        return;
    shape.form = adds ? Form::AddColumn : Form::DropColumn;
    takeGuard(cursor, shape);
    shape.object = cursor.takeName();
}

void readInsert(Cursor &cursor, StatementShape &shape)
{
    shape.form = Form::Insert;
    if (cursor.take("OR")) {
        shape.replaces |= cursor.is("REPLACE");
        cursor.skip();
    }
    cursor.take("INTO");
    shape.target = cursor.takeQualifiedName(shape);
    if (cursor.take("AS"))
        cursor.skip();
    const bool named = cursor.isSign("(");
    while (!cursor.atEnd() && !cursor.is("SELECT") && !cursor.is("VALUES"))
        cursor.skip();
    shape.asSelect = cursor.take("SELECT");
    cursor.take("DISTINCT");
    shape.selectsStar = shape.asSelect && !named && cursor.isSign("*");
}

void readPragma(Cursor &cursor, StatementShape &shape)
{
    shape.form = Form::Pragma;
    shape.target = cursor.takeQualifiedName(shape);
    if (cursor.takeSign("=") || cursor.takeSign("("))
        shape.object = cursor.takeName();
}

/// Steps over WITH … to the statement proper.
void skipCommonTables(Cursor &cursor)
{
    int depth = 0;
    while (!cursor.atEnd()) {
        depth += cursor.isSign("(") ? 1 : cursor.isSign(")") ? -1 : 0;
        if (depth == 0
            && (cursor.is("INSERT") || cursor.is("REPLACE") || cursor.is("UPDATE")
                || cursor.is("DELETE") || cursor.is("SELECT")))
            return;
        cursor.skip();
    }
}

bool isTransactionWord(const Cursor &cursor)
{
    return cursor.is("BEGIN") || cursor.is("COMMIT") || cursor.is("END") || cursor.is("ROLLBACK")
           || cursor.is("SAVEPOINT") || cursor.is("RELEASE");
}

} // namespace

bool StatementShape::changesSchema() const
{
    return form >= Form::CreateTable && form <= Form::AlterOther;
}

bool StatementShape::changesRows() const
{
    return form == Form::Insert || form == Form::Update || form == Form::Delete;
}

StatementShape shapeOf(QByteArrayView statement)
{
    StatementShape shape;
    Cursor cursor(statement);
    if (cursor.is("WITH"))
        skipCommonTables(cursor);
    if (isTransactionWord(cursor)) {
        shape.form = Form::Transaction;
    } else if (cursor.is("ATTACH") || cursor.is("DETACH") || cursor.is("VACUUM")) {
        shape.form = Form::Maintenance;
        shape.target = cursor.takeName().toUpper();
    } else if (cursor.take("CREATE")) {
        readCreate(cursor, shape);
    } else if (cursor.take("DROP")) {
        readDrop(cursor, shape);
    } else if (cursor.take("ALTER")) {
        readAlter(cursor, shape);
    } else if (cursor.take("INSERT")) {
        readInsert(cursor, shape);
    } else if (cursor.take("REPLACE")) {
        shape.replaces = true;
        readInsert(cursor, shape);
    } else if (cursor.take("UPDATE")) {
        shape.form = Form::Update;
        if (cursor.take("OR"))
            cursor.skip();
        shape.target = cursor.takeQualifiedName(shape);
    } else if (cursor.take("DELETE")) {
        shape.form = Form::Delete;
        cursor.take("FROM");
        shape.target = cursor.takeQualifiedName(shape);
    } else if (cursor.take("PRAGMA")) {
        readPragma(cursor, shape);
    }
    return shape;
}

QString nameKey(const QString &name)
{
    return name.toLower();
}

QString nameKey(const QByteArray &utf8)
{
    return QString::fromUtf8(utf8).toLower();
}

QSet<QString> namesIn(QByteArrayView statement)
{
    QSet<QString> names;
    const auto tokens = significantTokens(statement);
    for (const Token &token : tokens) {
        if (token.kind == Token::Kind::Word || token.kind == Token::Kind::Quoted)
            names.insert(nameKey(identifierName(statement, token)));
    }
    return names;
}

QList<QByteArray> checkExpressions(QByteArrayView createTable)
{
    QList<QByteArray> expressions;
    const auto tokens = significantTokens(createTable);
    for (qsizetype i = 0; i + 1 < tokens.size(); ++i) {
        if (!isKeyword(createTable, tokens.at(i), "CHECK")
            || tokens.at(i + 1).in(createTable) != QByteArrayView("("))
            continue;
        const qsizetype start = tokens.at(i + 1).end();
        int depth = 0;
        for (++i; i < tokens.size(); ++i) {
            const auto text = tokens.at(i).in(createTable);
            depth += text == QByteArrayView("(") ? 1 : text == QByteArrayView(")") ? -1 : 0;
            if (depth == 0) {
                expressions << createTable.sliced(start, tokens.at(i).offset - start).toByteArray();
                break;
            }
        }
    }
    return expressions;
}

int keywordCount(QByteArrayView statement, QByteArrayView upperCase)
{
    const auto tokens = significantTokens(statement);
    return static_cast<int>(std::ranges::count_if(
        tokens, [&](const Token &token) { return isKeyword(statement, token, upperCase); }));
}

QByteArray renamedCreateTable(QByteArrayView statement,
                              const QString &newName,
                              const QHash<QString, QString> &renamed)
{
    const StatementShape shape = shapeOf(statement);
    const auto tokens = significantTokens(statement);
    QByteArray result;
    qsizetype copied = 0;
    const auto replace = [&](const Token &token, const QString &name) {
        result += statement.sliced(copied, token.offset - copied);
        result += quoted(name);
        copied = token.end();
    };
    for (qsizetype i = 0; i < tokens.size(); ++i) {
        const Token &token = tokens.at(i);
        if (token.kind != Token::Kind::Word && token.kind != Token::Kind::Quoted)
            continue;
        const QString key = nameKey(identifierName(statement, token));
        const bool qualifies
            = i + 1 < tokens.size() && tokens.at(i + 1).in(statement) == QByteArrayView(".");
        const bool referenced = i > 0 && isKeyword(statement, tokens.at(i - 1), "REFERENCES");
        if (token.offset == shape.nameOffset || (qualifies && key == nameKey(shape.target)))
            replace(token, newName);
        else if (referenced && renamed.contains(key))
            replace(token, renamed.value(key));
    }
    return result + statement.sliced(copied).toByteArray();
}

} // namespace tidemark
