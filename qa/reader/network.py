"""The reader's network: MiniLM over question and passage together, with two linear heads.

The first token's output says how well the passage answers (a log odds against "it does not"), each
token's output how likely the answer begins and ends there. Imports torch and transformers; asking
does not need this module.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertModel

# A token that is no part of the passage cannot hold the answer.
FORBIDDEN = -1e4


class Network(nn.Module):
    """(token ids, token types), both (n, length) with 0 as padding → relevance (n,) and the
    logits of an answer's first and last token (n, length, 2)."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        # Eager attention: in bfloat16 on a CPU twice as fast as the fused one.
        self.encoder = BertModel.from_pretrained(
            str(folder), add_pooling_layer=False, attn_implementation="eager"
        )
        width = self.encoder.config.hidden_size
        self.relevance = nn.Linear(width, 1)
        self.span = nn.Linear(width, 2)
        for head in (self.relevance, self.span):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)

    def forward(self, ids: Tensor, types: Tensor) -> tuple[Tensor, Tensor]:
        """The logits, float32."""
        mask = (ids != 0).long()
        states = self.encoder(
            input_ids=ids, token_type_ids=types, attention_mask=mask
        ).last_hidden_state
        relevance = self.relevance(states[:, 0]).float().squeeze(-1)
        spans = self.span(states).float()
        return relevance, spans + (1 - types).unsqueeze(-1).float() * FORBIDDEN

    def layers(self) -> list[nn.Module]:
        """From the embeddings to the last layer, for learning rates that differ."""
        return [self.encoder.embeddings, *self.encoder.encoder.layer]


def averaged(networks: Sequence[dict[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of networks of which one was trained on from the other: often better than either
    (Wortsman et al., "Robust fine-tuning of zero-shot models", CVPR 2022)."""
    first, *others = networks
    return {
        name: torch.stack([value, *(other[name] for other in others)]).mean(0)
        if value.is_floating_point()
        else value
        for name, value in first.items()
    }


def come_about(states: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """How checkpoints came about: of each its recipe, how far it went, and what was before."""
    return [
        {"recipe": s["recipe"], "steps_done": s["step"], "before": s.get("before", [])}
        for s in states
    ]


def tokenizer(folder: Path, longest: int) -> Any:
    """The tokenizer of pairs; of a pair that is too long the passage's end is cut, and the
    question's too where it is more than half of the whole."""
    made = Tokenizer.from_file(str(folder / "tokenizer.json"))
    made.no_padding()
    made.enable_truncation(longest)
    return made


def padded(rows: Sequence[Sequence[int]]) -> Tensor:
    """Rows of token ids as one tensor, (n, longest), filled up with 0."""
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[0] * (longest - len(row))] for row in rows])
