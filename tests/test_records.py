"""JSON records: each is a part of its own under its name, with its texts as they read and what it
holds of records itself; what holds none stays text."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.choosing import discover
from index.document import Mark, MarkKind
from index.formats.canonical import Parsed
from index.formats.records import parsed
from index.reading import read
from index.search import Searcher
from qa.ask import Asker
from tests.conftest import StubEncoder
from tests.samples import update, write

_LONG = "The hub was replaced on 19 August, and it has worked ever since. Closed."


def _parsed(text: str, suffix: str = ".json") -> Parsed:
    made = parsed(text, suffix)
    assert made is not None
    return made


def _blocks(text: str, suffix: str = ".json") -> list[tuple[str, tuple[str, ...], str, str]]:
    made = _parsed(text, suffix)
    return [(b.kind.value, b.heading, b.context, b.span.of(made.text)) for b in made.blocks or ()]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_of_records(end: str) -> None:
    record = (
        f'{{"id": "T-1", "plan" : "Team","resolution":" {_LONG} ", "tags": ["a", "b"],'
        ' "open": false, "rank": 1.0, "owner": null, "links": [] }'
    )
    text = f'{record}{end} {end}{{}}{end}{{"n": 2}}'
    expected = [
        ("code", ("id: T-1",), "", "id: T-1\nplan: Team\ntags: a, b\nopen: false\nrank: 1.0"),
        (
            "paragraph",
            ("id: T-1", "resolution"),
            "plan: Team; tags: a, b; open: false; rank: 1.0",
            _LONG,
        ),
        ("code", ("n: 2",), "", "n: 2"),
    ]
    assert _blocks(text, ".jsonl") == _blocks(text) == expected
    made = _parsed(text, ".ndjson")
    assert made.media == "records"
    assert made.marks == (
        Mark(0, MarkKind.RECORD, 1, "1"),
        Mark(made.text.index("n: 2"), MarkKind.RECORD, 3, "4"),
    )


_ISSUE = {
    "number": 12,
    "title": "The ferry does not leave when the bell is rung twice at the pier",
    "user": {"login": "ann", "team": {"name": "Quay"}},
    "labels": [{"name": "bug"}, {"name": "pier 2"}],
    "body": f'### Seen\r\n\r\nThe log says "no bell" at caf\u00e9 Nine \u2013 always:\r\n\r\n- once\r\n- twice\r\n\r\n{_LONG}',
    "comments": [
        {"user": {"login": "bo"}, "body": f"It rings. {_LONG}"},
        {"user": {"login": "cy"}, "at": "noon", "body": "Fixed."},
    ],
}


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("is_within", [True, False])
def test_records_within_records(indent: int | None, is_within: bool) -> None:
    about = {"exported": "today", "pages": [1, 2], "issues": [_ISSUE, {"number": 13}]}
    text = json.dumps(about if is_within else about["issues"], indent=indent)
    above = ("number: 12", str(_ISSUE["title"]))
    facts = "user.login: ann; user.team.name: Quay; labels: bug, pier 2"
    blocks = _blocks(text)
    if is_within:
        assert blocks.pop(0) == ("code", (), "", "exported: today\npages: 1, 2")
    assert blocks == [
        (
            "code",
            above,
            "",
            "number: 12\n" + facts.replace("; ", "\n"),
        ),
        (
            "paragraph",
            (*above, "body", "Seen"),
            facts,
            'The log says "no bell" at café Nine \u2013 always:',
        ),
        *(
            (
                "item",
                (*above, "body", "Seen"),
                'The log says "no bell" at café Nine \u2013 always',
                one,
            )
            for one in ("once", "twice")
        ),
        ("paragraph", (*above, "body", "Seen"), facts, _LONG),
        ("paragraph", (*above, "comments: bo", "body"), "", f"It rings. {_LONG}"),
        ("code", (*above, "comments: cy"), "", "user.login: cy\nat: noon\nbody: Fixed."),
        ("code", ("number: 13",), "", "number: 13"),
    ]


def test_titles() -> None:
    text = '[{"Name": "Heron", "crew": 9, "title": "A ship"}, {"title": "Otter"}, {"Name": ""}]'
    assert _blocks(text) == [
        ("code", ("crew: 9", "Heron"), "", "crew: 9\ntitle: A ship"),
        ("paragraph", (), "", "Otter"),
    ]
    assert _parsed(text).text == "Heron\n\ncrew: 9\ntitle: A ship\n\nOtter"


def test_the_lines_that_records_begin_on() -> None:
    made = _parsed('\ufeff\n{"all": [\n {"a": 1},\n\n {"a":\n 2}, {"a": 3}]}')
    assert [(mark.number, mark.name) for mark in made.marks] == [(1, "3"), (2, "5"), (3, "6")]


def test_names_are_characters_on_one_line() -> None:
    text = '{"a\\nb": "\\ud800", "c\\ud800": "' + _LONG + '"}'
    assert _blocks(text, ".jsonl") == [("paragraph", ("a b: ?", "c?"), "", _LONG)]
    assert _parsed(text, ".jsonl").text == f"a b: ?\n\n{_LONG}"


@pytest.mark.parametrize(
    "text",
    ['{"a": 1} {"b": 2}', '{"a": 1', '{"a" 1}', "{1: 2}", '{"a": "x\n"}', "a", "{", "[]", "", " "]
    + ['[{"a": 1}, 2]', '[{"a": 1}] x', '[{"a": 1} {"b": 2}]', "{}", "[{}]", '{"a": [{}]}'],
)
@pytest.mark.parametrize("suffix", [".json", ".jsonl"])
def test_what_holds_no_records_is_text(text: str, suffix: str) -> None:
    assert parsed(text, suffix) is None


@pytest.mark.parametrize(
    "text", ['{"a": {"b": 1}}', '{"a": [{"b": 1}], "c": [{"d": 1}]}', '{"a": ["b"]}', '"a"']
)
def test_other_json_is_text(text: str, tmp_path: Path) -> None:
    assert parsed(text, ".json") is None
    (tmp_path / "a.json").write_text(text)
    (file,) = discover([tmp_path / "a.json"], tmp_path).found
    document = read(file)
    assert (document.text, document.media) == (text, "text")


@pytest.mark.parametrize(
    "text",
    ['{"a": ' + "[" * 100_000, '{"a": 1}\n' * 50_000 + "{", '[{"a": ' + '{"a": ' * 100_000]
    + ["[" + '{"a": 1},' * 50_000],
)
def test_hostile_records_take_no_longer_than_others(text: str) -> None:
    started = time.process_time()
    assert parsed(text, ".jsonl") is None
    assert parsed(text, ".json") is None
    assert time.process_time() - started < 20


_VALUES = st.recursive(
    st.text(max_size=90) | st.integers() | st.floats() | st.none() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=9,
)


@given(st.lists(st.dictionaries(st.text(max_size=9), _VALUES, max_size=4), max_size=3))
def test_any_record_is_read(records: list[dict[str, object]]) -> None:
    lines = "\n".join(json.dumps(record) for record in records)
    made = parsed(json.dumps(records), ".json")
    assert made == parsed(lines, ".jsonl") or made is None or made.marks
    position = 0
    for block in (made.blocks or ()) if made is not None else ():
        assert made is not None
        made.text.encode()
        assert position <= block.span.start < block.span.end <= len(made.text)
        position = block.span.end


def test_a_comment_is_found_by_its_issue_and_cited_by_its_record(
    tmp_path: Path, stub: StubEncoder, plain_weights: None
) -> None:
    issues = [{"title": "The bell", "comments": [{"user": "bo", "text": _LONG}]}, _ISSUE]
    write(tmp_path, {"issues.json": json.dumps(issues)})
    update(tmp_path, tmp_path / "issues.json")
    with Searcher.open(tmp_path / ".qa") as searcher:
        (quote, *_) = Asker(searcher).look("the ferry: who replaced the hub, Bo?").reply.quotes
    assert quote.text == f"It rings. {_LONG}"
    assert quote.place.on(MarkKind.RECORD) == Mark(
        quote.place.document.text.index("The ferry"), MarkKind.RECORD, 2, "1"
    )
