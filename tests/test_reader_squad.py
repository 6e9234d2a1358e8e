"""Files in SQuAD's format become a question set that loads as every other does."""

import json
from pathlib import Path
from typing import Any

import pytest

from eval.folders import load_folder
from qa.reader import squad
from qa.reader.squad import convert

BRIDGE = "The bridge was opened in 1887 by the queen. It is “still” in use."
FERRY = "The ferry sank in 1912."


def _asked(name: str, question: str, *answers: str, **more: object) -> dict[str, Any]:
    return {"id": name, "question": question, "answers": [{"text": a} for a in answers]} | more


def _file(path: Path, *paragraphs: tuple[str, str, list[dict[str, Any]]]) -> Path:
    articles = [
        {"title": title, "paragraphs": [{"context": text, "qas": asked}]}
        for title, text, asked in paragraphs
    ]
    path.write_text(json.dumps({"version": "v2.0", "data": articles}), encoding="utf-8")
    return path


OPENED = _asked("o", " Who opened the bridge?", "the queen", "queen", "the queen")
CLOSED = _asked("c", "Who closed the bridge?", is_impossible=True)
SANK = _asked("s", "When did the ferry sink?", "1912", is_impossible=False)


def test_a_set_that_loads(tmp_path: Path) -> None:
    file = _file(tmp_path / "a.json", ("Tay_Bridge", BRIDGE, [OPENED, CLOSED]))
    more = _file(tmp_path / "b.json", ("Ferry", FERRY, [SANK]))
    assert convert([file, more], tmp_path / "tay") == (2, 3)
    cases = {case.id: case for case in load_folder(tmp_path / "tay", tmp_path / "docs").cases}
    assert [gold.text for gold in cases["o"].gold] == ["the queen", "queen"]
    assert cases["o"].question == "Who opened the bridge?"
    assert {case.article for case in cases.values()} == {"Tay Bridge", "Ferry"}
    assert not cases["c"].answerable
    assert cases["c"].article == "Tay Bridge"  # the part it goes to with its paragraph
    assert [gold.text for gold in cases["s"].gold] == ["1912"]


def test_what_comes_twice_is_taken_once(tmp_path: Path) -> None:
    first = _file(tmp_path / "a.json", ("Tay", BRIDGE, [OPENED]), ("Tay", BRIDGE, [CLOSED]))
    again = _file(tmp_path / "b.json", ("Ferry", FERRY, [OPENED | {"question": "Which?"}]))
    assert convert([first, first, again], tmp_path / "tay") == (2, 1)
    rows = (tmp_path / "tay" / "questions.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(row)["question"] for row in rows] == ["Who opened the bridge?"]


def test_some_of_a_paragraph(tmp_path: Path) -> None:
    many = [_asked(f"q{n}", f"What {n}?", "1912") for n in range(9)]
    file = _file(tmp_path / "a.json", ("Ferry", FERRY, many), ("Tay", BRIDGE, [OPENED]))
    drawn = []
    for name in ("one", "two"):
        assert convert([file], tmp_path / name, each=4) == (2, 5)
        drawn.append((tmp_path / name / "questions.jsonl").read_text("utf-8"))
    assert drawn[0] == drawn[1]
    assert convert([file], tmp_path / "rest", each=4, rest=True) == (2, 5)  # of the other, none
    rest = (tmp_path / "rest" / "questions.jsonl").read_text("utf-8")
    ids = [json.loads(line)["id"] for line in (drawn[0] + rest).splitlines()]
    assert sorted(ids) == sorted([f"q{n}" for n in range(9)] + [OPENED["id"]])


def test_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = _file(tmp_path / "a.json", ("Ferry", FERRY, [SANK]))
    given = ["squad", str(file), "--into", str(tmp_path / "ferry")]
    monkeypatch.setattr("sys.argv", given)
    squad.main()
    assert capsys.readouterr().out == "1 documents, 1 questions\n"


def test_the_rest_is_of_some(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = _file(tmp_path / "a.json", ("Ferry", FERRY, [SANK]))
    monkeypatch.setattr("sys.argv", ["squad", str(file), "--into", str(tmp_path / "f"), "--rest"])
    with pytest.raises(SystemExit):
        squad.main()
    assert "--rest is of what --each leaves out" in capsys.readouterr().err
    assert not (tmp_path / "f").exists()
