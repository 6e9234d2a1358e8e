"""The README holds: its commands parse, its output is what comes out, its figures are the ones that
were measured (eval/figures.json keeps them unrounded), and the project's own are measured again."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from qa.cli import app

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
FIGURES: list[dict[str, Any]] = json.loads(
    (ROOT / "eval" / "figures.json").read_text(encoding="utf-8")
)
# int8 kernels differ between processors, and so do vectors in their third digit.
TOLERANCE = 0.07


def _blocks() -> Iterator[tuple[str, str]]:
    for block in re.findall(r"^```console\n(.*?)^```$", README, re.MULTILINE | re.DOTALL):
        command, _, output = block.partition("\n")
        assert command.startswith("$ ")
        yield command[2:], output


def _commands() -> list[str]:
    inline = re.findall(
        r"`(qa (?:ask|search|index|eval|status|show|chat|config|doctor)\b[^`]*)`", README
    )
    shown = [part.strip() for text, _ in _blocks() for part in text.split("&&")]
    return [*shown, *_script_commands(), *inline]


def _script_commands() -> list[str]:
    """Every `qa` of the recipes, without what it is joined to."""
    found = []
    for script in re.findall(r"^```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL):
        words = shlex.shlex(script.replace("\\\n", " "), posix=True, punctuation_chars="|&;<>\n")
        words.whitespace = " \t"
        command: list[str] = []
        for word in [*words, "\n"]:
            if set(word) <= set("|&;<>\n"):
                found += [shlex.join(command)] if command[:1] == ["qa"] else []
                command = []
            else:
                command.append(word)
    return found


@pytest.mark.parametrize("command", [c for c in _commands() if c.startswith("qa")])
def test_every_command_parses(command: str) -> None:
    _, name, *arguments = shlex.split(command.replace("…", "x"))
    get_command(app).commands[name].make_context(name, arguments).close()


def test_recipes_have_commands() -> None:
    assert len(_script_commands()) == 7


def test_every_option_named_in_the_text_exists() -> None:
    options = {
        option
        for command in get_command(app).commands.values()
        for parameter in command.params
        for option in parameter.opts
    }
    named = set(re.findall(r"`(--?[a-z][a-z-]*)", README))
    assert named - options == set()


def test_the_two_first_commands_are_those_that_ci_runs() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    commands = [text for text, _ in _blocks() if text.startswith("pip")]
    assert len(commands) == 2
    assert all(command in script for command in commands)


def _masked(text: str) -> list[str]:
    """Lines without the digits that a processor may change, and without trailing space."""
    lines = re.sub(r"confidence \d+%", "confidence", text).splitlines()
    return [line.rstrip() for line in lines if line.strip()]


@pytest.mark.parametrize(("command", "output"), [b for b in _blocks() if b[1] and "qa ask" in b[0]])
def test_the_output_shown_is_what_comes_out(
    command: str, output: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_INDEX", str(home / ".qa"))
    monkeypatch.setenv("COLUMNS", "80")
    result = CliRunner().invoke(app, shlex.split(command[command.index("qa ask") :])[1:])
    assert _masked(result.stdout) == _masked(output)


def test_the_json_shown_is_what_comes_out(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = json.loads(re.findall(r"^```json\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)[0])
    monkeypatch.setenv("QA_INDEX", str(home / ".qa"))
    result = CliRunner().invoke(app, ["ask", "--json", "-k", "1", shown["question"]])
    printed = json.loads(result.stdout)
    assert list(printed) == list(shown)
    assert printed["quotes"][0] | {"score": 0} == shown["quotes"][0] | {"score": 0}


def _rows() -> list[list[str]]:
    section = README.split("## How good is it?")[1].split("## How does an answer come about?")[0]
    rows = [line[1:-1].split("|") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows]


def test_every_figure_shown_was_measured() -> None:
    rows = _rows()
    expected = []
    for table in FIGURES:
        assert table["command"] in README
        expected.append(["", *table["columns"]])
        expected.append(["---"] * (len(table["columns"]) + 1))
        expected.extend([row["name"], *row_text(row, table)] for row in table["rows"])
    assert rows == expected


def row_text(row: dict[str, Any], table: dict[str, Any]) -> list[str]:
    """The figures of a row as the README rounds them."""
    return [
        "–" if value is None else form.format(value)
        for value, form in zip(row["values"], table["forms"], strict=True)
    ]


@pytest.mark.slow
def test_the_projects_own_figures_are_measured_again(home: Path) -> None:
    """On some of the cases; the run that the figures come from gave these values there."""
    again = FIGURES[0]["again"]
    where = ["--sources", str(home / "seeds"), "--index", str(home / ".qa")]
    chosen = ["--part", "test", "--sample", str(again["sample"])]
    result = CliRunner().invoke(app, ["eval", *chosen, "--json", *where])
    assert result.exit_code == 0
    measured = json.loads(result.stdout)["overall"]["figures"]
    for name, value in again["values"].items():
        limit = 3.0 if name == "words" else TOLERANCE
        assert measured[name]["value"] == pytest.approx(value, abs=limit), name
