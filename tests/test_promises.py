"""The seven promises, each kept with the real model on the real seeds."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from eval.cases import KHALKHIN_GOL
from index.document import MarkKind
from index.errors import EncoderError, QAError
from index.search import Searcher
from qa.answer import Answer, NoAnswer, Quote, Reply
from qa.ask import Asker
from qa.reader.reading import OnnxReader
from tests.conftest import SEEDS
from tests.samples import ROOT, write

OFF_TOPIC = (
    "How do I bake sourdough bread at home?",
    "What is the boiling point of nitrogen?",
    "Which film won the Oscar for best picture in 1998?",
    "How do I reset my router password?",
)
ASKED = "When did the cease-fire take effect?"


@pytest.fixture(scope="module")
def asker(home: Path) -> Iterator[Asker]:
    with Searcher.open(home / ".qa") as searcher:
        yield Asker(searcher)


@pytest.fixture(scope="module")
def replies(asker: Asker) -> list[Reply]:
    """To thirty questions of the project's own cases, spread over them all."""
    rows = [json.loads(line) for line in KHALKHIN_GOL.read_text(encoding="utf-8").splitlines()]
    questions = [row["question"] for row in rows]
    chosen = questions[:: len(questions) // 30][:30]
    assert len(chosen) == 30
    return [asker.ask(question, k=10) for question in chosen]


@pytest.fixture
def copy(home: Path, tmp_path: Path) -> Path:
    """A collection of one's own, indexed."""
    return Path(shutil.copytree(home, tmp_path / "copy"))


def _quotes(reply: Reply) -> Sequence[Quote]:
    return reply.quotes if isinstance(reply, Answer) else reply.nearest


def _places(replies: Sequence[Reply]) -> Iterator[Any]:
    for reply in replies:
        for quote in _quotes(reply):
            yield from (quote.place, *quote.also_in)


def _run(code: str, folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Python in a process of its own, with the model in the cache of these tests."""
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


QA = "from qa.cli import main; main()"


def test_1_verbatim(replies: list[Reply], home: Path) -> None:
    """Every quote stands, byte for byte, in the file that it names."""
    count = 0
    for reply in replies:
        assert 1 <= len(_quotes(reply)) <= 10
        for quote in _quotes(reply):
            data = (home / quote.place.document.path).read_bytes()
            span = quote.place.span
            assert quote.text.encode() in data
            assert data.decode()[span.start : span.end] == quote.text
            assert data == (SEEDS / Path(quote.place.document.path).name).read_bytes()
            count += 1
    assert count > 100


def test_2_pinpoint(replies: list[Reply], home: Path) -> None:
    """Offsets and lines are those of the file, and the headings stand above the quote."""
    for place in _places(replies):
        text = (home / place.document.path).read_bytes().decode()
        span = place.span
        lines = text.split("\n")
        first, last = place.lines
        quoted = text[span.start : span.end]
        assert quoted == quoted.strip() != ""
        assert quoted in "\n".join(lines[first - 1 : last])
        assert text[: span.start].count("\n") == first - 1
        assert text[: span.end].count("\n") == last - 1
        assert place.on(MarkKind.PAGE) is None
    for reply in replies:
        for quote in _quotes(reply):
            before = quote.place.document.text[: quote.place.span.start]
            found = [before.rfind(heading.removeprefix("… ")) for heading in quote.heading]
            assert -1 not in found
            assert found == sorted(found)


def test_3_never_stale(copy: Path) -> None:
    """A file that changed is read again before it is quoted, or not quoted."""
    file = next((copy / "seeds").glob("002*"))
    other = next((copy / "seeds").glob("003*"))
    for path in (file, other):
        changed = path.read_bytes().decode().replace("at 1:10 pm", "at 2:20 am")
        assert changed != path.read_bytes().decode()
        path.write_bytes(changed.encode())
    with Searcher.open(copy / ".qa") as searcher:
        texts = [quote.text for quote in _quotes(Asker(searcher).ask(ASKED, k=10))]
        assert "2:20 am" in texts[0]
        assert not any("1:10 pm" in text for text in texts)


def test_3_never_stale_where_much_changed(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.ask._SMALL_BYTES", 1_000)
    file = next((copy / "seeds").glob("002*"))
    file.write_bytes(file.read_bytes().replace(b"1:10 pm", b"2:20 am"))
    with Searcher.open(copy / ".qa") as searcher:
        reply = Asker(searcher).ask(ASKED, k=10)
    assert reply.notices == (
        "not quoted until you run `qa index`: 1 changed since the last indexing",
    )
    assert not any(place.document.path.endswith(file.name) for place in _places([reply]))
    assert "1:10 pm" in _quotes(reply)[0].text


@pytest.mark.parametrize("question", OFF_TOPIC)
def test_4_honest(asker: Asker, question: str) -> None:
    """Where there is no answer the reply says so, and shows what came closest."""
    reply = asker.ask(question)
    assert isinstance(reply, NoAnswer)
    assert 0 < reply.confidence < 0.5
    assert len(reply.nearest) == 3
    assert asker.ask(question, k=10).confidence == reply.confidence


def test_4_honest_on_the_command_line(home: Path) -> None:
    done = _run(QA, home, "ask", OFF_TOPIC[0])
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith(
        "No answer in these documents.\nThe nearest passages, which may not answer:\n\n1  "
    )
    done = _run(QA, home, "ask", OFF_TOPIC[0], "--json")
    reply = json.loads(done.stdout)
    assert (done.returncode, reply["answered"], reply["quotes"]) == (1, False, [])
    assert len(reply["nearest"]) == 3


def test_4_the_confidences_of_questions_differ(replies: list[Reply]) -> None:
    """None is rescaled so that the best of a question is sure."""
    confidences = sorted(reply.confidence for reply in replies)
    assert confidences[0] < 0.5 < confidences[-1]
    assert len(set(confidences)) == len(confidences)
    assert max(quote.score for reply in replies for quote in _quotes(reply)) < 1


# Fails whatever opens a socket, also in libraries and threads.
OFFLINE = """
import socket, sys

class Forbidden(socket.socket):
    def __init__(self, *args, **more):
        raise RuntimeError("a socket was opened")

def refuse(*args, **more):
    raise RuntimeError("a name was looked up")

socket.socket = Forbidden
socket.create_connection = socket.getaddrinfo = socket.gethostbyname = refuse
sys.addaudithook(
    lambda event, args: refuse() if event.startswith("socket.") and "hostname" not in event else None
)
"""


def test_5_private(tmp_path: Path, exported: Path) -> None:
    """With sockets forbidden the default path indexes and answers; so was the model exported."""
    (tmp_path / "seeds").mkdir()
    for number in ("000", "002"):
        shutil.copy(next(SEEDS.glob(f"{number}*")), tmp_path / "seeds")
    done = _run(OFFLINE + QA, tmp_path, "ask", ASKED, "--json")
    assert done.returncode == 0, done.stderr
    assert "1:10 pm" in json.loads(done.stdout)["quotes"][0]["text"]
    assert re.fullmatch(
        r"(?:qa: .*\n)*2 documents, \d+ passages in .*: 2 added \(\d+ passages embedded\)\n",
        done.stderr,
    )
    done = _run(OFFLINE + "socket.create_connection(('127.0.0.1', 9))", tmp_path)
    assert "looked up" in done.stderr


def test_5_nobody_is_told(tmp_path: Path, home: Path) -> None:
    """ONNX Runtime, left to itself, queues what it would report below the user's cache."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("ORT_")}
    own = {"HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "QA_STATE_DIR": str(tmp_path / "state")}
    done = subprocess.run(
        [sys.executable, "-c", QA, "ask", ASKED],
        cwd=home,
        env={**inherited, **own, "XDG_CACHE_HOME": str(tmp_path / ".cache")},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert [path.name for path in tmp_path.iterdir()] == ["state"]


QUICK = """
import sys
from qa.cli import app
try:
    app(sys.argv[1:])
except SystemExit as stopped:
    code = stopped.code
heavy = ("torch", "transformers", "sentence_transformers", "onnx", "scipy", "sklearn", "pandas")
print(code, sorted(sys.modules.keys() & set(heavy)), file=sys.stderr)
"""


def test_6_quick(home: Path) -> None:
    done = _run(QUICK, home, "ask", ASKED)
    assert "1:10 pm" in " ".join(done.stdout.split())
    assert done.stderr == "0 []\n"


def _remove_encoder(folder: Path) -> None:
    shutil.rmtree(folder / "encoder")


def _damage_model(folder: Path) -> None:
    (folder / "encoder" / "model.onnx").write_bytes(b"no model")


def _damage_tokenizer(folder: Path) -> None:
    (folder / "encoder" / "tokenizer.json").write_bytes(b"{}")


def _damage_store(folder: Path) -> None:
    (folder / "store.db").write_bytes(b"no store" * 4096)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (_remove_encoder, "run `qa index` to restore it"),
        (_damage_model, "run `qa index` to restore it"),
        (_damage_tokenizer, "run `qa index` to restore it"),
        (_damage_store, "store.db"),
    ],
)
def test_7_no_silent_fallback(copy: Path, damage: Any, said: str) -> None:
    """A stage that cannot do its part stops with a named error, and no answer is given."""
    folder = copy / ".qa"
    for name in ("store.db-wal", "store.db-shm"):
        (folder / name).unlink(missing_ok=True)
    damage(folder)
    with pytest.raises(QAError, match=said):
        Asker.open(folder).ask(ASKED)


@pytest.mark.parametrize(
    "stage",
    [
        "index.search.lexical.search",
        "index.search.DenseIndex.search",
        "index.search.Searcher.tokens",
        "qa.pipeline.match",
        "qa.pipeline.by_window",
        "qa.reply.merge",
        "qa.pipeline.read",
        "qa.pipeline.by_reading",
        "qa.reply.trust_signals",
        "qa.reply.agreement",
    ],
)
def test_7_no_stage_is_left_out(home: Path, monkeypatch: pytest.MonkeyPatch, stage: str) -> None:
    """An error of any stage comes through; none is turned into a worse answer."""

    def fail(*_: object, **__: object) -> None:
        raise EncoderError(f"{stage} failed")

    with Searcher.open(home / ".qa") as searcher:
        asker = Asker(searcher, reader=OnnxReader())
        asker.ask(ASKED)
        monkeypatch.setattr(stage, fail)
        with pytest.raises(EncoderError, match="failed"):
            asker.ask(ASKED)


def test_7_on_the_command_line(copy: Path) -> None:
    _damage_model(copy / ".qa")
    done = _run(QA, copy, "ask", ASKED)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(f"qa: the encoder in {copy}/.qa/encoder is damaged (")


def test_a_collection_can_be_moved(copy: Path, tmp_path: Path) -> None:
    write(copy, {"seeds/own.txt": "The mascot of the regiment was a heron called Bilbo.\n"})
    moved = copy.rename(tmp_path / "moved")
    done = _run(QA, moved / "seeds", "ask", "What was the regiment's mascot called?", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    quote = json.loads(done.stdout)["quotes"][0]
    assert quote["text"] == "The mascot of the regiment was a heron called Bilbo."
    assert quote["source"]["path"] == "seeds/own.txt"


def test_a_script_that_the_model_only_spells_is_searched_by_words_alone(home: Path) -> None:
    reply = Asker.open(home / ".qa").ask("Бои на Халхин-Голе")
    assert any("does not know this script" in notice for notice in reply.notices)
    quotes = reply.quotes if isinstance(reply, Answer) else reply.nearest
    assert "на Халхин-Голе" in quotes[0].text
