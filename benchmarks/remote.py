"""The parts that need a server: requests, bytes and time against wrangler, on tidemark-sandbox."""

import json
import os
import shutil
import statistics
import subprocess
import urllib.request

from data import make_project
from measure import Command, measure, run_shell

ACCOUNT = "0123456789abcdef0123456789abcdef"
TOKEN = "bench-token-0123456789abcdef0123456789abcdef"


class Sandbox:
    """A server for as long as the block lasts; its database "bench" is new for each call of fresh()."""

    def __init__(self, bench, latency=0):
        program = os.path.join(os.path.dirname(bench.cli), "tidemark-sandbox")
        self._process = subprocess.Popen(
            [program, "--port", "0", "--account", ACCOUNT, "--token", TOKEN, "--latency", str(latency)],
            stdout=subprocess.PIPE, text=True)
        line = json.loads(self._process.stdout.readline())
        self._base = line["base_url"]
        self._control = line["control_url"]
        os.environ.update(CLOUDFLARE_API_BASE_URL=self._base, CLOUDFLARE_API_TOKEN=TOKEN, CLOUDFLARE_ACCOUNT_ID=ACCOUNT)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait()

    def call(self, method, path, body=None):
        request = urllib.request.Request(
            f"{self._base}/accounts/{ACCOUNT}/d1/database{path}", method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)["result"]

    def log(self, method):
        request = urllib.request.Request(f"{self._control}/log", method=method)
        with urllib.request.urlopen(request) as answer:
            return answer.read()

    def requests(self):
        log = json.loads(self.log("GET") or b"[]")
        return len(log["requests"] if isinstance(log, dict) else log)

    def create(self):
        for database in self.call("GET", "?name=bench"):
            self.call("DELETE", "/" + database["uuid"])
        return self.call("POST", "", {"name": "bench"})["uuid"]


def _project(bench, sandbox, name, count):
    """A wrangler project of a new remote database."""
    folder = bench.project(name, count)
    database = sandbox.create()
    with open(f"{folder}/wrangler.toml", "w") as file:
        file.write('name = "bench"\ncompatibility_date = "2026-01-01"\n'
                   f'account_id = "{ACCOUNT}"\n[[d1_databases]]\nbinding = "DB"\n'
                   f'database_name = "bench"\ndatabase_id = "{database}"\n')
    return folder, database


def _compare(bench, sandbox, work, prepare, ours, theirs):
    """Both once for their requests, then for their time; the database is new before each."""
    counts = []
    for line in (ours, theirs):
        prepare()
        sandbox.log("DELETE")
        run_shell(line)
        counts.append(sandbox.requests())
    left, right = Command(ours), Command(theirs)
    for _ in range(3):
        for command in (left, right):
            prepare()
            measure([command], 1)
    print(f"{work}: {counts[0]} requests against {counts[1]}; "
          f"{left.wall():.3f} s against {right.wall():.3f} s, ratio {left.wall() / right.wall():.3f}", flush=True)


def remote(bench):
    """status, apply of 20, execute, execute --file and export, against wrangler."""
    with Sandbox(bench) as sandbox:
        state = {}

        def renew():
            state["folder"], state["database"] = _project(bench, sandbox, "remote", 20)

        renew()
        folder = state["folder"]
        wrangler = f"env -C {folder} {bench.npx}/wrangler d1"
        ours = f"{bench.cli} --project {folder} --remote --quiet --yes --confirm bench"
        _compare(bench, sandbox, "apply of 20", renew, f"{ours} up", f"{wrangler} migrations apply DB --remote")
        run_shell(f"{ours} up")
        same = lambda: None
        _compare(bench, sandbox, "status", same, f"{ours} status", f"{wrangler} migrations list DB --remote")
        _compare(bench, sandbox, "execute", same, f'{ours} query "SELECT count(*) FROM t0001"',
                 f'{wrangler} execute DB --remote --command "SELECT count(*) FROM t0001"')
        script = f"{folder}/insert.sql"
        with open(script, "w") as file:
            file.writelines(f"INSERT INTO t0001 (name) VALUES ('n{i}');\n" for i in range(200))
        _compare(bench, sandbox, "execute --file, 200 statements", same, f"{ours} query --file {script}",
                 f"{wrangler} execute DB --remote --file {script}")
        out = f"{bench.work}/remote.sql"
        _compare(bench, sandbox, "export", same, f"{ours} export --output {out} --overwrite",
                 f"{wrangler} export DB --remote --output {out}")


def remote_backup(bench):
    """100,000 rows over HTTP: requests and bytes per 1,000 rows, without and with latency."""
    rows = 100_000
    for latency in (0, 50):
        with Sandbox(bench, latency) as sandbox:
            folder, database = _project(bench, sandbox, "remote-backup", 0)
            fill = ("CREATE TABLE rows (id INTEGER PRIMARY KEY, name TEXT, amount REAL, payload TEXT)",
                    "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < "
                    f"{rows}) INSERT INTO rows SELECT i, 'name ' || i, i / 7.0, hex(zeroblob(30)) FROM n")
            for statement in fill:
                sandbox.call("POST", f"/{database}/query", {"sql": statement})
            sandbox.log("DELETE")
            command = Command(f"{bench.cli} --project {folder} --remote --quiet backup --output {bench.work}/remote-backups",
                              f"rm -rf {bench.work}/remote-backups")
            measure([command], 1)
            requests = sandbox.requests()
            print(f"remote backup of {rows} rows, {latency} ms added: {requests} requests, "
                  f"{1000 * requests / rows:.2f} per 1,000 rows, {command.wall():.2f} s, {command.megabytes():.0f} MB", flush=True)


def recovery(bench):
    """From Ctrl+Shift+E to the proof: 10,000 rows were deleted on a database with a verified backup."""
    tool = os.path.join(os.path.dirname(bench.cli), "tidemark-recovery")
    samples = []
    for _ in range(bench.runs or 3):
        for name in ("data", "state"):  # without what an earlier one left to be asked about
            os.environ[f"XDG_{name.upper()}_HOME"] = f"{bench.work}/recovery-{name}"
            shutil.rmtree(f"{bench.work}/recovery-{name}", ignore_errors=True)
        with Sandbox(bench) as sandbox:
            folder, database = _project(bench, sandbox, "recovery", 5)
            ours = f"{bench.cli} --project {folder} --remote --quiet --yes --confirm bench"
            run_shell(f"{ours} up")
            sandbox.call("POST", f"/{database}/query", {
                "sql": "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 10000) "
                       "INSERT INTO t0001 SELECT i, 'name ' || i, i FROM n"})
            run_shell(f"{ours} backup")
            sandbox.call("POST", f"/{database}/query", {"sql": "DELETE FROM t0001"})
            done = subprocess.run([tool, folder], check=True, capture_output=True, text=True)
            seconds, failed = done.stdout.split()
            left = sandbox.call("POST", f"/{database}/query", {"sql": "SELECT count(*) AS n FROM t0001"})[0]["results"][0]["n"]
            if int(failed) or left != 10000:
                raise SystemExit(f"the recovery proved nothing: {done.stdout} {left} rows")
            samples.append(float(seconds))
    bench.table.limit("recovery by keyboard, 10,000 rows", statistics.median(samples), "s", 30)


PARTS = [remote, remote_backup, recovery]
