"""Reports for people, as rich renderables for 80 columns that need no colour. Never prints."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Group as Stack
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from eval.bootstrap import Interval
from eval.measures import ABSTAINING, RANKING, REPLY, Measure
from eval.report import Comparison, Miss, Report
from eval.run import Outcome

_COLUMNS = {
    "hit@1": "hit@1",
    "hit@3": "hit@3",
    "hit@10": "hit@10",
    "mrr": "MRR",
    "ndcg@10": "nDCG@10",
    "document": "doc",
    "right@1": "right@1",
    "abstained": "abstain",
    "words": "words",
}
_SECTIONS = {
    "The ranking, of cases with an answer, whether or not it was given": RANKING,
    "What a user sees": REPLY,
    "Knowing when there is no answer": ABSTAINING,
}
_LONGEST = 300


def table(report: Report) -> RenderableType:
    """The report: a row a kind and a part, then every measure over all with its interval."""
    without = sum(not outcome.case.answerable for outcome in report.outcomes)
    head = f"{report.overall.n} cases, {without} of them without an answer"
    failed = f"{report.failed} failed and count as wrong" if report.failed else "none failed"
    time = (
        f"{report.median_ms:.0f} ms a question (median), {report.p95_ms:.0f} ms (95th percentile)"
    )
    lines: list[RenderableType] = [Text(f"{head}; {failed}"), Text(time), "", _kinds(report)]
    lines += ["", Text("All cases, with 95 % intervals")]
    for title, measures in _SECTIONS.items():
        lines += ["", Text(title, style="bold"), _measures(report, measures)]
    return Stack(*lines)


def misses_table(misses: Sequence[Miss]) -> RenderableType:
    """Each miss: the case, what went wrong, what was quoted first, and a gold."""
    if not misses:
        return Text("No misses.")
    return Stack(*(line for miss in misses for line in _miss(miss)))


def comparison_table(comparison: Comparison) -> RenderableType:
    """Every measure in both runs; a star marks a difference whose interval leaves out zero."""
    left_out = f" ({comparison.left_out} others left out)" if comparison.left_out else ""
    grid = _grid("measure", "old", "new", "difference", "95 % interval", "")
    for change in comparison.changes:
        interval, difference = change.interval, change.difference
        clear = interval is not None and not interval.low <= 0.0 <= interval.high
        grid.add_row(
            change.measure,
            _value(change.measure, change.old),
            _value(change.measure, change.new),
            "–" if difference is None else f"{difference:+.3f}",
            _interval(interval, "+.3f"),
            "*" if clear else "",
        )
    return Stack(
        Text(f"{comparison.n} cases in both runs{left_out}"),
        "",
        grid,
        "",
        Text(f"Mended ({len(comparison.mended)}): {', '.join(comparison.mended) or '–'}"),
        Text(f"Broken ({len(comparison.broken)}): {', '.join(comparison.broken) or '–'}"),
    )


def _kinds(report: Report) -> Table:
    grid = _grid("kind", "n", *_COLUMNS.values())
    for groups in (report.kinds, report.splits, (report.overall,)):
        for group in groups:
            cells = (_value(name, group.figures[name].value, 2) for name in _COLUMNS)
            # Text, or a kind such as "[table]" would be taken for markup.
            grid.add_row(Text(group.name), str(group.n), *cells)
        grid.add_section()
    return grid


def _measures(report: Report, measures: Sequence[Measure]) -> Table:
    # Widths are fixed so that the columns of one section stand under those of another.
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=19)
    grid.add_column(width=5, justify="right")
    grid.add_column(width=14, justify="right")
    grid.add_column()
    for measure in measures:
        figure = report.overall.figures[measure.name]
        value = _value(measure.name, figure.value)
        interval = _interval(figure.interval, ".1f" if measure.name == "words" else ".3f")
        grid.add_row(f"  {measure.name}", value, interval, measure.about)
    return grid


def _miss(miss: Miss) -> list[Text]:
    outcome, case = miss.outcome, miss.outcome.case
    rank = f"; a right quote at rank {outcome.rank}" if outcome.rank else ""
    more = f", or {len(case.gold) - 1} more" if len(case.gold) > 1 else ""
    gold = f"{case.gold[0].text} ({case.gold[0].document}){more}" if case.gold else "no answer"
    lines = {"asked": case.question, "quoted": _quoted(outcome), "gold": gold}
    head = Text(f"{case.id} · {case.kind} · {miss.fault}{rank}", style="bold")
    return [head, *(_line(name, text) for name, text in lines.items()), Text()]


def _line(name: str, text: str) -> Text:
    """One line of a miss, its white space run together and its length held down."""
    words = " ".join(text.split())
    return Text(f"  {name}: {words if len(words) <= _LONGEST else words[: _LONGEST - 1] + '…'}")


def _quoted(outcome: Outcome) -> str:
    if outcome.reply is None:
        return outcome.error
    if not outcome.reply.quotes:
        return "nothing"
    quote = outcome.reply.quotes[0]
    place = f" ({quote.places[0].path}:{quote.places[0].start})" if quote.places else ""
    # The place must survive the shortening of a long quote.
    room = _LONGEST - len(place)
    text = " ".join(quote.text.split())
    return (text if len(text) <= room else text[: room - 1] + "…") + place


def _grid(first: str, *numbers: str) -> Table:
    grid = Table(box=SIMPLE_HEAD, padding=0, pad_edge=False, show_edge=False)
    grid.add_column(first, overflow="fold")
    for name in numbers:
        grid.add_column(name, justify="right", no_wrap=True)
    return grid


def _value(name: str, value: float | None, digits: int = 3) -> str:
    if value is None:
        return "–"
    return f"{value:.1f}" if name == "words" else f"{value:.{digits}f}"


def _interval(interval: Interval | None, form: str) -> str:
    return "" if interval is None else f"{interval.low:{form}} to {interval.high:{form}}"
