"""`qa search`: passages as they stand, in order, and nothing judged."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from qa.cli import app
from tests.conftest import StubEncoder
from tests.samples import FERRY, LIGHTHOUSE, TREATY, update, write

pytestmark = pytest.mark.usefixtures("stub", "plain_weights")

FILES = {"seeds/a.md": FERRY, "seeds/b.md": LIGHTHOUSE, "seeds/c.md": TREATY}


@pytest.fixture
def indexed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stub: StubEncoder) -> Path:
    write(tmp_path, FILES)
    monkeypatch.chdir(tmp_path)
    update(tmp_path, tmp_path / "seeds")
    return tmp_path


def _qa(*arguments: object) -> Result:
    runner = CliRunner(env={"COLUMNS": "80", "TERM": "dumb"})
    return runner.invoke(app, [str(argument) for argument in arguments])


def test_passages_are_listed(indexed: Path) -> None:
    result = _qa("search", "nine", "goats", "-k", 2)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "1  The ferry left at noon. It carried nine goats and a piano.\n"
        "   seeds/a.md:3  Ferry\n"
        "\n"
        "2  The keeper wrote down the weather each day for forty years.\n"
        "   seeds/b.md:3  Lighthouse\n"
        "\n"
    )


def test_json_has_the_shape_of_an_answer_that_nobody_judged(indexed: Path) -> None:
    found = json.loads(_qa("search", "nine goats", "-k", 1, "--json").stdout)
    asked = json.loads(_qa("ask", "nine goats", "-k", 1, "--json").stdout)
    assert found.keys() == asked.keys()
    assert found["quotes"][0].keys() == asked["quotes"][0].keys()
    assert [found[key] for key in ("answered", "confidence", "agreement")] == [None] * 3
    assert (found["nearest"], found["notices"]) == ([], [])
    (passage,) = found["quotes"]
    text = (indexed / "seeds" / "a.md").read_text()
    assert passage["text"] == text[passage["start"] : passage["end"]] == text.split("\n")[2]
    marked = [passage["text"][a:b] for a, b in passage["highlights"]]
    assert marked == ["nine", "goats"]


def test_filters(indexed: Path) -> None:
    result = _qa("search", "nine goats", "--under", "treaty")
    assert result.stdout.splitlines()[1] == "   seeds/c.md:3  Treaty"
    result = _qa("search", "nine goats", "--type", "pdf")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "qa: no document is of the type pdf; there are md, text\n"


def test_nothing_to_look_for(indexed: Path) -> None:
    result = _qa("search", " ")
    message = "qa: there is nothing to look for; type some words: qa search cease-fire\n"
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", message)


def test_nothing_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"seeds/empty.bin": b"\0"})
    update(tmp_path, tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    result = _qa("search", "goats")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"qa: the index at {tmp_path / '.qa'} holds no documents; `qa status` tells what was left "
        "out, `qa index FOLDER` adds more\n"
    )


def test_timings_are_told_when_asked_for(indexed: Path) -> None:
    result = _qa("search", "goats", "--verbose", "--json")
    assert json.loads(result.stdout)["question"] == "goats"
    told = result.stderr.removeprefix("qa: ").removesuffix(" ms\n")
    stages = [part.rpartition(" ")[0] for part in told.partition(":")[0].split(", ")]
    assert stages == ["files", "search", "late interaction", "windows", "quotes"]


def test_quiet_leaves_notices_to_the_json(indexed: Path) -> None:
    (indexed / "seeds").rename(indexed / "gone")
    loud, quiet = _qa("search", "goats"), _qa("search", "goats", "--quiet")
    assert "seeds is not here" in loud.stderr
    assert (quiet.stdout, quiet.stderr) == (loud.stdout, "")
    assert json.loads(_qa("search", "goats", "-q", "--json").stdout)["notices"] != []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("zzzz", "no document has “zzzz”"),
        ("the zzzz or wumpish", "no document has “zzzz” or “wumpish”"),
        ("zzzz wumpish quaxly bluvver", "no document has any of these words"),
        ("zzzz goats", ""),
    ],
)
def test_words_that_no_document_has_are_told(indexed: Path, words: str, told: str) -> None:
    notice = f"{told}; what is shown is nearest in meaning"
    result = _qa("search", words, "-k", 1)
    assert result.stderr == (f"qa: {notice}\n" if told else "")
    found = json.loads(_qa("search", words, "-k", 1, "--json").stdout)
    assert found["notices"] == ([notice] if told else [])
