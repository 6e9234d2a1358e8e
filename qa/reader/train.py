"""Train the reader: `python -m qa.reader.train FOLDER... --work DIR`.

From each question the network sees the passage that answers and some that do not, nearest first
more often than others. The loss is a softmax over "no answer" (always 0) and the passages' log
odds, so that a log odds has one meaning for every question, plus the answer's place by the
marginal likelihood of the places where its words stand (Clark and Gardner, ACL 2018).

Runs in bfloat16 with float32 master weights, on a GPU where there is one. The word embeddings
stay as they are: most words of other people's documents are never seen here. A checkpoint is
written every few hundred steps, and a run that was stopped goes on from it.
"""

import argparse
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import torch
from torch import Tensor, nn

from index.models import package_folder
from qa.reader.data import Example, load
from qa.reader.groups import LONGEST, Group, Recipe, batches
from qa.reader.lookups import sound
from qa.reader.network import Network, averaged, come_about, padded, tokenizer
from qa.reader.reword import Synonyms, load_reworded
from qa.reader.shipped import load_state

_DECAY = 0.01
_WARM_UP = 0.06
_CHUNK_TOKENS = 4096


def loss(network: nn.Module, groups: Sequence[Group]) -> tuple[Tensor, Tensor]:
    """The mean losses over groups: of choosing the passage, and of the answer's place in it."""
    rows = [(n, row) for n, one in enumerate(groups) for row in one.rows]
    order = sorted(range(len(rows)), key=lambda i: len(rows[i][1][0]))
    relevance: list[Tensor | None] = [None] * len(rows)
    spans: list[Tensor | None] = [None] * len(rows)
    device = next(network.parameters()).device
    for chunk in _chunks(order, [len(row[0]) for _, row in rows]):
        ids = padded([rows[i][1][0] for i in chunk]).to(device)
        types = padded([rows[i][1][1] for i in chunk]).to(device)
        odds, places = network(ids, types)
        for i, odd, place in zip(chunk, odds, places, strict=True):
            relevance[i], spans[i] = odd, place
    choices, places_lost = [], []
    at = 0
    for one in groups:
        mine = [relevance[at + n] for n in range(len(one.rows))]
        odds = torch.stack([torch.zeros((), device=device), *mine])  # type: ignore[list-item]
        choices.append(torch.logsumexp(odds, 0) - odds[0 if one.target is None else one.target + 1])
        if one.target is not None and one.spans:
            logs = torch.log_softmax(spans[at + one.target], 0)  # type: ignore[arg-type]
            each = [logs[first, 0] + logs[last, 1] for first, last in one.spans]
            places_lost.append(-torch.logsumexp(torch.stack(each), 0))
        at += len(one.rows)
    choice = torch.stack(choices).mean()
    place = torch.stack(places_lost).mean() if places_lost else torch.zeros((), device=device)
    return choice, place


def _chunks(order: Sequence[int], lengths: Sequence[int]) -> Iterator[list[int]]:
    """Rows of like length together, so that little is spent on padding."""
    chunk: list[int] = []
    for i in order:
        if chunk and (len(chunk) + 1) * lengths[i] > _CHUNK_TOKENS:
            yield chunk
            chunk = []
        chunk.append(i)
    if chunk:
        yield chunk


class Trainer:
    """A network in training: bfloat16 to compute with, float32 to add up in."""

    def __init__(self, folder: Path, recipe: Recipe, device: str) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe = recipe
        self.step = 0
        self.before: list[dict[str, Any]] = []
        self.master = Network(folder)
        self.master.encoder.embeddings.word_embeddings.requires_grad_(requires_grad=False)
        self.fast = Network(folder).to(device, torch.bfloat16).eval()  # eval: no dropout
        self.fast.encoder.embeddings.word_embeddings.requires_grad_(requires_grad=False)
        self._copy()
        self.optimizer = torch.optim.AdamW(self._groups(), betas=(0.9, 0.98), eps=1e-8)

    def _groups(self) -> list[dict[str, Any]]:
        recipe, found = self.recipe, []
        layers = self.master.layers()
        for depth, layer in enumerate([*layers, self.master.relevance, self.master.span]):
            rate = recipe.rate * recipe.layer_factor ** max(0, len(layers) - 1 - depth)
            for flat in (True, False):
                chosen = [p for p in layer.parameters() if p.requires_grad and (p.ndim < 2) == flat]
                if chosen:
                    decay = 0.0 if flat else _DECAY
                    found.append({"params": chosen, "lr": rate, "top": rate, "weight_decay": decay})
        return found

    def _copy(self) -> None:
        with torch.no_grad():
            for slow, fast in zip(self.master.parameters(), self.fast.parameters(), strict=True):
                fast.copy_(slow)

    def learn(self, groups: Sequence[Group]) -> tuple[float, float]:
        """One step; the two losses before it."""
        for entry in self.optimizer.param_groups:
            entry["lr"] = entry["top"] * self._share()
        choice, place = loss(self.fast, groups)
        total = choice + self.recipe.span_weight * place
        total.backward()  # type: ignore[no-untyped-call]
        for slow, fast in zip(self.master.parameters(), self.fast.parameters(), strict=True):
            if fast.grad is not None:
                slow.grad = fast.grad.to(slow.device, torch.float32)
                fast.grad = None
        nn.utils.clip_grad_norm_(self.master.parameters(), 1.0)
        self.optimizer.step()
        self._copy()
        self.step += 1
        return float(choice.detach()), float(place.detach())

    def _share(self) -> float:
        """Of the largest learning rate: up, then down to nothing, both straight."""
        done = (self.step + 1) / self.recipe.steps
        return min(done / _WARM_UP, max(0.0, 1 - done) / (1 - _WARM_UP) + 1e-3)

    def save(self, file: Path) -> None:
        """Write what is needed to go on, all of it or nothing."""
        state = {
            "recipe": asdict(self.recipe),
            "step": self.step,
            "before": self.before,
            "network": self.master.state_dict(),
            "optimizer": self.optimizer.state_dict(),
        }
        torch.save(state, file.with_suffix(".part"))
        file.with_suffix(".part").replace(file)

    def begin_with(self, files: Sequence[Path]) -> None:
        """Take the weights of another run's checkpoint, or of a shipped file, or the mean of
        several; of the rest only how they came about."""
        states = [load_state(file, self.master) for file in files]
        self.master.load_state_dict(averaged([state["network"] for state in states]))
        self.before = come_about(states)
        self._copy()

    def resume(self, file: Path) -> None:
        """Go on from a checkpoint, also of a run that was meant to be shorter or longer.

        Raises ValueError when it is of another recipe.
        """
        state = torch.load(file, weights_only=True)
        if state["recipe"] | {"steps": 0} != asdict(self.recipe) | {"steps": 0}:
            raise ValueError(f"{file} was made by another recipe: {state['recipe']}")
        self.master.load_state_dict(state["network"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.before = state["step"], state["before"]
        self._copy()


def train(
    sets: Sequence[Sequence[Example]],
    recipe: Recipe,
    work: Path,
    every: int = 200,
    start: Sequence[Path] = (),
    variants: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Trainer:
    """Train, from the last checkpoint in ``work`` if there is one, else with the mean weights of
    ``start``, checkpoints of other runs; ``variants`` are questions in other words. The curve goes
    to ``reader-curve.jsonl`` in ``work``."""
    folder = package_folder()
    trainer = Trainer(folder, recipe, "cuda" if torch.cuda.is_available() else "cpu")
    checkpoint = work / "reader.pt"
    if checkpoint.exists():
        trainer.resume(checkpoint)
    elif start:
        trainer.begin_with(start)
    stream = batches(sets, recipe, tokenizer(folder, LONGEST), variants)
    for _ in range(trainer.step):
        next(stream)  # what was seen before the checkpoint
    choices, places, began = 0.0, 0.0, time.monotonic()
    with (work / "reader-curve.jsonl").open("a", encoding="utf-8") as curve:
        while trainer.step < recipe.steps:
            choice, place = trainer.learn(next(stream))
            choices, places = choices + choice, places + place
            if trainer.step % 20 == 0:
                row = {
                    "step": trainer.step,
                    "choice": round(choices / 20, 4),
                    "place": round(places / 20, 4),
                    "seconds": round(time.monotonic() - began, 1),
                }
                print(json.dumps(row), file=curve, flush=True)
                choices = places = 0.0
            if trainer.step % every == 0:
                trainer.save(checkpoint)
    trainer.save(checkpoint)
    return trainer


def main() -> None:
    """Gather examples, train, and leave the network in the work folder."""
    parser = argparse.ArgumentParser(prog="python -m qa.reader.train", description="Train.")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--work", type=Path, required=True, help="indexes, examples, checkpoints")
    parser.add_argument("--steps", type=int, default=Recipe().steps)
    parser.add_argument("--negatives", type=int, default=Recipe().negatives)
    parser.add_argument("--rate", type=float, default=Recipe().rate)
    parser.add_argument("--contrasts", type=float, default=Recipe().contrasts)
    parser.add_argument("--lookups", type=float, default=Recipe().lookups)
    parser.add_argument("--room", type=int, default=Recipe().room)
    parser.add_argument("--evenness", type=float, default=Recipe().evenness)
    parser.add_argument("--rewords", type=float, default=Recipe().rewords)
    parser.add_argument(
        "--vectors", type=Path, help="counter-fitted word vectors, to ask questions in other words"
    )
    parser.add_argument(
        "--start",
        type=Path,
        nargs="+",
        default=(),
        help="a checkpoint of another run, or reader.onnx, to begin with, or several, averaged",
    )
    given = parser.parse_args()
    loaded = [load(folder, given.work, "train") for folder in given.folders]
    sets = [[example for example in examples if sound(example)] for examples in loaded]
    chosen = {
        field.name: getattr(given, field.name) for field in fields(Recipe) if field.name in given
    }
    recipe = Recipe(**chosen)
    variants: dict[str, list[str]] = {}
    if given.vectors is not None:
        synonyms = cache(lambda: Synonyms(given.vectors))
        for folder, examples in zip(given.folders, loaded, strict=True):
            variants |= load_reworded(examples, given.work / folder.name, synonyms)
    train(sets, recipe, given.work, start=given.start, variants=variants)


if __name__ == "__main__":
    main()
