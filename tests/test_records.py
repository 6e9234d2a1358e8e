"""Lines of JSON: each text is a block under its record's name and its key, none is cut."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.document import Kind
from index.records import record_blocks

_LONG = "The hub was replaced on 19 August, and it has worked ever since. Closed."


def _blocks(text: str) -> list[tuple[str, tuple[str, ...], str, str]]:
    found = record_blocks(text)
    assert found is not None
    return [(b.kind.value, b.heading, b.context, b.span.of(text)) for b in found]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_record(end: str) -> None:
    record = (
        f'{{"id": "T-1", "plan" : "Team","resolution":" {_LONG} ", "tags": ["a", {{"b": 1}}],'
        ' "open": false }'
    )
    text = f'{record}{end} {end}{{}}{end}{{"n": 2}}'
    assert _blocks(text) == [
        ("code", ("id: T-1",), "", '"id": "T-1", "plan" : "Team"'),
        ("paragraph", ("id: T-1", "resolution"), "plan: Team; open: false", _LONG),
        ("code", ("id: T-1",), "", '"tags": ["a", {"b": 1}], "open": false'),
        ("code", ("n: 2",), "", '"n": 2'),
    ]


def test_names_are_characters_on_one_line() -> None:
    text = '{"a\\nb": "\\ud800", "c\\ud800": "' + _LONG + '"}'
    assert _blocks(text) == [
        ("code", ("a b: ?",), "", '"a\\nb": "\\ud800"'),
        ("paragraph", ("a b: ?", "c?"), "", _LONG),
    ]


@pytest.mark.parametrize(
    "text", ["[1]", '{"a": 1} {"b": 2}', '{"a": 1', '{"a" 1}', "{1: 2}", '{"a": "x\n"}', "a", "{"]
)
def test_what_is_no_line_of_records_is_text(text: str) -> None:
    assert record_blocks(text) is None


@pytest.mark.parametrize("text", ['{"a": ' + "[" * 100_000, '{"a": 1}\n' * 50_000 + "{"])
def test_hostile_records_take_no_longer_than_others(text: str) -> None:
    started = time.process_time()
    assert record_blocks(text) is None
    assert time.process_time() - started < 20


_VALUES = st.text(max_size=90) | st.integers() | st.none() | st.lists(st.text(max_size=5))


@given(st.lists(st.dictionaries(st.text(max_size=9), _VALUES, max_size=4), max_size=3))
def test_any_record_is_read(records: list[dict[str, object]]) -> None:
    text = "\n".join(json.dumps(record) for record in records)
    blocks = record_blocks(text)
    assert blocks is not None
    position = 0
    for block in blocks:
        assert position <= block.span.start < block.span.end <= len(text)
        position = block.span.end
        if block.kind is Kind.CODE:
            assert json.loads(f"{{{block.span.of(text)}}}")
