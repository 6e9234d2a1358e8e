"""Settings: each key with its comment, under its section or the keys that it is nested in."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.formats import keyed, parser, source

_LONG = "It says a good deal. " * 20


def shown(text: str, variant: str) -> list[tuple[str, str, str]]:
    parsed = keyed.parse(text.encode(), variant)
    assert (parsed.text, parsed.media) == (text, "text")
    return [(b.kind.value, " > ".join(b.heading), b.span.of(text)) for b in parsed.blocks or ()]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_keys_stand_under_their_section(end: str) -> None:
    text = (
        "; Of all models.\n\n[LP-200]\n; From 1\n; to 20.\ndarkness = 15  ; was 12\nspeed: 102\n\n"
        "; Newer.\n[LP-200x] ; sold since May\ndarkness = 14\nhosts =\n    one\n    two = 2\nflag\n"
        "; Not yet.\n\n;;;;\n; Older\n;;;;\n[LP-100]\n[ LP-300 ]\n  port = open\n  queue = 4\n; End."
    )
    assert shown(text.replace("\n", end), "ini") == [
        (kind, path, told.replace("\n", end))
        for kind, path, told in [
            ("paragraph", "LP-200", "Of all models."),
            ("code", "LP-200", "; From 1\n; to 20.\ndarkness = 15  ; was 12"),
            ("code", "LP-200", "speed: 102"),
            ("paragraph", "LP-200x", "Newer."),
            ("code", "LP-200x", "[LP-200x] ; sold since May"),
            ("code", "LP-200x", "darkness = 14"),
            ("code", "LP-200x", "hosts =\n    one\n    two = 2"),
            ("code", "LP-200x", "flag"),
            ("paragraph", "LP-200x", "Not yet."),
            ("paragraph", "LP-100", "Older"),
            ("code", "LP-100", "[LP-100]"),
            ("code", "LP-300", "port = open"),
            ("code", "LP-300", "queue = 4"),
            ("paragraph", "LP-300", "End."),
        ]
    ]


def test_values_of_several_lines_in_toml() -> None:
    text = (
        'a = 1 # one\n[tool.x]\nlist = [ # of "[\n  "]",\n# last\n  [2],\n]\nwords = """\nb = 3\n[no]\n"""\n'
        "[[each]]\nopen = [\nnext = {}\n"
    )
    assert shown(text, "toml") == [
        ("code", "", "a = 1 # one"),
        ("code", "tool.x", 'list = [ # of "[\n  "]",\n# last\n  [2],\n]'),
        ("code", "tool.x", 'words = """\nb = 3\n[no]\n"""'),
        ("code", "each", "open = ["),
        ("code", "each", "next = {}"),
    ]


def test_keys_stand_under_those_that_they_are_nested_in() -> None:
    text = (
        "%YAML 1.2\n---\n# The agent.\n\n# How it asks.\nbridge: &b\n  # Where.\n  url: https://x.y  # here\n"
        "  retry:\n    most: 8\n\n    # Seconds.\n    'first delay': |\n      a: 1\n\n      # b\n  last: {a: 1,\n"
        "    b: 2}\nlog: # of all\n  level: info\nhosts:\n- one\n# Second.\n- two\nempty:\njobs:\n"
        "  # Daily.\n  - name: a\n    run: b\n  - name: c\nafter:\n  words\n...\n# End."
    )
    assert shown(text, "yaml") == [
        ("paragraph", "", "The agent."),
        ("paragraph", "bridge", "How it asks."),
        ("code", "bridge", "# Where.\n  url: https://x.y  # here"),
        ("code", "bridge > retry", "most: 8"),
        ("code", "bridge > retry", "# Seconds.\n    'first delay': |\n      a: 1\n\n      # b"),
        ("code", "bridge", "last: {a: 1,\n    b: 2}"),
        ("code", "log", "log: # of all"),
        ("code", "log", "level: info"),
        ("code", "", "hosts:\n- one\n# Second.\n- two"),
        ("code", "", "empty:"),
        ("code", "jobs", "# Daily.\n  - name: a\n    run: b"),
        ("code", "jobs", "- name: c"),
        ("code", "", "after:\n  words"),
        ("paragraph", "", "End."),
    ]


def test_a_long_comment_is_prose_under_its_key() -> None:
    assert shown(f"# {_LONG}\na: 1\n#\n# b\n#\n# c\nd: 2", "yaml") == [
        ("paragraph", "a", _LONG.strip()),
        ("code", "", "a: 1"),
        ("paragraph", "", "b"),
        ("code", "", "# c\nd: 2"),
    ]


@pytest.mark.parametrize(
    ("variant", "text"),
    [
        ("ini", "server {\n  listen 80;\n}\n# x\na = 1"),
        ("yaml", "Only words\nand more\n\nkey: 1"),
        ("yaml", "# Nothing.\n"),
        ("toml", "".join(f"a{number} = 1\n" for number in range(2_001))),
    ],
)
def test_what_is_not_mostly_keys_is_read_as_a_program(variant: str, text: str) -> None:
    assert keyed.parse(text.encode(), variant) == source.parse(text.encode(), variant)


def test_settings_are_known_by_their_suffix() -> None:
    assert parser(".conf")(b"[a]\nb = 1").blocks == keyed.parse(b"[a]\nb = 1", "ini").blocks
    assert keyed.parse(b"", "yaml").blocks is None


@pytest.mark.parametrize(
    ("variant", "text"),
    [
        ("yaml", "a:\n" * 200_000),
        ("yaml", "".join(" " * depth + "a:\n" for depth in range(1_500))),
        ("yaml", "a:\n" + "- " * 400_000),
        ("yaml", "a" + ":b" * 400_000),
        ("toml", "a = [\n" * 200_000),
        ("ini", "#\n; x\n\n" * 100_000 + "a=1"),
    ],
)
def test_hostile_settings_take_no_longer_than_others(variant: str, text: str) -> None:
    started = time.process_time()
    keyed.parse(text.encode(), variant)
    assert time.process_time() - started < 20


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(["ini", "toml", "yaml"]),
    st.lists(
        st.sampled_from(
            ["# c\n", "; c\r\n", "[s]\n", "[[t]] # u\n", "a = 1\n", "b: 2\r", "c:\n", "  ", "- d\n"]
            + ["    ", "\n", "e = [\n", "]\n", 'f = """\n', "---\n", "- g: h\n", "#\n", "words\n"]
        ),
        max_size=14,
    ),
)
def test_no_setting_is_lost(variant: str, parts: list[str]) -> None:
    text = "".join(parts)
    parsed = keyed.parse(text.encode(), variant)
    position = 0
    for block in parsed.blocks or ():
        assert position <= block.span.start < block.span.end <= len(text)
        told = block.span.of(text)
        assert told == told.strip()
        between = text[position : block.span.start]
        assert not any(f"{letter} = " in between for letter in "aef")
        position = block.span.end
