"""The parts of the benchmark, in the order in which they run; each takes a Bench and prints its rows."""

import os
import shutil

from data import make_dump, make_project, make_table
from measure import Command, measure, run_shell


class Bench:
    def __init__(self, cli, work, sizes, table):
        self.cli = cli
        self.tool = os.path.join(os.path.dirname(cli), "tidemark-bench")
        self.work = work
        self.sizes = sizes
        self.table = table
        self.runs = int(os.environ.get("RUNS", "0"))
        self.npx = f"{work}/peers/node_modules/.bin"

    def project(self, name, count):
        folder = f"{self.work}/{name}"
        shutil.rmtree(folder, ignore_errors=True)
        make_project(folder, count)
        return folder

    def against(self, work, runs, ours, peer, name, target):
        measure([ours, peer], runs)
        self.table.ratio(work, ours, peer, name, target)

    def each_size(self):
        for rows in self.sizes:
            yield rows, f"{rows / 1e6:g} M rows", make_table(self.work, rows), self.runs or (5 if rows <= 300_000 else 3)


def start(bench):
    command = Command(f"{bench.cli} --version")
    measure([command], 20)
    bench.table.cpu("--version", command, 0.020)


def apply(bench):
    """100 migrations into an empty database, safety point and rehearsal included."""
    folder = bench.project("apply", 100)
    clean = f"rm -rf {folder}/.wrangler {folder}/db.sqlite*"
    ours = Command(f"{bench.cli} --project {folder} --quiet up --local", clean)
    dbmate = Command(f"{bench.npx}/dbmate --url sqlite:{folder}/db.sqlite --migrations-dir {folder}/db/migrations --no-dump-schema up",
                     clean)
    bench.against("100 migrations, empty database", 5, ours, dbmate, "dbmate", 1.0)
    wrangler = Command(f"env -C {folder} {bench.npx}/wrangler d1 migrations apply DB --local", clean)
    measure([wrangler], 2)
    bench.table.ratio("100 migrations, empty database", ours, wrangler, "wrangler", 0.01)


def status(bench):
    folder = bench.project("status", 1000)
    run_shell(f"{bench.cli} --project {folder} --quiet up --local")
    ours = Command(f"{bench.cli} --project {folder} --quiet status --local")
    wrangler = Command(f"env -C {folder} {bench.npx}/wrangler d1 migrations list DB --local")
    bench.against("status, 1,000 applied", 5, ours, wrangler, "wrangler", 0.04)
    measure([ours], 10)
    bench.table.cpu("status, 1,000 applied", ours, 0.030)


def export(bench):
    for _, size, database, runs in bench.each_size():
        dump = f"sqlite3 {database} .dump"
        ours = f"{bench.cli} --sqlite {database} --quiet export"
        bench.against(f"SQL export, one thread, {size}", runs, Command(f"taskset -c 0 {ours}"), Command(dump), "sqlite3 .dump", 0.45)
        bench.against(f"SQL export, two readers, {size}", runs, Command(ours), Command(dump), "sqlite3 .dump", 0.3)


def csv(bench):
    for _, size, database, runs in bench.each_size():
        ours = Command(f"{bench.cli} --sqlite {database} --quiet export rows --format csv")
        peer = Command(f"sqlite3 -csv -header {database} 'SELECT * FROM rows'")
        bench.against(f"CSV export, {size}", runs, ours, peer, "sqlite3 -csv", 0.6)


def import_csv(bench):
    """Types detected, bad rows reported; the peer puts everything into a table that is there."""
    for _, size, database, runs in bench.each_size():
        file = f"{bench.work}/rows.csv"
        run_shell(f"sqlite3 -csv -header {database} 'SELECT id, name, amount, payload FROM rows' > {file}")
        new = f"{bench.work}/csv.sqlite"
        clean = (f"rm -f {new}* && sqlite3 {new} 'CREATE TABLE rows"
                 " (id INTEGER PRIMARY KEY, name TEXT NOT NULL, amount REAL, payload TEXT)'")
        ours = Command(f"{bench.cli} --sqlite {new} --quiet --yes import-csv rows {file}", clean)
        peer = Command(f"sqlite3 {new} -cmd '.mode csv' '.import --skip 1 {file} rows'", clean)
        bench.against(f"CSV import, {size}", runs, ours, peer, "sqlite3 .import", 0.8)
        run_shell(f"rm -f {new}* {file}")


def backup(bench):
    for _, size, database, runs in bench.each_size():
        folder = f"{bench.work}/backups"
        ours = Command(f"{bench.cli} --sqlite {database} --quiet backup --output {folder}", f"rm -rf {folder}")
        bench.against(f"verified backup, {size}", runs, ours, Command(f"sqlite3 {database} .dump"), "sqlite3 .dump", 1.0)
        shutil.rmtree(folder)


def restore(bench):
    for _, size, database, runs in bench.each_size():
        dump = make_dump(database)
        export_file = dump.replace(".dump.", ".export.")
        run_shell(f"{bench.cli} --sqlite {database} --quiet export > {export_file}")
        new = f"{bench.work}/new.sqlite"
        clean = f"rm -f {new}*"
        peer = Command(f"sqlite3 {new} < {dump}", clean)
        ours = Command(f"{bench.cli} --quiet restore {export_file} --into-new {new}", clean)
        bench.against(f"restore from its own export, {size}", runs, ours, peer, "sqlite3 < dump", 0.5)
        same = Command(f"{bench.cli} --quiet restore {dump} --into-new {new}", clean)
        measure([same], runs)
        bench.table.ratio(f"restore from the shell's dump, {size}", same, peer, "sqlite3 < dump", 0.5)
        run_shell(f"{clean} {export_file}")


def split(bench):
    """Finding every statement's end, streamed; the shell has to run them as well."""
    for _, size, database, runs in bench.each_size():
        dump = make_dump(database)
        megabytes = os.path.getsize(dump) // 1_000_000
        ours = Command(f"{bench.tool} split {dump}")
        bench.against(f"splitting {megabytes} MB, {size}", runs, ours, Command(f"sqlite3 :memory: < {dump}"), "sqlite3 :memory:", 0.1)


PARTS = [start, apply, status, export, csv, import_csv, backup, restore, split]
