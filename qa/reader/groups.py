"""Examples → what the network sees of them in one step after another, always the same for a seed."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from qa.reader.contrast import contrasting
from qa.reader.data import Example
from qa.reader.lookups import columns_of, lookup
from qa.reader.noise import noisy
from qa.reader.reading import cut

LONGEST = 224  # tokens of a pair; of a longer one the end of the passage is not read


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a run depends on, beside the sets: ``questions`` a step, ``negatives`` a question, the
    largest learning rate, its factor from one layer to the one below, the weight of the span, the
    shares of questions that lose their answer and that come again changed, without one, the share
    of rows that a cell is looked up in besides, the tokens that a question's passages may take
    together where more negatives than ``negatives`` fit, the power of a set's size that is its
    share: the smaller, the more often the small sets come up; and the share of questions that are
    asked in other words, where there are such."""

    steps: int = 1000
    questions: int = 24
    negatives: int = 2
    rate: float = 1.2e-4
    layer_factor: float = 0.85
    span_weight: float = 0.5
    orphans: float = 0.12
    contrasts: float = 0.0
    lookups: float = 0.0
    room: int = 0
    evenness: float = 0.6
    rewords: float = 0.0
    seed: int = 1939


@dataclass(frozen=True, slots=True)
class Group:
    """A question with its passages, tokenized. ``target`` is the position of the passage that
    answers, None for none; ``spans`` are the answer's first and last tokens there."""

    rows: list[tuple[list[int], list[int]]]
    target: int | None
    spans: list[tuple[int, int]]


def batches(
    sets: Sequence[Sequence[Example]],
    recipe: Recipe,
    words: Any,
    variants: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Iterator[list[Group]]:
    """Groups for one step after another, always the same for a seed; ``variants`` are questions
    in other words."""
    chance = random.Random(recipe.seed)
    shares = [len(examples) ** recipe.evenness for examples in sets]
    columns = columns_of([example for examples in sets for example in examples])
    decks: list[list[Example]] = [[] for _ in sets]
    while True:
        step = []
        for number in chance.choices(range(len(sets)), shares, k=recipe.questions):
            if not decks[number]:
                decks[number] = chance.sample(list(sets[number]), len(sets[number]))
            example = _reworded(decks[number].pop(), recipe, variants, chance)
            step.append(group(example, recipe, words, chance))
            # No draw where there are none: the questions of older recipes stay in their order.
            if recipe.contrasts and chance.random() < recipe.contrasts:
                step += contrast(example, words, chance)
            if recipe.lookups and chance.random() < recipe.lookups:
                found = lookup(example, columns, chance)
                step += [group(found, recipe, words, chance)] if found else []
        yield step


def _reworded(
    example: Example, recipe: Recipe, variants: Mapping[str, Sequence[str]], chance: random.Random
) -> Example:
    others = variants.get(example.question)
    if others and chance.random() < recipe.rewords:
        return replace(example, question=chance.choice(others))
    return example


def contrast(example: Example, words: Any, chance: random.Random) -> list[Group]:
    """The passage that answers, with a question that it does not answer; none if none is found."""
    if example.positive is None:
        return []
    changed = contrasting(example.question, example.positive, example.negatives, chance)
    if changed is None:
        return []
    encoded = words.encode(cut(noisy(changed, chance)), example.positive)
    return [Group([(encoded.ids, encoded.type_ids)], None, [])]


def group(example: Example, recipe: Recipe, words: Any, chance: random.Random) -> Group:
    """One example as it is seen this time."""
    question = cut(noisy(example.question, chance))
    positive = example.positive
    if positive is not None and example.open and chance.random() < recipe.orphans:
        positive = None
    count = recipe.negatives + (positive is None)
    texts = _nearest(example.negatives, chance)
    fewest = count
    if positive is not None:
        texts, fewest = [positive, *texts], count + 1
    encoded: list[Any] = []
    for text in texts:
        pair = words.encode(question, text)
        taken = sum(len(other.ids) for other in encoded) + len(pair.ids)
        if len(encoded) >= fewest and taken > recipe.room:
            break
        encoded.append(pair)
    rows = [(item.ids, item.type_ids) for item in encoded]
    if positive is None:
        return Group(rows, None, [])
    return Group(rows, 0, token_spans(encoded[0], example.spans))


def _nearest(texts: Sequence[str], chance: random.Random) -> list[str]:
    """The texts, the first ones most often in front."""
    keys = {text: chance.expovariate(1.0 / (1 + 0.35 * rank)) for rank, text in enumerate(texts)}
    return sorted(texts, key=keys.__getitem__)


def token_spans(encoded: Any, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Character spans of the passage as first and last token; those cut off are left out."""
    inside = [
        (position, start, end)
        for position, ((start, end), kind) in enumerate(
            zip(encoded.offsets, encoded.type_ids, strict=True)
        )
        if kind == 1 and end > start
    ]
    found = []
    for first, last in spans:
        covered = [position for position, start, end in inside if start < last and end > first]
        if covered and inside[-1][2] >= last:
            found.append((covered[0], covered[-1]))
    return found
