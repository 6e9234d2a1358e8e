"""Running a system over cases: what is right, what is verbatim, and what a failure costs."""

import pytest

from eval.cases import Case, Gold
from eval.run import Outcome, Place, Ranked, Reply, judge, run
from index.errors import ReadError

TEXTS = {
    "docs/a.txt": "The river is the Khalkha. It flows west.",
    "docs/b.txt": "In 1939 the river was the border.",
    "docs/copy.txt": "The river is  the Khalkha, as said.",
}
RIVER = Case("river", "Which river?", "fact", (Gold("a.txt", "the Khalkha"),))
NOTHING = Case("nothing", "Who won the cup?", "absent", ())


def read(path: str) -> str:
    return TEXTS[path]


def quote(path: str, start: int, end: int, text: str | None = None) -> Ranked:
    return Ranked(TEXTS[path][start:end] if text is None else text, (Place(path, start, end),))


def score(case: Case, *quotes: Ranked, answered: bool = True) -> Outcome:
    return judge(case, Reply(answered, 0.5, quotes), read)


def test_the_rank_is_that_of_the_first_quote_that_holds_a_gold() -> None:
    wrong, right = quote("docs/b.txt", 0, 33), quote("docs/a.txt", 0, 25)
    assert score(RIVER, right, wrong, right).rank == 1
    assert score(RIVER, wrong, right, right).rank == 2
    assert score(RIVER, wrong).rank is None
    assert score(RIVER).rank is None


def test_the_right_words_in_another_document_do_not_answer() -> None:
    assert score(RIVER, quote("docs/copy.txt", 0, 26)).rank is None


def test_a_quote_must_hold_the_whole_gold() -> None:
    assert score(RIVER, quote("docs/a.txt", 0, 20)).rank is None
    assert score(RIVER, quote("docs/a.txt", 13, 24)).rank == 1


def test_any_gold_will_do() -> None:
    case = Case("r", "?", "differ", (Gold("a.txt", "flows west"), Gold("b.txt", "the border")))
    assert score(case, quote("docs/b.txt", 0, 33)).rank == 1


def test_a_near_duplicate_in_a_gold_document_makes_a_quote_right() -> None:
    elsewhere = Ranked(
        "The river is  the Khalkha", (Place("docs/copy.txt", 0, 25), Place("docs/a.txt", 0, 25))
    )
    outcome = score(RIVER, elsewhere)
    assert (outcome.rank, outcome.document_right, outcome.verbatim) == (1, True, (True,))


def test_a_further_place_counts_by_its_own_text_not_by_the_quotes() -> None:
    claimed = Ranked("the Khalkha", (Place("docs/b.txt", 0, 7), Place("docs/a.txt", 0, 9)))
    assert score(RIVER, claimed).rank is None


def test_words_of_ones_own_may_be_right_but_are_not_verbatim() -> None:
    outcome = score(RIVER, quote("docs/a.txt", 0, 25, "Surely the Khalkha."))
    assert (outcome.rank, outcome.verbatim, outcome.words) == (1, (False,), (3,))


@pytest.mark.parametrize(
    "quote",
    [
        Ranked("x", (Place("docs/none.txt", 0, 1),)),
        Ranked("x", (Place("docs/a.txt", 0, 999),)),
        Ranked("", (Place("docs/a.txt", -3, -3),)),
        Ranked("x", ()),
    ],
)
def test_a_place_that_does_not_exist_is_not_verbatim_and_not_right(quote: Ranked) -> None:
    outcome = score(RIVER, quote)
    assert (outcome.rank, outcome.verbatim) == (None, (False,))


def test_a_document_that_cannot_be_read_is_not_verbatim() -> None:
    def refuse(path: str) -> str:
        raise ReadError("gone")

    outcome = judge(RIVER, Reply(True, 0.5, (quote("docs/a.txt", 0, 5),)), refuse)
    assert outcome.verbatim == (False,)


def test_the_first_quote_alone_decides_the_document() -> None:
    a, b = quote("docs/a.txt", 26, 40), quote("docs/b.txt", 0, 33)
    assert score(RIVER, a, b).document_right
    assert not score(RIVER, b, a).document_right
    assert not score(NOTHING, a).document_right


def test_what_a_user_sees_is_right_only_if_answered_and_first() -> None:
    right, wrong = quote("docs/a.txt", 0, 25), quote("docs/b.txt", 0, 33)
    assert score(RIVER, right).right
    assert not score(RIVER, wrong, right).right
    silent = score(RIVER, right, answered=False)
    assert (silent.rank, silent.right, silent.abstained) == (1, False, True)


@pytest.mark.parametrize("confidence", [-0.1, 1.1, float("nan")])
def test_a_confidence_is_a_probability(confidence: float) -> None:
    with pytest.raises(ValueError, match="a confidence lies between 0 and 1"):
        Reply(True, confidence, ())


def test_a_system_that_raises_scores_nothing_there_and_the_rest_goes_on() -> None:
    def system(question: str, *, within: str | None) -> Reply:
        if question == "Who won the cup?":
            raise RuntimeError("out of luck")
        return Reply(True, 0.9, (quote("docs/a.txt", 0, 25),))

    heard: list[Outcome] = []
    outcomes = run([NOTHING, RIVER], system, read, heard.append)
    assert heard == outcomes
    assert [(o.error, o.rank, o.answered, o.abstained) for o in outcomes] == [
        ("RuntimeError: out of luck", None, False, False),
        ("", 1, True, False),
    ]
    assert all(outcome.seconds > 0 for outcome in outcomes)


def test_a_run_can_be_interrupted() -> None:
    def system(question: str, *, within: str | None) -> Reply:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run([RIVER], system, read)


def test_a_question_about_one_document_says_which() -> None:
    asked: list[tuple[str, str | None]] = []

    def system(question: str, *, within: str | None) -> Reply:
        asked.append((question, within))
        return Reply(False, 0.0, ())

    run([RIVER, Case("s", "How much?", "table", (), within="t.txt")], system, read)
    assert asked == [("Which river?", None), ("How much?", "t.txt")]
