"""Source files: comments are prose under what holds them, code is code, in the file's characters."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pygments.lexers import get_lexer_by_name

from index.formats import FORMATS, parser, source
from tests.timing import is_linear

_PYTHON = '''#!/usr/bin/env python
# Made by hand.
"""What the module is for.

    It reads orders."""
import os

URL = "#x"  # trailing
# About the class,
# on two lines.
@final
class Order(Base):
    """An order.

    It is paid later."""

    def total(self):
        """The sum to pay."""
        return 1

after = 2
'''


def shown(text: str, language: str) -> list[tuple[str, tuple[str, ...], str]]:
    parsed = source.parse(text.encode(), language)
    assert (parsed.text, parsed.media) == (text, "text")
    return [(b.kind.value, b.heading, b.span.of(text)) for b in parsed.blocks or ()]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_python_by_classes_and_functions(end: str) -> None:
    text = _PYTHON.replace("\n", end)
    order, total = ("Order",), ("Order", "total")
    assert [(k, h, t.replace("\r\n", "\n")) for k, h, t in shown(text, "python")] == [
        ("code", (), "#!/usr/bin/env python"),
        ("paragraph", (), "Made by hand."),
        ("paragraph", (), "What the module is for."),
        ("paragraph", (), "It reads orders."),
        ("code", (), 'import os\n\nURL = "#x"  # trailing'),
        ("paragraph", (), "About the class,\n# on two lines."),
        ("code", order, "@final\nclass Order(Base):"),
        ("paragraph", order, "An order."),
        ("paragraph", order, "It is paid later."),
        ("code", total, "def total(self):"),
        ("paragraph", total, "The sum to pay."),
        ("code", total, "return 1"),
        ("code", (), "after = 2"),
    ]


@pytest.mark.parametrize(
    ("language", "text", "comments"),
    [
        ("javascript", "/**\n * Adds.\n *\n * Twice.\n */\nf(1); /* in */\n", ["Adds.", "Twice."]),
        ("c", "// One\n// two.\n\n// Three.\nint x; // no\n", ["One\n// two.", "Three."]),
        ("rust", "/// Adds.\n///\n/// More.\nfn f() {}\n", ["Adds.", "More."]),
        ("sql", "-- All\n-- rows\nSELECT 1;\n", ["All\n-- rows"]),
        ("toml", "# Ports.\n[a]\nx = 1 # no\n", ["Ports."]),
        ("yaml", "# Ports.\na:\n  # Inner.\n  b: 1\n", ["Ports.", "Inner."]),
        ("ini", "; Ports.\n[a]\nx=1\n", ["Ports."]),
        ("lua", "--[[ Long\n\none ]]\nx = 1\n", ["Long", "one"]),
        ("php", "<?php\n# Hash.\n// Slash.\n$x = 1;\n", ["Hash.\n// Slash."]),
        ("cpp", "/* ==== */\nint x = 1; /* a */\n", []),
    ],
)
def test_comments_of_other_languages(language: str, text: str, comments: list[str]) -> None:
    found = shown(text, language)
    assert [told for kind, _, told in found if kind == "paragraph"] == comments
    assert any(kind == "code" for kind, _, _ in found)


def test_code_is_parted_at_empty_lines_only_where_it_is_long() -> None:
    parts = [f"x{number} = {'1' * 500}" for number in range(3)]
    assert [told for _, _, told in shown("\n\n".join(parts), "python")] == parts
    assert [told for _, _, told in shown("a = 1\n\nb = 2", "python")] == ["a = 1\n\nb = 2"]


def test_old_python_has_no_paths_but_is_read() -> None:
    assert shown("class A:\n    # Why.\n    print 1\n", "python") == [
        ("code", (), "class A:"),
        ("paragraph", (), "Why."),
        ("code", (), "print 1"),
    ]


def test_what_no_one_wrote_by_hand_is_plain_text(monkeypatch: pytest.MonkeyPatch) -> None:
    assert source.parse(b"# a\n", "python").blocks is not None
    monkeypatch.setattr(source, "LONGEST_LEXED", 3)
    assert source.parse(b"# a\n", "python").blocks is None


def test_every_language_is_known() -> None:
    languages = {to.partition(":")[2] for to in FORMATS.values() if to.startswith("source:")}
    assert len(languages) > 20
    for language in languages:
        assert get_lexer_by_name(language).aliases
    assert parser(".py")(b"# Why.\n").blocks == source.parse(b"# Why.\n", "python").blocks


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["# c\n", "/* a\n\n b */", "// x\r\n", "def f():\n", "  ", '"""d"""\n', "x = 1\r", "\n"]
            + ["class A:\n", "  def g(): pass\n", "'''", "*/", "\f", "\\\n", "--[[ u ]]\n"]
        ),
        max_size=12,
    ),
    st.sampled_from(["python", "c", "lua", "yaml", "ruby"]),
)
def test_blocks_ascend_apart_and_trimmed(pieces: list[str], language: str) -> None:
    text = "".join(pieces)
    parsed = source.parse(text.encode(), language)
    position = 0
    for block in parsed.blocks or ():
        assert position <= block.span.start < block.span.end <= len(text)
        assert block.span.of(text) == block.span.of(text).strip()
        position = block.span.end


@pytest.mark.slow
def test_code_costs_as_its_length() -> None:
    text = Path(source.__file__).read_text()
    assert is_linear(lambda count: source.parse((text * count).encode(), "python"), 20)
