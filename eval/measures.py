"""Which figures a report holds: each measure's name, what it says, and how outcomes feed it.

A case whose system failed counts as the worst it could have said: no right quote, neither an
answer nor an abstention, confidence on the wrong side.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eval import metrics
from eval.bootstrap import Statistic, mean
from eval.run import Outcome

Outcomes = Sequence[Outcome]
Build = Callable[[Outcomes], Statistic]
Score = Callable[[Sequence[bool], Sequence[bool]], Statistic]


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure over outcomes. ``about`` says in a line what it is the share or the size of.

    ``minimum``: it lies in [0, 1] and more is better, so a least value can be asked for.
    ``interval``: its bootstrap interval means something.
    """

    name: str
    about: str
    statistic: Build
    minimum: bool = True
    interval: bool = True


def confidences(outcomes: Outcomes) -> list[float]:
    """How sure the system was that each first quote is right; of a failure, wholly."""
    return [o.reply.confidence if o.reply else 1.0 for o in outcomes]


def _answerable(value: Callable[[Outcome], float]) -> Build:
    """The mean over the cases that have an answer."""
    return lambda outcomes: mean([value(o) for o in outcomes], among=_has_answer(outcomes))


def _hit(k: int) -> Build:
    return _answerable(lambda outcome: metrics.hit(outcome.rank, k))


def _document(outcomes: Outcomes) -> Statistic:
    return metrics.document_accuracy([o.document_right for o in outcomes], _has_answer(outcomes))


def _right_of_answered(outcomes: Outcomes) -> Statistic:
    return mean([o.right for o in outcomes], among=[o.answered for o in outcomes])


def _abstaining(score: Score) -> Build:
    return lambda outcomes: score(
        [o.abstained for o in outcomes], [not o.case.answerable for o in outcomes]
    )


def _answering(score: Score) -> Build:
    return lambda outcomes: score([o.answered for o in outcomes], _has_answer(outcomes))


def _auroc(outcomes: Outcomes) -> Statistic:
    scores = [o.reply.confidence if o.reply else 1.0 - o.case.answerable for o in outcomes]
    return metrics.auroc(scores, _has_answer(outcomes))


def _ece(outcomes: Outcomes) -> Statistic:
    return metrics.calibration_error(confidences(outcomes), [o.rank == 1 for o in outcomes])


def _of_answers(score: Callable[[str, Sequence[str]], float]) -> Build:
    """The mean over the first quotes that are right."""

    def value(outcome: Outcome) -> float:
        quotes = outcome.reply.quotes if outcome.reply else ()
        return score(quotes[0].answer if quotes else "", [g.text for g in outcome.case.gold])

    return lambda outcomes: mean(
        [value(o) for o in outcomes], among=[o.rank == 1 for o in outcomes]
    )


def _words(outcomes: Outcomes) -> Statistic:
    return mean([sum(o.words[:1]) for o in outcomes], among=[bool(o.words) for o in outcomes])


def _has_answer(outcomes: Outcomes) -> list[bool]:
    return [o.case.answerable for o in outcomes]


RANKING = (
    Measure("hit@1", "a right quote comes first", _hit(1)),
    Measure("hit@3", "one is among the first three", _hit(3)),
    Measure("hit@10", "one is among the first ten", _hit(10)),
    Measure(
        "mrr",
        "1 / rank of the first right quote",
        _answerable(lambda outcome: metrics.reciprocal_rank(outcome.rank)),
    ),
    Measure(
        "ndcg@10",
        "1 / log2(1 + that rank), down to ten",
        _answerable(lambda outcome: metrics.ndcg(outcome.rank, 10)),
    ),
    Measure("document", "the first quote's document is right", _document),
)
"""Of the cases with an answer, whether or not the system gave one."""

REPLY = (
    Measure(
        "right@1",
        "of cases with an answer: right first",
        _answerable(lambda outcome: outcome.right),
    ),
    Measure("right-of-answered", "of all answers given: right first", _right_of_answered),
    Measure(
        "verbatim",
        "of quotes: the source's very words",
        lambda outcomes: metrics.verbatim_rate([o.verbatim for o in outcomes]),
    ),
    Measure("words", "length of the first quote", _words, minimum=False),
    Measure("exact", "of the right: answer word for word", _of_answers(metrics.exact_match)),
    Measure("token-f1", "… and the words they have in common", _of_answers(metrics.token_f1)),
)
"""What a user sees."""

ABSTAINING = (
    Measure(
        "abstained",
        "of all cases: no answer given",
        lambda outcomes: mean([o.abstained for o in outcomes]),
        minimum=False,
    ),
    Measure(
        "abstain-precision", "of the abstentions: no answer exists", _abstaining(metrics.precision)
    ),
    Measure("abstain-recall", "of those without answer: abstained", _abstaining(metrics.recall)),
    Measure("abstain-f1", "harmonic mean of the two", _abstaining(metrics.f1)),
    Measure("answer-precision", "of the answered: an answer exists", _answering(metrics.precision)),
    Measure("answer-recall", "of those with an answer: answered", _answering(metrics.recall)),
    Measure("answer-f1", "harmonic mean of the two", _answering(metrics.f1)),
    Measure("auroc", "how well confidence tells them apart", _auroc),
    Measure("ece", "confidence less share right; best 0", _ece, minimum=False, interval=False),
)
"""Whether it knows when it knows."""

MEASURES = {measure.name: measure for measure in (*RANKING, *REPLY, *ABSTAINING)}
