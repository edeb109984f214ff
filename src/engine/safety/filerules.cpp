#include "filerules.h"

#include "rehearsal.h"
#include "statementshape.h"

#include <engine/base/files.h>
#include <engine/sql/tokenizer.h>

#include <QRegularExpression>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Form = StatementShape::Form;

/// Shorter literals than this are words, not secrets.
constexpr qsizetype SecretLength = 20;
/// Versions of so many digits are dates.
constexpr qsizetype TimestampDigits = 8;

/// The name of what a file undoes, if it is spelled like one that does: "006_x" for "006_x_undo".
QString undoneName(const QString &id)
{
    static const QRegularExpression undo(
        u"[._-](undo|revert|reverse|rollback|backout|down)(?=[._-]|$)"_s,
        QRegularExpression::CaseInsensitiveOption);
    const auto match = undo.match(id);
    QString rest = id;
    return match.hasMatch() ? rest.remove(match.capturedStart(), match.capturedLength())
                            : QString();
}

void lintUndo(const Stream &stream, const Migration &migration, FindingBook &book)
{
    const QString undone = undoneName(migration.id);
    if (undone.isEmpty())
        return;
    const bool sibling = std::ranges::any_of(stream.migrations, [&](const Migration &other) {
        return other.id.compare(undone, Qt::CaseInsensitive) == 0;
    });
    if (sibling)
        book.add(
            u"G006"_s,
            migration.id,
            0,
            migration.id,
            u"%1 looks like the way back from %2 and would be run as a migration after it."_s.arg(
                migration.id, undone));
}

bool isTimestamp(const Migration &migration)
{
    return migration.version.size() >= TimestampDigits;
}

void lintVersions(const Stream &stream, const QList<Migration> &migrations, FindingBook &book)
{
    const Migration *first = nullptr;
    for (const Migration &migration : migrations) {
        if (migration.isInit || stream.layout.kind == LayoutKind::Plain)
            continue;
        if (migration.version.isEmpty()) {
            book.add(u"G007"_s,
                     migration.id,
                     0,
                     migration.id,
                     u"%1 does not begin with a number."_s.arg(migration.id));
            continue;
        }
        if (!first)
            first = &migration;
        if (isTimestamp(migration) != isTimestamp(*first)
            || (!isTimestamp(migration) && migration.version.size() != first->version.size()))
            book.add(
                u"G007"_s,
                migration.id,
                0,
                migration.id,
                u"%1 is numbered in another way than %2, so names and numbers sort differently."_s
                    .arg(migration.id, first->id));
    }
}

void lintWaysBack(const Stream &stream, const QList<Migration> &migrations, FindingBook &book)
{
    const bool some = std::ranges::any_of(
        stream.migrations, [](const Migration &migration) { return migration.down.has_value(); });
    for (const Migration &migration : migrations) {
        if (some && !migration.down && !migration.isInit)
            book.add(u"G009"_s,
                     migration.id,
                     0,
                     migration.id,
                     u"%1 has no down script."_s.arg(migration.id));
    }
}

/// UTF-8 that was read as Latin-1, Windows-1252 or Mac Roman and saved again.
bool isDoublyEncoded(const QByteArray &text)
{
    static const QByteArrayList signs = {
        "\xc3\x83\xc2", "\xc3\xa2\xe2\x82\xac", "\xe2\x80\x9a\xc3\x84", "\xe2\x80\x9a\xc3\xba"
    };
    return std::ranges::any_of(signs, [&](const QByteArray &sign) { return text.contains(sign); });
}

void lintBytes(const QString &migration, const MigrationScript &script, FindingBook &book)
{
    QStringList odd;
    if (script.text.contains('\0'))
        odd << u"NUL bytes"_s;
    if (isDoublyEncoded(script.text))
        odd << u"characters that were encoded twice"_s;
    const auto raw = readFile(script.file);
    if (raw) {
        const qsizetype pairs = raw->count("\r\n");
        if (pairs > 0 && pairs != raw->count('\n'))
            odd << u"both CRLF and LF line ends"_s;
    }
    if (!odd.isEmpty())
        book.add(u"G008"_s, migration, 0, {}, u"The file holds %1."_s.arg(odd.join(u" and "_s)));
}

bool looksSecret(QByteArrayView literal, bool namedSecret)
{
    static const QRegularExpression known(
        u"^'(sk_live_|ghp_|github_pat_|AKIA|xox[abp]-|-----BEGIN |eyJ)"_s);
    static const QRegularExpression random(u"^'[A-Za-z0-9+/_=-]{20,}'$"_s);
    static const QRegularExpression uuid(
        u"^'[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}'$"_s);
    if (literal.size() < SecretLength)
        return false;
    const QString text = QString::fromUtf8(literal);
    if (known.match(text).hasMatch())
        return true;
    const bool mixed = std::ranges::any_of(text, [](QChar c) { return c.isDigit(); })
                       && std::ranges::any_of(text, [](QChar c) { return c.isLetter(); });
    return namedSecret && mixed && random.match(text).hasMatch() && !uuid.match(text).hasMatch();
}

bool namesSecret(const QSet<QString> &names)
{
    static const QStringList words = { u"token"_s,  u"secret"_s,  u"password"_s, u"passwd"_s,
                                       u"apikey"_s, u"api_key"_s, u"key_hash"_s };
    return std::ranges::any_of(names, [&](const QString &name) {
        return std::ranges::any_of(words, [&](const QString &word) { return name.contains(word); });
    });
}

void lintLiterals(const QString &migration,
                  int number,
                  const Statement &statement,
                  FindingBook &book)
{
    static const QRegularExpression placeholder(u"\\$\\{[A-Za-z_][A-Za-z0-9_.]*\\}"_s);
    const bool secretNames = namesSecret(namesIn(statement.text));
    QByteArray outside = statement.text;
    for (const Token &token : significantTokens(statement.text)) {
        if (token.kind != Token::Kind::String)
            continue;
        const auto literal = token.in(statement.text);
        if (looksSecret(literal, secretNames))
            book.add(u"G018"_s,
                     migration,
                     number,
                     shapeOf(statement.text).target,
                     u"A literal of %1 characters looks like a secret."_s.arg(literal.size() - 2));
        outside.replace(token.offset, token.length, QByteArray(token.length, ' '));
    }
    const auto match = placeholder.match(QString::fromUtf8(statement.text));
    if (!match.hasMatch())
        return;
    Finding finding = book.make(u"G020"_s,
                                migration,
                                number,
                                match.captured(),
                                u"%1 was never filled in."_s.arg(match.captured()));
    if (!placeholder.match(QString::fromUtf8(outside)).hasMatch())
        finding.severity = Severity::Warning; // within a string it may be meant
    book.add(finding);
}

void lintStatement(const QString &migration,
                   int number,
                   const MigrationScript &script,
                   FindingBook &book)
{
    const Statement &statement = script.statements.at(number - 1);
    if (statement.text.startsWith('.') || statement.text.startsWith('\\')) {
        const QString line = QString::fromUtf8(statement.text).section(u'\n', 0, 0);
        book.add(u"G013"_s,
                 migration,
                 number,
                 line.section(u' ', 0, 0),
                 u"\"%1\" is a command of a command-line client."_s.arg(line));
    }
    const StatementShape shape = shapeOf(statement.text);
    if (shape.form == StatementShape::Form::Transaction && script.header.transactional)
        book.add(
            u"G012"_s,
            migration,
            number,
            {},
            u"%1 would end or nest the transaction that the migration and its record share."_s.arg(
                QString::fromUtf8(statement.text).simplified()));
    lintLiterals(migration, number, statement, book);
}

/// A script without a transaction may have to be run again from its start; what is there already must not stop it then.
void lintGuards(const QString &migration, const MigrationScript &script, FindingBook &book)
{
    bool inside = false;
    for (qsizetype i = 0; i < script.statements.size(); ++i) {
        const QByteArray &text = script.statements.at(i).text;
        const StatementShape shape = shapeOf(text);
        if (shape.form == Form::Transaction)
            inside = isKeyword(text, significantTokens(text).first(), "BEGIN");
        const bool guardable = shape.form >= Form::CreateTable && shape.form <= Form::DropTrigger;
        if (inside || !guardable || shape.guarded)
            continue;
        book.add(u"G017"_s,
                 migration,
                 static_cast<int>(i) + 1,
                 shape.target,
                 u"The script runs without a transaction, and this statement about %1 has no IF "
                 "[NOT] EXISTS."_s.arg(shape.target));
    }
}

/// wrangler sends a file and its own INSERT as one text (workers-sdk#5207).
void lintEndings(const QList<Migration> &migrations, FindingBook &book)
{
    for (const Migration &migration : migrations) {
        const auto tokens = significantTokens(migration.up.text);
        if (tokens.isEmpty() || tokens.last().kind == Token::Kind::Semicolon)
            continue;
        book.add(
            u"D115"_s,
            migration.id,
            static_cast<int>(migration.up.statements.size()),
            {},
            u"The last statement has no semicolon; `wrangler d1 migrations apply` would stumble "
            "over it."_s);
    }
}

QList<Finding> lintOne(const QString &migration, const MigrationScript &script)
{
    FindingBook book;
    book.declare(migration, script);
    lintScript(migration, script, book);
    return book.finished(FindingBook::Coverage::Partial);
}

} // namespace

void lintNames(const Stream &stream, const QList<Migration> &migrations, FindingBook &book)
{
    for (const Migration &migration : migrations)
        lintUndo(stream, migration, book);
    lintVersions(stream, migrations, book);
    lintWaysBack(stream, migrations, book);
    if (stream.layout.kind == LayoutKind::Wrangler)
        lintEndings(migrations, book);
}

void lintScript(const QString &migration, const MigrationScript &script, FindingBook &book)
{
    lintBytes(migration, script, book);
    if (script.statements.isEmpty())
        book.add(u"G024"_s, migration, 0, {}, u"The script holds no statement."_s);
    for (qsizetype i = 0; i < script.statements.size(); ++i)
        lintStatement(migration, static_cast<int>(i) + 1, script, book);
    if (!script.header.transactional)
        lintGuards(migration, script, book);
}

QList<Finding> lintFiles(const Stream &stream, const QList<Migration> &migrations)
{
    FindingBook names;
    for (const Migration &migration : migrations)
        names.declare(migration.id, migration.up);
    lintNames(stream, migrations, names);
    QList<Finding> findings = names.finished(FindingBook::Coverage::Partial);
    for (const Migration &migration : migrations) {
        findings << lintOne(migration.id, migration.up);
        if (migration.down)
            findings << lintOne(migration.id, *migration.down);
    }
    std::ranges::stable_sort(findings, std::ranges::greater(), &Finding::severity);
    return findings;
}

} // namespace tidemark
