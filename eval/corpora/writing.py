"""Contents → a folder of files in one format."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.corpora.content import Content
from eval.corpora.office import write_docx, write_pptx, write_xlsx
from eval.corpora.pdf import write_pdf
from eval.corpora.plain import write_csv, write_markdown, write_rst
from eval.corpora.rich import write_odt, write_rtf
from eval.corpora.spots import Spot
from eval.corpora.web import write_epub, write_html

Writer = Callable[[Content, Path], list[Spot]]
"""Writes a content into a folder as one or more files, and says where its texts stand."""

WRITERS: Mapping[str, Writer] = {
    "pdf": write_pdf,
    "docx": write_docx,
    "odt": write_odt,
    "rtf": write_rtf,
    "pptx": write_pptx,
    "html": write_html,
    "epub": write_epub,
    "xlsx": write_xlsx,
    "csv": write_csv,
    "md": write_markdown,
    "rst": write_rst,
}
"""By the suffix of the files."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Files of one format: where each text stands, by the path of its file, and the source that
    each file was made from."""

    folder: Path
    spots: Mapping[str, tuple[Spot, ...]]
    sources: Mapping[str, str]


def write(suffix: str, contents: Sequence[Content], folder: Path) -> Corpus:
    """Write contents as files of a format of `WRITERS` into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    spots: dict[str, tuple[Spot, ...]] = {}
    sources: dict[str, str] = {}
    for content in contents:
        for spot in WRITERS[suffix](content, folder):
            spots[spot.path] = (*spots.get(spot.path, ()), spot)
            sources[spot.path] = content.source
    return Corpus(folder, spots, sources)
