"""TeX: sections, lists, tables and code, and that commands and comments are no passages."""

from hypothesis import given, settings
from hypothesis import strategies as st

from index.chunking import passages
from index.document import Kind
from index.formats import parser, tex
from tests.samples import document

PAPER = r"""\documentclass{article}
\usepackage{amsmath} % maths
\title{Tail Latency \\ of \emph{Gateways}}
\begin{document}
\maketitle
\section[Short]{How we measured}
\label{sec:how}
% TODO count the machines
All runs were on 10\% of the machines, compared to
6.3\,ms before. % or so
\begin{itemize}
  \item the batch size $b \in \{1, 16\}$,
    which varies
  \item[policy] of writing
\end{itemize}
\subsection*{In \texttt{code}}
\begin{verbatim}
\section{not this} % nor this
\end{verbatim}
\begin{tabular}{lr}
  \hline
  Policy & ms \\ \hline
  \midrule
  always & 41.7 \\
  Smith \& Co & 6.3 \\[2pt]
  \hline
\end{tabular}
\caption{By policy.}\label{tab:thr}
\end{table}
\paragraph{Last.} It ends.
\end{document}
More of it.
"""


def test_what_is_told_of_a_paper() -> None:
    parsed = tex.parse(PAPER.encode())
    assert parsed.text == PAPER
    assert parsed.title == r"Tail Latency of \emph{Gateways}"
    assert parsed.blocks is not None
    top, below = ("How we measured",), ("How we measured", r"In \texttt{code}")
    assert [(b.kind, b.heading, b.span.of(PAPER), b.reading) for b in parsed.blocks] == [
        (
            Kind.PARAGRAPH,
            top,
            "All runs were on 10\\% of the machines, compared to\n6.3\\,ms before.",
            "",
        ),
        (Kind.ITEM, top, "the batch size $b \\in \\{1, 16\\}$,\n    which varies", ""),
        (Kind.ITEM, top, "[policy] of writing", ""),
        (Kind.CODE, below, r"\section{not this} % nor this", ""),
        (Kind.ROW, below, "always & 41.7", "Policy: always; ms: 41.7"),
        (Kind.ROW, below, r"Smith \& Co & 6.3", r"Policy: Smith \& Co; ms: 6.3"),
        (Kind.PARAGRAPH, below, "By policy.", ""),
        (Kind.PARAGRAPH, below, r"\paragraph{Last.} It ends.", ""),
    ]


def test_a_part_of_a_paper_has_no_preamble() -> None:
    text = "\\chapter{One}\r\nText of it.\r\n\r\n\\section{Two}\r\nMore.\r\n"
    parsed = parser(".tex")(text.encode())
    assert parsed.title == ""
    assert parsed.blocks is not None
    assert [(block.heading, block.span.of(text)) for block in parsed.blocks] == [
        (("One",), "Text of it."),
        (("One", "Two"), "More."),
    ]


_PIECES = [
    *("\\begin{document}", "\\end{document}", "\\section{", "}", "{", "\\", "%", "&", "\\\\", "\n"),
    *("\\begin{tabular}", "\\end{tabular}", "\\hline", "\\begin{verbatim}", "\\end{verbatim}"),
    *(
        "\\item",
        "[",
        "]",
        "\\caption{",
        "\\title{",
        " ",
        "word",
        "É\r\n",
        "\t",
        "\\label{a}",
        "\x0b",
    ),
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=30).map("".join))
def test_whatever_stands_there_is_quoted_as_it_stands(text: str) -> None:
    parsed = tex.parse(text.encode())
    assert parsed.text == text
    assert parsed.blocks is not None
    for passage in passages(document("a.tex", text), parsed.blocks):
        assert passage.text == text[passage.span.start : passage.span.end]
        assert passage.text.strip() == passage.text
