"""Words of a question that are spelt nearly as one of the documents' is."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lexical import query_terms
from index.search import Searcher
from index.spelling import Respelt, corrected, respelt
from index.store import Store
from qa.answer import shown
from qa.ask import Asker
from qa.wording import with_apostrophes
from tests.samples import update, write

pytestmark = pytest.mark.usefixtures("stub", "plain_weights")

TEXT = """# The museum

The museum at Khasan shows the artillery of three commanders, and an ensemble of pianos. Goats are
kept beside it. The commanders' letters are dated. Goats, goats.

The battle of Bolesław was a quantitative matter, with responses by radio.
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    write(tmp_path, {"a.md": TEXT})
    update(tmp_path, tmp_path)
    with Searcher.open(tmp_path / ".qa") as searcher:
        yield searcher.store


def _respelt(store: Store, question: str, pieces: list[tuple[int, int]] | None = None) -> str:
    """The question as it is asked, of a model that knows none of its words, or has ``pieces``."""
    tokens = np.array(pieces or [(0, 0)], dtype=np.int32)
    words = respelt(store, question, query_terms(store, question), tokens)
    return corrected(question, words)


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("where is the musuem", "where is the museum"),
        ("Which artilery has it?", "Which artillery has it?"),
        ("comanders' lettters", "commanders' letters"),
        ("an ensamble of painos", "an ensemble of pianos"),
        ("lake Kasan", "lake khasan"),
        ("Boleslaw", "bolesław"),
        ("the quontittative matter", "the quantitative matter"),
    ],
)
def test_a_slip_is_mended(store: Store, typed: str, asked: str) -> None:
    assert _respelt(store, typed) == asked


@pytest.mark.parametrize(
    "typed",
    [
        "where are the goats",
        "gots",  # four letters are too like others
        "iltimate xylophones",
        "the useum",  # the first letter is seldom wrong
        "Quontittative",  # a name may be another's by two letters
        "a responnse",  # as may a word of nine
        "musu3m",
        "",
        "?",
    ],
)
def test_what_is_left_as_it_is(store: Store, typed: str) -> None:
    assert _respelt(store, typed) == typed


def test_a_word_that_the_model_knows_is_no_slip(store: Store) -> None:
    assert _respelt(store, "a musical letter") == "a musical letter"
    assert _respelt(store, "a batter") == "a batter"
    assert _respelt(store, "museums a battla", [(8, 9), (10, 16)]) == "museums a battla"
    assert _respelt(store, "a battled", [(2, 8), (8, 9)]) == "a battled"
    assert _respelt(store, "a batlle", [(2, 5), (5, 8)]) == "a battle"


def test_a_name_has_no_ending(store: Store) -> None:
    assert _respelt(store, "a museumd", [(2, 8), (8, 9)]) == "a museumd"
    assert _respelt(store, "at Museumd", [(3, 9), (9, 10)]) == "at museum"
    assert _respelt(store, "Museumd of it", [(0, 6), (6, 7)]) == "Museumd of it"


def test_where_the_words_stand(store: Store) -> None:
    question = "the musuem of artilery"
    tokens = np.zeros((0, 2), dtype=np.int32)
    assert respelt(store, question, query_terms(store, question), tokens) == [
        Respelt(4, 10, "musuem", "museum"),
        Respelt(14, 22, "artilery", "artillery"),
    ]


@given(st.text(max_size=40))
def test_any_question_can_be_looked_at(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.getbasetemp() / "spelling"
    if not folder.exists():
        write(folder, {"a.md": TEXT})
        update(folder, folder)
    with Searcher.open(folder / ".qa") as searcher:
        asked = _respelt(searcher.store, text)
    assert len(asked) <= 2 * len(text) + 40


def test_the_user_is_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.spelling._is_known", lambda *_: False)
    with Searcher.open(store.folder) as searcher:
        told = Asker(searcher).ask("where is the artilery musuem")
    (notice,) = told.notices
    assert notice == (
        '"artilery" and "musuem" stand nowhere in the documents; looked for "artillery" and "museum"'
    )
    assert told.question == "where is the artilery musuem"
    assert "artillery" in shown(told)[0].text


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("why didnt the goats sing", "why didn't the goats sing"),
        ("Whats kept; wheres it", "What's kept; where's it"),
        ("the goats cant, wont and dont", "the goats can't, wont and don't"),
        ("werent they yours, and theyre whose", "weren't they yours, and they're whose"),
        ("it doesn't want the didntist", "it doesn't want the didntist"),
    ],
)
def test_a_contraction_without_its_apostrophe(tmp_path: Path, typed: str, asked: str) -> None:
    write(tmp_path, {"a.md": f"{TEXT}\nGoats sing, as is their wont; they didn't, she doesn't.\n"})
    update(tmp_path, tmp_path)
    with Searcher.open(tmp_path / ".qa") as searcher:
        query = with_apostrophes(searcher, searcher.query(typed))
        assert query.text == asked
        assert query.terms == searcher.query(asked).terms


def test_nothing_is_told_of_a_contraction(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.spelling._is_known", lambda *_: False)
    write(store.folder.parent, {"a.md": f"{TEXT}\nThe goats didn't sing.\n"})
    update(store.folder.parent, store.folder.parent)
    with Searcher.open(store.folder) as searcher:
        told = Asker(searcher).ask("why didnt the goats sing")
    assert told.notices == ()
    assert told.question == "why didnt the goats sing"
