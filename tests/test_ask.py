"""From a question to a reply, with a stub for the model and weights made by hand."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import move, rmtree

import pytest

from index import freshness
from index.build import index
from index.errors import NoIndexError, QuestionError, StoreError
from index.formats import FORMATS
from index.limits import Limits
from index.locking import locked
from index.search import Searcher
from qa import ask as asking
from qa import confidence
from qa.answer import Answer, NoAnswer, Quote, Reply, shown
from qa.ask import Asker
from qa.ranked import System
from qa.scope import Scope
from tests import hostile
from tests.asking import write_weights
from tests.conftest import StubEncoder
from tests.samples import FERRY, LIGHTHOUSE, TREATY, age, update, write

pytestmark = pytest.mark.usefixtures("stub", "plain_weights")

FILES = {"docs/a.md": FERRY, "docs/b.md": LIGHTHOUSE, "more/c.md": TREATY}
GOATS = "It carried nine goats and a piano."


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    write(tmp_path, FILES)
    update(tmp_path, tmp_path / "docs", tmp_path / "more")
    return tmp_path


@pytest.fixture
def asker(collection: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Asker]:
    """Looks for changes before each question."""
    monkeypatch.setattr(asking, "_CHECK_SECONDS", 0.0)
    with Searcher.open(collection / ".qa") as searcher:
        yield Asker(searcher)


def _quotes(reply: Reply) -> tuple[Quote, ...]:
    return reply.quotes if isinstance(reply, Answer) else reply.nearest


def _texts(reply: Reply) -> list[str]:
    return [quote.text for quote in _quotes(reply)]


def test_an_answer(asker: Asker, collection: Path) -> None:
    reply = asker.ask("Were nine goats carried?")
    assert isinstance(reply, Answer)
    assert reply.question == "Were nine goats carried?"
    assert reply.confidence == pytest.approx(0.952574, abs=1e-6)
    assert reply.notices == ()
    quote = reply.quotes[0]
    assert quote.text == GOATS
    assert (quote.place.document.path, quote.place.lines) == ("docs/a.md", (3, 3))
    assert quote.heading == ("Ferry",)
    assert [quote.text[a:b] for a, b in quote.highlights] == ["carried", "nine", "goats"]
    assert quote.also_in == ()
    assert 0.99 < quote.score < 1
    assert (collection / "docs" / "a.md").read_text()[33:67] == GOATS
    assert (quote.place.span.start, quote.place.span.end) == (33, 67)
    assert asker.base == collection


def test_an_answer_on_another_thing_of_the_kind_is_told(asker: Asker) -> None:
    reply = asker.ask("Were nine goats carried to Skagen?")
    assert isinstance(reply, Answer)
    assert GOATS in _texts(reply)[0]
    assert reply.notices == ("the first quote's passage does not mention Skagen",)
    reply = asker.ask("Which whales did Olga see in Skagen?")
    assert isinstance(reply, NoAnswer)
    assert reply.notices == ()


@pytest.mark.parametrize(
    ("question", "notices"),
    [
        ("nine goats and a piano", ()),
        ("nine goats and a piano, carried by xylophone", ("no document has “xylophone”",)),
        ("nine goats and a piano, carried alongside", ()),
        ("nine goats and a piano, carried by somebody", ()),
        ("nine goats and a piano, carried w/ it", ()),
        (
            "Were nine goats carried to Xerxes?",
            ("the first quote's passage does not mention Xerxes",),
        ),
    ],
)
def test_words_that_no_document_has_are_told(
    asker: Asker, question: str, notices: tuple[str, ...]
) -> None:
    reply = asker.ask(question)
    assert isinstance(reply, Answer)
    assert reply.notices == notices


def test_no_answer(asker: Asker) -> None:
    reply = asker.ask("Which planets orbit nine stars?")
    assert isinstance(reply, NoAnswer)
    assert reply.confidence < 0.5
    assert GOATS in reply.nearest[0].text
    assert _texts(reply) == _texts(asker.ask("Which planets orbit nine stars?"))


@pytest.mark.parametrize(("k", "count"), [(1, 1), (2, 2), (3, 3), (10, 4)])
def test_k_limits_the_quotes_and_changes_nothing_else(asker: Asker, k: int, count: int) -> None:
    """Four sentences are all there is, and no two of the quotes overlap."""
    reply = asker.ask("nine goats", k=k)
    assert len(_quotes(reply)) <= count
    most = asker.ask("nine goats", k=10)
    assert _quotes(reply) == _quotes(most)[:k]
    assert reply.confidence == most.confidence


def test_one_quote_is_trusted_as_the_first_of_several(asker: Asker, tmp_path: Path) -> None:
    """How far the first stands above the second counts, whether or not the second is shown."""
    file = write_weights(tmp_path / "w.json", {"window_maxsim": 4.0}, {"lead": 1.0})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(confidence, "FILE", file)
        confidence.weights.cache_clear()
        far, near = "nine goats piano carried", "nine goats treaty signed"
        assert asker.ask(far, k=1).confidence == asker.ask(far, k=10).confidence
        assert asker.ask(near, k=1).confidence < asker.ask(far, k=1).confidence


def test_quotes_are_in_the_order_of_their_scores_and_apart(asker: Asker) -> None:
    reply = asker.ask("Did the keeper of the ferry sign a treaty about weather?", k=10)
    quotes = _quotes(reply)
    assert len(quotes) >= 3
    assert [quote.score for quote in quotes] == sorted((q.score for q in quotes), reverse=True)
    for number, one in enumerate(quotes):
        for other in quotes[number + 1 :]:
            assert one.place.document.path != other.place.document.path or not (
                one.place.span.overlaps(other.place.span)
            )


def test_the_score_of_a_quote_does_not_depend_on_the_others(asker: Asker) -> None:
    """Nothing is rescaled for each question: the best of poor quotes stays poor."""
    everywhere = asker.ask("nine goats", k=10)
    alone = asker.ask("nine goats", k=10, scope=Scope(paths=frozenset(["docs/a.md"])))
    assert _quotes(alone)[0] == _quotes(everywhere)[0]
    assert _quotes(asker.ask("planets orbiting stars"))[0].score < 0.6


def test_within_limits_the_documents(asker: Asker) -> None:
    reply = asker.ask(
        "nine goats", k=10, scope=Scope(paths=frozenset(["docs/b.md", "more/c.md", "nowhere.md"]))
    )
    assert {quote.place.document.path for quote in _quotes(reply)} <= {"docs/b.md", "more/c.md"}
    assert isinstance(reply, NoAnswer)


@pytest.mark.parametrize("within", [[], ["nowhere.md"]])
def test_within_nothing(asker: Asker, within: list[str]) -> None:
    assert asker.ask("nine goats", scope=Scope(paths=frozenset(within))) == NoAnswer(
        "nine goats", 0.0, ()
    )


@pytest.mark.parametrize("system", ["bm25", "dense", "hybrid", "full"])
def test_each_system(collection: Path, system: System) -> None:
    with Searcher.open(collection / ".qa") as searcher:
        assert _texts(Asker(searcher, system).ask("nine goats carried"))[0] == GOATS


def test_copies_are_listed(asker: Asker, collection: Path) -> None:
    write(collection, {"more/copy.md": f"# Old\n\nThey say much. {GOATS}\n"})
    (quote, *others) = _quotes(asker.ask("nine goats carried", k=10))
    assert quote.text == GOATS
    (copy,) = quote.also_in
    places = {quote.place.document.path, copy.document.path}
    assert places == {"docs/a.md", "more/copy.md"}
    assert copy.span.of(copy.document.text) == GOATS
    assert all("goats" not in other.text for other in others)


# Questions


@pytest.mark.parametrize("text", ["", "   \n", "?!", "—…", "🐐🐐", "\u200d", "_"])
def test_a_question_without_words(asker: Asker, text: str) -> None:
    with pytest.raises(
        QuestionError, match=r"^the question has no words; type what you want to know$"
    ):
        asker.ask(text)


def test_a_question_of_two_thousand_words(asker: Asker) -> None:
    words = " ".join(f"word{n}" for n in range(1000))
    reply = asker.ask(f"{words} nine goats carried {words}")
    assert isinstance(reply, NoAnswer)
    assert GOATS in _texts(reply)[0]


def test_a_question_of_stop_words_alone(asker: Asker) -> None:
    for text in ("who is it", "the the the", "at"):
        reply = asker.ask(text)
        assert reply.question == text
        assert 0 <= reply.confidence <= 1


@pytest.mark.parametrize(
    "text", ["a", "9", "\ud800 goats", "goats\x00", 'goats" OR NEAR(', "g" * 9999]
)
def test_questions_that_look_odd(asker: Asker, text: str) -> None:
    assert asker.ask(text).question == text


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Паром ушёл в полдень. На нём было девять коз.", "Сколько было коз?"),
        ("フェリーは正午に出た。山羊は九頭いた。", "山羊は何頭"),
        ("غادرت العبّارة ظهرا. كانت تحمل تسع ماعز.", "ماعز"),
        ("המעבורת יצאה בצהריים. היו בה תשע עזים.", "תשע עזים"),
        ("नौका दोपहर में चली गई। उसमें नौ बकरियाँ थीं।", "बकरियाँ"),
        ("เรือออกตอนเที่ยง มีแพะเก้าตัว", "แพะ"),
    ],
)
def test_other_scripts(asker: Asker, collection: Path, text: str, asked: str) -> None:
    write(collection, {"docs/other.txt": text})
    quote = _quotes(asker.ask(asked))[0]
    assert quote.place.document.path == "docs/other.txt"
    assert quote.text in text
    assert quote.highlights != ()


# Freshness


def test_a_row_is_cited_under_its_table_and_the_section_of_it(
    asker: Asker, collection: Path
) -> None:
    rows = '<tr><td colspan="2">1914<tr><td>March<td>Goats<tr><td colspan="2">1915<tr><td>April<td>Zebras'
    page = f"<h1>Ferries</h1><table><caption>Freight</caption>{rows}</table>"
    write(collection, {"docs/freight.html": page})
    for found in (asker.ask("zebras", k=1), asker.look("zebras", k=1).reply):
        (quote,) = shown(found)
        assert quote.text == "April\tZebras"
        assert quote.heading == ("Ferries", "Freight", "1915")


def test_a_changed_file_is_read_again_before_it_is_quoted(asker: Asker, collection: Path) -> None:
    assert _texts(asker.ask("nine goats"))[0] == GOATS
    write(collection, {"docs/a.md": "New top line.\n\nIt carried ten goats and a harp.\n"})
    reply = asker.ask("goats")
    assert _texts(reply)[0] == "It carried ten goats and a harp."
    assert (_quotes(reply)[0].place.lines, reply.notices) == ((3, 3), ())
    assert not any("nine" in text for text in _texts(asker.ask("nine goats piano", k=10)))


def test_a_change_of_the_same_size_and_a_moment_later(asker: Asker, collection: Path) -> None:
    file = collection / "docs" / "a.md"
    file.write_text(FERRY)
    asker.ask("goats")
    file.write_text(FERRY.replace("nine", "nein"))
    assert _texts(asker.ask("goats"))[0] == GOATS.replace("nine", "nein")


def test_an_added_file_is_found(asker: Asker, collection: Path) -> None:
    write(collection, {"docs/new.md": "Nine whales swam by.\n"})
    reply = asker.ask("whales")
    assert (_texts(reply)[0], reply.notices) == ("Nine whales swam by.", ())


def test_a_deleted_file_is_not_quoted(asker: Asker, collection: Path) -> None:
    (collection / "docs" / "a.md").unlink()
    reply = asker.ask("nine goats", k=10)
    assert {quote.place.document.path for quote in _quotes(reply)} == {"docs/b.md", "more/c.md"}
    assert reply.notices == ()


def test_a_renamed_file_is_quoted_under_its_new_name(asker: Asker, collection: Path) -> None:
    move(collection / "docs" / "a.md", collection / "docs" / "z.md")
    assert _quotes(asker.ask("nine goats"))[0].place.document.path == "docs/z.md"


def test_a_file_that_can_no_longer_be_read_is_not_quoted(asker: Asker, collection: Path) -> None:
    write(collection, {"docs/a.md": b"\x00\x01\x02\x03" * 100})
    assert not any("goats" in text for text in _texts(asker.ask("nine goats", k=10)))


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files named .fake are of a format, and do what they say; little time is given them."""
    monkeypatch.setitem(FORMATS, ".fake", "fake")
    monkeypatch.setattr("index.build.load", hostile.load)
    monkeypatch.setattr("index.workers.Limits", lambda: Limits(seconds=1))
    monkeypatch.setattr(asking, "_READ_SECONDS", 1.0)
    monkeypatch.setattr(asking, "_PATIENCE", 2.0)


NOTING = "noting The goats were eleven.\n"


@pytest.mark.slow
@pytest.mark.workers
@pytest.mark.usefixtures("fake")
def test_a_file_that_hangs_is_waited_for_once_and_not_long(
    asker: Asker, collection: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(collection, {"docs/bad.fake": "hang", "docs/good.fake": NOTING})
    reply = asker.ask("nine goats")
    slow = "it took longer than 2 seconds to read; `qa index` gives it more time"
    assert reply.notices == (f"not quoted: docs/bad.fake: {slow}",)
    assert [_texts(reply)[0], *_texts(asker.ask("were the goats eleven"))][:2] == [
        GOATS,
        NOTING.strip(),
    ]
    with monkeypatch.context() as patch:
        patch.setattr("index.workers.Worker", None)  # no other is started
        assert asker.ask("nine goats").notices == reply.notices
    changes = update(collection)
    assert [item.reason for item in changes.skipped] == ["it took longer than 4 seconds to read"]
    assert asker.ask("nine goats").notices == ()


@pytest.mark.slow
@pytest.mark.workers
@pytest.mark.usefixtures("fake")
def test_files_that_take_long_together_are_read_question_by_question(
    asker: Asker, collection: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "_READ_ALL_SECONDS", 0.5)
    write(collection, {"docs/a.fake": "hang", "docs/b.fake": "hang", "docs/c.md": NOTING})
    write(collection, {"more/c.md": TREATY.replace("1889", "1901"), "docs/d.fake": NOTING})
    reply = asker.ask("When was the treaty signed?")
    slow = "not quoted: docs/a.fake: it took longer than 2 seconds to read; `qa index` gives it"
    assert reply.notices == (LEFT_OUT.format("2 new"), f"{slow} more time")
    assert "1901" in _texts(reply)[0]
    reply = asker.ask("When was the treaty signed?")
    assert reply.notices == (
        LEFT_OUT.format("1 new"),
        f"{slow} more time (and 1 more; see `qa status`)",
    )
    reply = asker.ask("When was the treaty signed?")
    assert reply.notices == (f"{slow} more time (and 1 more; see `qa status`)",)
    assert NOTING.strip() in _texts(asker.ask("Were the goats eleven?"))


def test_what_is_indexed_before_a_question_shows_its_progress(
    asker: Asker, collection: Path
) -> None:
    told: list[tuple[str, int, int]] = []

    @contextmanager
    def showing() -> Iterator[Callable[[str, int, int], None]]:
        told.append(("begun", 0, 0))
        yield lambda *report: told.append(report)
        told.append(("done", 0, 0))

    asker.showing = showing
    asker.ask("nine goats")
    assert told == []
    write(collection, {"docs/a.md": "It carried ten goats and a harp.\n", "docs/new.md": NOTING})
    asker.ask("nine goats")
    assert told[:2] == [("begun", 0, 0), ("files", 0, 2)]
    assert told[-2:] == [("files", 2, 2), ("done", 0, 0)]


LEFT_OUT = "not quoted until you run `qa index`: {} since the last indexing"


@pytest.mark.parametrize(
    ("change", "notice"),
    [("changed", "1 changed"), ("new", "1 new"), ("both", "1 changed, 1 new, 1 deleted")],
)
def test_what_is_too_large_to_read_now_is_left_out(
    asker: Asker, collection: Path, monkeypatch: pytest.MonkeyPatch, change: str, notice: str
) -> None:
    monkeypatch.setattr(asking, "_SMALL_BYTES", 20)
    assert _texts(asker.ask("nine goats"))[0] == GOATS
    if change != "new":
        write(collection, {"docs/a.md": "It carried ten goats and a harp.\n"})
    if change != "changed":
        write(collection, {"docs/new.md": "Eleven goats were there too, they say.\n"})
    if change == "both":
        (collection / "docs" / "b.md").unlink()
    reply = asker.ask("goats", k=10)
    assert reply.notices == (LEFT_OUT.format(notice),)
    unchanged = {"changed": {"b", "c"}, "new": {"a", "b", "c"}, "both": {"c"}}[change]
    assert {Path(quote.place.document.path).stem for quote in _quotes(reply)} == unchanged
    update(collection)
    after = asker.ask("goats", k=10)
    assert after.notices == ()
    assert any("ten goats" in text or "Eleven goats" in text for text in _texts(after))


def test_what_an_earlier_version_cut_is_left_out_where_it_is_too_large(
    asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "_SMALL_BYTES", 20)
    monkeypatch.setattr(freshness, "CHUNKING", "another")
    reply = asker.ask("nine goats")
    told = "not quoted until you run `qa index`: 3 to be cut anew by this version"
    assert (_quotes(reply), reply.notices) == ((), (told,))


def test_within_does_not_bring_back_what_is_left_out(
    asker: Asker, collection: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "_SMALL_BYTES", 20)
    write(collection, {"docs/a.md": "It carried ten goats and a harp.\n"})
    assert _quotes(asker.ask("nine goats", scope=Scope(paths=frozenset(["docs/a.md"])))) == ()


def test_an_index_that_another_process_changes(asker: Asker, collection: Path) -> None:
    """Nobody waits: what the other has not done is left out, and said to be."""
    write(collection, {"docs/a.md": "It carried ten goats and a harp.\n"})
    with locked(collection / ".qa", None):
        reply = asker.ask("nine goats", k=10)
        assert reply.notices == (
            "another process is indexing; what it has not done is left out",
            LEFT_OUT.format("1 changed"),
        )
        assert not any("goats" in text for text in _texts(reply))
    reply = asker.ask("goats")
    assert (_texts(reply)[0], reply.notices) == ("It carried ten goats and a harp.", ())


def test_nothing_changed_and_another_process_at_work(asker: Asker, collection: Path) -> None:
    with locked(collection / ".qa", None):
        assert asker.ask("nine goats").notices == ()


def test_a_reply_is_of_one_state(
    asker: Asker, collection: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process may replace a document between the search and what follows."""
    search = Searcher.search
    write(collection, {"docs/d.md": "Goats, goats.\n"})
    asker.ask("goats")

    def and_then(self: Searcher, *given: object, **more: object) -> object:
        hits = search(self, *given, **more)  # type: ignore[arg-type]
        write(collection, {"docs/a.md": "It carried ten goats and a harp.\n"})
        update(collection)
        return hits

    monkeypatch.setattr(Searcher, "search", and_then)
    assert GOATS in _texts(asker.ask("nine goats"))
    monkeypatch.undo()
    assert GOATS not in _texts(asker.ask("nine goats"))


def test_sources_that_are_gone_altogether(asker: Asker, collection: Path) -> None:
    rmtree(collection / "docs")
    reply = asker.ask("nine goats")
    notice = (
        "docs is not here; its documents are quoted as they were indexed "
        "(`qa index --remove docs` forgets them)"
    )
    assert reply.notices == (notice,)
    assert _texts(reply)[0] == GOATS


def test_a_store_that_cannot_be_changed(
    asker: Asker, collection: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise StoreError("the disk is full")

    write(collection, {"docs/a.md": "It carried ten goats and a harp.\n"})
    monkeypatch.setattr("index.build.update", refuse)
    reply = asker.ask("nine goats", k=10)
    assert reply.notices == (
        "the index could not be brought up to date: the disk is full",
        LEFT_OUT.format("1 changed"),
    )
    assert not any("goats" in text for text in _texts(reply))


def test_files_are_looked_at_once_a_second(
    collection: Path, stub: StubEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[object] = []
    survey = asking.survey
    monkeypatch.setattr(asking, "survey", lambda store: looked.append(store) or survey(store))
    now = 100.0
    monkeypatch.setattr("qa.ask.time.monotonic", lambda: now)
    with Searcher.open(collection / ".qa") as searcher:
        asker = Asker(searcher)
        asker.ask("goats")
        asker.ask("goats")
        assert len(looked) == 1
        now = 101.5
        asker.ask("goats")
        assert len(looked) == 2


def test_there_is_no_index(tmp_path: Path) -> None:
    with pytest.raises(NoIndexError):
        Asker.open(tmp_path / ".qa")


def test_an_empty_index(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    update(tmp_path, tmp_path / "docs")
    with (
        Searcher.open(tmp_path / ".qa") as searcher,
        pytest.raises(QuestionError) as caught,
    ):
        Asker(searcher).ask("goats")
    assert str(caught.value) == (
        f"the index at {tmp_path / '.qa'} holds no documents; `qa status` tells what was left "
        "out, `qa index FOLDER` adds more"
    )


def test_times_are_not_what_is_compared(asker: Asker, collection: Path) -> None:
    """Touched files are not read anew."""
    age(collection / "docs" / "a.md", 500)
    assert _texts(asker.ask("nine goats"))[0] == GOATS


def test_a_file_changed_a_moment_after_a_question_is_not_quoted_stale(
    tmp_path: Path, stub: StubEncoder, plain_weights: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "a.txt").write_text("The ferry leaves at noon.\n", encoding="utf-8")
    index(tmp_path / ".qa", [notes])
    asker = Asker.open(tmp_path / ".qa")
    monkeypatch.setattr("qa.ask._CHECK_SECONDS", 3600.0)
    first = asker.ask("When does the ferry leave?")
    (notes / "a.txt").write_text("The ferry leaves at dusk, and not before.\n", encoding="utf-8")
    second = asker.ask("When does the ferry leave?")
    assert _quoted(first) == ["The ferry leaves at noon."]
    assert _quoted(second) == ["The ferry leaves at dusk, and not before."]


def _quoted(reply: Answer | NoAnswer) -> list[str]:
    quotes = reply.quotes if isinstance(reply, Answer) else reply.nearest
    return [quote.text for quote in quotes]
