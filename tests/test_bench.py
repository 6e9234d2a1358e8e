"""The benchmark's parts, without a word about how long anything takes."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pytest

from eval import bench, bench_report, measuring, timing
from eval.bench import PARTS, main, read_questions
from eval.growing import grow, passages_of
from eval.measuring import Bench, Plan
from eval.terminal import Typed, pexpect
from eval.timing import Ran, Versus, in_turn, median, run
from index.errors import BenchError

SEEDS = Path(__file__).parent.parent / "seeds"
TEXT = (
    "The ferry left the harbour at seven. It carried wheat and wine. Nobody was on board but the "
    "crew of nine.\n\nThe lighthouse was built in 1871. Its keeper wrote down the weather.\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two small files."""
    made = tmp_path / "texts"
    made.mkdir()
    (made / "ferry.txt").write_text(TEXT, encoding="utf-8")
    (made / "mill.txt").write_text("The mill burnt down in 1902. It was of oak.", encoding="utf-8")
    return made


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


class TestGrowing:
    @pytest.mark.parametrize("wanted", [1, 5, 60, 400])
    def test_gives_at_least_what_was_asked(self, tmp_path: Path, wanted: int) -> None:
        grown = grow(SEEDS, tmp_path, wanted)
        assert grown.passages == len(passages_of(tmp_path))
        assert wanted <= grown.passages <= wanted + 3
        assert grown.files == len(contents(tmp_path))

    def test_a_few_passages_come_from_the_text_as_it_is(self, tmp_path: Path) -> None:
        assert grow(SEEDS, tmp_path, 5).repeats == 0
        (name, data), *others = contents(tmp_path).items()
        assert not others
        assert (SEEDS / name).read_bytes().startswith(data)

    def test_is_deterministic(self, tmp_path: Path, folder: Path) -> None:
        assert grow(folder, tmp_path / "a", 9) == grow(folder, tmp_path / "b", 9)
        assert contents(tmp_path / "a") == contents(tmp_path / "b")

    def test_repeats_are_told_and_differ(self, tmp_path: Path, folder: Path) -> None:
        grown = grow(folder, tmp_path / "more", 12)
        assert grown.repeats > 0
        texts = [passage.presented for passage in passages_of(tmp_path / "more")]
        assert len(set(texts)) == len(texts)

    def test_repeats_keep_every_sentence(self, tmp_path: Path, folder: Path) -> None:
        grow(folder, tmp_path / "more", 12)
        first = (tmp_path / "more" / "repeat-1" / "ferry.txt").read_text(encoding="utf-8")
        for sentence in ("It carried wheat and wine.", "The lighthouse was built in 1871."):
            assert sentence in first

    def test_a_folder_without_text_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "picture.png").write_bytes(b"\x89PNG")
        with pytest.raises(BenchError, match="no text file"):
            grow(tmp_path, tmp_path / "out", 5)


class TestTiming:
    def test_median(self) -> None:
        assert median([3.0, 1.0, 2.0]) == 2.0
        assert median([1.0, 2.0]) == 1.5

    def test_median_of_nothing_is_refused(self) -> None:
        with pytest.raises(BenchError, match="nothing was measured"):
            median([])

    def test_ratio_is_theirs_over_ours(self) -> None:
        versus = Versus((2.0, 1.0, 100.0), (6.0, 8.0, 7.0))
        assert versus.ratio == 3.5
        assert versus.to_json()["ours_median"] == 2.0

    def test_in_turn(self) -> None:
        calls: list[str] = []
        first, second = in_turn(
            lambda n: calls.append(f"a{n}") or n,  # type: ignore[func-returns-value]
            lambda n: calls.append(f"b{n}") or -n,  # type: ignore[func-returns-value]
            2,
        )
        assert calls == ["a0", "b0", "a1", "b1"]
        assert (first, second) == ([0, 1], [0, -1])

    def test_run_tells_output_and_memory(self) -> None:
        ran = run([sys.executable, "-c", "x = bytearray(90_000_000); print('hä')"], utf8())
        assert ran.output.strip() == "hä"
        assert 0 < ran.answered <= ran.ended
        assert ran.peak is None or 90_000_000 < ran.peak < 1_000_000_000

    def test_run_counts_until_the_last_output(self) -> None:
        code = "import time; print('now', flush=True); time.sleep(0.3)"
        ran = run([sys.executable, "-c", code], utf8())
        assert ran.ended - ran.answered > 0.2

    @pytest.mark.parametrize(
        ("code", "reason"),
        [
            ("raise SystemExit('the mill burnt')", "exited with 1: the mill burnt"),
            ("pass", "it printed nothing"),
            ("import os; os.abort()", "exited with -"),
        ],
    )
    def test_run_refuses_failures(self, code: str, reason: str) -> None:
        with pytest.raises(BenchError, match=reason):
            run([sys.executable, "-c", code], utf8())

    def test_conversation(self) -> None:
        echo = "import sys\nfor line in sys.stdin: print(line, end='', flush=True)"
        with timing.Conversation([sys.executable, "-c", echo], utf8()) as talk:
            assert talk.ask("When?") > 0
            assert talk.ask("Where?") > 0

    @pytest.mark.parametrize("code", ["pass", "print('{\"error\": 1}')"])
    def test_conversation_without_an_answer(self, code: str) -> None:
        with (
            timing.Conversation([sys.executable, "-c", code], utf8()) as talk,
            pytest.raises(BenchError, match="no answer"),
        ):
            talk.ask("When?")


CHAT = """
import sys, time
sys.stdin.reconfigure(encoding="utf-8")
while True:
    print("\\x1b[?2004h> ", end="", flush=True)
    line = input()
    if "glimpse" in line:
        print("1 quote\\nreading …", flush=True)
        time.sleep(0.2)
    print("gone" if "nothing" in line else "confidence 9 %", flush=True)
    if "nothing" in line:
        sys.exit()
"""


class TestTerminal:
    """A chat that is typed into, here one made up."""

    @pytest.fixture
    def chat(self) -> Iterator[Typed]:
        pytest.importorskip("pty")
        with Typed([sys.executable, "-c", CHAT], utf8()) as made:
            yield made

    def test_first_quotes_come_before_the_reply(self, chat: Typed) -> None:
        first, taken = chat.ask("A glimpse?")
        assert taken - first > 0.15

    def test_a_reply_without_a_glimpse_comes_at_once(self, chat: Typed) -> None:
        for _ in range(2):
            first, taken = chat.ask("When was it?")
            assert 0 < first <= taken

    def test_a_chat_that_ends(self, chat: Typed) -> None:
        with pytest.raises(BenchError, match="no answer in its terminal"):
            chat.ask("A glimpse of nothing?")


def utf8() -> dict[str, str]:
    return {**os.environ, "PYTHONIOENCODING": "utf-8"}


class TestArguments:
    @pytest.mark.parametrize(
        "arguments",
        [["--only", "cold,tea"], ["--rounds", "0"], ["--rounds", "-1"], ["--sizes", "5,many"]],
    )
    def test_what_makes_no_sense_is_refused(
        self, arguments: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit) as stopped:
            main(arguments)
        assert stopped.value.code == 2
        assert arguments[0] in capsys.readouterr().err

    def test_parts_come_in_their_own_order(self) -> None:
        options = bench._parser().parse_args(["--only", "warm,cold"])
        assert options.only == ("cold", "warm")
        assert bench._parser().parse_args([]).only == PARTS

    def test_a_folder_that_is_not_there(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["--folder", str(tmp_path / "none"), "--only", "cold"]) == 2
        assert "bench:" in capsys.readouterr().err

    def test_the_questions_of_the_cases(self) -> None:
        found = read_questions(bench.CASES)
        assert 10 <= len(found) <= 20
        assert found == read_questions(bench.CASES)

    @pytest.mark.parametrize("text", ["", "{", '{"id": 1}', "[]"])
    def test_a_file_without_questions(self, tmp_path: Path, text: str) -> None:
        (tmp_path / "q.jsonl").write_text(text, encoding="utf-8")
        with pytest.raises(BenchError, match=r"q\.jsonl holds no questions"):
            read_questions(tmp_path / "q.jsonl")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is started: children and stages give made-up figures."""

    def ran(*_: object, **__: object) -> Ran:
        return Ran(1.0, 1.5, 100_000_000, "said")

    def stages(*_: object) -> dict[str, tuple[float, ...]]:
        return {"encode": (0.002, 0.004), "bm25": (0.001, 0.001)}

    def times(*_: object) -> tuple[int, Versus]:
        return 200, Versus((2.0,), (6.0,))

    class Talk:
        def __init__(self, *_: object) -> None: ...
        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None: ...
        def ask(self, question: str) -> float:
            return 0.05

    class Chat(Talk):
        def ask(self, question: str) -> tuple[float, float]:  # type: ignore[override]
            return 0.04, 0.06

    results: dict[str, Any] = {
        "stage_times": stages,
        "encoding_times": times,
        "disk": lambda _: {"text": 10, "faiss": 20},
    }
    monkeypatch.setattr(measuring, "run", ran)
    monkeypatch.setattr(measuring, "isolated", lambda work, *args: results[work.__name__](*args))
    monkeypatch.setattr(measuring, "Conversation", Talk)
    monkeypatch.setattr(measuring, "Typed", Chat)


class TestFindings:
    def test_shape_as_json(
        self, quick: None, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        arguments = ["--folder", str(folder), "--rounds", "1", "--sizes", "3,8", "--json"]
        assert main(arguments) == 0
        found = json.loads(capsys.readouterr().out)
        assert set(found) == {
            *("machine", "folder", "rounds", "help", "cold", "memory", "rate", "warm", "growth"),
        }
        assert found["machine"]["cores"] >= 1
        assert found["help"]["ours"] == [1.5]
        assert found["cold"]["ratio"] == 1.0
        assert found["memory"]["ours"] == [100_000_000]
        assert found["rate"] | {"passages": 200, "ratio": 3.0} == found["rate"]
        assert found["warm"] == {
            "encode": 0.003,
            "bm25": 0.001,
            "unread": 0.05,
            "whole": 0.05,
            **({"first": 0.04, "chat": 0.06} if pexpect() else {}),
        }
        small, large = found["growth"]
        assert (small["passages"], large["passages"]) == (3, 8)
        assert small["disk"] == {"text": 10, "faiss": 20}
        assert large["repeats"] > 0

    def test_only_what_was_asked_for(
        self, quick: None, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        main(["--folder", str(folder), "--rounds", "1", "--only", "memory", "--json"])
        found = json.loads(capsys.readouterr().out)
        assert found["memory"] is not None
        assert [found[part] for part in ("help", "cold", "rate", "warm", "growth")] == [
            None
        ] * 4 + [[]]

    def test_table(self, quick: None, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--folder", str(folder), "--rounds", "1", "--sizes", "3,8"]) == 0
        shown = capsys.readouterr().out
        for words in (
            "--help",
            "cold question",
            "1 : 1.0",
            "3.0 : 1",
            "BM25",
            "passages",
            "repeats",
        ):
            assert words in shown

    def test_large_sizes_are_announced(
        self, quick: None, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert "50,000 passages will take about" in measuring._estimate(50_000, None)

    def test_versions_of_what_is_measured(self) -> None:
        assert bench_report.machine().packages["onnxruntime"][0].isdigit()


@pytest.mark.slow
def test_the_obvious_script(folder: Path, tmp_path: Path) -> None:
    index = ["--index", str(tmp_path / "obvious")]
    asked = ["When did the mill burn down?", *index]
    both = f"for line in ({['--build', str(folder), *index]}, {asked}): sys.argv[1:] = line; main()"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; from eval.obvious import main\n{both}"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.splitlines() == [
        "2 chunks",
        "mill.txt: The mill burnt down in 1902. It was of oak.",
    ]


@pytest.mark.slow
def test_a_tiny_real_run(folder: Path, tmp_path: Path) -> None:
    plan = Plan(("warm",), folder, ("When did the ferry leave?",), 1, (5,))
    made = Bench(plan, tmp_path)
    made.env["XDG_CACHE_HOME"] = os.environ["XDG_CACHE_HOME"]  # to export the model but once
    findings = made.run()
    assert findings.warm is not None
    assert {"encode", "bm25", "dense", "fetch", "whole"} <= set(findings.warm)
    assert all(value > 0 for values in findings.warm.values() for value in values)
    assert findings.cold is None
