"""BM25: what is searched for, what is found, and its score by the book."""

import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.lexical import QueryTerms, query_terms, search, stem
from index.schema import SCHEMA
from index.store import Store
from index.words import terms
from tests.conftest import StubEncoder
from tests.samples import document, put

MARKED = {
    "name": "कुमार ने कर्म किया।",
    "waist": "कमर में दर्द है।",
    "peace": "שָׁלוֹם עֲלֵיכֶם",
}
DOCUMENTS = {
    "ferry": "The ferry carried nine goats.",
    "goats": "Goats, goats and goats again.",
    "treaty": "A treaty was signed in 1889.",
    "light": "The keepers of the lighthouse wrote of the weather.",
    "tower": "東大寺の鐘は大きい。",
    "road": "Michitarō went down the road.",
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    encoder = StubEncoder()
    with Store.open(tmp_path, create=True) as opened:
        for path, text in DOCUMENTS.items():
            put(opened, document(path, text, ""), encoder)
        yield opened


def _found(store: Store, question: str) -> list[str]:
    ids = list(search(store, query_terms(store, question), 10))
    passages = store.passages(ids)
    return [passages[key].document.path for key in ids]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("goats", ["goats", "ferry"]),
        ("GOAT", ["goats", "ferry"]),
        ("What did the keeper write of?", ["light"]),
        ("signing of treaties", ["treaty"]),
        ("michitaro", ["road"]),
        ("Michitarō", ["road"]),
        ("大寺", ["tower"]),
        ("1889", ["treaty"]),
        ("zebra", []),
        ("", []),
        ("?!", []),
    ],
)
def test_what_is_found(store: Store, question: str, expected: list[str]) -> None:
    assert _found(store, question) == expected


@pytest.mark.parametrize(
    "question",
    [
        '"',
        '" OR "',
        "goats NOT ferry",
        "body:goats",
        "goa*",
        "NEAR(goats)",
        "(",
        "'; DROP",
        "^goats",
    ],
)
def test_a_question_is_never_a_query_in_fts_syntax(store: Store, question: str) -> None:
    assert set(_found(store, question)) <= {"goats", "ferry"}


def test_stop_words_are_left_out_unless_there_is_nothing_else(store: Store) -> None:
    assert query_terms(store, "was the treaty").searched == ("treaty",)
    assert set(query_terms(store, "was the").searched) <= {"was", "the"}
    assert query_terms(store, "was the").searched != ()


def test_common_terms_are_left_out_where_a_rarer_one_remains(tmp_path: Path) -> None:
    encoder = StubEncoder()
    with Store.open(tmp_path, create=True) as store:
        for number in range(5):
            put(store, document(f"{number}", f"Weather report {number}.", ""), encoder)
        assert query_terms(store, "weather 3").searched == ("3",)
        assert query_terms(store, "weather").searched == ("weather",)
        assert query_terms(store, "weather zebra").searched == ("weather",)


def test_words_are_found_by_their_vowels(tmp_path: Path) -> None:
    with Store.open(tmp_path, create=True) as store:
        for path, text in MARKED.items():
            put(store, document(path, text, ""), StubEncoder())
        asked = ["कुमार", "कमर", "क", "शलोम", "שלום"]
        assert [_found(store, word) for word in asked] == [["name"], ["waist"], [], [], ["peace"]]


def test_a_store_that_parts_words_at_their_marks_is_searched_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As stores do that were made before marks belonged to words."""
    before = SCHEMA.replace(" categories ''L* N* Co Mn Mc''", "")
    assert before != SCHEMA
    monkeypatch.setattr("index.database.SCHEMA", before)
    with Store.open(tmp_path, create=True) as store:
        for path, text in MARKED.items():
            put(store, document(path, text, ""), StubEncoder())
        asked = ["कुमार", "किया", "שלום"]
        assert [_found(store, word) for word in asked] == [["name"], ["name"], ["peace"]]


def test_frequencies_are_of_passages_and_stemmed(store: Store) -> None:
    found = query_terms(store, "goat keeping zebra")
    assert found.frequency == {"goat": 2, "keeping": 0, "zebra": 0}
    assert found.total == 6


def test_idf_is_by_the_formula_and_never_negative() -> None:
    query = QueryTerms({"rare": 1, "all": 6, "none": 0}, (), 6)
    assert query.idf("rare") == pytest.approx(math.log(1 + 5.5 / 1.5))
    assert query.idf("none") == query.idf("unknown") == pytest.approx(math.log(1 + 6.5 / 0.5))
    assert 0 < query.idf("all") < query.idf("rare") < query.idf("none")


def test_the_score_is_bm25_with_k1_1_2_and_b_0_75(store: Store) -> None:
    lengths = [len(terms(text)) for text in DOCUMENTS.values()]
    average = sum(lengths) / len(lengths)
    idf = math.log((6 - 2 + 0.5) / (2 + 0.5))

    def score(text: str, count: int) -> float:
        norm = 1 - 0.75 + 0.75 * len(terms(text)) / average
        return idf * count * 2.2 / (count + 1.2 * norm)

    # Each document has a preamble of no terms: its title is empty and it has no headings.
    expected = [score(DOCUMENTS["goats"], 3), score(DOCUMENTS["ferry"], 1)]
    assert list(search(store, query_terms(store, "goats"), 10).values()) == pytest.approx(expected)


def test_a_limit_and_a_choice_of_documents(store: Store) -> None:
    query = query_terms(store, "goats treaty")
    assert len(search(store, query, 1)) == 1
    ferry = store.known()["ferry"].id
    (only,) = search(store, query, 10, [ferry])
    assert store.passages([only])[only].document.path == "ferry"
    assert search(store, query, 10, []) == {}


def test_headings_and_titles_are_searched(tmp_path: Path) -> None:
    with Store.open(tmp_path, create=True) as store:
        put(store, document("a", "# Piano\n\nIt was sold.\n", "Inventory"), StubEncoder())
        assert _found(store, "piano") == ["a"]
        assert _found(store, "inventories") == ["a"]


def test_a_question_of_thousands_of_words_is_searched_by_its_rarest(store: Store) -> None:
    many = " ".join(f"word{number}" for number in range(5_000))
    assert _found(store, "goats treaty " + many) != []
    assert len(query_terms(store, many).frequency) == 500


@given(st.text(st.characters(codec=None, exclude_categories=[]), max_size=40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_text_can_be_asked(store: Store, question: str) -> None:
    result = search(store, query_terms(store, question), 3)
    assert all(score > 0 for score in result.values())
    assert list(result.values()) == sorted(result.values(), reverse=True)


@pytest.mark.parametrize("asked", ["die", "died", "dies"])
def test_short_verbs_are_found_in_every_form(tmp_path: Path, asked: str) -> None:
    """Porter's stem of "died" is "di", and of "die" the word itself."""
    with Store.open(tmp_path, create=True) as store:
        for path, text in (("a", "He died at sea."), ("b", "Let it die."), ("c", "Dig here.")):
            put(store, document(path, text, ""), StubEncoder())
        assert query_terms(store, asked).frequency == {asked: 2}
        assert sorted(_found(store, asked)) == ["a", "b"]
    assert stem(asked) == "di"


@pytest.mark.parametrize("asked", ["6 december", "06 dec", "6th of dec"])
def test_a_day_is_found_however_it_is_written(tmp_path: Path, asked: str) -> None:
    with Store.open(tmp_path, create=True) as store:
        for path, text in (("a", "06 Dec: frost"), ("b", "Frost on 6 December"), ("c", "16, 60")):
            put(store, document(path, text, ""), StubEncoder())
        put(store, document("d", "Frost, the 6th", ""), StubEncoder())
        assert query_terms(store, asked.split()[0]).frequency == {asked.split()[0]: 3}
        assert sorted(_found(store, asked)) == ["a", "b", "d"]
    assert stem("06") == stem("6") == stem("6th") == "6"
    assert stem("22nd") == "22"
    assert (stem("60"), stem("006"), stem("32nd"), stem("3d")) == ("60", "006", "32nd", "3d")


@pytest.mark.parametrize("asked", ["sept", "September", "sep"])
def test_months_are_found_however_they_are_cut_short(tmp_path: Path, asked: str) -> None:
    with Store.open(tmp_path, create=True) as store:
        texts = {"a": "Sept 4: rain.", "b": "In September.", "c": "Sep 5", "d": "In a septet."}
        for path, text in texts.items():
            put(store, document(path, text, ""), StubEncoder())
        assert sorted(_found(store, asked)) == ["a", "b", "c"]
    assert stem(asked.lower()) == "septemb"
    assert stem("may") == "mai"
