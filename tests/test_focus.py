"""What a question names of a collection is what is asked of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.search import Searcher
from qa.answer import Answer, NoAnswer, Reply, shown
from qa.ask import Asker
from qa.collections import Collections
from qa.scope import Scope
from tests.conftest import StubReader
from tests.samples import update, write

pytestmark = pytest.mark.usefixtures("stub", "plain_weights")

STORAGE = """\
STORAGE LEASE

1. Rent

1.1 The rent is nine goats a year.

1.2 The tenant pays at noon.

2. Ending

2.1 Either party may end it by two months' notice.

2.2 Goods left behind may be sold:
  (a) after a month; or
  (b) if they rot.
"""
UNIT = """\
LEASE OF UNIT 4

1. Rent

1.1 The rent is forty pianos a year, and the service charge is one goat.

2. Ending

2.1 It ends in May.
"""
FILES = {
    "lease-storage.txt": STORAGE,
    "lease-unit4.txt": UNIT,
    "notes.md": "# Notes\n\nThe service charge is a piano.\n",
    "ferry.md": "# The ferry agreement\n\nThe ferry leaves at noon with nine goats.\n",
    "yard.md": "# Yard\n\n1. Sweep it.\n2. Lock it.\n",
}


@pytest.fixture
def asker(tmp_path: Path) -> Iterator[Asker]:
    write(tmp_path, FILES)
    update(tmp_path, tmp_path)
    with Searcher.open(tmp_path / ".qa") as searcher:
        yield Asker(searcher, reader=StubReader())


def _told(reply: Reply) -> list[tuple[str, str]]:
    return [(quote.place.document.path, quote.text) for quote in shown(reply)]


def test_a_document_that_is_named_is_asked_alone(asker: Asker) -> None:
    first = asker.ask("In the storage lease, the rent is nine goats a year?", k=9)
    assert {path for path, _ in _told(first)} == {"lease-storage.txt"}
    assert isinstance(first, Answer)
    assert first.notices == ("only lease-storage.txt was asked, which the question names",)
    everything = asker.ask("How much is the rent?", k=9)
    assert {path for path, _ in _told(everything)} > {"lease-storage.txt"}


def test_what_a_named_file_lacks_is_not_taken_from_another(asker: Asker) -> None:
    reply = asker.ask("In the storage lease, xylophone?")
    assert isinstance(reply, NoAnswer)
    assert reply.notices == ("only lease-storage.txt was asked, which the question names",)
    several = "only lease-storage.txt, lease-unit4.txt were asked, which the question names"
    assert several in asker.ask("Does the lease allow xylophones?").notices


def test_what_a_title_names_may_be_answered_elsewhere(
    asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Titles say what a text is about as often as what it is called."""
    monkeypatch.setattr("qa.confidence.Weights.confidence", _if_two_documents(asker))
    reply = asker.ask("What is the service charge in the ferry agreement?", k=9)
    assert isinstance(reply, Answer)
    assert reply.notices[0] == "ferry.md does not answer it, so all was asked"
    assert "notes.md" in {path for path, _ in _told(reply)}


def _if_two_documents(asker: Asker) -> object:
    """A confidence of 1 where no document is named."""
    seen: list[bool] = []

    def confidence(*_: object) -> float:
        seen.append(True)
        return 0.0 if len(seen) == 1 else 1.0

    return confidence


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        (
            "What does clause 1.2 of the storage lease say?",
            ["1.2 The tenant pays at noon."],
        ),
        ("1.2", ["1.2 The tenant pays at noon."]),
        ("clause 2.1, lease of unit 4", ["2.1 It ends in May."]),
        (
            "clause 2.2(b) of the storage lease",
            ["2.2 Goods left behind may be sold:\n  (a) after a month; or\n  (b) if they rot."],
        ),
    ],
)
def test_a_place_is_quoted_from_its_beginning(
    asker: Asker, question: str, texts: list[str]
) -> None:
    reply = asker.ask(question, k=1)
    assert isinstance(reply, Answer)
    assert reply.confidence == 0.95
    assert [quote.score for quote in reply.quotes] == [pytest.approx(0.95)]
    assert [text for _, text in _told(reply)] == texts
    assert reply.notices == ()


def test_a_place_of_several_documents(asker: Asker) -> None:
    reply = asker.ask("What does section 2.1 say?", k=9)
    assert {path for path, _ in _told(reply)} == {"lease-storage.txt", "lease-unit4.txt"}
    assert any(told.startswith("there are several: section 2.1 of ") for told in reply.notices)


def test_a_place_of_a_text_and_its_former_version(tmp_path: Path) -> None:
    """One quote of each before a second of any, first that of the text whose name has no version."""
    old = "# 1. Tolls\n\nGoats pay a toll by section 1, a toll.\n\nOf tolls none is paid at noon.\n"
    new = "# 1. Tolls\n\nPianos go free.\n\nAll others pay nine pence.\n"
    write(tmp_path, {"pact-1.2.md": old, "pact.md": new, "notes.md": "Goats.\n"})
    update(tmp_path, tmp_path)
    with Searcher.open(tmp_path / ".qa") as searcher:
        reply = Asker(searcher, reader=StubReader()).ask("What does section 1 say?", k=3)
    assert _told(reply) == [
        ("pact.md", "Pianos go free."),
        ("pact-1.2.md", "Goats pay a toll by section 1, a toll."),
        ("pact.md", "All others pay nine pence."),
    ]
    several = "there are several: section 1 of pact.md, pact-1.2.md; name the document you mean"
    assert several in reply.notices


def test_a_name_with_its_version_may_begin_a_question(asker: Asker, tmp_path: Path) -> None:
    """What the name itself says is not looked for."""
    write(tmp_path, {"zpl-2.md": "# Zoo law\n\nThe toll is a piano.\n"})
    update(tmp_path, tmp_path)
    ranked = asker.tell("ZPLv2: is the toll a piano?", k=9).ranked
    assert {w.hit.passage.document.path for w, _ in ranked.windows} == {"zpl-2.md"}
    assert ranked.asked.text == "is the toll a piano?"


def test_what_is_asked_of_a_place_is_looked_for_in_it(asker: Asker) -> None:
    reply = asker.ask("Under clause 1 of the storage lease, when does the tenant pay?", k=9)
    assert {text for _, text in _told(reply)} <= {
        "1.1 The rent is nine goats a year.",
        "1.2 The tenant pays at noon.",
        "1.1 The rent is nine goats a year.\n\n1.2 The tenant pays at noon.",
    }
    assert reply.confidence != 0.95


def test_a_place_that_a_named_document_lacks(asker: Asker) -> None:
    reply = asker.ask("What does clause 22 of the storage lease say?")
    assert isinstance(reply, NoAnswer)
    assert reply.notices == ("no clause 22 was found in lease-storage.txt",)
    assert reply.nearest == ()
    assert reply.confidence == pytest.approx(0.05)


@pytest.mark.parametrize(
    "question", ["What does article 5 of the pact say?", "section 9.9", "2.75"]
)
def test_a_place_that_stands_nowhere_limits_nothing(asker: Asker, question: str) -> None:
    assert asker.tell(question).ranked.focus is None


def test_items_of_some_list_are_no_sections(asker: Asker) -> None:
    assert asker.tell("What does article 2 say of locks in the yard?").ranked.focus is None


def test_nothing_is_named_beyond_the_scope(asker: Asker) -> None:
    scope = Scope(inside=("notes.md",))
    reply = asker.ask("In the storage lease, how much is the service charge?", scope=scope)
    assert {path for path, _ in _told(reply)} == {"notes.md"}


def test_a_whole_place_is_not_read(asker: Asker) -> None:
    assert asker.tell("clause 1.2 of the storage lease").ranked.readings is None
    assert asker.tell("In the storage lease, who pays?").ranked.readings is not None


def _both(folder: Path) -> Collections:
    """The collections in two folders, asked as one."""
    askers = {}
    for name in ("one", "two"):
        update(folder / name, folder / name)
        askers[name] = Asker.open(folder / name / ".qa", collection=name)
    return Collections(askers)


def test_the_collection_that_has_what_is_named_is_asked_alone(tmp_path: Path) -> None:
    write(tmp_path / "one", FILES)
    write(tmp_path / "two", {"goats.md": "# Goats\n\nThe rent of a goat is a piano.\n"})
    both = _both(tmp_path)
    told = both.ask("In the storage lease, how much is the rent?", k=9)
    assert {quote.place.document.collection for quote in shown(told)} == {"one"}
    assert {q.place.document.collection for q in shown(both.ask("the rent", k=9))} == {"one", "two"}
    both.close()


def test_what_is_asked_of_a_place_that_was_not_found_is_looked_for_in_the_document(
    asker: Asker,
) -> None:
    """Its number may be written otherwise than can be read."""
    reply = asker.ask("In clause neuf, no. 9, of item 12 of lease-storage.txt: goats a year rent?")
    assert {path for path, _ in _told(reply)} == {"lease-storage.txt"}
    assert reply.confidence != pytest.approx(0.05)
    assert "no item 12 was found in lease-storage.txt" in reply.notices


def test_the_collection_that_has_the_place_is_asked(tmp_path: Path) -> None:
    write(tmp_path / "one", {**FILES, "lease-storage.txt": "STORAGE LEASE\n\nNo number is here.\n"})
    write(tmp_path / "two", FILES)
    both = _both(tmp_path)
    reply = both.ask("What does clause 1.2 of the storage lease say?", k=1)
    both.close()
    assert [text for _, text in _told(reply)] == ["1.2 The tenant pays at noon."]
    assert shown(reply)[0].place.document.collection == "two"
