"""Help, suggestions and shell completion."""

import doctest
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

import qa.help
from qa.cli import app
from qa.epilogs import EPILOGS
from tests.conftest import StubEncoder
from tests.samples import FERRY, ROOT, update, write

GROUP: Any = typer.main.get_command(app)
HELP = """\
Usage: qa [OPTIONS] COMMAND [ARGS]...

  Ask your own documents; answers are quotes, each with its place.

Ask:
  ask     Answer a question with quotes.
  search  List the passages that come closest, without answering.
  chat    Ask one question after another; from a pipe, each line is one.

Documents:
  index   Index documents, or bring an index up to date: only what changed is
          read.
  status  Show what the index holds, what was skipped and why, and what
          changed since.
  show    Show a document as it was indexed, or a quote or a line of it in its
          surroundings.

Settings:
  config  Show what is set in files and variables, and where it comes from.
  doctor  Check that all is there and whole, and tell what to do. Exit code 2:
          something is wrong.

Measure:
  eval    Score the answers on cases whose answers are known.

Options:
  --version             Show the version.
  --install-completion  Install completion for the current shell.
  --show-completion     Show completion for the current shell, to copy it or
                        customize the installation.
  -h, --help            Show this message and exit.

Examples:
  qa ask "When did the cease-fire take effect?"
  qa index notes reports/2024.md
  qa search cease-fire --type pdf
  qa ask --help

Exit codes:
  0    answered, found or done
  1    no answer, nothing found, a measure below --min
  2    an error, told in one line on standard error
  130  interrupted

  Options can be set for good in a file, qa.toml, or in
  variables: see `qa config`. A flag that is set there is
  undone with no- before its name.

  The index is the nearest .qa folder at or above this
  one; without any, `qa ask` makes one of the folder seeds.
  Nothing leaves this machine.
"""


def _qa(*arguments: str, width: int = 80) -> tuple[int, str, str]:
    """As in a terminal of that width: a margin of two is kept."""
    result = CliRunner(env={"TERM": "dumb"}).invoke(
        app, arguments, prog_name="qa", terminal_width=min(width, 100) - 2
    )
    return result.exit_code, result.stdout, result.stderr


def test_the_help() -> None:
    assert _qa("--help") == (0, HELP, "")


@pytest.mark.parametrize("width", [60, 80, 140])
@pytest.mark.parametrize("name", ["", *GROUP.commands])
def test_the_help_fits(name: str, width: int) -> None:
    code, shown, _ = _qa(*filter(None, [name]), "--help", width=width)
    assert code == 0
    assert max(map(len, shown.splitlines())) <= width
    assert all(line == line.rstrip() for line in shown.splitlines())
    assert "\n\n\n" not in shown


def test_headings_are_bold_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    def shown(**env: str) -> str:
        runner = CliRunner(env=env)
        more = {"color": True, "prog_name": "qa", "terminal_width": 78}
        return runner.invoke(app, ["--help"], **more).stdout

    monkeypatch.delenv("NO_COLOR", raising=False)
    bold = shown(TERM="xterm")
    assert "\x1b[1mAsk\x1b[0m:\n" in bold
    assert re.sub(r"\x1b\[\d*m", "", bold) == HELP
    assert shown(TERM="xterm", NO_COLOR="1") == shown(TERM="dumb") == HELP


def _examples() -> list[str]:
    lines = [line for epilog in EPILOGS.values() for line in epilog.splitlines()]
    return [line for line in lines if line.startswith("qa ")]


def test_each_command_has_examples() -> None:
    assert set(EPILOGS) == {"qa", *GROUP.commands}
    assert all(f"\nqa {name}"[: 4 + len(name)] in EPILOGS[name] for name in GROUP.commands)


@pytest.mark.parametrize("example", _examples())
def test_the_examples_parse(example: str) -> None:
    words = shlex.split(example)
    end = min((words.index(sign) for sign in ("|", ">", ">>") if sign in words), default=len(words))
    _, name, *arguments = words[:end]
    if "--help" not in arguments:
        GROUP.commands[name].make_context(name, arguments).close()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["aks"], "no such command 'aks'; did you mean 'ask'?"),
        (["serach"], "no such command 'serach'; did you mean 'search'?"),
        (["stats"], "no such command 'stats'; did you mean 'status'?"),
        (["xyzzy"], "no such command 'xyzzy'; see `qa --help`"),
        (["--vresion"], "no such option: --vresion (possible options: --version); see `qa --help`"),
        (
            ["search", "x", "--vebrose"],
            "no such option: --vebrose (possible options: --no-verbose, --verbose); "
            + "see `qa search --help`",
        ),
        (
            ["ask", "x", "--cite", "bib"],
            "invalid value for '--cite': 'bib' is not one of 'plain', 'markdown', 'bibtex'; "
            + "see `qa ask --help`",
        ),
        (
            ["ask", "x", "-k", "99"],
            "invalid value for '-k' / '--quotes': 99 is not in the range 1<=x<=10; "
            + "see `qa ask --help`",
        ),
        (["show"], "missing argument 'PATH[:LINE]|N'; see `qa show --help`"),
    ],
)
def test_what_is_mistyped_is_told(arguments: list[str], told: str) -> None:
    code, shown, said = _qa(*arguments)
    assert (code, shown, said) == (2, "", f"qa: {told}\n")


def test_a_usage_error_is_told_shortly() -> None:
    assert doctest.testmod(qa.help).failed == 0


def test_whoever_reads_the_help_may_go() -> None:
    """As in `qa --help | true`: 1 would mean that there is no answer."""
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "qa.cli", "--help"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=write,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (2, b"")


def test_the_help_is_quick() -> None:
    """In a process of its own; without what Rich and numpy cost to import."""
    code = (
        "import sys, time; sys.argv = ['qa', '--help']\n"
        "from qa.cli import main\n"
        "try: main()\n"
        "finally:\n"
        "    heavy = {'rich', 'numpy', 'sqlite3'} & set(sys.modules)\n"
        "    print(time.process_time(), *heavy, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert float(done.stderr) < 1  # 0.25 where nothing else runs


# Completion


@pytest.fixture
def folder(tmp_path: Path, stub: StubEncoder, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path, {"docs/a.md": FERRY, "docs/b.txt": "A goat.", "more/c.CSV": "x,y\n1,2\n"})
    update(tmp_path, tmp_path / "docs", tmp_path / "more")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _completed(typed: str, **env: str) -> list[str]:
    """What bash is offered for the last word."""
    words = typed.split(" ")
    asked = {
        "_QA_COMPLETE": "complete_bash",
        "COMP_WORDS": typed,
        "COMP_CWORD": str(len(words) - 1),
    }
    result = CliRunner(env={**asked, **env}).invoke(app, [], prog_name="qa")
    assert result.exit_code == 0
    return result.stdout.split()


def test_commands_options_and_values_are_completed(folder: Path) -> None:
    assert _completed("qa s") == ["search", "status", "show"]
    assert _completed("qa ask --ex") == ["--explain"]
    assert _completed("qa ask --cite ") == ["plain", "markdown", "bibtex"]
    assert _completed("qa ask --reader o") == ["own"]


@pytest.mark.parametrize("told", [{"COMP_CWORD": "x"}, {"COMP_CWORD": ""}, {"COMP_WORDS": None}])
def test_completion_that_cannot_be_understood(told: dict[str, str | None]) -> None:
    asked = {"_QA_COMPLETE": "complete_bash", "COMP_WORDS": "qa s", "COMP_CWORD": "1"}
    result = CliRunner(env={**asked, **told}).invoke(app, [], prog_name="qa")
    assert (result.exit_code, result.stdout, result.stderr) == (
        2,
        "",
        "qa: completion needs COMP_WORDS, the line, and COMP_CWORD, a word's number\n",
    )


def test_documents_are_completed(folder: Path) -> None:
    assert _completed("qa show docs/") == ["docs/a.md", "docs/b.txt"]
    assert _completed("qa ask --in m") == ["more/c.CSV"]
    assert _completed("qa search --not-in docs/b") == ["docs/b.txt"]
    assert _completed("qa ask --type ") == ["csv", "md", "text", "txt"]


def test_from_another_index(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    index = str(folder / ".qa")
    (folder / ".qa").rename(folder / "kept")
    monkeypatch.chdir(elsewhere)
    assert _completed("qa show docs/") == []
    assert _completed(f"qa show --index {index} docs/") == []
    index = str(folder / "kept")
    assert _completed(f"qa show --index {index} docs/") == ["docs/a.md", "docs/b.txt"]
    assert _completed("qa ask --type c", QA_INDEX=index) == ["csv"]


def test_a_damaged_index_completes_nothing(folder: Path) -> None:
    (folder / ".qa" / "store.db").write_bytes(b"x" * 5000)
    assert _completed("qa show docs/") == []
