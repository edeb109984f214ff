"""The window beside DB Browser for SQLite, on a virtual screen: time to the first window, to the first rows, and memory.

Xvfb keeps its screen in a file (-fbdir), so that what a person would see is read without asking either program: a picture
counts when the screen has changed and then stays as it is.
"""

import mmap
import os
import shutil
import statistics
import subprocess
import tempfile
import time
import zlib

from data import make_table
from measure import run_shell

STILL = 0.6  # seconds without a change: the picture is complete
GIVE_UP = 60


class Screen:
    """A virtual screen with a window manager; its pixels as one number."""

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="tidemark-screen-")
        read, write = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-fbdir", self.folder, "-nolisten", "tcp"],
            pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as pipe:
            self.display = f":{pipe.readline().strip()}"
        self.environment = dict(os.environ, DISPLAY=self.display, QT_QPA_PLATFORM="xcb")
        self.manager = subprocess.Popen(["openbox"], env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(f"{self.folder}/Xvfb_screen0", "rb") as file:
            self.pixels = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        self.settle()
        return self

    def __exit__(self, *_):
        for process in (self.manager, self.server):
            process.terminate()
            process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def look(self):
        return zlib.crc32(self.pixels)

    def settle(self):
        """Waits until nothing changes any more; the moments of the first and the last change."""
        before = self.look()
        started = last = time.monotonic()
        first = None
        while time.monotonic() - last < STILL and time.monotonic() - started < GIVE_UP:
            now = self.look()
            if now != before:
                before = now
                last = time.monotonic()
                first = first or last
            time.sleep(0.004)
        return first, last


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
    empty = screen.look()
    started = time.monotonic()
    process = subprocess.Popen(line, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while screen.look() == empty and time.monotonic() - started < GIVE_UP:
        time.sleep(0.004)
    window = time.monotonic() - started
    _, complete = screen.settle()
    megabytes = resident(process)
    process.terminate()
    process.wait()
    screen.settle()
    return window, max(complete - started, window), megabytes


def compare(bench, work, ours, theirs, rows):
    """@p rows: which of window, complete picture and memory are judged, with their targets."""
    runs = bench.runs or 5
    home = f"{bench.work}/home"
    samples = {"tidemark": [], "sqlitebrowser": []}
    with Screen() as screen:
        for _ in range(runs):
            samples["tidemark"].append(one_start(screen, ours, home))
            samples["sqlitebrowser"].append(one_start(screen, theirs, home))
    names = ("first window", "complete picture", "resident memory")
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


PARTS = [window]
