"""The command `qa eval`."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa.console import NO_ANSWER, print_rich, say
from qa.options import RerankerOption

if TYPE_CHECKING:
    from eval.report import Report


class Part(StrEnum):
    """Which of the cases to run."""

    ALL = "all"
    TRAIN = "train"
    DEV = "dev"
    TEST = "test"


class Stage(StrEnum):
    """How much of the pipeline to score."""

    BM25 = "bm25"
    DENSE = "dense"
    HYBRID = "hybrid"
    LATE = "late"
    FULL = "full"


def evaluate(
    cases: Annotated[
        Path | None,
        typer.Option(
            "--set",
            metavar="FILE_OR_FOLDER",
            help="Your own cases, or a folder with corpus.jsonl and questions.jsonl. "
            "Else the cases that come with the project.",
        ),
    ] = None,
    sources: Annotated[
        Path | None,
        typer.Option("--sources", metavar="DIR", help="The documents of the cases. Else seeds."),
    ] = None,
    system: Annotated[
        Stage, typer.Option("--system", help="How much of the pipeline to score.")
    ] = Stage.FULL,
    part: Annotated[
        Part,
        typer.Option("--part", help="Which of the cases; train and dev have been learnt from."),
    ] = Part.ALL,
    count: Annotated[
        int | None,
        typer.Option("--sample", min=1, help="That many of the cases, always the same."),
    ] = None,
    is_misspelt: Annotated[
        bool,
        typer.Option(
            "--misspelt", help="Misspell a word or two of each question, always the same."
        ),
    ] = False,
    show_misses: Annotated[
        bool, typer.Option("--show-misses", help="List what went wrong.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    save: Annotated[
        Path | None, typer.Option("--save", metavar="RUN.json", help="Keep this run.")
    ] = None,
    compare: Annotated[
        Path | None,
        typer.Option("--compare", metavar="RUN.json", help="Differences from a kept run."),
    ] = None,
    plots: Annotated[
        Path | None,
        typer.Option(
            "--plots",
            metavar="DIR",
            help="Draw how far the confidence can be trusted: reliability.svg, risk-coverage.svg.",
        ),
    ] = None,
    reranker: RerankerOption = None,
    minimum: Annotated[
        list[str] | None,
        typer.Option(
            "--min",
            metavar="MEASURE=VALUE",
            help="Exit with 1 when a measure is below, as in --min hit@1=0.80. Repeatable.",
        ),
    ] = None,
    index: Annotated[
        Path | None,
        typer.Option(
            "--index", metavar="DIR", help="Keep the index of the set here. Else it is temporary."
        ),
    ] = None,
) -> None:
    """Score the answers on cases whose answers are known."""
    from eval import plots as drawings
    from eval import report as reports
    from eval import saved
    from eval.cases import Case
    from qa.ask import Asker, opened
    from qa.evaluate import chosen_cases, misspelt_cases, prepared
    from qa.evaluate import evaluate as run_cases
    from qa.progress import showing

    old = saved.load(compare) if compare is not None else None
    # A run may take an hour: what would lose it is found before.
    for demand in minimum or []:
        reports.minimum(demand)
    if plots is not None:
        drawings.check(plots)

    def choose(found: Sequence[Case]) -> list[Case]:
        chosen = chosen_cases(found, part.value, count)
        return misspelt_cases(chosen) if is_misspelt else chosen

    def start(folder: Path) -> Asker:
        return opened(folder, system.value, reranker)

    with showing() as show, prepared(cases, sources, index, start, choose, show) as given:
        done: list[object] = []

        def tell(outcome: object) -> None:
            done.append(outcome)
            show("cases", len(done), len(given.cases))

        report = reports.report(run_cases(given, tell))
    if given.dropped:
        say(f"qa: questions left out, as none of their answers can be quoted: {given.dropped}")
    below = [text for demand in minimum or [] if (text := reports.check_minimum(report, demand))]
    if save is not None:
        saved.save(report, save)
    if plots is not None:
        drawings.draw(report.outcomes, plots)
    if as_json:
        print(saved.to_json(report))
    else:
        _print_tables(report, old, show_misses=show_misses)
    for text in below:
        say(f"qa: {text}")
    if below:
        raise typer.Exit(NO_ANSWER)


def _print_tables(report: "Report", old: "Report | None", *, show_misses: bool) -> None:
    """The report for a person, and how it differs from an ``old`` one."""
    from eval import report as reports
    from eval import table

    print_rich(table.table(report))
    if show_misses:
        print_rich(table.misses_table(reports.misses(report.outcomes)))
    if old is not None:
        print_rich(table.comparison_table(reports.compare(old, report)))
