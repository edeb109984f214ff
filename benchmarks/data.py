"""What is measured on: projects with N migrations, a table with N rows."""

import os
import subprocess

WRANGLER = '''name = "bench"
compatibility_date = "2026-01-01"
[[d1_databases]]
binding = "DB"
database_name = "bench"
'''


def make_project(folder, count):
    """COUNT migrations, a table and an index each, for wrangler (migrations/) and for dbmate (db/migrations/)."""
    for part in ("migrations", "db/migrations"):
        os.makedirs(f"{folder}/{part}", exist_ok=True)
    with open(f"{folder}/wrangler.toml", "w") as file:
        file.write(WRANGLER)
    for number in range(1, count + 1):
        name = f"{number:04}"
        up = (f"CREATE TABLE t{name} (id INTEGER PRIMARY KEY, name TEXT NOT NULL, at INTEGER);\n"
              f"CREATE INDEX t{name}_name ON t{name} (name);\n")
        with open(f"{folder}/migrations/{name}_t.sql", "w") as file:
            file.write(up)
        with open(f"{folder}/db/migrations/{name}_t.sql", "w") as file:
            file.write(f"-- migrate:up\n{up}-- migrate:down\nDROP TABLE t{name};\n")


def make_table(work, rows):
    """A file with one table of an integer, a real, two texts and a blob; 134 bytes a row on the disk."""
    path = f"{work}/rows-{rows}.sqlite"
    if os.path.exists(path):
        return path
    script = f"""PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
        CREATE TABLE rows (id INTEGER PRIMARY KEY, name TEXT NOT NULL, amount REAL, payload TEXT, mark BLOB);
        WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < {rows})
        INSERT INTO rows SELECT i, 'name ' || i, i / 7.0, printf('%.*c', 86, 'x') || i, CAST(i AS BLOB) FROM n;
        PRAGMA journal_mode = DELETE;"""
    subprocess.run(["sqlite3", f"{path}.part", script], check=True, stdout=subprocess.DEVNULL)
    os.rename(f"{path}.part", path)
    return path


def make_dump(database):
    """The shell's own dump of it."""
    path = database.removesuffix(".sqlite") + ".dump.sql"
    if not os.path.exists(path):
        with open(f"{path}.part", "wb") as out:
            subprocess.run(["sqlite3", database, ".dump"], check=True, stdout=out)
        os.rename(f"{path}.part", path)
    return path
