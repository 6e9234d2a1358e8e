"""The benchmark: `qa` against the script one writes first, and how it grows.

python -m eval.bench [--only help,cold,memory,rate,warm,growth] [--rounds N] [--json]

Drives `qa` as a command, so that what is measured is what a user waits for.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from eval.bench_report import table, to_json
from eval.measuring import Bench, Plan
from index.errors import BenchError, QAError

PARTS = ("help", "cold", "memory", "rate", "warm", "growth")
SIZES = (5, 500)
CASES = Path(__file__).with_name("khalkhin-gol.jsonl")

_QUESTIONS = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; the exit code."""
    options = _parser().parse_args(arguments)
    try:
        plan = Plan(
            options.only,
            options.folder.absolute(),
            tuple(read_questions(options.questions)),
            options.rounds,
            options.sizes,
        )
        with tempfile.TemporaryDirectory(prefix="pincite-bench-") as scratch:
            findings = Bench(plan, Path(scratch)).run()
    except QAError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps(to_json(findings), indent=1, ensure_ascii=False))
    else:
        Console(highlight=False).print(table(findings))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.bench", description=__doc__)
    parser.add_argument("--only", type=_parts, default=PARTS, metavar=",".join(PARTS))
    parser.add_argument("--rounds", type=_positive, default=5, metavar="N")
    parser.add_argument("--folder", type=Path, default=Path("seeds"), metavar="DIR")
    parser.add_argument(
        "--sizes",
        type=_sizes,
        default=SIZES,
        metavar="N,N",
        help="passages to grow the folder to (default 5,500; 50000 takes long)",
    )
    parser.add_argument(
        "--questions",
        type=Path,
        default=CASES,
        metavar="FILE.jsonl",
        help='what to ask, {"question": …} a line; else the hand-written cases',
    )
    parser.add_argument("--json", action="store_true", help="print JSON, with every round")
    return parser


def _parts(text: str) -> tuple[str, ...]:
    chosen = text.split(",")
    if unknown := [part for part in chosen if part not in PARTS]:
        raise argparse.ArgumentTypeError(f"no part {unknown[0]!r}; choose of {', '.join(PARTS)}")
    return tuple(part for part in PARTS if part in chosen)


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(_positive(part) for part in text.split(","))


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def read_questions(file: Path, most: int = _QUESTIONS) -> list[str]:
    """Questions of a JSONL file, spread evenly over it. Raises BenchError when it has none."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
        found = [str(json.loads(line)["question"]) for line in lines if line.strip()]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BenchError(f"{file} holds no questions: {error}") from error
    if not found:
        raise BenchError(f"{file} holds no questions")
    return found[:: -(-len(found) // most)]


if __name__ == "__main__":
    raise SystemExit(main())
