"""Runs commands in turn and prints how they compare.

The commands of one row run alternately, so that what else happens on the machine meets both; only their ratio means
anything. Memory is the greatest resident set of a process and its children, as the kernel counts it.
"""

import os
import shlex
import statistics
import subprocess
import time
from dataclasses import dataclass, field


@dataclass
class Sample:
    wall: float  # seconds
    cpu: float  # seconds, user and system
    megabytes: float


@dataclass
class Command:
    shell: str
    prepare: str = "true"  # runs before, unmeasured
    samples: list = field(default_factory=list)

    def wall(self):
        return statistics.median(sample.wall for sample in self.samples)

    def cpu(self):
        return statistics.median(sample.cpu for sample in self.samples)

    def megabytes(self):
        return max(sample.megabytes for sample in self.samples)


def run_shell(line):
    done = subprocess.run(["bash", "-c", line], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise SystemExit(f"failed with {done.returncode}: {line}\n{done.stdout}")


def argv(shell):
    """Without a shell where none is needed: its own start is some milliseconds of CPU, which count as the program's."""
    return ["bash", "-c", f"exec {shell}"] if "<" in shell else shlex.split(shell)


def sample(command):
    run_shell(command.prepare)
    started = time.monotonic()
    process = subprocess.Popen(argv(command.shell), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    words = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"failed with {process.returncode}: {command.shell}\n{words.decode()}")
    return Sample(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def measure(commands, runs):
    for _ in range(runs):
        for command in commands:
            command.samples.append(sample(command))


class Table:
    HEAD = ("work", "tidemark", "peer", "ratio", "target", "", "of CPU", "MB", "peer's name")
    FORM = "{:46} {:>10} {:>10} {:>8} {:>9} {:>4} {:>8} {:>5}  {}"

    def __init__(self):
        self.misses = []
        print(self.FORM.format(*self.HEAD), flush=True)

    def ratio(self, work, ours, peer, peer_name, target):
        """A row whose target is a ratio of the wall clock; the ratio of CPU time stands beside it, since load moves that less."""
        ratio = ours.wall() / peer.wall()
        self._row(work, f"{ours.wall():.3f} s", f"{peer.wall():.3f} s", f"{ratio:.4f}" if target < 0.1 else f"{ratio:.3f}",
                  f"<= {target}", ratio <= target, f"{ours.cpu() / peer.cpu():.3f}", ours, peer_name)

    def plain(self, work, ours, peer, unit, peer_name, target):
        """A row of two numbers that were measured elsewhere."""
        ratio = ours / peer
        if ratio > target:
            self.misses.append(work)
        print(self.FORM.format(work, f"{ours:.2f} {unit}", f"{peer:.2f} {unit}", f"{ratio:.3f}", f"<= {target}",
                               "over" if ratio > target else "", "", "", peer_name), flush=True)

    def cpu(self, work, ours, seconds):
        """A row whose target is CPU time."""
        self._row(work, f"{ours.cpu() * 1000:.1f} ms", "", "", f"<= {seconds * 1000:.0f} ms", ours.cpu() <= seconds, "", ours,
                  "CPU time")

    def limit(self, work, ours, unit, target):
        """A number that was measured elsewhere and has no peer."""
        if ours > target:
            self.misses.append(work)
        print(self.FORM.format(work, f"{ours:.2f} {unit}", "", "", f"<= {target} {unit}", "over" if ours > target else "", "", "", ""),
              flush=True)

    def _row(self, work, left, right, ratio, target, holds, cpu, ours, name):
        if not holds:
            self.misses.append(work)
        memory = f"{ours.megabytes():.0f}"
        if ours.megabytes() >= 64:
            self.misses.append(f"{work}: memory")
            memory += "!"
        print(self.FORM.format(work, left, right, ratio, target, "" if holds else "over", cpu, memory, name), flush=True)
