"""How a reply came about, as JSON and as trees."""

import io
import json
import math
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from rich.console import Console
from typer.testing import CliRunner

from index.encoder import Floats
from qa.answer import NoAnswer, shown
from qa.ask import Asker
from qa.cli import app
from qa.explain import explained, explanation
from qa.ranked import System
from qa.reply import Told
from tests.conftest import StubEncoder
from tests.samples import FERRY, LIGHTHOUSE, TREATY, update, write

ASKED = "Were nine goats carried?"
COPY = "# Ferry, again\n\nThe ferry left at noon. It carried nine goats and a piano.\n"
LONG = "# Harbour\n\nThe harbour froze in March. The harbour thawed in April, said the pilot.\n"
FILES = {"a.md": FERRY, "b.md": LIGHTHOUSE, "c.md": TREATY, "d.md": COPY, "e.md": LONG}
FILES |= {f"{n}.md": f"# Number {n}\n\nShip {n} sailed to port {n}.\n" for n in range(6)}


@pytest.fixture
def folder(tmp_path: Path, stub: StubEncoder, plain_weights: None) -> Path:
    write(tmp_path / "docs", FILES)
    update(tmp_path, tmp_path / "docs")
    return tmp_path


def _printed(told: Told[Any], width: int = 80) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=width, highlight=False, color_system=None)
    console.print(explained(told, Path("/base")), crop=False)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"


def test_the_tree_of_an_answer(folder: Path) -> None:
    told = Asker.open(folder / ".qa").tell("Were nine goats fed at noon?", k=1)
    assert (
        _printed(told)
        == """\
question
├── searched for  nine 1.6, goats 1.6, noon 1.6
└── in no document  fed

quote 1  docs/a.md:3
├── BM25  rank 1, score 3.63: nine 1.6, goats 1.6, noon 1.6
├── dense  rank 1, cosine 0.425
├── hybrid  rank 1 of 11
├── late interaction  rank 1 of 11, MaxSim 0.658: fed 0.15 (goats), nine 1.00,
│   goats 1.00, noon 1.00
├── reader  rank 1 of 4, log odds +0.00
├── window  rank 1 of 17, log odds +0.29, score 0.571
│   ├── +5.26  window_maxsim 0.658 × 8.00
│   ├── +2.63  maxsim 0.658 × 4.00
│   ├── +1.19  coverage 0.597 × 2.00
│   ├── -0.80  words 0.200 × -4.00
│   └── -8.00  bias
└── near-duplicates  1 in docs/d.md

confidence 64%  log odds +0.58; threshold 50%: an answer
├── +3.58  coverage 0.597 × 6.00
└── -3.00  bias
"""
    )


class Backwards:
    """A reranker that prefers the later passages."""

    def scores(self, question: str, passages: Sequence[str]) -> Floats:
        return np.arange(len(passages), dtype=np.float32) / 4


def test_why_a_question_in_the_same_words_is_trusted(folder: Path) -> None:
    write(folder / "docs", {"faq.md": "# FAQ\n\n## Who froze it?\n\nA pilot.\n"})
    update(folder, folder / "docs")
    told = Asker.open(folder / ".qa").tell("who froze it", k=1)
    last = "confidence 95%  the first quote stands below the very question\n"
    assert _printed(told).endswith(f"\n\n{last}")
    looked = Asker.open(folder / ".qa", "late").look("who froze it")
    assert "confidence" not in _printed(looked)


def test_why_what_defines_a_term_is_trusted(folder: Path) -> None:
    write(folder / "docs", {"lease.md": '# Lease\n\n"Rent" means goats.\n'})
    update(folder, folder / "docs")
    told = Asker.open(folder / ".qa").tell("what does rent mean", k=1)
    last = "confidence 90%  the first quote defines the very term\n"
    assert _printed(told).endswith(f"\n\n{last}")


@pytest.mark.parametrize("system", get_args(System))
@pytest.mark.parametrize(
    "question", [ASKED, "Which planets orbit stars, and the keeper?", "How many goats by default?"]
)
def test_what_is_told_adds_up(folder: Path, system: System, question: str) -> None:
    """Each sum is of its parts, and the figures are those of the reply."""
    told = Asker.open(folder / ".qa", system).tell(question, k=3)
    value = explanation(told)
    assert json.loads(json.dumps(value)) == value
    assert value["system"] == system
    assert len(value["quotes"]) == len(shown(told.reply)) > 0
    for rank, (item, quote) in enumerate(zip(value["quotes"], shown(told.reply), strict=True), 1):
        window, late = item["window"], item["late_interaction"]
        assert item["rank"] == rank
        assert window["probability"] == round(quote.score, 4)
        assert _sum(window) == pytest.approx(window["log_odds"], abs=2e-3)
        met = sum(word["weight"] * word["cosine"] for word in late["words"])
        assert met == pytest.approx(late["maxsim"], abs=2e-3)
        assert (item["bm25"]["rank"] is None) == (system == "dense" or not item["bm25"]["score"])
        assert (item["dense"]["rank"] is None) == (system == "bm25")
        assert (item["reader"] is None) == (system != "full")
        assert item["reranker"] is None
    trust = value["confidence"]
    assert _sum(trust) == pytest.approx(trust["log_odds"], abs=2e-3)
    assert trust["probability"] == round(told.reply.confidence, 4)
    assert isinstance(told.reply, NoAnswer) == (trust["probability"] < trust["threshold"])


def _sum(judged: dict[str, Any]) -> float:
    effects = [signal["effect"] for signal in judged["signals"]]
    assert [abs(effect) for effect in effects] == sorted(map(abs, effects), reverse=True)
    return math.fsum([judged["bias"], *effects])


def test_the_confidence_of_one_quote_is_that_of_more(folder: Path) -> None:
    """The second best is looked at also where it is not shown."""
    asker = Asker.open(folder / ".qa")
    one, three = (explanation(asker.tell(ASKED, k=k)) for k in (1, 3))
    assert one["confidence"] == three["confidence"]
    assert one["quotes"] == three["quotes"][:1]


def test_a_reranker_is_told_in_the_readers_place(folder: Path) -> None:
    told = Asker.open(folder / ".qa", reranker=Backwards()).tell("nine goats, keeper, treaty")
    ranks = [item["reranker"] for item in explanation(told)["quotes"]]
    assert ranks == [
        {"rank": 1, "of": 11, "score": 2.5},
        {"rank": 2, "of": 11, "score": 2.25},
        {"rank": 3, "of": 11, "score": 2.0},
    ]
    assert "├── reranker  rank 1 of 11, score 2.50\n" in _printed(told)
    assert "reader" not in _printed(told)


def test_passages_are_not_judged(folder: Path) -> None:
    told = Asker.open(folder / ".qa", "late").look("goats")
    assert explanation(told)["confidence"] is None
    printed = _printed(told)
    assert "\npassage 1  docs/a.md:3\n" in printed
    assert "confidence" not in printed


def test_nothing_found(folder: Path) -> None:
    told = Asker.open(folder / ".qa", "bm25").tell("Welche Schiffe?")
    value = explanation(told)
    assert (value["quotes"], value["confidence"], value["terms"]["searched"]) == ([], None, [])
    assert _printed(told) == (
        "question\n"
        "├── searched for  nothing: no word stands in the documents\n"
        "└── in no document  welche, schiffe\n"
    )


def test_the_same_passage_is_told_once(folder: Path) -> None:
    told = Asker.open(folder / ".qa", "late").tell("When did the harbour freeze?", k=2)
    first, second = shown(told.reply)
    assert first.place.document == second.place.document
    assert _printed(told).count("BM25") == 1
    assert "\n├── passage  that of quote 1\n" in _printed(told)


def test_only_what_a_system_used_is_told(folder: Path) -> None:
    def stages(system: System) -> list[str]:
        text = _printed(Asker.open(folder / ".qa", system).tell(ASKED, k=1))
        lines = text.split("quote 1")[1].split("\n\n")[0].splitlines()[1:]
        return [line[4:].split("  ")[0] for line in lines if line[0] in "├└"]

    after = ["late interaction", "window", "near-duplicates"]
    assert stages("bm25") == ["BM25", *after]
    assert stages("dense") == ["dense", *after]
    assert stages("hybrid") == ["BM25", "dense", "hybrid", *after]
    assert stages("full") == ["BM25", "dense", "hybrid", after[0], "reader", *after[1:]]


# The commands


def _qa(arguments: str, given: str | None = None) -> tuple[int, str, str]:
    runner = CliRunner(env={"COLUMNS": "80", "TERM": "dumb"})
    result = runner.invoke(app, shlex.split(arguments), given)
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("command", ["ask", "search"])
def test_the_option(folder: Path, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    code, alone, _ = _qa(f"{command} '{ASKED}'")
    assert code == 0
    code, more, said = _qa(f"{command} '{ASKED}' --explain")
    assert (code, said) == (0, "")
    assert more.startswith(alone.rstrip("\n") + "\n\nquestion\n└── searched for  ")
    _, plain, _ = _qa(f"{command} '{ASKED}' --json")
    _, told, _ = _qa(f"{command} '{ASKED}' --json --explain")
    value = json.loads(told)
    assert len(value.pop("explain")["quotes"]) == len(value["quotes"]) > 0
    assert value == json.loads(plain)
    assert "explain" not in json.loads(plain)


def test_a_batch_is_explained_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    lines = f'{json.dumps({"id": 3, "question": ASKED})}\n{{"question": "?"}}\n'
    code, out, _ = _qa("ask --batch - --explain -k 1", lines)
    first, second = map(json.loads, out.splitlines())
    assert code == 2
    assert (first["id"], len(first["explain"]["quotes"])) == (3, 1)
    assert list(second) == ["id", "question", "error"]


def test_the_real_model(home: Path) -> None:
    told = Asker.open(home / ".qa").tell("When did the cease-fire take effect?", k=1)
    (item,) = explanation(told)["quotes"]
    met = {word["word"]: word["met_by"] for word in item["late_interaction"]["words"]}
    assert met == {"cease": "cease", "fire": "fire", "effect": "effect", "take": "took"}
    assert item["reader"]["answer"] == "1:10 pm"
    assert [term["term"] for term in item["bm25"]["terms"]] == ["cease", "fire", "effect"]
    assert len(item["merged"]) == 1
