"""Files as SQuAD has them → a question set: `python -m qa.reader.squad FILE... --into FOLDER`.

The format (Rajpurkar et al. 2016, 2018): ``{"data": [{"title", "paragraphs": [{"context", "qas":
[{"id", "question", "answers": [{"text"}], "is_impossible"}]}]}]}``. Each paragraph becomes a
document of the set, with its article's title, so that the parts of the set are parted by article.
"""

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

_SEED = 1939

Row = dict[str, Any]


def convert(
    files: Sequence[Path], into: Path, each: int | None = None, *, rest: bool = False
) -> tuple[int, int]:
    """Write ``corpus.jsonl`` and ``questions.jsonl``; how many documents and questions they have.

    Of a paragraph with more than ``each`` questions some are drawn, always the same; ``rest``
    takes the others instead. A paragraph or question that comes again (its text, its id) is left
    out.
    """
    chance = random.Random(_SEED)
    documents: dict[str, Row] = {}
    questions: dict[str, Row] = {}
    seen: set[str] = set()
    for title, text, asked in _paragraphs(files):
        if text in seen:
            continue
        seen.add(text)
        name = f"{title}#{len(documents)}"
        documents[name] = {"id": name, "title": title.replace("_", " "), "text": text}
        if each is not None and len(asked) > each:
            drawn = chance.sample(asked, each)
            asked = [row for row in asked if row not in drawn] if rest else drawn
        elif rest:
            asked = []
        for row in asked:
            questions.setdefault(row["id"], _question(row, name))
    into.mkdir(parents=True, exist_ok=True)
    for file, rows in (("corpus", documents), ("questions", questions)):
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows.values())
        (into / f"{file}.jsonl").write_text(lines, encoding="utf-8")
    return len(documents), len(questions)


def _paragraphs(files: Sequence[Path]) -> Iterator[tuple[str, str, list[Row]]]:
    for file in files:
        for article in json.loads(file.read_bytes())["data"]:
            for paragraph in article["paragraphs"]:
                yield article["title"], paragraph["context"], paragraph["qas"]


def _question(row: Row, document: str) -> Row:
    found = {"id": row["id"], "question": row["question"].strip()}
    if row.get("is_impossible"):
        nothing = {"relevant": [], "answers": [], "answerable": False}
        return found | nothing | {"near_miss": [document]}
    answers = sorted(
        {answer["text"] for answer in row["answers"]}, key=lambda text: (-len(text), text)
    )
    return found | {"relevant": [document], "answers": answers, "answerable": True}


def main() -> None:
    """Convert the named files."""
    parser = argparse.ArgumentParser(prog="python -m qa.reader.squad", description="Convert.")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--into", type=Path, required=True, help="the folder of the set")
    parser.add_argument("--each", type=int, help="at most so many questions of a paragraph")
    parser.add_argument("--rest", action="store_true", help="those that --each leaves out")
    given = parser.parse_args()
    if given.rest and given.each is None:
        parser.error("--rest is of what --each leaves out: say --each as well")
    documents, questions = convert(given.files, given.into, given.each, rest=given.rest)
    print(f"{documents:,} documents, {questions:,} questions")


if __name__ == "__main__":
    main()
