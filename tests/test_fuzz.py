"""Broken files of every format: each is read, or refused with a reason, and harms nothing else.

In the suite these are always the same hundred files. ``QA_FUZZ=200 pytest -n 0
tests/test_fuzz.py`` reads as many batches of others; a hundred take some minutes.
"""

import io
import os
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from eval.corpora.content import content
from eval.corpora.writing import WRITERS, write
from index.choosing import Found
from index.document import Block, Document, Kind, Mark, MarkKind, Span
from index.errors import ReadError
from index.formats import FORMATS
from index.limits import Limits
from index.parsing import Read, parse
from index.store import Store
from index.workers import Pool
from tests.conftest import StubEncoder
from tests.mutants import KINDS, SCALE, Edit, Mutant, load
from tests.odf import zipped
from tests.old_word import P, word
from tests.samples import EVERYTHING, ROOT, document, is_sound, update
from tests.samples import write as write_files
from tests.test_doc import BODY
from tests.test_msg import message
from tests.test_rtf import WORD

BATCHES = int(os.environ.get("QA_FUZZ", "0"))
COPIES = 8
"""Of each file, in one batch."""
LIMITS = Limits(seconds=20.0)
# What is said of a reader that broke, hung or gorged itself.
BROKEN = ("reading it failed", "reading it crashed", "it took longer", "it takes more", "it needs")
_TALK = b"""WEBVTT - Ferries

STYLE
::cue { color: red }

00:01.000 --> 00:02.500 align:start
<v Ann>The <i>Gull</i> left

2
00:00:02.500 --> 00:00:04.000
in May &amp; sank.
"""
_PAPER = rb"""\documentclass{article}
\title{Ferries}
\begin{document}
\section{Trips} % of all
The \emph{Gull} left.
\begin{itemize}
\item in May
\end{itemize}
\begin{tabular}{lr}
Month & Gull \\ \hline
\hline
May & 1,200 \\
\end{tabular}
\begin{verbatim}
sail()
\end{verbatim}
\end{document}
"""
_SETTINGS = b"""# All trips.
trips:
  # When it leaves.
  gull: [May, June]
  tern:
    - May
"""
_MAIL = b"""From: =?utf-8?q?Ann_D=C3=A5hl?= <a@x.org>
Date: Fri, 3 May 2024 10:12 +0200
Subject: Ferries
Content-Type: multipart/alternative; boundary="b"

--b
Content-Type: text/plain; format=flowed; charset=utf-8
Content-Transfer-Encoding: quoted-printable

The Gull left =
in May.

On 2 May 2024 at 10:12, Bo wrote:
> When did it \nleave?
-- \nAnn
--b
Content-Type: text/html

<p>The <b>Gull</b> left</p><blockquote type="cite">When?</blockquote>
--b--
"""
_TEXT = """<text:h text:outline-level="1">Ferries</text:h>
<text:p text:style-name="P2">The <text:span text:style-name="T1">Gull</text:span><text:s/>left:</text:p>
<text:list text:style-name="L1"><text:list-item><text:p>in May<text:note><text:note-body>
<text:p>Or June.</text:p></text:note-body></text:note></text:p></text:list-item></text:list>
<table:table><table:table-row><table:table-cell table:number-columns-repeated="2"><text:p>Gull</text:p>
</table:table-cell></table:table-row><table:table-row><table:table-cell><text:p>May</text:p>
</table:table-cell><table:table-cell><text:p>7</text:p></table:table-cell></table:table-row></table:table>
"""


@cache
def originals() -> dict[str, bytes]:
    """A small file of each format, by name."""
    small = content("small.txt", "Ferries", EVERYTHING)
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        # Streams that are packed would only be found to be damaged.
        patch.setattr("reportlab.rl_config.pageCompression", 0)
        for name in WRITERS:
            write(name, [small], Path(folder))
        files = {f"original{file.suffix}": file.read_bytes() for file in Path(folder).iterdir()}
    page = io.BytesIO()
    canvas = Canvas(page, pageCompression=0, invariant=1)
    for line in EVERYTHING.splitlines():
        canvas.bookmarkPage(line)
        canvas.addOutlineEntry(f"On {line}", line)
        canvas.drawString(72, 700, line)
        canvas.showPage()
    canvas.save()
    files["without-font.pdf"] = page.getvalue()
    files["original.txt"] = EVERYTHING.encode()
    files["original.tex"] = _PAPER
    files["original.vtt"] = _TALK
    files["original.eml"] = _MAIL
    files["original.mbox"] = (b"From a@x.org Fri May  3 10:12:00 2024\n" + _MAIL + b"\n") * 2
    files["original.odt"] = zipped(_TEXT)
    files["original.rtf"] = WORD
    files["original.doc"] = word(BODY, [P("\x02Or in June.")])
    files["original.msg"] = message()
    files["original.yaml"] = _SETTINGS
    files["original.py"] = (ROOT / "index" / "fusion.py").read_bytes()
    return files


_OTHERS = ("doc", "eml", "mbox", "msg", "py", "tex", "txt", "vtt", "yaml")
NAMES = sorted(
    [
        *(f"original.{suffix}" for suffix in (*WRITERS, *_OTHERS)),
        "without-font.pdf",
    ]
)

_edits = st.builds(
    Edit,
    kind=st.sampled_from(KINDS),
    at=st.integers(0, SCALE),
    other=st.integers(0, SCALE),
    length=st.integers(1, 400),
)


def _mutants(name: str) -> st.SearchStrategy[Mutant]:
    return st.builds(
        Mutant,
        name=st.just(name),
        donor=st.sampled_from([name, *NAMES]),
        member=st.integers(-1, 30),
        edits=st.lists(_edits, min_size=1, max_size=4).map(tuple),
    )


_batches = st.tuples(*(_mutants(name) for name in NAMES for _ in range(COPIES)))


def _read(folder: Path, files: Mapping[str, bytes]) -> dict[str, Read | ReadError]:
    """What workers make of files."""
    write_files(folder, files)
    found = [Found(str(folder / name), name, len(data), 0) for name, data in files.items()]
    with Pool(found, load, LIMITS) as pool:
        return dict(zip(files, pool, strict=True))


def _named(batch: tuple[Mutant, ...]) -> dict[str, bytes]:
    return {
        f"{number}{Path(mutant.name).suffix}": mutant.data(originals())
        for number, mutant in enumerate(batch)
    }


@pytest.mark.parametrize(
    ("kind", "length", "made"),
    [
        ("truncate", 1, b"abcd"),
        ("flip", 0, b"abcddfgh"),
        ("drop", 2, b"abcdgh"),
        ("overwrite", 2, b"abcd34gh"),
        ("insert", 2, b"abcd34efgh"),
        ("repeat", 2, b"abcd" + b"ef" * 20 + b"gh"),
    ],
)
def test_edits(kind: str, length: int, made: bytes) -> None:
    edit = Edit(kind, at=SCALE // 2, other=SCALE // 2, length=length)
    assert edit.apply(b"abcdefgh", b"012345") == made


def test_one_file_of_an_archive_is_changed() -> None:
    mutant = Mutant("original.epub", "original.txt", 1, (Edit("truncate", 0, 0, 1),))
    whole = zipfile.ZipFile(io.BytesIO(originals()["original.epub"]))
    spoilt = zipfile.ZipFile(io.BytesIO(mutant.data(originals())))
    assert spoilt.namelist() == whole.namelist()
    for number, name in enumerate(whole.namelist()):
        assert spoilt.read(name) == (b"" if number == 1 else whole.read(name))


@pytest.mark.parametrize(
    ("blocks", "marks", "text", "told"),
    [
        ([(4, 7), (0, 3)], [], "The end", "blocks overlap or descend"),
        ([(0, 3), (3, 4)], [], "The end", "a block of white space"),
        ([(0, 8)], [], "The end", "a block reaches past the end"),
        ([(0, 3)], [4, 0], "The end", "marks descend"),
        ([(0, 3)], [7], "The end", "a mark past the end"),
        ([(0, 3)], [], "The \ud800", "UnicodeEncodeError"),
    ],
)
def test_what_is_not_sound_is_told(
    blocks: list[tuple[int, int]],
    marks: list[int],
    text: str,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unsound(file: Found) -> tuple[Document, tuple[Block, ...]]:
        made = replace(
            document("a.pdf", text), marks=tuple(Mark(at, MarkKind.PAGE, 1) for at in marks)
        )
        return made, tuple(Block(Kind.PARAGRAPH, Span(*span)) for span in blocks)

    monkeypatch.setattr("index.reading.load", unsound)
    with pytest.raises(ReadError, match=told) as caught:
        parse(Found("a.pdf", "a.pdf", 1, 1), load)
    assert str(caught.value).startswith(BROKEN)


def test_the_originals_are_of_every_format(tmp_path: Path) -> None:
    assert sorted(originals()) == NAMES
    modules = {FORMATS[Path(name).suffix] for name in NAMES if Path(name).suffix in FORMATS}
    assert {FORMATS[suffix].partition(":")[0] for suffix in FORMATS} == {
        module.partition(":")[0] for module in modules
    }
    for name, outcome in _read(tmp_path, originals()).items():
        assert isinstance(outcome, Read), name
        assert outcome.passages, name


@settings(
    max_examples=BATCHES or 1,
    derandomize=not BATCHES,
    database=None,
    deadline=None,
    phases=[Phase.generate],  # what fails is told by its name; shrinking a batch takes hours
    suppress_health_check=[HealthCheck.too_slow],
)
@given(batch=_batches)
def test_a_broken_file_is_read_or_refused_with_a_reason(batch: tuple[Mutant, ...]) -> None:
    with TemporaryDirectory() as folder:
        outcomes = _read(Path(folder), _named(batch))
    for (name, outcome), mutant in zip(outcomes.items(), batch, strict=True):
        if isinstance(outcome, ReadError):
            reason = str(outcome)
            told = f"{mutant}: {reason!r}"
            assert reason.startswith(("it ", "its ", "nothing in it ")), told
            assert reason.isprintable() and len(reason) < 300, told
            assert not reason.startswith(BROKEN), told
        else:
            assert outcome.document.path == name


@pytest.mark.workers
def test_a_folder_of_broken_files_is_indexed_as_far_as_it_goes(
    tmp_path: Path, stub: StubEncoder
) -> None:
    """Each file cut short in three places and spoilt all over: nothing is passed over in silence,
    and the store stays whole."""
    documents = tmp_path / "documents"
    files = {}
    for name, data in originals().items():
        for part in (1, 2, 3):
            files[f"cut-{part}-{name}"] = data[: len(data) * part // 4]
        spoilt = bytearray(data)
        spoilt[97::97] = bytes(byte ^ 0x15 for byte in spoilt[97::97])
        files[f"spoilt-{name}"] = bytes(spoilt)
    write_files(documents, {**files, **originals()})
    changes = update(tmp_path, documents)
    skipped = {Path(unread.path).name: unread.reason for unread in changes.skipped}
    assert skipped.keys() <= files.keys()
    assert not any(reason.startswith(BROKEN) for reason in skipped.values())
    for suffix in ("docx", "pptx", "xlsx", "epub"):
        assert skipped[f"cut-2-original.{suffix}"].startswith("it is damaged")
    with Store.open(tmp_path / ".qa") as store:
        indexed = {Path(path).name for path in store.known()}
    assert indexed == (files.keys() | originals().keys()) - skipped.keys()
    assert is_sound(tmp_path / ".qa")
