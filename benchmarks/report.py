"""What every benchmark needs: its command line, Markdown tables, and a word on the machine."""

from __future__ import annotations

import argparse
import math
import os
import platform
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path


def command_line(name: str, description: str, parts: list[str]) -> argparse.ArgumentParser:
    """The options that all benchmarks have; the first line of ``description`` is shown."""
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{name}", description=description.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small sizes: a smoke test, whose times mean nothing")
    parser.add_argument("--only", action="append", choices=parts, help="this part; may be given again")
    parser.add_argument("--repeats", type=int, default=5, help="how often each is measured (default 5)")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the tables there, too")
    return parser


def parsed(parser: argparse.ArgumentParser, arguments: list[str]) -> argparse.Namespace:
    """What was asked for; ends the program where that makes no sense."""
    chosen = parser.parse_args(arguments)
    if chosen.repeats < 1:
        parser.error("--repeats must be at least 1")
    return chosen


def write(title: str, reports: Iterable[Iterator[str]], output: Path | None) -> None:
    """Print the lines of ``reports`` as they come, and keep them in ``output``."""
    lines = [title]
    print(title)
    for report in reports:
        for line in report:
            print(line, flush=True)
            lines.append(line)
    if output:
        output.write_text("\n".join(lines) + "\n", encoding="utf-8")


def short(number: int) -> str:
    """1e6 for 1,000,000; as it is where that is no longer than three digits."""
    power = int(math.log10(number))
    return f"{number / 10**power:g}e{power}" if number >= 1000 else str(number)


def span(seconds: float) -> str:
    """Seconds to three digits, in the unit that suits them."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if abs(seconds) >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e6:.3g} µs"


def row(*cells: str) -> str:
    """A line of a Markdown table."""
    return "| " + " | ".join(cells) + " |"


def table(title: str, *columns: str) -> Iterator[str]:
    """The head of a Markdown table; all columns but the first are numbers."""
    yield from ("", f"## {title}", "", row(*columns), row("---", *["---:"] * (len(columns) - 1)))


def processor() -> str:
    """The model of the processor, as far as the system tells."""
    listing = Path("/proc/cpuinfo")
    lines = listing.read_text().splitlines() if listing.exists() else []
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or platform.machine()


def version(package: str) -> str:
    """The installed version of ``package``."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"


def load() -> str:
    """How busy the machine is."""
    if not hasattr(os, "getloadavg"):
        return "How busy the machine was is not known here."
    return f"Load average of the minute before: {os.getloadavg()[0]:.2g}."
