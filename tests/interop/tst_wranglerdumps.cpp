#include "databasecontent.h"
#include "wranglerrunner.h"

#include <support/testprogram.h>

#include <QTest>

#include <clirunner.h>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

const QString Db = u"DB"_s;

/// What makes dumps go wrong: separators, quotes, line ends and comments in text, blobs, empty things, long fractions, and a
/// trigger with statements of its own.
const QByteArray AwkwardRows = R"(
INSERT INTO users (email, password_hash, name) VALUES
  ('semi;colon', 'it''s "quoted"', 'two' || char(10) || 'lines'), ('ünï', '\n', '-- no comment /* either */');
INSERT INTO sessions (id, user_id, expires_at) VALUES ('s;1', 1, '');
INSERT INTO content (author_id, slug, title, body) VALUES (1, 'crlf', 'a' || char(13, 10) || 'b', '%s ?1 :x $y');
INSERT INTO files VALUES ('f', 1, 'k', 't', 4503599627370497, 'now');
CREATE TABLE "odd "" name" ("select" INTEGER, r REAL, b BLOB, "a;b");
INSERT INTO "odd "" name" VALUES (-7, 0.1, x'00ff', NULL), (0, 1e300, x'', '0012'), (1, -2.5, 'text', 1.5);
CREATE VIEW people AS SELECT id, name FROM users WHERE name <> ';';
CREATE TRIGGER touched AFTER UPDATE OF name ON users BEGIN
  UPDATE users SET updated_at = 'x;y' WHERE id = new.id;
  DELETE FROM sessions WHERE user_id = new.id;
END;
)";

} // namespace

/// SQL files go from one tool to the other and lose nothing.
class tst_wranglerdumps : public QObject
{
    Q_OBJECT

private slots:
    void whatWranglerExportsTidemarkRestores()
    {
        const CliRunner cli(u"d1-native"_s);
        const WranglerRunner wrangler(cli.project());
        fillWithAwkwardRows(cli, wrangler);
        const auto content = contentOf(cli.databaseFile(Db));
        const QString dump = cli.folder().path(u"dump.sql"_s);

        const auto exported
            = wrangler({ u"d1"_s, u"export"_s, Db, u"--local"_s, u"--output"_s, dump });

        QVERIFY2(exported.exit == 0, exported.everything().constData());
        const QString copy = cli.folder().path(u"copy.sqlite"_s);
        const CliResult intoNew = cli.json({ u"restore"_s, dump, u"--into-new"_s, copy });
        QVERIFY2(intoNew.exit == 0, intoNew.out.constData());
        QCOMPARE(contentOf(copy), content);

        cli.sql(Db, "DELETE FROM content; DROP VIEW people; DROP TABLE \"odd \"\" name\";");
        const CliResult replaced = cli.json({ u"restore"_s,
                                              dump,
                                              u"--replace"_s,
                                              Db,
                                              u"--local"_s,
                                              u"--confirm"_s,
                                              u"content-db-dev"_s });
        QVERIFY2(replaced.exit == 0, replaced.out.constData());
        QCOMPARE(contentOf(cli.databaseFile(Db)), content);
        QVERIFY(wrangler.hasNothingToApply(Db));
        QCOMPARE(wrangler.rows(Db, u"SELECT name FROM people"_s).size(), 2);
    }

    void whatTidemarkExportsWranglerExecutes()
    {
        const CliRunner cli(u"d1-native"_s);
        fillWithAwkwardRows(cli, WranglerRunner(cli.project()));
        // Beyond 2^53, where wrangler's own export rounds (its numbers are JavaScript's).
        cli.sql(Db, "INSERT INTO files VALUES ('wide', 1, 'w', 't', 9223372036854775807, '')");
        const QString dump = cli.folder().path(u"dump.sql"_s);
        const CliResult exported
            = cli.json({ u"export"_s, u"--format"_s, u"sql"_s, u"--output"_s, dump, u"--local"_s });
        QVERIFY2(exported.exit == 0, exported.out.constData());
        const CliRunner fresh(u"d1-native"_s);
        const WranglerRunner wrangler(fresh.project());

        const auto executed
            = wrangler({ u"d1"_s, u"execute"_s, Db, u"--local"_s, u"--file"_s, dump });

        QVERIFY2(executed.exit == 0, executed.everything().constData());
        QCOMPARE(contentOf(fresh.databaseFile(Db)), contentOf(cli.databaseFile(Db)));
        QVERIFY(wrangler.hasNothingToApply(Db));
    }

    void aWholeSampleGoesThereAndBack()
    {
        const CliRunner cli(u"nanotype"_s);
        const QString auth = u"AUTH_DB"_s;
        QCOMPARE(cli.json({ u"up"_s, u"--local"_s }).exit, 0);
        cli.sql(auth, cli.folder().read(u"project/rows/auth_rows.sql"_s));
        const QString ours = cli.folder().path(u"ours.sql"_s);
        const CliResult exported
            = cli.json({ u"export"_s, u"--database"_s, auth, u"--output"_s, ours, u"--local"_s });
        QVERIFY2(exported.exit == 0, exported.out.constData());

        const CliRunner fresh(u"nanotype"_s);
        const WranglerRunner wrangler(fresh.project());
        const auto executed
            = wrangler({ u"d1"_s, u"execute"_s, auth, u"--local"_s, u"--file"_s, ours });
        QVERIFY2(executed.exit == 0, executed.everything().constData());
        const QString theirs = cli.folder().path(u"theirs.sql"_s);
        const auto back
            = wrangler({ u"d1"_s, u"export"_s, auth, u"--local"_s, u"--output"_s, theirs });
        QVERIFY2(back.exit == 0, back.everything().constData());
        const QString copy = cli.folder().path(u"copy.sqlite"_s);
        const CliResult restored = cli.json({ u"restore"_s, theirs, u"--into-new"_s, copy });
        QVERIFY2(restored.exit == 0, restored.out.constData());

        const auto content = contentOf(cli.databaseFile(auth));
        QVERIFY(content.value(u"table user"_s).size() >= 400);
        QCOMPARE(contentOf(fresh.databaseFile(auth)), content);
        QCOMPARE(contentOf(copy), content);
        const CliResult status
            = fresh.json({ u"status"_s, u"--database"_s, auth, u"--check"_s, u"--local"_s });
        QVERIFY2(status.exit == 0, status.out.constData());
    }

private:
    static void fillWithAwkwardRows(const CliRunner &cli, const WranglerRunner &wrangler)
    {
        QCOMPARE(cli.json({ u"up"_s, u"--local"_s }).exit, 0);
        const QString file = cli.folder().write(u"awkward.sql"_s, AwkwardRows);
        const auto executed
            = wrangler({ u"d1"_s, u"execute"_s, Db, u"--local"_s, u"--file"_s, file });
        QVERIFY2(executed.exit == 0, executed.everything().constData());
    }
};

TIDEMARK_TEST(tst_wranglerdumps)
#include "tst_wranglerdumps.moc"
