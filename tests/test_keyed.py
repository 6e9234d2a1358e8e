"""Settings: each key with its comment, under its section or the keys that it is nested in."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.formats import keyed, parser, source

_WORD = re.compile(r"[^\W_]+")
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
        ("code", "", "%YAML 1.2"),
        ("paragraph", "", "The agent."),
        ("paragraph", "bridge", "How it asks."),
        ("code", "bridge", "bridge: &b"),
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


def test_anchors_tags_and_directives_are_told() -> None:
    far = " " * 500
    text = (
        "# Tags.\n%TAG ! tag:x.org:\n--- !plan # first\nx-base: &base\n  image: a\nweb: !big &w # sold\n"
        f"  db :\n    <<: *base\nkey:{far}word\n  b: 1\n--- # Then\nc: d\n..."
    )
    assert shown(text, "yaml") == [
        ("paragraph", "", "Tags."),
        ("code", "", "%TAG ! tag:x.org:"),
        ("code", "", "--- !plan # first"),
        ("code", "x-base", "x-base: &base"),
        ("code", "x-base", "image: a"),
        ("code", "web", "web: !big &w # sold"),
        ("code", "web > db", "<<: *base"),
        ("code", "", f"key:{far}word\n  b: 1"),
        ("code", "", "--- # Then"),
        ("code", "", "c: d"),
    ]


@pytest.mark.parametrize(
    ("opens", "closes"),
    [("'''", "'''"), ('"""', '\\""""""'), ("[ '''[", "''', {} ]"), ("[", "]")],
)
def test_a_value_in_toml_ends_where_it_is_closed(opens: str, closes: str) -> None:
    value = f"text = {opens}\n" + "[1, 2],\n" * 510 + f"[Old section]\nb = 2\n{closes}"
    value = value.replace("b = 2\n", "" if opens == "[" else "b = 2\n")
    assert shown(f"[new]\n{value}\nkey = 1", "toml") == [
        ("code", "new", value),
        ("code", "new", "key = 1"),
    ]


def test_a_value_in_toml_that_nothing_closes_ends_with_its_line() -> None:
    text = "a = [\nb = '''\n" * 2 + "\"c = [\" = '[' # [\nd = [\n  1 ]"
    assert [told for _, _, told in shown(text, "toml")] == [
        "a = [",
        "b = '''\na = [\nb = '''",
        "\"c = [\" = '[' # [",
        "d = [\n  1 ]",
    ]
    assert [told for _, _, told in shown("a = [\n" * 4 + "b = [\n]\nc = 1\nd = 1", "toml")] == [
        *["a = ["] * 4,
        "b = [",
        "]",
        "c = 1",
        "d = 1",
    ]


def test_a_long_comment_is_prose_under_its_key() -> None:
    assert shown(f"# {_LONG}\na: 1\n#\n# b\n#\n# c\nd: 2", "yaml") == [
        ("paragraph", "a", _LONG.strip()),
        ("code", "", "a: 1"),
        ("code", "", "# b\n#\n# c\nd: 2"),
    ]


def test_a_long_comment_is_cut_where_sentences_end_and_stays_as_it_is() -> None:
    told = "# It says a good deal of what it is for.\n" * 4
    text = f"[s]\n{told * 3}#\n# In short:\n# ten.\nkey = 10\n"
    half = told.rstrip()
    assert shown(text, "ini") == [
        *[("code", "s > key", half)] * 3,
        ("code", "s", "# In short:\n# ten.\nkey = 10"),
    ]


def test_a_setting_that_is_commented_out_has_its_own_comment() -> None:
    text = (
        "# [s]\n# x = 1\n\n[s]\n# How long.\n#\n#delay = 1\n# How often,\n# at most.\n; rate = 2\n"
        "#  all\n;   of it\n# size = 3  # in metres\n      # or feet\nsize.max = 4\n\n# Not\n# so.\n\n# kind = a\nkind = b\n"
    )
    assert shown(text, "ini") == [
        ("code", "", "# [s]\n# x = 1"),
        ("code", "s", "# How long.\n#\n#delay = 1"),
        ("code", "s", "# How often,\n# at most.\n; rate = 2"),
        ("code", "s", "#  all\n;   of it\n# size = 3  # in metres\n      # or feet"),
        ("code", "s", "size.max = 4"),
        ("code", "s", "# Not\n# so."),
        ("code", "s", "# kind = a\nkind = b"),
    ]


def test_a_key_that_is_commented_out_in_yaml() -> None:
    text = "a:\n  # Note: one.\n  b: 1\n  # Limits.\n#c:\n#  d: 2\n# Last.\n#e: 3\n"
    assert shown(text, "yaml") == [
        ("code", "a", "# Note: one.\n  b: 1"),
        ("paragraph", "a", "Limits."),
        ("code", "", "#c:\n#  d: 2"),
        ("code", "", "# Last.\n#e: 3"),
    ]


def test_lines_of_a_name_and_a_value_each_with_its_comment() -> None:
    text = (
        "# The daemon's own file. See\n# kited(8).\n\nPort 22\n#Listen 0.0.0.0\n\n# Authentication:\n\n"
        "# How long to wait\n# for a name.\n#Grace 2m\nTries 4 \\\n5\nMatch User kate\n\tForward no\n"
        "#Match User ann\n#\tForward yes\n"
    )
    assert shown(text, "ini") == [
        ("code", "", "# The daemon's own file. See\n# kited(8)."),
        ("code", "", "Port 22"),
        ("code", "", "#Listen 0.0.0.0"),
        ("paragraph", "", "Authentication:"),
        ("code", "", "# How long to wait\n# for a name.\n#Grace 2m"),
        ("code", "", "Tries 4 \\\n5"),
        ("code", "", "Match User kate\n\tForward no"),
        ("code", "", "#Match User ann\n#\tForward yes"),
    ]


def test_lines_of_a_name_and_a_value_stand_under_the_braces_around_them() -> None:
    text = (
        "user kite;\n# All that is flown.\nhttp {\n  # Quick.\n  send on;\n  server { # the first\n    "
        "log a\n      b;\n  }\n}\n\n<Files *.kite>\n  Order deny\n</Files>\n"
        'Kites::Red {\n    // Both:\n    "a";\n    "b";\n//  "c";\n//  "d";\n};\n\n'
        '// Sent to\n// this one.\n// Kites::Mail "";\nempty {\n}\n'
    )
    assert shown(text, "ini") == [
        ("code", "", "user kite;"),
        ("paragraph", "http", "All that is flown."),
        ("code", "http", "# Quick.\n  send on;"),
        ("code", "http > server", "server { # the first"),
        ("code", "http > server", "log a\n      b;"),
        ("code", "Files *.kite", "Order deny"),
        ("code", "Kites::Red", '// Both:\n    "a";\n    "b";'),
        ("code", "Kites::Red", '//  "c";\n//  "d";'),
        ("code", "", '// Sent to\n// this one.\n// Kites::Mail "";'),
        ("code", "empty", "empty {"),
    ]


@pytest.mark.parametrize(
    ("variant", "text"),
    [
        ("ini", "Only words, which say a good deal of the file.\n\nAnd more.\na = 1"),
        ("yaml", "Only words\nand more\n\nkey: 1"),
        ("yaml", "# Nothing.\n"),
        ("toml", "".join(f"a{number} = 1\n" for number in range(2_001))),
    ],
)
def test_what_is_not_mostly_keys_is_read_as_a_program(variant: str, text: str) -> None:
    assert keyed.parse(text.encode(), variant) == source.parse(text.encode(), variant)


def test_settings_are_known_by_their_suffix() -> None:
    for suffix in (".conf", ".service", ".timer", ".socket", ".env", ".properties"):
        assert parser(suffix)(b"[a]\nb = 1").blocks == keyed.parse(b"[a]\nb = 1", "ini").blocks
    assert keyed.parse(b"", "yaml").blocks is None


@pytest.mark.parametrize("variant", ["ini", "toml", "yaml"])
@pytest.mark.parametrize(
    "text",
    [
        "a:\n" * 200_000,
        "".join(" " * depth + "a:\n" for depth in range(1_400)),
        "a:\n" + "- " * 400_000,
        "a" + ":b" * 400_000,
        "a = [\n" * 200_000,
        ("a = [" + "[" * 990 + "\n") * 1_000,
        "#\n; x\n\n" * 100_000 + "a=1",
        "k = [" + '"\\' * 500_000,
        "k = [\n" + '"\\' * 500_000,
        "=" * 1_000_000,
        ":" * 1_000_000,
        "[" * 1_000_000,
        "# " + "*" * 1_000_000 + "x",
        '"' * 1_000_000,
        "k = " + "'" * 1_000_000,
        "a: " + "&" * 1_000_000 + " b\n c: d",
        ("a: " + "&" * 40 + " b\n c: d\n") * 900,
        "a:\n x" + " " * 1_000_000 + "y: z",
        ("[" + " " * 180 + "x\n") * 5_000,
        "key = " + "x" * 5_000_000,
    ],
    ids=range(20),
)
def test_hostile_settings_take_no_longer_than_others(variant: str, text: str) -> None:
    started = time.process_time()
    keyed.parse(text.encode(), variant)
    assert time.process_time() - started < 8


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


_PARTS = [
    *[
        "# c{0} d{0}\n",
        "; c{0}\r\n",
        "  # c{0} =end\n",
        "[s{0}]\n",
        "[[t{0}]] # u{0}\n",
        "[ s{0}\n",
    ],
    *[
        "a{0} = 1{0}\n",
        "b{0}: 2{0}\r",
        "c{0}:\n",
        "c{0} : &d{0}\n",
        "'c{0}': !t{0} # u{0}\n",
        "%TAG e{0}\n",
    ],
    *[
        "  ",
        "    ",
        "\n",
        "- d{0}\n",
        "- g{0}: h{0}\n",
        "-\n",
        "---\n",
        "--- !t{0}\n",
        "--- w{0}\n",
        "...\n",
    ],
    *[
        "e{0} = [\n",
        "]\n",
        'f{0} = """\n',
        "'''x{0}\n",
        "f{0}: |\n",
        "#\n",
        "words{0}\n",
        "? q{0}\n",
        "*r{0}\n",
    ],
    *[
        "g{0}:" + " " * 500 + "h{0}\n",
        "i" * 201 + "{0}: j{0}\n",
        "# " + "k " * 70 + "l{0}\n",
        "{{m{0}: n{0}}}\n",
    ],
]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["ini", "toml", "yaml"]), st.lists(st.sampled_from(_PARTS), max_size=14))
def test_every_word_stands_in_a_block_or_above_one(variant: str, parts: list[str]) -> None:
    text = "".join(part.format(f"{number}z") for number, part in enumerate(parts))
    blocks = keyed.parse(text.encode(), variant).blocks
    if blocks is None:
        return  # the whole text is read as prose
    held = {at for block in blocks for at in range(block.span.start, block.span.end)}
    above = {word for block in blocks for name in block.heading for word in _WORD.findall(name)}
    for word in _WORD.finditer(text):
        assert held.issuperset(range(word.start(), word.end())) or word[0] in above
