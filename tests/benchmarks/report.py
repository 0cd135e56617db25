"""Writes docs/benchmarks.md from the JSON of one `make bench`: python report.py benchmarks.json benchmarks.md."""

from __future__ import annotations

import json
import operator
import sys
from pathlib import Path
from typing import Any

HOLDS = {">=": operator.ge, "<=": operator.le}
SIGNS = {">=": "≥", "<=": "≤"}

HEAD = """\
# Benchmarks

Written by one run; to measure on your own machine:

```console
$ make bench
```

Figures are medians. Every run keeps a full history and is checked for its result. A ratio to work of another size, or
to another interpreter, is the median of rounds that ran both, one after the other.
"""


def main(source: str, target: str) -> None:
    data = json.loads(Path(source).read_text(encoding="utf-8"))
    Path(target).write_text(page(data), encoding="utf-8")


def page(data: dict[str, Any]) -> str:
    rows = {bench["extra_info"]["name"]: bench for bench in data["benchmarks"]}
    lines = [HEAD, *machine(data), "", "| work | figure | must reach | holds |", "|---|---:|---:|---|"]
    for bench in rows.values():
        info = bench["extra_info"]
        if info.get("absent"):
            lines.append(f"| {info['text']} | not there | | |")
        else:
            lines.append(row(info["text"], f"{number(value(bench))} {info['unit']}", value(bench), info.get("limit")))
    lines += [
        "",
        "## Ratios of one run",
        "",
        "| work | over | time a unit | must reach | holds |",
        "|---|---|---:|---:|---|",
    ]
    for bench in rows.values():
        other, limit, *measured = bench["extra_info"].get("ratio", (None, None))
        if measured or other in rows:
            factor = measured[0] if measured else each(bench) / each(rows[other])
            text = f"{bench['extra_info']['name']} | {other}"
            lines.append(row(text, f"{number(factor)} times", factor, limit))
    lines += ["", "## Raw times", "", "| row | median | fastest | slowest | rounds |", "|---|---:|---:|---:|---:|"]
    for name, bench in rows.items():
        if bench["extra_info"].get("absent"):
            continue
        stats = bench["stats"]
        times = " | ".join(f"{number(stats[key] * 1000)} ms" for key in ("median", "min", "max"))
        lines.append(f"| {name} | {times} | {stats['rounds']} |")
    return "\n".join(lines) + "\n"


def machine(data: dict[str, Any]) -> list[str]:
    info = data["machine_info"]
    cpu = info.get("cpu", {})
    versions = ", ".join(f"{name} {version}" for name, version in info.get("versions", {}).items())
    processor = f"{cpu.get('count', '?')} cores, {cpu.get('brand_raw', 'unknown processor')}"
    system = f"{info['system']} {info['machine']}, {processor}"
    python = f"{info['python_implementation']} {info['python_version']}"
    return [f"Measured on {data['datetime'][:10]}: {system}; {python}; {versions}."]


def row(text: str, figure: str, reached: float, limit: list[Any] | None) -> str:
    if limit is None:
        return f"| {text} | {figure} | | |"
    sign, bound = limit
    return f"| {text} | {figure} | {SIGNS[sign]} {number(bound)} | {'yes' if HOLDS[sign](reached, bound) else 'no'} |"


def value(bench: dict[str, Any]) -> float:
    """The figure: given, or a rate, or the median in milliseconds."""
    info = bench["extra_info"]
    if "value" in info:
        return float(info["value"])
    median = float(bench["stats"]["median"])
    return info["units"] / median if "units" in info else median * 1000


def each(bench: dict[str, Any]) -> float:
    return float(bench["stats"]["median"]) / bench["extra_info"].get("units", 1)


def number(value: float) -> str:
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


if __name__ == "__main__":
    main(*sys.argv[1:])
