"""Measure a terminal program from outside: start, idle cost, key latency, exit.

The command runs in a pty of its own; its output feeds a pyte screen, and the queries that
programs wait for are answered as xterm would. CPU, memory, threads and fds are those of its whole
process tree, CPU in percent of ONE core. Exited children count through their parents, orphans
through the probe (a subreaper). Key latency runs from write(key) to the first output byte after
it; a key is sent once output has been quiet for 30 ms, so what a program paints on a timer can
still pass for an answer. Writes are counted as reads of the pty: writes that follow each other at
once count as one. A frame is a synchronized update that draws; one that draws nine tenths of all
cells is a full repaint. Only processes started here are ended.

Needs Linux, Python 3.11, pyte and psutil.

Example: python -m tests.bench.probe --keys down:20,up:20 --send-at-end q -- htop
"""

from __future__ import annotations

import argparse
import collections
import ctypes
import json
import math
import os
import re
import signal
import statistics
import sys
import termios
import time
from pathlib import Path
from typing import TypeAlias

from tests.bench.pseudo_terminal import Session

Result: TypeAlias = "dict[str, float | str | bool | list[str] | None]"

PR_SET_CHILD_SUBREAPER = 36
KEYS = {
    "enter": "\r",
    "esc": "\x1b",
    "tab": "\t",
    "space": " ",
    "backspace": "\x7f",
    "comma": ",",
    "colon": ":",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "pgup": "\x1b[5~",
    "pgdn": "\x1b[6~",
    "f1": "\x1bOP",
    "f10": "\x1b[21~",
}
RESTORE = {
    "alternate screen": (47, 1047, 1049),
    "focus reports": (1004,),
    "mouse": (9, 1000, 1002, 1003, 1006, 1015, 1016),
    "bracketed paste": (2004,),
    "resize reports": (2048,),
}


class Settings(argparse.Namespace):
    """What the command line says; see `parser`."""

    command: list[str]
    size: tuple[int, int]
    env: list[str]
    until: str | None
    timeout: float
    settle: float
    idle: float
    keys: list[str]
    send_at_end: str | None
    signal: str | None
    exit_timeout: float
    runs: int
    json: str | None
    dump: Path | None


def key_text(name: str) -> str:
    if name.lower().startswith("ctrl+"):
        return chr(ord(name[-1].upper()) & 0x1F)
    return KEYS.get(name.lower(), name)


def start(session: Session, given: Settings) -> Result:
    """Up to the first real paint: the time of the read that completed it, and the CPU by then.

    All that comes is read at once and painted when nothing comes: what a program does after its
    first paint must not count while this one is still drawing that paint.
    """
    result: Result = {"first_output_s": None, "first_paint_s": None, "startup_cpu_s": None}
    deadline = session.started + given.timeout
    before = 0
    while session.step(deadline - time.monotonic()):
        if not result["first_output_s"] and session.reads:
            result["first_output_s"] = session.last_output - session.started
        if session.painting.fed == before:
            continue
        before = session.painting.fed
        text = session.painting.text()
        if re.search(given.until, text) if given.until else len("".join(text.split())) > 20:
            at, cpu = session.painted
            others = session.tree.cpu() - session.tree.root_cpu()
            result |= {"first_paint_s": at - session.started, "startup_cpu_s": cpu + max(0, others)}
            break
    return result


def idle(session: Session, given: Settings) -> Result:
    tree, memory, at_start = session.tree, [session.tree.memory()], session.tree.counts("start")
    clock, began, cpu = time.time(), time.monotonic(), tree.cpu()
    size, reads = session.bytes, session.reads
    frames, repaints = session.painting.frames, session.painting.full_repaints
    while (left := began + given.idle - time.monotonic()) > 0 and not tree.ended():
        session.pump(min(left, 0.5))
        memory.append(tree.memory())
    spent, seconds = tree.cpu() - cpu, time.monotonic() - began
    return {
        "idle_from": clock,
        "idle_to": clock + seconds,
        "idle_cpu_pct": 100 * spent / seconds,
        "out_bytes_s": (session.bytes - size) / seconds,
        "out_writes_s": (session.reads - reads) / seconds,
        "frames_s": (session.painting.frames - frames) / seconds,
        "full_repaints": session.painting.full_repaints - repaints,
        "memory_start_mb": memory[0],
        "memory_end_mb": memory[-1],
        "memory_peak_mb": max(memory),
        **at_start,
        **tree.counts("end"),
    }


def keys(session: Session, names: str, group: str = "key") -> Result:
    latencies: list[float] = []
    sent_keys = 0
    cpu, size = session.tree.cpu(), session.bytes
    for name, _, count in (item.partition(":") for item in names.split(",")):
        for _ in range(int(count or 1)):
            give_up = time.monotonic() + 1
            while session.pump(0.03) and time.monotonic() < give_up:
                pass
            sent, sent_keys = time.monotonic(), sent_keys + 1
            session.send(key_text(name))
            if session.pump(1, once=True):
                latencies.append(1000 * (session.last_output - sent))
            session.pump(sent + 0.15 - time.monotonic())
    result: Result = {
        f"{group}_cpu_ms": 1000 * (session.tree.cpu() - cpu) / sent_keys,
        f"{group}_bytes": (session.bytes - size) / sent_keys,
        f"{group}_silent": sent_keys - len(latencies),
    }
    if latencies:
        latencies.sort()
        result |= {
            f"{group}_p50_ms": statistics.median(latencies),
            f"{group}_p95_ms": latencies[math.ceil(0.95 * len(latencies)) - 1],
            f"{group}_max_ms": latencies[-1],
        }
    return result


def end(session: Session, given: Settings) -> Result:
    tree = session.tree
    result: Result = {"ended_early": tree.ended()}
    began = time.monotonic()
    for name in filter(None, (given.send_at_end or "").split(",")):
        session.send(key_text(name))
        session.pump(0.05, once=True)
    if not tree.ended() and (given.signal or not given.send_at_end):
        os.kill(tree.root, signal.Signals[f"SIG{given.signal or 'TERM'}"])
    while not tree.ended() and time.monotonic() - began < given.exit_timeout:
        session.pump(0.005)
    result["exit_s"] = time.monotonic() - began
    session.pump(0.2)
    by_itself = tree.ended()
    result["exit_status"] = str(tree.status) if by_itself else "killed by the probe"
    result["left_running"] = tree.kill() - (not by_itself)
    left_on = {name: any(map(session.modes.get, modes)) for name, modes in RESTORE.items()}
    left_on["cursor"] = session.modes.get(25) is False
    left_on["keyboard mode"] = session.key_modes > 0
    left_on["tty settings"] = termios.tcgetattr(session.master)[:4] != session.tty[:4]
    not_restored = sorted(name for name, on in left_on.items() if on)
    return {**result, "not_restored": not_restored, "restored": not not_restored}


def run(given: Settings) -> Result:
    """One start of the command, to its end. The calling process must be a subreaper."""
    session = Session(given.command, given.size, dict(pair.split("=", 1) for pair in given.env))
    try:
        result = start(session, given)
        session.pump(given.settle)
        result["settled_cpu_s"] = session.tree.cpu()
        if given.idle > 0 and not session.tree.ended():
            result |= idle(session, given)
        for number, names in enumerate(given.keys, 1):
            if not session.tree.ended():
                result |= keys(session, names, "key" if number == 1 else f"key{number}")
        if given.dump:
            given.dump.write_text(session.painting.text() + "\n", encoding="utf-8")
        return result | end(session, given)
    finally:
        session.close()


def summarize(results: list[Result]) -> dict[str, dict[str, float]]:
    """Median, min and max of numbers; of anything else, each value with its count."""
    summary: dict[str, dict[str, float]] = {}
    for name in dict.fromkeys(name for result in results for name in result):
        values = [result[name] for result in results if result.get(name) is not None]
        numbers = [v for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
        if values and len(numbers) == len(values):
            middle = statistics.median(numbers)
            summary[name] = {"median": middle, "min": min(numbers), "max": max(numbers)}
        else:
            summary[name] = dict(collections.Counter(str(r.get(name)) for r in results))
    return summary


def _size(text: str) -> tuple[int, int]:
    columns, rows = text.lower().split("x")
    return int(columns), int(rows)


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.probe",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("command", nargs="+", help="the command and its arguments, after --")
    add("--size", type=_size, default=(160, 48), metavar="WxH", help="of the terminal (160x48)")
    add("--env", action="append", default=[], metavar="K=V", help="set a variable (repeatable)")
    add("--until", metavar="REGEX", help="first paint: this is shown (else 20 non-blank cells)")
    add("--timeout", type=float, default=60, metavar="S", help="longest wait for it (%(default)s)")
    add("--settle", type=float, default=5, metavar="S", help="pause after it (%(default)s)")
    add("--idle", type=float, default=30, metavar="S", help="idle time, 0: none (%(default)s)")
    more = "keys to time, 150 ms apart: j:20,down:20,ctrl+d:5 (repeatable: key2_…, key3_…)"
    add("--keys", action="append", default=[], metavar="KEY:N,..", help=more)
    add("--send-at-end", metavar="KEY,..", help="keys that end the program: q or ctrl+q")
    add("--signal", choices=("TERM", "HUP", "INT"), help="signal that ends it (else TERM)")
    add("--exit-timeout", type=float, default=10, metavar="S", help="then kill it (%(default)s)")
    add("--runs", type=int, default=1, metavar="N", help="number of starts (%(default)s)")
    add("--json", metavar="FILE", help="write settings, runs and summary; - for stdout, no table")
    add("--dump", type=Path, metavar="FILE", help="write the last screen's text")
    return parser


def main() -> int:
    given = parser().parse_args(namespace=Settings())
    if sys.platform != "linux":
        print("tests.bench.probe: reads /proc, so it runs on Linux only", file=sys.stderr)
        return 2
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    results = [run(given) for _ in range(given.runs)]
    summary = summarize(results)
    report = json.dumps({"settings": vars(given), "runs": results, "summary": summary}, default=str)
    if given.json == "-":
        print(report)
        return 0
    if given.json:
        Path(given.json).write_text(report, encoding="utf-8")
    print(f"{'':16}{'median':>12}   min .. max")
    for name, value in summary.items():
        if "median" in value:
            print(f"{name:16}{value['median']:12.3f}   {value['min']:.3f} .. {value['max']:.3f}")
        else:
            print(f"{name:16}   {', '.join(f'{v} ({n}x)' for v, n in value.items())}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
