"""What of a collection is asked: limits of path, type, heading and time, set before ranking."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.build import index
from index.errors import QuestionError
from index.search import Searcher
from index.store import Store
from qa.answer import shown
from qa.ask import Asker
from qa.scope import EVERYTHING, Scope, moment
from tests.conftest import StubEncoder
from tests.samples import FERRY, LIGHTHOUSE, TREATY, update, write

pytestmark = pytest.mark.usefixtures("stub", "plain_weights")

FILES = {
    "docs/a.md": FERRY,
    "docs/old/b.md": LIGHTHOUSE,
    "more/c.txt": "Pacts\n=====\n\n" + TREATY,
    "more/d.html": "<h1>Goats</h1><p>Nine goats swam ashore.</p>",
}


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    write(tmp_path, FILES)
    update(tmp_path, tmp_path)
    return tmp_path


@pytest.fixture
def asker(collection: Path) -> Iterator[Asker]:
    with Searcher.open(collection / ".qa") as searcher:
        yield Asker(searcher)


def _paths(asker: Asker, scope: Scope) -> set[str]:
    found = asker.look("goats keeper treaty ferry", k=40, scope=scope).reply
    return {quote.place.document.path for quote in found.quotes}


@pytest.mark.parametrize(
    ("pattern", "hint"),
    [
        ("dosc/", "docs/"),
        ("dosc", "docs/"),
        ("DOCS/", "docs/"),
        ("/dosc/*.md", "docs/*.md"),
        ("odl/", "docs/old/"),
        ("docs/odl/*", "docs/old/*"),
        ("more/d.htm", "more/d.html"),
        ("docs/c.txt", "more/c.txt"),
        ("dosc/*.pdf", ""),
        ("*.pdf", ""),
        ("nowhere/else", ""),
        ("!docs/", ""),
    ],
)
def test_what_was_probably_meant(asker: Asker, pattern: str, hint: str) -> None:
    told = f"did you mean {hint}?" if hint else "`qa status` tells what the index holds"
    with pytest.raises(QuestionError) as caught:
        asker.look("goats", scope=Scope(inside=(pattern,)))
    assert str(caught.value) == f"no document matches --in {pattern}; {told}"


def test_several_may_have_been_meant(asker: Asker) -> None:
    with pytest.raises(QuestionError, match=r"; did you mean docs/ or more/c\.txt\?$"):
        asker.look("goats", scope=Scope(inside=("dosc/", "c.txt.")))


def test_patterns_may_be_absolute(asker: Asker, collection: Path) -> None:
    for pattern, paths in (
        ("docs/*", {"docs/a.md", "docs/old/b.md"}),
        ("more/c.txt", {"more/c.txt"}),
        ("", set(FILES)),
    ):
        inside = f"{collection}/{pattern}"
        assert _paths(asker, Scope(inside=(inside,))) == paths
        if pattern:
            assert _paths(asker, Scope(outside=(inside,))) == set(FILES) - paths
    with pytest.raises(QuestionError, match=r"; did you mean docs/\?$"):
        asker.look("goats", scope=Scope(inside=(f"{collection}/dosc/",)))


@pytest.mark.parametrize(
    ("scope", "paths"),
    [
        (EVERYTHING, set(FILES)),
        (Scope(inside=("docs",)), {"docs/a.md", "docs/old/b.md"}),
        (Scope(inside=("docs/*.md",)), {"docs/a.md"}),
        (Scope(inside=("./docs/a.md", "*.txt")), {"docs/a.md", "more/c.txt"}),
        (Scope(inside=("old/*.md", "more/c.txt")), {"docs/old/b.md", "more/c.txt"}),
        (Scope(outside=("old/*", "/old/b.md")), {"docs/a.md", "more/c.txt", "more/d.html"}),
        (Scope(inside=("docs",), outside=("old/",)), {"docs/a.md"}),
        (Scope(inside=("docs", "!old")), {"docs/a.md"}),
        (Scope(outside=("*.md",)), {"more/c.txt", "more/d.html"}),
        (Scope(types=("html",)), {"more/d.html"}),
        (Scope(types=(".MD", "txt")), {"docs/a.md", "docs/old/b.md", "more/c.txt"}),
        (Scope(types=("text",)), {"docs/a.md", "docs/old/b.md", "more/c.txt"}),
        (Scope(under=("light",)), {"docs/old/b.md"}),
        (Scope(under=("FERRY", " goats ")), {"docs/a.md", "more/d.html"}),
        (Scope(under=("ferry",), types=("html",)), set()),
        (Scope(paths=frozenset({"docs/a.md", "gone"})), {"docs/a.md"}),
        (Scope(paths=frozenset()), set()),
    ],
)
def test_limits(asker: Asker, scope: Scope, paths: set[str]) -> None:
    assert _paths(asker, scope) == paths


def test_whole_words_of_headings_go_before_parts_of_them(tmp_path: Path) -> None:
    models = "LP-200", "LP-200x", "The lp-200 again", "Losses of LP-300x", "日本の損失"
    text = "".join(f"# {model}\n\nIt prints.\n\n" for model in models)
    write(tmp_path, {"a.md": text})
    update(tmp_path, tmp_path)
    with Store.open(tmp_path / ".qa") as store:
        for words, found in (
            ("LP-200", [models[0], models[2]]),
            ("lp-200X", [models[1]]),
            ("LP-3", [models[3]]),
            ("the  LP-200", [models[2]]),
            ("sses", [models[3]]),
            ("損失", [models[4]]),
        ):
            headings = Scope(under=(words,)).headings(store)
            assert headings is not None
            assert {path[-1] for path in headings} == set(found)


def test_no_file_is_older_than_files() -> None:
    with pytest.raises(QuestionError) as caught:
        moment("1850")
    assert str(caught.value) == (
        "no file is as old as '1850': --since goes by when a file was last changed, not by what"
        " documents tell"
    )


def test_since(collection: Path, asker: Asker) -> None:
    then = datetime(2020, 5, 1, 12, tzinfo=UTC)
    os.utime(collection / "docs" / "a.md", (then.timestamp(), then.timestamp()))
    update(collection)
    assert _paths(asker, Scope(since=then)) == set(FILES)
    late = Scope(since=then + timedelta(seconds=1))
    assert _paths(asker, late) == set(FILES) - {"docs/a.md"}


@pytest.mark.parametrize(
    ("scope", "message"),
    [
        (
            Scope(inside=("nowhere", "*.doc")),
            "no document matches --in nowhere, *.doc; `qa status` tells what the index holds",
        ),
        (Scope(outside=("*",)), "--not-in * leaves no document"),
        (
            Scope(inside=("/old/*.md",)),
            "no document matches --in /old/*.md; did you mean docs/old/*.md?",
        ),
        (
            Scope(types=(".JSON",)),
            "no document is of the type .JSON; there are html, md, text, txt; `qa index --also "
            + "'*.json'` takes such files as text",
        ),
        (
            Scope(types=("pdf",)),
            "no document is of the type pdf; there are html, md, text, txt",
        ),
        (Scope(under=("lighthause",)), "no heading holds lighthause; the nearest: Lighthouse"),
        (Scope(under=("zebra",)), "no heading holds zebra"),
        (Scope(under=("Lighthouse", " ")), "--under wants words of a heading"),
        (
            Scope(since=datetime(2500, 1, 1, tzinfo=UTC)),
            "no document was changed since 2500-01-01 00:00",
        ),
        (Scope(inside=("a*b*c*d*e*f",)), "--in: it has more than 4 stars in one name"),
    ],
)
def test_what_fits_nothing_is_an_error(asker: Asker, scope: Scope, message: str) -> None:
    with pytest.raises(QuestionError) as caught:
        asker.ask("nine goats", scope=scope)
    assert str(caught.value) == message


def test_limits_are_set_before_ranking(tmp_path: Path, stub: StubEncoder) -> None:
    """A document that is wanted is found though a hundred others would come before it."""
    write(tmp_path, {f"{n}.md": f"# Goats\n\nNine goats, {n} in all.\n" for n in range(120)})
    write(tmp_path, {"wanted.txt": "There was one goat among many sheep, and a dog."})
    update(tmp_path, tmp_path)
    with Searcher.open(tmp_path / ".qa") as searcher:
        asker = Asker(searcher)
        everywhere = shown(asker.ask("nine goats", k=10))
        assert "wanted.txt" not in {quote.place.document.path for quote in everywhere}
        (only,) = shown(asker.ask("nine goats", k=10, scope=Scope(types=("txt",))))
        assert only.place.document.path == "wanted.txt"


def test_a_document_outside_the_base(tmp_path: Path, stub: StubEncoder) -> None:
    write(tmp_path, {"home/a.md": FERRY, "away/b.md": LIGHTHOUSE})
    index(tmp_path / "home" / ".qa", [tmp_path / "home", tmp_path / "away"])
    with Searcher.open(tmp_path / "home" / ".qa") as searcher:
        found = _paths(Asker(searcher), Scope(inside=("away",)))
        assert found == {(tmp_path / "away" / "b.md").as_posix()}


@pytest.mark.parametrize(
    ("told", "made"),
    [
        ("2024", datetime(2024, 1, 1)),
        (" 2024-05 ", datetime(2024, 5, 1)),
        ("2024-05-31", datetime(2024, 5, 31)),
        ("2024-05-31T18:30", datetime(2024, 5, 31, 18, 30)),
        ("2024-05-31 18:30:15", datetime(2024, 5, 31, 18, 30, 15)),
    ],
)
def test_moments(told: str, made: datetime) -> None:
    assert moment(told) == made.astimezone()


def test_a_moment_with_a_zone() -> None:
    assert moment("2024-05-31T12:00+02:00") == datetime(2024, 5, 31, 10, tzinfo=UTC)


@pytest.mark.parametrize(("told", "days"), [("3d", 3), ("2 W", 14), ("6m", 180), ("1y", 365)])
def test_moments_ago(told: str, days: int) -> None:
    before = datetime.now(UTC)
    then = moment(told) + timedelta(days)
    assert before <= then <= datetime.now(UTC)


@given(st.text(max_size=12) | st.from_regex(r"[0-9]{1,6}[-dwmy ]{0,2}[0-9]{0,3}", fullmatch=True))
def test_any_text_is_a_moment_or_refused(told: str) -> None:
    try:
        assert moment(told).tzinfo is not None
    except QuestionError as error:
        assert str(error).endswith(
            ("write it as 2024-05-31, or as 30d, 2w, 6m or 1y ago", "not by what documents tell")
        )


def test_since_knows_a_time_that_changed_alone(collection: Path, asker: Asker) -> None:
    """As `cp -p` or a checkout sets it: the content is the same, and nothing is indexed anew."""
    then = datetime(2020, 5, 1, 12, tzinfo=UTC)
    os.utime(collection / "docs" / "a.md", (then.timestamp(), then.timestamp()))
    recent = datetime(2021, 1, 1, tzinfo=UTC)
    assert _paths(asker, Scope(since=recent)) == set(FILES) - {"docs/a.md"}
