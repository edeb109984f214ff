#include "acts.h"

#include <QJsonArray>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

const QString Auth = u"AUTH_DB"_s;
const QString Replica = u"READ_REPLICA"_s;

QStringList local(const QStringList &line)
{
    return QStringList{ u"--local"_s } + line;
}

void fill(const Yard &yard)
{
    for (const auto &[binding, file] : { std::pair{ Auth, u"auth_rows.sql"_s },
                                         std::pair{ Replica, u"read_replica_rows.sql"_s } }) {
        yard.succeed(local({ u"--database"_s,
                             binding,
                             u"query"_s,
                             u"--file"_s,
                             yard.cli.project() + u"/rows/"_s + file,
                             u"--yes"_s }));
    }
    // Enough rows to be lost, few enough pages to have an accident at each of them.
    yard.cli.sql(Auth, "DELETE FROM user WHERE id > 'usr_000020'; VACUUM;");
    yard.cli.sql(Replica, "DELETE FROM tasks WHERE rowid % 40 > 0; VACUUM;");
}

QStringList stepsOf(const CliResult &result, const QString &binding)
{
    QStringList ids;
    for (const QJsonValue &step : result.target(binding).value(u"steps"_s).toArray())
        ids.append(step[u"id"_s].toString());
    return ids;
}

QStringList statusWords(const Yard &yard, const Act &act)
{
    QStringList words;
    const CliResult status = yard.succeed(act.place + QStringList{ u"status"_s });
    for (const QJsonValue &target : status.json().value(u"targets"_s).toArray())
        words.append(target[u"state"_s].toString());
    return words;
}

/// Before and after of everything that @p act changes, by carrying it out.
void findStates(const Yard &yard, Act &act)
{
    const Pictures before = yard.pictures();
    act.statusWords = statusWords(yard, act);
    yard.succeed(act.line);
    const Pictures after = yard.pictures();
    act.statusWords += statusWords(yard, act);
    yard.reset();
    for (auto picture = before.begin(); picture != before.end(); ++picture) {
        if (picture.value() != after.value(picture.key()))
            act.states.insert(picture.key(), { picture.value(), after.value(picture.key()) });
    }
}

/// The states between before and after of a run: @p partial is the command line that comes as far as the step i.
void findSteps(const Yard &yard,
               Act &act,
               const std::function<QStringList(const QStringList &steps, qsizetype i)> &partial)
{
    const CliResult whole = yard.succeed(act.line);
    yard.reset();
    for (const QString &binding : { Auth, Replica }) {
        const QStringList steps = stepsOf(whole, binding);
        for (qsizetype i = 0; i + 1 < steps.size(); ++i) {
            yard.succeed(local({ u"--database"_s, binding }) + partial(steps, i));
            auto &states = act.states[binding];
            states.insert(states.size() - 1, yard.pictures().value(binding));
            yard.reset();
        }
        act.steps.insert(binding, steps);
    }
}

} // namespace

std::unique_ptr<Yard> filledYard(JournalMode mode)
{
    auto yard = std::make_unique<Yard>(u"nanotype"_s);
    yard->succeed(local({ u"up"_s }));
    fill(*yard);
    for (const QString &binding : { Auth, Replica }) {
        if (mode == JournalMode::Rollback) // what `up` makes is in the other one
            yard->cli.sql(binding, "PRAGMA journal_mode=DELETE;");
        yard->watch(binding, yard->cli.databaseFile(binding));
    }
    return yard;
}

std::unique_ptr<Yard> yardFor(MakeAct make, JournalMode mode)
{
    const bool isEmpty = make == piecemealAct || make == importAct;
    return isEmpty ? std::make_unique<Yard>(QString()) : filledYard(mode);
}

namespace {

/// The file of a small database of its own, with one migration applied and three rows.
QString makeShop(Yard &yard)
{
    const ScratchFolder &folder = yard.cli.folder();
    folder.write(u"tidemark.toml"_s,
                 "[streams.SHOP]\ndir = \"migrations\"\nlayout = \"numbered\"\n");
    folder.write(u"migrations/0001_stock.sql"_s,
                 "CREATE TABLE stock(id INTEGER PRIMARY KEY, n INTEGER NOT NULL);\n");
    const QString file = folder.write(u"shop.db"_s, {});
    yard.watch(u"SHOP"_s, file);
    yard.succeed({ u"--sqlite"_s, file, u"up"_s });
    auto connection = SqliteConnection::open(file);
    if (!connection || !connection->run("INSERT INTO stock VALUES (1, 10), (2, 20), (3, 30)"))
        qFatal("%s cannot be filled", qPrintable(file));
    return file;
}

} // namespace

Act importAct(Yard &yard)
{
    const QString file = makeShop(yard);
    QByteArray rows = "id,n\n";
    for (int i = 1; i <= 500; ++i)
        rows += QByteArray::number(i) + ',' + QByteArray::number(10 * i) + '\n';
    const QString csv = yard.cli.folder().write(u"stock.csv"_s, rows);
    yard.keep();
    Act act{ .line = { u"--sqlite"_s,
                       file,
                       u"--yes"_s,
                       u"import-csv"_s,
                       u"stock"_s,
                       csv,
                       u"--on-conflict"_s,
                       u"skip"_s,
                       u"--forget-unfinished"_s },
             .place = { u"--sqlite"_s, file } };
    findStates(yard, act);
    act.passing = QStringList{ u"SHOP"_s }; // chunk by chunk, with its own record of how far it is
    return act;
}

Act piecemealAct(Yard &yard)
{
    const ScratchFolder &folder = yard.cli.folder();
    const QString file = makeShop(yard);
    Act act{ .line = { u"--sqlite"_s, file, u"up"_s }, .place = { u"--sqlite"_s, file } };
    folder.write(u"migrations/0002_apart.sql"_s,
                 "-- tidemark: transaction none\n"
                 "CREATE TABLE first(id INTEGER PRIMARY KEY, n INTEGER);\n"
                 "INSERT INTO first SELECT id, n FROM stock;\n"
                 "VACUUM;\n"
                 "CREATE TABLE fourth(id INTEGER PRIMARY KEY);\n"
                 "UPDATE stock SET n = n + 1;\n"
                 "CREATE TABLE sixth(id INTEGER PRIMARY KEY);\n");
    yard.keep();
    findStates(yard, act);
    act.steps.insert(u"SHOP"_s, { u"0002_apart"_s });
    act.passing = QStringList{ u"SHOP"_s };
    return act;
}

Act upAct(Yard &yard)
{
    yard.succeed(local({ u"down"_s, u"3"_s }));
    yard.keep();
    Act act{ .line = local({ u"up"_s }) };
    findStates(yard, act);
    findSteps(yard, act, [](const QStringList &steps, qsizetype i) {
        return QStringList{ u"up"_s, u"--to"_s, steps.at(i) };
    });
    return act;
}

Act downAct(Yard &yard)
{
    yard.keep();
    Act act{ .line = local({ u"down"_s, u"2"_s }) };
    findStates(yard, act);
    findSteps(yard, act, [](const QStringList &steps, qsizetype i) {
        return QStringList{ u"down"_s, u"--to"_s, steps.at(i + 1) };
    });
    return act;
}

Act backupAct(Yard &yard)
{
    yard.keep();
    return { .line = local({ u"backup"_s }) };
}

Act restoreAct(Yard &yard)
{
    const CliResult taken = yard.succeed(local({ u"--database"_s, Auth, u"backup"_s }));
    const QString path = taken.target(Auth)[u"backup"_s][u"path"_s].toString();
    yard.succeed(local({ u"--database"_s, Auth, u"down"_s, u"2"_s }));
    yard.cli.sql(Auth, "DELETE FROM user WHERE id > 'usr_000005'");
    yard.keep();
    Act act{
        .line
        = local({ u"restore"_s, path, u"--replace"_s, Auth, u"--confirm"_s, u"nanotype-auth"_s })
    };
    findStates(yard, act);
    return act;
}

Act restoreDumpAct(Yard &yard)
{
    QByteArray dump = "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n"
                      "CREATE TABLE orders(id INTEGER PRIMARY KEY, customer TEXT NOT NULL);\n";
    for (int i = 1; i <= 200; ++i) {
        const QByteArray number = QByteArray::number(i);
        dump += "INSERT INTO orders VALUES(" + number + ",'customer " + number + "');\n";
    }
    dump += "CREATE INDEX by_customer ON orders(customer);\nCOMMIT;\n";
    const QString file = yard.cli.folder().write(u"dump.sql"_s, dump);
    yard.keep();
    Act act{ .line = local({ u"restore"_s,
                             file,
                             u"--replace"_s,
                             Replica,
                             u"--confirm"_s,
                             u"nanotype-read-replica"_s }) };
    findStates(yard, act);
    return act;
}

Act restoreNewAct(Yard &yard)
{
    const CliResult taken = yard.succeed(local({ u"--database"_s, Auth, u"backup"_s }));
    const QString path = taken.target(Auth)[u"backup"_s][u"path"_s].toString();
    const QString file = yard.cli.folder().path(u"restored/auth.sqlite"_s);
    yard.watch(u"restored"_s, file);
    yard.keep();
    Act act{ .line = { u"restore"_s, path, u"--into-new"_s, file }, .exitOnceDone = 64 };
    findStates(yard, act);
    return act;
}

Act adoptAct(Yard &yard)
{
    for (const QString &binding : { Auth, Replica })
        yard.cli.sql(binding, "DROP TABLE _tidemark_ledger; DROP TABLE _migrations;");
    yard.keep();
    Act act{ .line = local({ u"adopt"_s, u"--yes"_s }) };
    findStates(yard, act);
    return act;
}

Act ejectAct(Yard &yard)
{
    yard.keep();
    Act act{ .line = local({ u"eject"_s, u"--yes"_s }) };
    findStates(yard, act);
    return act;
}

Act renumberAct(Yard &yard)
{
    yard.succeed(local({ u"down"_s, u"5"_s }));
    yard.keep();
    Act act{ .line = local({ u"renumber"_s, u"0006_add_task_user_id"_s }), .exitOnceDone = 64 };
    findStates(yard, act);
    act.passing = QStringList{ u"files"_s }; // two files, renamed one after the other
    return act;
}

} // namespace tidemark
