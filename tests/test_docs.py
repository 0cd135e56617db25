"""README.md and docs do what they say: every code block runs, every link leads somewhere.

CONTRIBUTING.md has the conventions. markdown-it-py reads the pages; what is left is glue. Sybil, pytest-examples and
pytest-markdown-docs run each block in this process with names of its own; our blocks are files that belong together,
and tests whose outcome and output are the point, so each page gets a folder, and its tests a pytest of their own.
"""

from __future__ import annotations

import ast
import configparser
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass, field
from itertools import takewhile, zip_longest
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from pytest_fnf import DefinitionError
from pytest_fnf.definition.load import read_definition

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
MARKS = {"file", "from", "fails", "output", "fragment"}
ELSEWHERE = {"docs/reference/problems.md"}  # its pairs of good and bad are those of tests/definition/test_problems.py
PYTEST = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "fnf"]


@dataclass(frozen=True)
class Block:
    line: int
    language: str
    text: str
    marks: dict[str, str]


@dataclass
class Page:
    """One page: its files lie in a folder of its own, its faults are collected."""

    text: str
    folder: Path
    faults: list[str] = field(default_factory=list)
    waiting: dict[str, int] = field(default_factory=dict)  # test files that run together, with their lines

    def check(self) -> list[str]:
        found = blocks(self.text)
        for block, after in zip_longest(found, found[1:]):
            expected = after.text if after is not None and "output" in after.marks else None
            unknown = set(block.marks) - MARKS
            if unknown:
                self.fault(block, f"unknown mark {unknown}; allowed: {sorted(MARKS)}")
            if "output" not in block.marks:
                self.block(block, expected)
        self.run_waiting()
        return self.faults

    def fault(self, block: Block, message: str) -> None:
        self.faults.append(f"line {block.line}: {message}")

    def block(self, block: Block, expected: str | None) -> None:
        if "from" in block.marks:
            source = (ROOT / block.marks["from"]).read_text(encoding="utf-8")
            self.contained(block, block.text, source, f"not in {block.marks['from']}")
        if "file" in block.marks:
            self.write(block, expected)
        elif block.language == "python":
            self.python(block, expected)
        elif block.language == "yaml":
            self.yaml(block, expected)
        elif block.language in {"console", "sh"}:
            self.console(block)
        else:
            self.data(block)

    def write(self, block: Block, expected: str | None) -> None:
        name = block.marks["file"]
        path = self.folder / name
        if path.exists():
            self.run_waiting()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8")
        if path.name.startswith("test_"):
            self.test(block, name, expected)

    def python(self, block: Block, expected: str | None) -> None:
        if "fragment" in block.marks:
            ast.parse(block.text)
        elif re.search(r"^\s*(async )?def test_", block.text, re.MULTILINE):
            alone = expected is not None or "fails" in block.marks
            name = "test_example.py" if alone else f"test_example_{block.line}.py"
            (self.folder / name).write_text(block.text, encoding="utf-8")
            self.test(block, name, expected)
        else:
            (self.folder / "example.py").write_text(block.text, encoding="utf-8")
            self.run(block, [sys.executable, "-W", "error", "example.py"], expected)

    def test(self, block: Block, name: str, expected: str | None) -> None:
        if expected is None and "fails" not in block.marks:
            self.waiting[name] = block.line
        else:
            self.run(block, self.pytest("-W", "error", "--fnf-timeline=always", name), expected)

    def run_waiting(self) -> None:
        if self.waiting:
            block = Block(min(self.waiting.values()), "python", "", {})
            self.run(block, self.pytest("-W", "error", "-q", *self.waiting), None)
            self.waiting.clear()

    def pytest(self, *arguments: str) -> list[str]:
        plugins = [part for name in ("asyncio", "xdist") if name in self.text for part in ("-p", name)]
        if "asyncio" in plugins:
            plugins += ["-o", "asyncio_default_fixture_loop_scope=function"]
        return [*PYTEST, *plugins, *arguments]

    def run(self, block: Block, command: list[str], expected: str | None) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
        # Most of pytest's start is plugins that the page has nothing to do with.
        environment |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        environment |= {"NO_COLOR": "1", "COLUMNS": "100", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8"}
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=environment,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=100,
        )
        # 1 is a failed test or an exception; 2 and above mean that nothing was tested.
        if done.returncode != (1 if "fails" in block.marks else 0):
            self.fault(block, f"{shlex.join(command[1:])} ended with {done.returncode}\n{done.stdout}")
        elif expected is not None:
            self.contained(block, expected, done.stdout, "the output is another")

    def yaml(self, block: Block, expected: str | None) -> None:
        if "fragment" in block.marks:
            return
        try:
            definition = read_definition(block.text, label="flow.yml")
        except DefinitionError as error:
            if "fails" not in block.marks:
                self.fault(block, str(error))
            elif expected is not None:
                self.contained(block, expected, str(error), "the problems are others")
        else:
            problems = [f"{problem.line}: {problem.code} {problem.message}" for problem in definition.problems]
            if "fails" in block.marks:
                self.fault(block, "a definition without an error, marked as one that fails")
            elif expected is None and problems:
                self.fault(block, "\n".join(problems))

    def console(self, block: Block) -> None:
        if "fragment" in block.marks:
            return
        first, *commands = re.split(r"^\$ ", block.text, flags=re.MULTILINE)
        if first.strip() or not commands:
            self.fault(block, "commands start with '$ '; other lines are their output")
        for command in commands:
            line, _, output = command.partition("\n")
            program, *arguments = shlex.split(line, comments=True)
            if program == "make":
                for target in set(arguments) - TARGETS:
                    self.fault(block, f"make has no target {target!r}")
            elif program == "pytest":
                self.run_waiting()
                self.run(block, self.pytest(*arguments), output if output.strip() else None)
            elif [program, *arguments[:2]] == ["python", "-m", "pytest_fnf"]:
                self.run_waiting()
                self.run(block, [sys.executable, *arguments], output if output.strip() else None)
            elif [program, *arguments] != ["pip", "install", "pytest-fnf"]:
                self.fault(block, f"{line!r} is neither make, pytest, pytest_fnf nor the installation")

    def data(self, block: Block) -> None:
        try:
            if block.language == "json":
                json.loads(block.text)
            elif block.language == "toml":
                tomllib.loads(block.text)
            elif block.language == "ini":
                configparser.ConfigParser(interpolation=None).read_string(block.text)
            elif block.language != "text" and "fragment" not in block.marks:
                self.fault(block, f"nothing is known about {block.language or 'a block without a language'!r}")
        except (ValueError, configparser.Error) as error:
            self.fault(block, str(error))

    def contained(self, block: Block, expected: str, text: str, message: str) -> None:
        missing = first_missing(expected, text)
        if missing is not None:
            self.fault(block, f"{message}: no line matches\n  {missing}\nin\n{text}")


def blocks(text: str) -> list[Block]:
    found = []
    marks: dict[str, str] = {}
    for token in MarkdownIt("commonmark").parse(text):
        if token.type == "html_block":
            marks |= dict(re.findall(r"<!--\s*(\w+)(?::\s*(.*?))?\s*-->", token.content))
        elif token.type == "fence":
            language = token.info.partition(" ")[0]
            found.append(Block((token.map or [0])[0] + 1, language, token.content, marks))
            marks = {}
        else:
            marks = {}
    return found


def first_missing(expected: str, text: str) -> str | None:
    """The first line that isn't found. Lines follow one another; `...` stands for anything, alone for any lines."""
    lines = [line.rstrip() for line in text.splitlines()]
    at = 0
    for part in re.split(r"^[ \t]*\.\.\.[ \t]*$", expected, flags=re.MULTILINE):
        wanted = part.strip("\n").splitlines()
        patterns = [re.escape(line.rstrip()).replace(r"\.\.\.", ".*") for line in wanted]
        most = 0
        for start in range(at, len(lines) + 1):
            pairs = zip(patterns, lines[start:], strict=False)
            fitting = sum(1 for _ in takewhile(lambda pair: re.fullmatch(*pair), pairs))
            if fitting == len(patterns):
                at = start + fitting
                break
            most = max(most, fitting)
        else:
            return wanted[most]
    return None


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", [page for page in PAGES if name_of(page) not in ELSEWHERE], ids=name_of)
def test_the_code_of_a_page_does_what_it_says(page, tmp_path):
    shutil.copytree(ROOT / "flows", tmp_path / "flows", ignore=shutil.ignore_patterns("__pycache__", "conformance"))
    faults = Page(page.read_text(encoding="utf-8"), tmp_path).check()
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_links_of_a_page_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    links = [
        child.attrs["href"]
        for token in MarkdownIt("commonmark").parse(text)
        for child in token.children or []
        if child.type == "link_open" and not re.match("https?:|mailto:", child.attrs["href"])
    ]
    broken = []
    for link in links:
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        if not target.exists() or (anchor and anchor not in anchors(target.read_text(encoding="utf-8"))):
            broken.append(link)
    assert broken == []


def anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ +(.*?) *#*$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def page_of(*parts: str) -> str:
    return "\n".join(part if part.startswith("<!--") else f"```{part}\n```\n" for part in parts)


STUBBED = """yaml
version: v1
type: flow
steps:
  - {type: task, name: Ask, resourceArn: "acs:fc:::services/s/functions/ask"}"""
TEST = """python
import pytest

@pytest.mark.flow("flow.yml")
def test_it(flow):
    flow.stub("Ask").returns({"n": 1})
    assert flow.run().output == {"n": %s}"""

GOOD = {
    "a file and a test that uses it": page_of("<!-- file: flow.yml -->", STUBBED, TEST % 1),
    "a test that fails with this output": page_of(
        "<!-- file: flow.yml -->", STUBBED, "<!-- fails -->", TEST % 2,
        "<!-- output -->", "text\n...\n=... 1 failed in ...s ...="
    ),
    "a script and what it prints": page_of("python\nprint(1)\nprint(22)", "<!-- output -->", "text\n1\n2..."),
    "a console": page_of(
        "<!-- file: test_it.py -->", "python\ndef test_it(): pass",
        "console\n$ make test\n$ pytest -q\n. ...\n...\n1 passed..."
    ),
    "a command of ours": page_of(
        "<!-- file: flow.yml -->", STUBBED, "console\n$ python -m pytest_fnf lint flow.yml\nno problems in 1 file"
    ),
    "data": page_of('json\n{"a": 1}', "toml\na = 1", "ini\n[a]\nb = c", "text\nanything"),
    "a fragment": page_of("<!-- fragment -->", "yaml\n- type: pass", "<!-- fragment -->", "python\nflow.run()"),
}  # fmt: skip


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD.keys())
def test_a_page_that_tells_the_truth_has_no_faults(text, tmp_path):
    assert Page(text, tmp_path).check() == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (page_of("<!-- file: flow.yml -->", STUBBED, TEST % 2), "line 9: .* ended with 1"),
        (page_of("<!-- file: flow.yml -->", STUBBED, "<!-- fails -->", TEST % 1), "line 10: .* ended with 0"),
        (page_of("python\nprint(1)", "<!-- output -->", "text\n2"), "another: no line matches\n  2"),
        (page_of("python\nimport nothing"), "line 1: .* ended with 1"),
        (page_of("yaml\ntype: flow\nversion: v1"), "line 1: flow.yml:1:1: "),
        (page_of("<!-- fails -->", STUBBED), "line 2: a definition without an error"),
        (page_of("console\n$ make nothing"), "make has no target 'nothing'"),
        (page_of("console\nmake test"), "commands start with"),
        (page_of("sh\n$ rm file"), "'rm file' is neither"),
        (page_of("json\n{"), "line 1: Expecting"),
        (page_of("\nwhat"), "a block without a language"),
        (page_of("<!-- flie: a.yml -->", STUBBED), "unknown mark {'flie'}"),
        (page_of("<!-- from: flows/poll-task-status/flow.yml -->", "text\nno such line"), "not in flows/poll"),
    ],
)  # fmt: skip
def test_a_page_that_does_not_has_a_located_fault(text, fault, tmp_path):
    (found,) = Page(text, tmp_path).check()
    assert re.search(fault, found)


@pytest.mark.parametrize(
    ("expected", "text", "missing"),
    [
        ("a\nb", "x\na\nb\ny", None),
        ("a\nc", "a\nb\nc", "c"),
        ("a\n...\nc", "a\nb\nc", None),
        ("...\nc\n...", "a\nb\nc", None),
        ("a ... [c]", "a b [c]", None),
        ("a\nb", "a\na\nb", None),
        ("a\n...\na", "a\nb", "a"),
        ("  a", "a", "  a"),
        ("", "a", None),
    ],
)
def test_expected_lines_are_found_in_order(expected, text, missing):
    assert first_missing(expected, text) == missing
