"""Reports: figures of hand-made runs, what people read, what is saved, and what changed."""

import json
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console, RenderableType

from eval.bootstrap import Interval
from eval.cases import Case, Gold
from eval.measures import MEASURES
from eval.report import Change, Fault, Report, check_minimum, compare, misses, report
from eval.run import Outcome, Place, Ranked, Reply
from eval.saved import load, save, to_json
from eval.table import comparison_table, misses_table, table
from index.errors import CaseError

QUOTE = Ranked("four words [b]or[/b] so", (Place("docs/a.txt", 7, 30), Place("b.txt", 0, 1)), 2.5)


def outcome(
    name: str,
    rank: int | None = None,
    *,
    answered: bool = True,
    confidence: float = 0.5,
    answerable: bool = True,
    error: str = "",
    answer: str = "",
) -> Outcome:
    """A case of kind "fact" or "absent" and how a system did on it, in ten milliseconds."""
    golds = (Gold("a.txt", "gold"), Gold("b.txt", "other")) if answerable else ()
    return Outcome(
        case=Case(name, f"{name}?", "fact" if answerable else "absent", golds),
        reply=None if error else Reply(answered, confidence, (replace(QUOTE, answer=answer),)),
        error=error,
        rank=rank,
        document_right=rank is not None,
        verbatim=() if error else (True,),
        words=() if error else (4,),
        seconds=0.01,
    )


RUN = [
    outcome("a", 1, confidence=0.9, answer="The gold."),
    outcome("b", 2, confidence=0.8, answer="gold"),
    outcome("c", 1, confidence=0.2, answered=False, answer="an other mine"),
    outcome("d", error="RuntimeError: [out] of luck"),
    outcome("e", confidence=0.1, answered=False, answerable=False),
    outcome("f", confidence=0.6, answerable=False),
]


def values(scored: Report) -> dict[str, float | None]:
    found = {name: figure.value for name, figure in scored.overall.figures.items()}
    return {name: value and round(value, 4) for name, value in found.items()}


def shown(renderable: RenderableType, width: int = 80) -> str:
    console = Console(file=StringIO(), width=width, color_system=None)
    console.print(renderable)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_every_figure_of_a_small_run_by_hand() -> None:
    assert values(report(RUN)) == {
        # Four cases with an answer: right at rank 1, 2, 1 (but silent), and a failure.
        "hit@1": 0.5,
        "hit@3": 0.75,
        "hit@10": 0.75,
        "mrr": 0.625,
        "ndcg@10": round((1 + 0.6309297535714575 + 1) / 4, 4),
        "document": 0.75,
        "right@1": 0.25,
        # Three answers given: a, b and f, of which a is right.
        "right-of-answered": 0.3333,
        "verbatim": 1.0,
        "words": 4.0,
        # Two first quotes are right. Of a's answer "gold" is left, a gold; of c's "other mine",
        # one word of two in common with "other": 2·1 / (2 + 1). b's gold stands in a wrong quote.
        "exact": 0.5,
        "token-f1": round((1 + 2 / 3) / 2, 4),
        # Two abstentions of six cases: c wrongly, e rightly; f should have been a third.
        "abstained": 0.3333,
        "abstain-precision": 0.5,
        "abstain-recall": 0.5,
        "abstain-f1": 0.5,
        "answer-precision": 0.6667,
        "answer-recall": 0.5,
        "answer-f1": round(4 / 7, 4),
        # 0.9, 0.8, 0.2 and 0 for the failure, against 0.1 and 0.6: five of eight pairs won.
        "auroc": 0.625,
        # Each alone in its bin; c's first quote is right, though not given as an answer, and the
        # failure counts as sure and wrong.
        "ece": round((0.1 + 0.8 + 0.8 + 1.0 + 0.1 + 0.6) / 6, 4),
    }


def test_a_report_groups_by_kind_and_by_half() -> None:
    scored = report(RUN)
    assert [(group.name, group.n) for group in scored.kinds] == [("fact", 4), ("absent", 2)]
    assert sum(group.n for group in scored.splits) == scored.overall.n == 6
    assert scored.kinds[1].figures["hit@1"].value is None
    assert scored.kinds[1].figures["hit@1"].interval is None
    assert scored.kinds[0].figures["hit@1"].value == 0.5
    assert scored.failed == 1


def test_figures_lie_in_their_intervals() -> None:
    for name, figure in report(RUN).overall.figures.items():
        if name == "ece":
            assert figure.interval is None
        else:
            assert figure.interval is not None
            assert figure.value is not None
            assert figure.interval.low <= figure.value <= figure.interval.high


def test_times_are_milliseconds() -> None:
    scored = report(RUN)
    assert (scored.median_ms, scored.p95_ms) == pytest.approx((10, 10))


def test_a_run_of_no_cases_is_refused() -> None:
    with pytest.raises(CaseError, match="there are no cases to report on"):
        report([])


def test_what_went_wrong_is_named() -> None:
    assert [(miss.outcome.case.id, miss.fault) for miss in misses(RUN)] == [
        ("b", Fault.WRONG),
        ("c", Fault.SILENT),
        ("d", Fault.FAILED),
        ("f", Fault.SPOKE),
    ]


def test_the_table_fits_80_columns_without_colour() -> None:
    text = shown(table(report(RUN)))
    assert max(map(len, text.splitlines())) <= 80
    assert "6 cases, 2 of them without an answer; 1 failed and count as wrong" in text
    assert "10 ms a question (median), 10 ms (95th percentile)" in text
    assert "fact   4  0.50  0.75   0.75 0.62    0.66 0.75    0.25    0.25   4.0" in text
    assert "absent 2     –     –      –    –       –    –       –    0.50   4.0" in text
    assert "  right-of-answered  0.333  0.000 to 1.000  of all answers given: right first" in text
    for measure in MEASURES.values():
        assert f"  {measure.name} " in text
        assert measure.about in text, "wrapped over two lines"


def test_a_kind_is_shown_as_it_is_written() -> None:
    plain = outcome("a", 1)
    case = Case("a", "a?", "[bold]", plain.case.gold)
    odd = Outcome(case, plain.reply, "", 1, True, (True,), (4,), 0.01)
    assert "[bold] 1  1.00" in shown(table(report([odd])))


def test_misses_show_question_quote_and_gold() -> None:
    text = shown(misses_table(misses(RUN)), width=200)
    assert text.startswith(
        "b · fact · wrong quote; a right quote at rank 2\n"
        "  asked: b?\n"
        "  quoted: four words [b]or[/b] so (docs/a.txt:7)\n"
        "  gold: gold (a.txt), or 1 more\n"
    )
    assert "d · fact · failed\n  asked: d?\n  quoted: RuntimeError: [out] of luck\n" in text
    assert "f · absent · answered, and there is no answer\n" in text
    assert "  gold: no answer\n" in text
    assert shown(misses_table([])) == "No misses.\n"


def test_a_long_quote_is_shortened_and_keeps_its_place() -> None:
    quote = Ranked("word " * 200, (Place("a.txt", 0, 1000),))
    long = outcome("b", 2)
    long = Outcome(long.case, Reply(True, 0.5, (quote,)), "", 2, True, (True,), (200,), 0.01)
    line = shown(misses_table(misses([long])), width=400).splitlines()[2]
    assert line.endswith("… (a.txt:0)")
    assert len(line) <= 312


def test_a_saved_run_comes_back_the_same(tmp_path: Path) -> None:
    scored = report(RUN)
    save(scored, tmp_path / "run.json")
    assert load(tmp_path / "run.json") == scored
    assert [path.name for path in tmp_path.iterdir()] == ["run.json"]


def test_answers_and_articles_come_back(tmp_path: Path) -> None:
    plain = outcome("a", 1, answer="gold")
    cases = [replace(plain.case, id=str(n), article=f"article {n}") for n in range(20)]
    scored = report([plain, *(replace(plain, case=case) for case in cases)])
    save(scored, tmp_path / "run.json")
    loaded = load(tmp_path / "run.json")
    assert loaded == scored
    assert loaded.outcomes[0].reply is not None
    assert loaded.outcomes[0].reply.quotes[0].answer == "gold"
    assert [o.case.article for o in loaded.outcomes] == [
        None,
        *(f"article {n}" for n in range(20)),
    ]
    assert [group.name for group in loaded.splits] == ["train", "dev", "test"]


def test_answers_of_wrong_first_quotes_do_not_count() -> None:
    figures = report([outcome("b", 2, answer="gold"), outcome("d", answer="gold")]).overall.figures
    assert (figures["exact"].value, figures["token-f1"].value) == (None, None)
    # Right, and no words are said to be the answer.
    figures = report([outcome("a", 1)]).overall.figures
    assert (figures["exact"].value, figures["token-f1"].value) == (0.0, 0.0)


def test_json_holds_the_figures_and_every_case() -> None:
    content = json.loads(to_json(report(RUN)))
    assert content["version"] == 2
    assert content["overall"]["figures"]["hit@1"]["value"] == 0.5
    assert content["kinds"][1]["figures"]["hit@1"] == {"value": None, "interval": None}
    assert [row["fault"] for row in content["results"]] == [
        None,
        "wrong quote",
        "no answer given, and there is one",
        "failed",
        None,
        "answered, and there is no answer",
    ]
    assert content["results"][0]["case"]["gold"][0] == {"document": "a.txt", "text": "gold"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": "other"}, "not a saved run; give a file that was saved from one"),
        (
            {"version": 99},
            "saved by another version (format 99, this one reads 2); save it again",
        ),
        ({"results": []}, "damaged (it holds no results); save it again"),
        ({"results": {}}, "damaged ('results' is not a list); save it again"),
        ({"results": [7]}, "damaged ('case' is not an object); save it again"),
        ({"results": [{"case": {}}]}, "damaged ('id' is not a text); save it again"),
    ],
)
def test_a_damaged_or_foreign_file_is_refused(
    tmp_path: Path, change: dict[str, object], message: str
) -> None:
    file = tmp_path / "run.json"
    file.write_text(json.dumps(json.loads(to_json(report(RUN))) | change), encoding="utf-8")
    with pytest.raises(CaseError) as caught:
        load(file)
    assert str(caught.value) == f"{file}: {message}"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("rank", "first"),
        ("reply", {"answered": True, "confidence": 7, "quotes": []}),
        ("verbatim", None),
        ("seconds", "long"),
        ("words", ["many"]),
    ],
)
def test_a_result_of_the_wrong_kind_is_refused(tmp_path: Path, field: str, value: object) -> None:
    content = json.loads(to_json(report(RUN)))
    content["results"][0][field] = value
    (tmp_path / "run.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(CaseError, match="run.json: damaged"):
        load(tmp_path / "run.json")


def test_files_that_cannot_be_read_or_written_are_refused(tmp_path: Path) -> None:
    (tmp_path / "half.json").write_text('{"format"')
    with pytest.raises(CaseError, match=r"half.json: not a saved run \(not JSON\)"):
        load(tmp_path / "half.json")
    with pytest.raises(CaseError, match="none.json: cannot be read"):
        load(tmp_path / "none.json")
    with pytest.raises(CaseError, match="none/run.json: cannot be written"):
        save(report(RUN), tmp_path / "none" / "run.json")


def test_two_runs_are_compared_case_by_case() -> None:
    old = report([outcome(str(n), 2) for n in range(20)] + [outcome("gone", 1)])
    new = report([outcome(str(n), 1 if n < 5 else 2) for n in range(20)] + [outcome("fresh", 1)])
    found = compare(old, new)
    assert (found.n, found.left_out) == (20, 2)
    assert (found.mended, found.broken) == (("0", "1", "2", "3", "4"), ())
    changes = {change.measure: change for change in found.changes}
    hits = changes["hit@1"]
    assert (hits.old, hits.new, hits.difference) == (0.0, 0.25, 0.25)
    assert hits.interval is not None
    assert 0 < hits.interval.low < 0.25 < hits.interval.high < 0.5
    assert changes["hit@3"] == Change("hit@3", 1.0, 1.0, Interval(0.0, 0.0))
    assert changes["auroc"].difference is None


def test_a_case_that_was_asked_otherwise_is_not_compared() -> None:
    other = outcome("a", answerable=False)
    found = compare(report([outcome("a", 1), outcome("b", 1)]), report([other, outcome("b")]))
    assert (found.n, found.left_out) == (1, 1)
    assert found.broken == ("b",)
    with pytest.raises(CaseError, match="the two runs have no case in common"):
        compare(report([outcome("a")]), report([outcome("b")]))


def test_a_comparison_marks_what_chance_does_not_explain() -> None:
    old = report([outcome(str(n), 2) for n in range(20)])
    new = report([outcome(str(n), 1 if n < 5 else 2) for n in range(20)])
    text = shown(comparison_table(compare(old, new)))
    assert max(map(len, text.splitlines())) <= 80
    assert text.startswith("20 cases in both runs\n")
    lines = {line.split()[0]: line for line in text.splitlines() if line.strip()}
    assert lines["hit@1"].startswith("hit@1             0.000 0.250     +0.250 +0.0")
    assert lines["hit@1"].endswith(" *")
    assert not lines["hit@3"].endswith("*")
    assert "Mended (5): 0, 1, 2, 3, 4" in text
    assert "Broken (0): –" in text


def test_a_minimum_is_met_or_the_shortfall_is_said() -> None:
    scored = report(RUN)
    assert check_minimum(scored, "hit@1=0.5") is None
    assert check_minimum(scored, "hit@3 = .75") is None
    assert check_minimum(scored, "hit@1=0.51") == "hit@1 is 0.5000, less than 0.51"


def test_a_measure_that_is_not_defined_meets_no_minimum() -> None:
    assert check_minimum(report(RUN[:2]), "auroc=0") == (
        "auroc is not defined for these cases, so it is not at least 0"
    )


@pytest.mark.parametrize("demand", ["hit@2=0.5", "ece=0.1", "words=3", "hit@1", "", "=1"])
def test_an_unknown_measure_is_refused_naming_the_known(demand: str) -> None:
    with pytest.raises(CaseError) as caught:
        check_minimum(report(RUN), demand)
    assert str(caught.value) == (
        f"{demand!r} is not a minimum: write MEASURE=NUMBER with one of hit@1, hit@3, hit@10, "
        "mrr, ndcg@10, document, right@1, right-of-answered, verbatim, exact, token-f1, "
        "abstain-precision, abstain-recall, abstain-f1, answer-precision, answer-recall, "
        "answer-f1, auroc"
    )


@pytest.mark.parametrize("demand", ["hit@1=", "hit@1=high", "hit@1=1.5", "hit@1=nan", "hit@1=-1"])
def test_a_number_that_no_measure_reaches_is_refused(demand: str) -> None:
    with pytest.raises(CaseError, match="is not a minimum: the number must lie between 0 and 1"):
        check_minimum(report(RUN), demand)
