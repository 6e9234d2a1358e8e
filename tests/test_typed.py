"""Questions that people really type and paste."""

import doctest
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from index.errors import QuestionError
from qa import typed
from qa.answer import Answer, NoAnswer, Reply, shown
from qa.ask import Asker
from qa.cli import app
from qa.typed import MOST_LETTERS, cleaned
from tests.conftest import StubEncoder
from tests.samples import FERRY, LIGHTHOUSE, update, write

ASKED = "When did the ferry leave?"


@pytest.mark.parametrize(
    "text",
    [
        "  When did\n\tthe\r\nferry\u00a0leave?\n",
        '"When did the ferry leave?"',
        " “When did the ferry leave?” ",
        "„\u200bWhen did the ferry leave?“",
        "「“When did the ferry leave?”」",
        "When did the \x1b[1;31mferry\x1b[0m leave?\x07",
        "\x1b]0;a title\x07When did the ferry leave?",
        "\x1b]8;;http://a.b/\x1b\\When did\x1b]8;;\x1b\\ the ferry leave?",
        "\x9b31mWhen did the ferry leave?\x1b(B",
        "When did the\x00ferry\x08leave?",
        "\ufeffWhen \u202edid the ferry leave?",
        "Ｗｈｅｎ ｄｉｄ the ferry leave？",
    ],
)
def test_what_is_pasted_is_the_question(text: str) -> None:
    assert cleaned(text) == ASKED


@pytest.mark.parametrize(
    "text",
    [
        'Who said "goats"?',
        '"goats" or "geese"',
        "'tis the ferry's",
        "a \U0001f410?",
        "می\u200cخواهم",
        "[31m of what",
        "½ m²",
    ],
)
def test_the_rest_stands(text: str) -> None:
    assert cleaned(text) == text


def test_a_word_broken_at_a_line_end_is_whole() -> None:
    assert cleaned("an inter-\nnational treaty") == "an inter\u00ad\u00adnational treaty"


@pytest.mark.parametrize("text", ["", " \n", "?!…", "\U0001f410", "\x1b[31m", '"', "\x00", "“”"])
def test_no_words(text: str) -> None:
    with pytest.raises(QuestionError, match="^the question has no words; type what you want"):
        cleaned(text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_whatever_is_typed(text: str) -> None:
    """On one line, nothing steers a terminal, and cleaning again changes nothing."""
    try:
        asked = cleaned(text)
    except QuestionError:
        return
    assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in asked)
    assert asked == asked.strip()
    assert any(map(str.isalnum, asked))


# Through the whole


@pytest.fixture
def asker(tmp_path: Path, stub: StubEncoder, plain_weights: None) -> Iterator[Asker]:
    write(tmp_path, {"docs/a.md": FERRY, "docs/b.md": LIGHTHOUSE})
    update(tmp_path, tmp_path / "docs")
    asker = Asker.open(tmp_path / ".qa")
    yield asker
    asker.searcher.close()


def test_the_reply_keeps_the_question_as_typed(asker: Asker) -> None:
    given = '"WERE\n\tNINE GOATS CARRIED"'
    reply = asker.ask(given)
    assert reply.question == given
    assert shown(reply) == shown(asker.ask("Were nine goats carried"))
    assert asker.look(given).reply.question == given


def test_of_a_long_question_it_is_said_what_was_looked_at(asker: Asker) -> None:
    reply = asker.ask("goats " * 40_000)
    assert reply.notices == (
        f"of the question's 240,000 characters the first {MOST_LETTERS:,} were looked at",
        "of the question's 3,334 words the reader took in the first 48; ask for less at once",
    )
    assert asker.ask("goats " * 48).notices == ()


def test_a_path_for_a_question(asker: Asker) -> None:
    reply = asker.ask("docs/a.md")
    assert reply.notices == (
        "docs/a.md is a document: `qa show docs/a.md` shows it, `--in docs/a.md` asks it alone",
    )
    assert asker.ask("docs/c.md").notices == ()


DASHED = "-were nine goats carried?"


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize("question", [DASHED, f"-{DASHED}", f"-{DASHED} --json of them"])
def test_a_question_that_begins_with_a_dash(
    asker: Asker, command: str, question: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(asker.base)
    for arguments in (
        [command, question, "--json"],
        [command, "--json", question],
        [command, "--json", "--", question],
    ):
        result = CliRunner().invoke(app, arguments)
        assert (result.exit_code, result.stderr) == (0, "")
        assert json.loads(result.stdout)["question"] == question


def test_an_option_that_is_misspelt_is_no_question(asker: Asker) -> None:
    for option in ("--jsn", "--jsn=a b", "-x"):
        result = CliRunner().invoke(app, ["ask", "goats", option])
        assert (result.exit_code, result.stdout) == (2, "")
        name = option.partition("=")[0]
        assert result.stderr.startswith(f"qa: no such option: {name}")


# With the real model

FIRST = "The Soviet Union and Japan agreed to a cease-fire on 15 September; it took effect"
REALLY = "When did the cease-fire take effect?"


@pytest.fixture(scope="module")
def real(home: Path) -> Iterator[Asker]:
    asker = Asker.open(home / ".qa")
    yield asker
    asker.searcher.close()


def _judged(reply: Reply) -> tuple[bool, float, list[str]]:
    quotes = [quote.text for quote in shown(reply)]
    return isinstance(reply, Answer), round(reply.confidence, 6), quotes


@pytest.mark.parametrize(
    "question",
    [
        REALLY.upper(),
        f"“{REALLY}”",
        REALLY.replace(" ", "\n\t "),
        f"\x1b[1m{REALLY}\x1b[0m",
    ],
)
def test_typed_otherwise_the_answer_is_the_same(real: Asker, question: str) -> None:
    judged = _judged(real.ask(question))
    assert judged == _judged(real.ask(REALLY))
    assert judged[0]
    assert judged[2][0].startswith(FIRST)


@pytest.mark.parametrize("question", [REALLY[:-1], REALLY.upper()[:-1], REALLY.lower()[:-1]])
def test_without_a_question_mark_the_same_is_quoted(real: Asker, question: str) -> None:
    """The models read the mark too, so it is as sure as it is, and may quote more around it."""
    _, confidence, quotes = _judged(real.ask(question))
    assert confidence > 0.45
    assert FIRST in quotes[0]


@pytest.mark.parametrize(
    "question", ["a", "x", "the", "what is it and who was that", "/etc/passwd", "3", "b2 9 x"]
)
def test_next_to_nothing_is_not_answered(real: Asker, question: str) -> None:
    reply = real.ask(question)
    assert isinstance(reply, NoAnswer)
    assert reply.notices == ()


def test_a_script_that_the_model_does_not_know(real: Asker) -> None:
    reply = real.ask("停戦はいつ発効しましたか")
    assert isinstance(reply, NoAnswer)
    assert reply.notices[0].startswith("the model does not know this script")


def test_two_thousand_words(real: Asker) -> None:
    """The terms are looked for in all of them; the rest is said."""
    words = "the river was long and many soldiers fought in the summer there " * 170
    told = real.tell(f"{REALLY} {words}")
    (notice,) = told.reply.notices
    assert notice == (
        "of the question's 2,047 words the encoder took in the first 252 and the reader took in "
        "the first 48; ask for less at once"
    )
    assert sum(told.timings.values()) < 20


def test_the_examples() -> None:
    assert doctest.testmod(typed).failed == 0
