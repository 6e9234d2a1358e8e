"""The command: what it prints where, and its exit codes."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from index.document import Span
from index.locking import locked
from index.store import Store
from qa import __version__, confidence
from qa.cli import app
from tests.conftest import StubEncoder
from tests.samples import FERRY, LIGHTHOUSE, ROOT, TREATY, is_sound, update, write

GOATS = "It carried nine goats and a piano."
ASKED = "Were nine goats carried?"
FILES = {"seeds/a.md": FERRY, "seeds/b.md": LIGHTHOUSE, "seeds/c.md": TREATY}

# The command with a stub for the model, in a process of its own.
STUBBED = """
import os, sys, time
from pathlib import Path
import index.build, index.search, qa.ask, qa.confidence
from tests.conftest import StubEncoder

class Slow(StubEncoder):
    def encode_passages(self, texts):
        for text in texts:
            time.sleep(float(os.environ.get("SLOW", "0")))
            print("passage", flush=True)
            yield self.encode_query(text)

index.build.obtain = lambda *_: Slow()
index.search.open_encoder = lambda folder: StubEncoder()
qa.confidence.FILE = Path(os.environ["WEIGHTS"])
qa.ask._CHECK_SECONDS = 0.0
from qa.cli import main
main()
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, with documents and no index."""
    write(tmp_path, FILES)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def indexed(folder: Path, stub: StubEncoder, plain_weights: None) -> Path:
    """The same, indexed."""
    update(folder, folder / "seeds")
    return folder


def _qa(*arguments: object, given: str | bytes | None = None, **env: str) -> Result:
    runner = CliRunner(env={"COLUMNS": "80", "TERM": "dumb", **env})
    return runner.invoke(app, [str(argument) for argument in arguments], given)


def _fails(message: str, *arguments: object, given: str | bytes | None = None) -> None:
    """Exit code 2, nothing on standard output, one line on standard error."""
    result = _qa(*arguments, given=given)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"{message}\n")


def _lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def _command(*arguments: object) -> list[str]:
    return [sys.executable, "-c", STUBBED, *map(str, arguments)]


def _environment(**more: str) -> dict[str, str]:
    """Buffered as outside of tests, or nothing would show that answers come at once."""
    inherited = {key: value for key, value in os.environ.items() if key != "PYTHONUNBUFFERED"}
    return {**inherited, "PYTHONPATH": str(ROOT), "WEIGHTS": str(confidence.FILE), **more}


def _start(*arguments: object, **more: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        _command(*arguments),
        env=_environment(**more),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


# Help and usage


def test_the_version() -> None:
    result = _qa("--version")
    assert (result.exit_code, result.stdout) == (0, f"pincite {__version__}\n")


def _commands() -> list[tuple[str, Any]]:
    group: Any = typer.main.get_command(app)
    return [("", group), *group.commands.items()]


@pytest.mark.parametrize(("name", "command"), _commands())
def test_the_help_names_and_tells_every_option(name: str, command: Any) -> None:
    result = _qa(*filter(None, [name]), "--help", COLUMNS="400", TERMINAL_WIDTH="400")
    assert result.exit_code == 0
    assert result.stdout == _qa(*filter(None, [name]), "-h", COLUMNS="400").stdout
    for parameter in command.params:
        if parameter.param_type_name == "argument":
            assert parameter.metavar.strip("[].") in result.stdout
        else:
            for option in parameter.opts:
                assert option in result.stdout
        assert " ".join((parameter.help or "").split()) in " ".join(result.stdout.split())
        assert f"\n{getattr(parameter, 'rich_help_panel', None) or 'Options'}:\n" in result.stdout
        assert parameter.help or parameter.name == "help"


def test_each_command_is_told_in_the_help() -> None:
    shown = " ".join(_qa("--help").stdout.split())
    for name, command in _commands()[1:]:
        assert f" {name} {command.help.split(chr(10))[0]}" in shown


def test_no_arguments_show_the_help() -> None:
    result = _qa()
    assert "Usage:" in result.stdout + result.stderr
    assert result.exit_code in (0, 2)  # click's own choice differs by version


@pytest.mark.parametrize(
    "arguments",
    [["ask", "-k", "0", "x"], ["ask", "-k", "11", "x"], ["ask", "-k", "two", "x"]]
    + [["ask", "--no-such"], ["no-such"], ["eval", "--system", "best"], ["eval", "--part", "some"]],
)
def test_a_command_line_that_cannot_be_understood(arguments: list[str]) -> None:
    result = _qa(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("qa: ")
    assert result.stderr.count("\n") == 1


# qa index


def test_indexing(folder: Path, stub: StubEncoder) -> None:
    result = _qa("index", "seeds")
    assert result.exit_code == 0
    assert result.stdout == (
        f"3 documents, 3 passages in {folder}/.qa: 3 added (3 passages embedded)\n"
    )
    assert result.stderr == ""
    result = _qa("index")
    assert result.stdout == (
        f"3 documents, 3 passages in {folder}/.qa: nothing changed (0 passages embedded)\n"
    )


def test_no_index_is_strewn_over_documents(folder: Path, stub: StubEncoder) -> None:
    before = sorted(folder.rglob("*"))
    _fails(
        f"qa: {folder}/seeds holds files and is no index; name another place for one with --index, "
        f"such as {folder}/seeds/.qa",
        *("index", "--index", "seeds", "seeds"),
    )
    assert sorted(folder.rglob("*")) == before
    (folder / "empty").mkdir()
    assert _qa("index", "--index", "empty", "seeds").exit_code == 0


def test_formats_that_are_not_read_are_told(folder: Path, stub: StubEncoder) -> None:
    write(folder, {f"seeds/{name}": "x" for name in ("a.ppt", "b.ppt", "c.log", "d.png", "e.zip")})
    result = _qa("index")
    assert result.exit_code == 0
    assert result.stderr == (
        "qa: left out 5 files of formats that are not read (.ppt 2, .log 1, .png 1, …); "
        "see `qa status`; `qa index --also '*.log'` takes text\n"
    )


def test_an_index_above_is_told_where_paths_are_added_to_it(
    folder: Path, stub: StubEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _qa("index", "seeds").stderr == ""
    assert _qa("index", "seeds").stderr == ""
    write(folder, {"below/docs/a.md": FERRY})
    monkeypatch.chdir(folder / "below")
    assert _qa("index").stderr == ""
    assert _qa("index", "docs", "--quiet").stderr == ""
    assert _qa("index", "docs").stderr == (
        f"qa: adding to the index above, {folder}/.qa; `--index .qa` makes one here\n"
    )
    assert _qa("index", "--index", ".qa", "docs").stderr == ""
    assert (folder / "below" / ".qa").is_dir()
    assert _qa("index", "docs").stderr == ""


def test_indexing_quietly(folder: Path, stub: StubEncoder) -> None:
    write(folder, {"seeds/bad.md": b"\x00\x01\x02\xff"})
    result = _qa("index", "--quiet", "--strict")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("qa: skipped seeds/bad.md: ")
    result = _qa("index", "--quiet")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert "bad.md" in _qa("status").stdout


def test_indexing_without_a_path_begins_with_the_seeds(folder: Path, stub: StubEncoder) -> None:
    assert "3 added" in _qa("index").stdout


def test_indexing_what_is_not_there(folder: Path, stub: StubEncoder) -> None:
    _fails("qa: there is no file or folder missing", "index", "missing")
    assert not (folder / ".qa" / "store.db").exists()


def test_a_name_cannot_steer_the_terminal(folder: Path, stub: StubEncoder) -> None:
    _fails("qa: there is no file or folder a�[31m b", "index", "a\x1b[31m\nb")


def test_a_file_that_cannot_be_read_is_named(folder: Path, stub: StubEncoder) -> None:
    write(folder, {"seeds/bad.txt": bytes(range(256)) * 20})
    result = _qa("index", "seeds")
    assert (result.exit_code, len(result.stderr.splitlines())) == (0, 1)
    assert result.stderr.startswith("qa: skipped seeds/bad.txt: ")
    assert "3 added, 1 skipped" in result.stdout
    strict = _qa("index", "seeds", "--strict")
    assert (strict.exit_code, strict.stderr) == (2, result.stderr)
    (folder / "seeds" / "bad.txt").unlink()
    assert _qa("index", "seeds", "--strict").exit_code == 0


def test_indexing_elsewhere(folder: Path, stub: StubEncoder, plain_weights: None) -> None:
    assert f"in {folder}/elsewhere: 3 added" in _qa("index", "seeds", "--index", "elsewhere").stdout
    assert _qa("index", "seeds", QA_INDEX="other").exit_code == 0
    assert (folder / "other" / "store.db").is_file()
    assert not (folder / ".qa").exists()
    for result in (
        _qa("ask", ASKED, "--index", folder / "elsewhere"),
        _qa("ask", ASKED, QA_INDEX=str(folder / "other")),
        _qa("ask", ASKED, "--index", "elsewhere", QA_INDEX="nowhere"),
    ):
        assert result.exit_code == 0
        assert GOATS in result.stdout


def test_indexing_while_another_process_does(
    indexed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        locked(indexed / ".qa", None),
        subprocess.Popen(
            _command("index"), env=_environment(), stderr=subprocess.PIPE, stdout=subprocess.PIPE
        ) as process,
    ):
        assert process.stderr is not None
        assert process.stderr.readline() == (
            b"qa: another process is indexing here; waiting for it to finish\n"
        )
        process.kill()


# Without a command


def test_what_to_type_for_a_question_without_a_command(indexed: Path) -> None:
    typed = f'type: qa ask "{ASKED}"'
    _fails(f"qa: a question stands behind a command; {typed}", ASKED)
    _fails(f"qa: a question stands behind a command; {typed}", *ASKED.split())
    typed = f'type: qa ask --quiet "{ASKED}"'
    _fails(f"qa: options stand behind the command; {typed}", "--quiet", "ask", ASKED)


# qa ask


def test_an_answer(indexed: Path) -> None:
    result = _qa("ask", ASKED, "-k", "1")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "1  It carried nine goats and a piano.\n   seeds/a.md:3  Ferry\n\nconfidence 95%\n"
    )


@pytest.mark.parametrize(
    ("changed", "is_told"), [(["a.md"], False), (["a.md", "b.md"], True), (["new.md"], False)]
)
def test_quietly_it_is_told_that_most_was_not_searched(
    indexed: Path, monkeypatch: pytest.MonkeyPatch, changed: list[str], is_told: bool
) -> None:
    monkeypatch.setattr("qa.ask._SMALL_BYTES", 10)
    write(indexed, {f"seeds/{name}": f"Nothing, {len(name)} times.\n" for name in changed})
    loud = _qa("ask", ASKED)
    assert loud.stderr.startswith("qa: not quoted until you run `qa index`: ")
    told = loud.stderr if is_told else ""
    for more in (("ask", ASKED), ("search", "goats")):
        assert _qa(*more, "-q").stderr == told
        assert _qa(*more, "-q", "--json").stderr == ""


LONG = "It carried nine goats, a piano, " + "a lantern of the old kind, " * 4 + "and no fewer."
CODE = "def carried(goats, pianos, lanterns, of_the_old_kind, and_no_fewer, than_were_carried): ..."


def test_in_a_pipe_lines_are_whole(indexed: Path) -> None:
    write(indexed, {"seeds/a.md": f"# Ferry\n\n{LONG}\n", "seeds/goats.py": f"{CODE}\n"})
    for width in ("", "none"):
        result = _qa("ask", ASKED, "-k", "1", COLUMNS=width)
        assert result.stdout.startswith(f"1  {LONG}\n   seeds/a.md:3  Ferry\n\nconfidence ")
        assert CODE in _qa("show", "seeds/goats.py:1", COLUMNS=width).stdout.split("\n", 2)[2]
    folded = _qa("ask", ASKED, "-k", "1", COLUMNS="60").stdout.splitlines()
    assert max(map(len, folded)) <= 60


def test_words_that_are_not_in_quotes_are_one_question(indexed: Path) -> None:
    assert _qa("ask", "Were", "nine", "goats", "carried?").stdout == _qa("ask", ASKED).stdout


def test_no_answer(indexed: Path) -> None:
    result = _qa("ask", "Which planets orbit stars?")
    assert (result.exit_code, result.stderr) == (1, "")
    assert result.stdout.startswith("No answer in these documents.\n")


@pytest.mark.parametrize("k", [1, 2, 10])
def test_k_and_json(indexed: Path, k: int) -> None:
    result = _qa("ask", ASKED, "--json", "-k", k)
    (reply,) = _lines(result)
    assert (result.exit_code, reply["answered"], reply["id"]) == (0, True, None)
    assert 1 <= len(reply["quotes"]) <= k
    assert reply["quotes"][0]["text"] == GOATS
    result = _qa("ask", "Which planets orbit stars?", "--json", "--quotes", k)
    (reply,) = _lines(result)
    assert (result.exit_code, reply["answered"], reply["quotes"]) == (1, False, [])
    assert 1 <= len(reply["nearest"]) <= k


def test_json_is_utf8_and_one_line(indexed: Path) -> None:
    write(indexed, {"seeds/d.md": "Der Fährmann sagte:\u2028„Ahoi“\x0b wörtlich 🐐.\n"})
    result = _qa("ask", "Fährmann", "--json")
    assert result.stdout_bytes.count(b"\n") == 1
    assert "Der Fährmann sagte:\u2028„Ahoi“\\u000b wörtlich 🐐." in result.stdout_bytes.decode()


@pytest.mark.parametrize("question", [[], [""], ["  ", "\n"]])
def test_a_question_that_is_empty(indexed: Path, question: list[str]) -> None:
    _fails('qa: the question is empty; type it in quotes: qa ask "When …?"', "ask", *question)


@pytest.mark.parametrize("question", ["?!", "🐐", "…"])
def test_a_question_without_words(indexed: Path, question: str) -> None:
    _fails("qa: the question has no words; type what you want to know", "ask", question)


def test_a_question_that_begins_with_a_dash(indexed: Path) -> None:
    assert _qa("ask", "--", "-nine goats carried").exit_code == 0


def test_there_is_no_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    _fails(
        f"qa: there is no index at or above {tmp_path}; run `qa index FOLDER` to make one",
        "ask",
        ASKED,
    )


def test_without_an_index_the_seeds_are_indexed_first(
    folder: Path, stub: StubEncoder, plain_weights: None
) -> None:
    result = _qa("ask", ASKED, "--json")
    assert result.exit_code == 0
    assert _lines(result)[0]["quotes"][0]["text"] == GOATS
    assert result.stderr == (
        f"3 documents, 3 passages in {folder}/.qa: 3 added (3 passages embedded)\n"
    )
    assert _qa("ask", ASKED).stderr == ""


def test_the_index_is_found_from_a_folder_below(
    indexed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    below = indexed / "seeds" / "deep" / "down"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    result = _qa("ask", ASKED)
    assert result.exit_code == 0
    assert "seeds/a.md:3" in result.stdout
    assert not (below / ".qa").exists()


def test_notices_stand_on_standard_error_and_in_json(indexed: Path) -> None:
    (indexed / "seeds").rename(indexed / "away")
    notice = (
        "seeds is not here; its documents are quoted as they were indexed "
        "(`qa index --remove seeds` forgets them)"
    )
    result = _qa("ask", ASKED)
    assert (result.exit_code, result.stderr) == (0, f"qa: {notice}\n")
    result = _qa("ask", ASKED, "--json")
    assert (result.stderr, _lines(result)[0]["notices"]) == ("", [notice])
    assert _qa("index").stderr == f"qa: {notice}\n"
    assert _qa("index", "--quiet").stderr == ""


def test_a_damaged_store_is_named(indexed: Path) -> None:
    (indexed / ".qa" / "store.db").write_bytes(b"not a database" * 1000)
    result = _qa("ask", ASKED)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"qa: the index at {indexed}/.qa ")
    assert result.stderr.count("\n") == 1


def test_no_colour_without_a_terminal_or_when_asked(indexed: Path) -> None:
    assert "\x1b" not in _qa("ask", ASKED).stdout
    in_colour = _qa("ask", ASKED, FORCE_COLOR="1", TERM="xterm-256color").stdout
    assert "\x1b[1;32mnine\x1b[0m" in in_colour
    assert "\x1b]8;" in in_colour
    plain = _qa("ask", ASKED, FORCE_COLOR="1", TERM="xterm-256color", NO_COLOR="1").stdout
    assert plain == _qa("ask", ASKED).stdout


# qa ask --batch


def _batch(*lines: object) -> str:
    return "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)


IDS = [7, "seven", None, 0, 1.5, True, [1, {"a": None}], {"x": ["y"]}, "", 10**25, "\ud800"]


@pytest.mark.parametrize("how", ["file", "stdin"])
def test_a_batch_is_answered_in_order_with_its_ids(indexed: Path, how: str) -> None:
    lines = _batch(*({"id": value, "question": ASKED} for value in IDS), {"question": "stars?"})
    if how == "file":
        (indexed / "batch.jsonl").write_text(lines)
        result = _qa("ask", "--batch", "batch.jsonl", "-k", "1")
    else:
        result = _qa("ask", "--batch", "-", "-k", "1", given=lines)
    assert (result.exit_code, result.stderr) == (0, "")
    replies = _lines(result)
    assert [reply["id"] for reply in replies] == [*IDS, None]
    assert [type(reply["id"]) for reply in replies] == [*map(type, IDS), type(None)]
    assert [reply["answered"] for reply in replies] == [True] * len(IDS) + [False]
    alone = _lines(_qa("ask", ASKED, "--json", "-k", "1"))[0]
    assert replies[0] == {**alone, "id": 7}


def test_a_batch_without_any_answer(indexed: Path) -> None:
    result = _qa("ask", "--batch", "-", given=_batch({"question": "Which stars?"}, "", "  "))
    assert (result.exit_code, len(_lines(result))) == (1, 1)


def test_an_empty_batch(indexed: Path) -> None:
    result = _qa("ask", "--batch", "-", given="")
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", "")


def test_lines_that_cannot_be_used_get_an_error_and_the_rest_goes_on(indexed: Path) -> None:
    bad: list[tuple[object, object, object, str]] = [
        ("{", None, None, "line 2 is not JSON: "),
        ("[1]", None, None, "line 3 is not a JSON object with a question"),
        ('"?"', None, None, "line 4 is not a JSON object with a question"),
        ({"id": 5}, 5, None, "line 5 has no question"),
        ({"id": 6, "question": 6}, 6, None, "line 6 has no question"),
        ({"id": 7, "question": " "}, 7, None, "the question in line 7 is empty"),
        ({"id": 8, "question": "?!"}, 8, "?!", "the question has no words; type what you want"),
        ('{"id": NaN, "question": "a"}', None, None, "line 9 is not JSON: NaN is not a number"),
        ("[" * 100_000, None, None, "line 10 is not JSON: "),
        ("1" * 10_000, None, None, "line 11 is not JSON: "),
    ]
    good = {"id": "good", "question": ASKED}
    result = _qa("ask", "--batch", "-", given=_batch(good, *(line for line, *_ in bad), good))
    assert (result.exit_code, result.stderr) == (2, "")
    first, *errors, last = _lines(result)
    assert first == last
    assert first["answered"] is True
    for (_, identity, question, message), reply in zip(bad, errors, strict=True):
        assert list(reply) == ["id", "question", "error"]
        assert (reply["id"], reply["question"]) == (identity, question)
        assert reply["error"].startswith(message)


def test_a_binary_batch(indexed: Path) -> None:
    (indexed / "batch.jsonl").write_bytes(b"\xff\xfe\x00\n" + bytes(range(128, 256)) + b"\n")
    result = _qa("ask", "--batch", "batch.jsonl")
    assert (result.exit_code, result.stderr) == (2, "")
    assert [list(reply) for reply in _lines(result)] == [["id", "question", "error"]] * 2


def test_a_batch_with_a_byte_order_mark_and_carriage_returns(indexed: Path) -> None:
    lines = b'\xef\xbb\xbf{"id": 1, "question": "goats"}\r\n\r\n{"id": 2, "question": "goats"}'
    result = _qa("ask", "--batch", "-", given=lines)
    assert [reply["id"] for reply in _lines(result)] == [1, 2]


def test_a_batch_that_is_not_there(indexed: Path) -> None:
    _fails(
        "qa: none.jsonl cannot be read: No such file or directory", "ask", "--batch", "none.jsonl"
    )
    _fails("qa: seeds cannot be read: Is a directory", "ask", "--batch", "seeds")


def test_a_batch_and_a_question(indexed: Path) -> None:
    _fails("qa: give either a question or --batch, not both", "ask", "x", "--batch", "-")


def test_a_batch_is_answered_as_it_comes(indexed: Path) -> None:
    """The first answer is there before the second question is asked."""
    with _start("ask", "--batch", "-") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(3):
            process.stdin.write(json.dumps({"id": number, "question": ASKED}) + "\n")
            process.stdin.flush()
            reply = json.loads(process.stdout.readline())
            assert (reply["id"], reply["answered"]) == (number, True)
        process.stdin.close()
        assert process.wait(20) == 0


def test_a_change_is_followed_within_a_batch(indexed: Path) -> None:
    with _start("ask", "--batch", "-") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        texts = []
        for content in (FERRY, "Nine goats came back.\n"):
            write(indexed, {"seeds/a.md": content})
            process.stdin.write(json.dumps({"question": "nine goats"}) + "\n")
            process.stdin.flush()
            reply = json.loads(process.stdout.readline())
            texts.append((reply["quotes"] or reply["nearest"])[0]["text"])
        assert texts == [GOATS, "Nine goats came back."]


# Interruptions


def test_nobody_reads_on(indexed: Path) -> None:
    """As with `| head -1`: no traceback."""
    with _start("ask", "--batch", "-") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(json.dumps({"question": ASKED}) + "\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["answered"] is True
        process.stdout.close()
        process.stdin.write((json.dumps({"question": ASKED}) + "\n") * 3)
        process.stdin.close()
        assert process.wait(20) == 2
        assert process.stderr.read() == ""


def test_a_terminal_that_is_gone(indexed: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        _command("ask", ASKED),
        env=_environment(),
        stdout=writer,
        stderr=subprocess.PIPE,
        timeout=30,
        check=False,
    )
    os.close(writer)
    assert done.stderr == b""
    assert done.returncode != 0


@pytest.mark.parametrize("options", [(), ("--cite", "plain"), ("--explain",)])
def test_no_encoding_of_the_output_is_too_small(indexed: Path, options: tuple[str, ...]) -> None:
    write(indexed, {"seeds/a.md": "# Ferry 字\n\nIt carried nine goats — “字” — and a piano.\n"})
    update(indexed, indexed / "seeds")

    def shown(**env: str) -> bytes:
        command = _command("ask", ASKED, *options)
        done = subprocess.run(command, env=_environment(**env), capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")
        return done.stdout

    assert "nine goats — “\\u5b57” — and" in shown(PYTHONIOENCODING="cp1252").decode("cp1252")
    nowhere = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"}
    assert "nine goats — “字” — and a piano." in shown(**nowhere).decode()


def test_stopped_while_asking(indexed: Path) -> None:
    with _start("ask", "--batch", "-") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(json.dumps({"question": ASKED}) + "\n")
        process.stdin.flush()
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
        assert process.stderr.read() == "qa: stopped\n"


def test_stopped_while_indexing(folder: Path, plain_weights: None, stub: StubEncoder) -> None:
    """One line, a whole store, and the next run does the rest."""
    write(folder, {f"seeds/{n}.md": f"# Number {n}\n\nThe ship {n} sank.\n" for n in range(40)})
    with _start("index", "seeds", SLOW="0.02") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        for _ in range(5):
            assert process.stdout.readline() == "passage\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
        assert process.stderr.read() == "qa: stopped\n"
    assert is_sound(folder / ".qa")
    assert _qa("index").stdout.startswith("43 documents, 43 passages in ")
    assert GOATS in _qa("ask", ASKED).stdout


# qa eval

CASES = (
    {"id": "a", "kind": "fact", "question": ASKED, "gold": [("a.md", "nine goats")]},
    {"id": "b", "kind": "fact", "question": "keeper wrote weather", "gold": [("b.md", "weather")]},
    {"id": "d", "kind": "none", "question": "Which planets orbit stars?", "gold": []},
)


def _set(file: Path, cases: Sequence[dict[str, Any]] = CASES) -> Path:
    lines = [
        case | {"gold": [{"document": path, "text": text} for path, text in case["gold"]]}
        for case in cases
    ]
    file.write_text(_batch(*lines))
    return file


@pytest.fixture
def cases(folder: Path, stub: StubEncoder, plain_weights: None) -> Path:
    return _set(folder / "cases.jsonl")


def test_a_set_of_cases(cases: Path) -> None:
    result = _qa("eval", "--set", cases)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "hit@1" in result.stdout
    assert not (cases.parent / ".qa").exists()


def test_the_report_as_json(cases: Path) -> None:
    result = _qa("eval", "--set", cases, "--sources", "seeds", "--json")
    report = json.loads(result.stdout)
    assert (result.exit_code, len(report["results"]), report["failed"]) == (0, 3, 0)
    for system in ("bm25", "dense", "hybrid", "full"):
        assert _qa("eval", "--set", cases, "--system", system).exit_code == 0


def test_a_set_in_a_folder(folder: Path, stub: StubEncoder, plain_weights: None) -> None:
    write(
        folder,
        {
            "tiny/corpus.jsonl": _batch(
                {"id": "f", "title": "Ferry", "text": FERRY}, {"id": "t", "text": TREATY}
            ),
            "tiny/questions.jsonl": _batch(
                {
                    "id": "1",
                    "question": ASKED,
                    "relevant": ["f"],
                    "answers": ["nine goats"],
                    "answerable": True,
                },
                {
                    "id": "2",
                    "question": "Which stars?",
                    "relevant": [],
                    "answers": [],
                    "answerable": False,
                },
                {
                    "id": "3",
                    "question": "Which goats?",
                    "relevant": ["f"],
                    "answers": ["ten goats"],
                    "answerable": True,
                },
            ),
        },
    )
    result = _qa("eval", "--set", "tiny", "--json")
    assert result.exit_code == 0
    assert result.stderr == ("qa: questions left out, as none of their answers can be quoted: 1\n")
    assert [item["case"]["id"] for item in json.loads(result.stdout)["results"]] == ["1", "2"]


def test_the_index_of_a_set_can_be_kept(cases: Path, stub: StubEncoder) -> None:
    assert _qa("eval", "--set", cases, "--index", "kept").exit_code == 0
    assert Store.open(cases.parent / "kept").counts()[0] == 3
    stub.calls = 0
    assert _qa("eval", "--set", cases, "--index", "kept").exit_code == 0
    assert stub.calls == 0


@pytest.mark.parametrize(
    ("demands", "code", "said"),
    [
        (["hit@1=1"], 0, ""),
        (["hit@1=0.5", "mrr=1.0"], 0, ""),
        (["hit@1=1", "abstain-f1=1.0"], 0, ""),
    ],
)
def test_minimums_that_are_met(cases: Path, demands: list[str], code: int, said: str) -> None:
    options = [part for demand in demands for part in ("--min", demand)]
    result = _qa("eval", "--set", cases, *options)
    assert (result.exit_code, result.stderr) == (code, said)


def test_a_minimum_that_is_not_met(cases: Path) -> None:
    wrong = _set(
        cases.parent / "wrong.jsonl",
        [*CASES, {"id": "e", "kind": "fact", "question": ASKED, "gold": [("c.md", "signed")]}],
    )
    result = _qa("eval", "--set", wrong, "--min", "hit@1=0.9", "--min", "hit@1=0.5")
    assert (result.exit_code, result.stderr) == (1, "qa: hit@1 is 0.6667, less than 0.9\n")
    assert "hit@1" in result.stdout


def test_a_measure_that_is_not_known(cases: Path) -> None:
    result = _qa("eval", "--set", cases, "--min", "luck=0.5")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(
        "qa: 'luck=0.5' is not a minimum: write MEASURE=NUMBER with one of hit@1, hit@3"
    )
    assert result.stderr.count("\n") == 1


def test_a_run_is_kept_and_compared(cases: Path) -> None:
    assert _qa("eval", "--set", cases, "--save", "run.json").exit_code == 0
    assert json.loads((cases.parent / "run.json").read_text())["format"] == "pincite-eval"
    result = _qa("eval", "--set", cases, "--compare", "run.json")
    assert (result.exit_code, result.stderr) == (0, "")
    alone = _qa("eval", "--set", cases).stdout
    assert result.stdout.count("hit@1") > alone.count("hit@1")
    result = _qa("eval", "--set", cases, "--compare", "none.json")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)


def test_plots_are_drawn(cases: Path) -> None:
    pytest.importorskip("matplotlib")
    result = _qa("eval", "--set", cases, "--plots", "drawn")
    assert (result.exit_code, result.stderr) == (0, "")
    assert sorted(path.name for path in (cases.parent / "drawn").iterdir()) == [
        "reliability.svg",
        "risk-coverage.svg",
    ]


def test_misses_are_listed(cases: Path) -> None:
    assert "Were nine goats" not in _qa("eval", "--set", cases).stdout
    wrong = _set(
        cases.parent / "wrong.jsonl",
        [{"id": "e", "kind": "fact", "question": ASKED, "gold": [("c.md", "signed")]}],
    )
    assert "Were nine goats" in _qa("eval", "--set", wrong, "--show-misses").stdout


def test_halves(cases: Path) -> None:
    counts = [
        len(json.loads(_qa("eval", "--set", cases, "--part", part, "--json").stdout)["results"])
        for part in ("dev", "test", "all")
    ]
    assert counts[0] + counts[1] == counts[2] == 3


def test_a_sample_is_always_the_same(cases: Path) -> None:
    ids = [
        [
            item["case"]["id"]
            for item in json.loads(_qa("eval", "--set", cases, "--sample", "2", "--json").stdout)[
                "results"
            ]
        ]
        for _ in range(2)
    ]
    assert ids[0] == ids[1]
    assert len(ids[0]) == 2


def test_misspelt_questions_are_always_the_same(cases: Path) -> None:
    def asked(*options: str) -> list[str]:
        report = json.loads(_qa("eval", "--set", cases, "--json", *options).stdout)
        return [item["case"]["question"] for item in report["results"]]

    plain, slipped = asked(), asked("--misspelt")
    assert slipped == asked("--misspelt")
    assert all(one != other for one, other in zip(plain, slipped, strict=True))


def test_a_set_that_cannot_be_used(cases: Path) -> None:
    result = _qa("eval", "--set", "none.jsonl")
    assert (result.exit_code, result.stderr) == (
        2,
        "qa: none.jsonl: cannot be read (No such file or directory)\n",
    )
    result = _qa("eval", "--set", cases, "--sources", "nowhere")
    assert (result.exit_code, result.stderr) == (
        2,
        "qa: the documents of the cases are not at nowhere; name their folder with --sources\n",
    )


def test_offsets_are_into_the_file(indexed: Path) -> None:
    (quote,) = _lines(_qa("ask", ASKED, "--json", "-k", "1"))[0]["quotes"]
    text = (indexed / quote["source"]["path"]).read_bytes().decode()
    assert Span(quote["start"], quote["end"]).of(text) == quote["text"] == GOATS


def test_help_loads_neither_numpy_nor_faiss() -> None:
    code = "import sys, qa.cli; print('numpy' in sys.modules, 'faiss' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], env=_environment(), capture_output=True, check=True
    )
    assert done.stdout == b"False False\n"


def test_a_model_that_runs_slower_is_told(
    tmp_path: Path, stub: StubEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "notes.txt").write_text("The ferry leaves at noon.\n", encoding="utf-8")
    note = "it could not be exported (no fast tokenizer) and runs slower"
    stub.manifest = replace(stub.manifest, note=note)
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["index", "notes.txt"])
    assert result.exit_code == 0
    assert f"qa: the model: {note}" in result.stderr
