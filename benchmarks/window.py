"""The window beside DB Browser for SQLite, on a virtual screen: time to the first window, to the first rows, and memory.

Xvfb keeps its screen in a file (-fbdir), so that what a person would see is read without asking either program. Looked at is a
part of the screen that lies inside both programs' tables: the window is there when it is no longer black there (its frame, which
the window manager draws, comes earlier), and the rows are there when nothing changes there any more.
"""

import json
import mmap
import os
import shutil
import statistics
import subprocess
import tempfile
import time

from data import make_table
from measure import run_shell

STILL = 2.0  # seconds without a change: the picture is complete
GIVE_UP = 60
WIDTH, HEIGHT = 1280, 800
LOOKED_AT = (330, 300, 450, 700)  # left, top, right, bottom
PIXEL = 4  # bytes


class Screen:
    """A virtual screen with a window manager and no pointer, which some programs animate."""

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="tidemark-screen-")
        read, write = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-fbdir", self.folder, "-nocursor",
             "-nolisten", "tcp"],
            pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as pipe:
            self.display = f":{pipe.readline().strip()}"
        self.environment = dict(os.environ, DISPLAY=self.display, QT_QPA_PLATFORM="xcb")
        self.manager = subprocess.Popen(["openbox"], env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(f"{self.folder}/Xvfb_screen0", "rb") as file:
            self.pixels = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        self.start = len(self.pixels) - WIDTH * HEIGHT * PIXEL  # after xwd's header and colours
        time.sleep(1)
        return self

    def __exit__(self, *_):
        for process in (self.manager, self.server):
            process.terminate()
            process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def look(self):
        left, top, right, bottom = LOOKED_AT
        line = WIDTH * PIXEL
        return b"".join(self.pixels[self.start + y * line + left * PIXEL:self.start + y * line + right * PIXEL]
                        for y in range(top, bottom, 3))

    def until_painted(self):
        """The moment when half of what is looked at is not black."""
        started = time.monotonic()
        while time.monotonic() - started < GIVE_UP:
            seen = self.look()
            if seen.count(0) < len(seen) / 2:
                break
            time.sleep(0.004)
        return time.monotonic()

    def until_complete(self):
        """The moment of the last change."""
        before = self.look()
        started = last = time.monotonic()
        while time.monotonic() - last < STILL and time.monotonic() - started < GIVE_UP:
            now = self.look()
            if now != before:
                before = now
                last = time.monotonic()
            time.sleep(0.004)
        return last


def resident(process):
    with open(f"/proc/{process.pid}/status") as status:
        for line in status:
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    return 0.0


def one_start(screen, line, home):
    shutil.rmtree(home, ignore_errors=True)
    os.makedirs(home)
    environment = dict(screen.environment, HOME=home, XDG_CONFIG_HOME=f"{home}/config", XDG_STATE_HOME=f"{home}/state",
                       XDG_DATA_HOME=f"{home}/data", XDG_CACHE_HOME=f"{home}/cache")
    started = time.monotonic()
    process = subprocess.Popen(line, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    painted = screen.until_painted()
    complete = screen.until_complete()
    megabytes = resident(process)
    process.terminate()
    process.wait()
    time.sleep(0.5)  # the screen is empty again
    return painted - started, complete - started, megabytes


def compare(bench, work, ours, theirs, rows):
    """@p rows: which of window, rows and memory are judged, with their targets."""
    runs = bench.runs or 5
    home = f"{bench.work}/home"
    samples = {"tidemark": [], "sqlitebrowser": []}
    with Screen() as screen:
        for _ in range(runs):
            samples["tidemark"].append(one_start(screen, ours, home))
            samples["sqlitebrowser"].append(one_start(screen, theirs, home))
    names = ("first window", "first rows", "resident memory")
    units = ("s", "s", "MB")
    for index, target in rows:
        left, right = (statistics.median(sample[index] for sample in samples[name]) for name in samples)
        bench.table.plain(f"{work}: {names[index]}", left, right, units[index], "sqlitebrowser", target)


def window(bench):
    """An empty start, and a start on the largest table."""
    app = os.path.join(os.path.dirname(bench.cli), "tidemark")
    if not shutil.which("sqlitebrowser"):
        raise SystemExit("the peer is missing: sqlitebrowser (packaging/debian-packages.txt)")
    compare(bench, "empty start", [app], ["sqlitebrowser"], [(0, 0.8), (2, 0.8)])
    rows = max(bench.sizes)
    database = make_table(bench.work, rows)
    compare(bench, f"{rows / 1e6:g} M rows", [app, database, "--table", "rows"], ["sqlitebrowser", "-t", "rows", database],
            [(1, 1.0), (2, 0.8)])


def fluency(bench):
    """Ten million rows in the grid, five megabytes in the editor; pictures are drawn into memory."""
    rows = 10_000_000
    tool = os.path.join(os.path.dirname(bench.cli), "tidemark-fluency")
    done = subprocess.run([tool, make_table(bench.work, rows), "rows"], check=True, capture_output=True)
    figures = json.loads(done.stdout)
    bench.table.limit("10 M rows: jump to the end", figures["jump_to_end_ms"], "ms", 200)
    bench.table.limit("10 M rows: slowest frame while scrolling", figures["slowest_frame_ms"], "ms", 32)
    bench.table.limit("10 M rows: memory that scrolling adds", figures["after_mb"] - figures["before_mb"], "MB", 8)
    bench.table.limit("5 MB of SQL: slowest key to picture", figures["slowest_key_ms"], "ms", 32)


PARTS = [window, fluency]
