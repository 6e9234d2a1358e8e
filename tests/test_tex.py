"""TeX: sections, lists, tables and code, and that commands and comments are no passages."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.chunking import passages
from index.document import Kind
from index.formats import parser, tex
from tests.samples import document
from tests.timing import is_linear

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
    assert parsed.title == "Tail Latency of Gateways"
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
        (Kind.PARAGRAPH, (*below, "Last."), "It ends.", ""),
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


def told(body: str) -> list[tuple[Kind, tuple[str, ...], str]]:
    """The blocks of a document that consists of a body."""
    text = f"\\begin{{document}}\n{body}\n\\end{{document}}\nNo more.\n"
    blocks = tex.parse(text.encode()).blocks
    assert blocks is not None
    return [(block.kind, block.heading, block.span.of(text)) for block in blocks]


def paragraphs(*texts: str) -> list[tuple[Kind, tuple[str, ...], str]]:
    return [(Kind.PARAGRAPH, (), text) for text in texts]


def code(text: str) -> tuple[Kind, tuple[str, ...], str]:
    return (Kind.CODE, (), text)


@pytest.mark.parametrize(
    "line",
    [
        r"See \url{https://x.org/a%20b.pdf}, the data.",
        r"See \url{https://x.org/{a}%20b.pdf}, the data.",
        r"\href{http://x.org/a%2Fb}{The report} tells it.",
        r"\href[pdfnewwindow]{http://x.org/a%2Fb}{The report} tells it.",
        r"Write \verb|%| or \verb*+%+ or \verb!\\%! there.",
        r"Write \lstinline[language=C]|%d| or \lstinline{%d} there.",
        r"It cost 10\% of it all.",
    ],
)
def test_a_per_cent_sign_that_begins_no_comment_is_text(line: str) -> None:
    assert told(line) == paragraphs(line)


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        (r"Kept. % \verb|", "Kept."),
        (r"A break \\% gone", r"A break \\"),
        (r"Not closed: \verb| % gone", r"Not closed: \verb|"),
        (r"\url{a%20b} kept % gone \url{", r"\url{a%20b} kept"),
    ],
)
def test_a_per_cent_sign_else_begins_a_comment(line: str, kept: str) -> None:
    assert told(line) == paragraphs(kept)


def test_the_bounds_of_a_document_are_no_comments_and_no_code() -> None:
    body = (
        "One.\n%\\end{document}\n\nTwo \\verb|\\end{document}|.\n\n\\begin{verbatim}\n"
        "\\begin{document}\nIn.\n\\end{document}\n\\end{verbatim}\n\nThree."
    )
    assert told(body) == [
        *paragraphs("One.", r"Two \verb|\end{document}|."),
        code("\\begin{document}\nIn.\n\\end{document}"),
        *paragraphs("Three."),
    ]
    text = "% \\title{Old} \\begin{document}\n\\title{New}\n\\x\n\\begin{document}\nOne.\n"
    parsed = tex.parse(text.encode())
    assert parsed.title == "New"
    assert [block.span.of(text) for block in parsed.blocks or ()] == ["One."]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_code_ends_where_it_does(newline: str) -> None:
    text = newline.join(
        [
            *(r"\section{One}", r"See \begin{verbatim}x % y\end{verbatim} there.", ""),
            *(r"% \begin{verbatim}", r"\section{Two}", r"Like this: \begin{verbatim}a", "  b"),
            *("```", r"\end{verbatim} and so on.", r"\begin{lstlisting}[language=C,"),
            *(r"  caption={A[1]}] % int", "int x; % y", r"\end{lstlisting}", r"\begin{minted}{c}"),
            *("\tint z;", r"\end{minted}", r"Say \verb|\begin{verbatim}| there.", ""),
            *(r"\begin{lstlisting}[a]int y;\end{lstlisting}", r"\section{Three}", "End."),
        ]
    )
    blocks = tex.parse(text.encode()).blocks
    assert blocks is not None
    assert [(b.kind, b.heading, b.span.of(text)) for b in blocks] == [
        (Kind.PARAGRAPH, ("One",), "See"),
        (Kind.CODE, ("One",), "x % y"),
        (Kind.PARAGRAPH, ("One",), "there."),
        (Kind.PARAGRAPH, ("Two",), "Like this:"),
        (Kind.CODE, ("Two",), newline.join(["a", "  b", "```"])),
        (Kind.PARAGRAPH, ("Two",), "and so on."),
        (Kind.CODE, ("Two",), "int x; % y"),
        (Kind.CODE, ("Two",), "int z;"),
        (Kind.PARAGRAPH, ("Two",), r"Say \verb|\begin{verbatim}| there."),
        (Kind.CODE, ("Two",), "int y;"),
        (Kind.PARAGRAPH, ("Three",), "End."),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        "Name & Age \\\\ \\hline\nAda & 36 \\\\ \\hline\nBob & 7 \\\\ \\hline\n",
        "\\hline Name & Age \\\\\\hline\n\\hline Ada & 36 \\\\[2pt]\n\\hline Bob & 7\n",
        "Name & Age \\\\\n\\hline Ada & 36 \\\\\n\\hline\nBob & 7 \\\\ ",
        "\\toprule\nName & Age \\\\[1ex] \\midrule\nAda & 36 \\\\\nBob & 7 \\\\ \\bottomrule",
    ],
)
def test_rows_are_told_by_their_columns_wherever_the_rules_stand(rows: str) -> None:
    text = f"\\begin{{tabular}}{{lr}}\n{rows}\\end{{tabular}}\n\nTom & Jerry.\n\\item One.\n"
    blocks = tex.parse(text.encode()).blocks
    assert blocks is not None
    assert [(block.kind, block.span.of(text), block.reading) for block in blocks] == [
        (Kind.ROW, "Ada & 36", "Name: Ada; Age: 36"),
        (Kind.ROW, "Bob & 7", "Name: Bob; Age: 7"),
        (Kind.PARAGRAPH, "Tom & Jerry.", ""),
        (Kind.ITEM, "One.", ""),
    ]


def test_a_table_within_a_line_ends_there() -> None:
    inner = r"\begin{tabular}{c}a\end{tabular}"
    assert told(f"It is {inner}.\n\n\\item One.")[-1] == (Kind.ITEM, (), "One.")
    rows = f"Name & Age \\\\ \\hline\n{inner} & 36 \\\\\nBob & 7 \\\\"
    found = told(f"\\begin{{tabular}}{{lr}}\n{rows}\n\\end{{tabular}}\n\n\\item One.")
    assert [kind for kind, _, _ in found] == [Kind.ROW, Kind.ROW, Kind.ITEM]
    assert told("\\begin{tabular}\n\\section{One}\n\\item a & b")[-1][0] is Kind.ITEM


def test_what_begins_code_that_never_ends_hides_nothing() -> None:
    for begin in (r"\begin{verbatim}", r"\newcommand{\bv}{\begin{verbatim}}"):
        body = f"{begin}\n\\section{{One}}\nText of it."
        assert told(body)[-1] == (Kind.PARAGRAPH, ("One",), "Text of it.")
    ends = r"\newenvironment{v}{\begin{verbatim}}{\end{verbatim}}"
    assert told(f"{ends}\n\\section{{One}}\nText of it.")[-1][1:] == (("One",), "Text of it.")


@pytest.mark.parametrize(
    "piece",
    [
        *(" " * 6, r"\begin{x}", r"\begin{verbatim}", r"\begin{minted}[{", r"\verb|", r"\url{a{"),
        *(r"\begin{verbatim}x\end{verbatim}", r"\item ", "%", "\\", r"\begin{tabular}\\ "),
        *(r"\hline ", r"\caption{", r"\href[", r"\begin{comment}", r"\newtheorem{"),
        *(r"\begin{table}\caption{a} ", r"\multicolumn{2}{", r"\title{\'", r"\end{table}"),
    ],
)
def test_a_long_line_costs_as_its_length(piece: str) -> None:
    def read(count: int) -> None:
        text = f"a{piece * count}b"
        assert tex.parse(text.encode()).text == text

    assert is_linear(read, 10_000)


@pytest.mark.parametrize("row", [r"a & b \\", r"x \hline ", r"\begin{a}", r"\multirow{2}{*}{b} & "])
def test_a_long_table_costs_as_its_length(row: str) -> None:
    def read(count: int) -> None:
        text = rf"\begin{{table}}\caption{{A}}\begin{{tabular}}{{l}} {row * count} \end{{tabular}}"
        assert tex.parse((text + r"\end{table}").encode()).encoding == "utf-8"

    assert is_linear(read, 10_000)


_PIECES = [
    *("\\begin{table}\\caption{A}", "\\end{table}", "\\begin{comment}", "\\end{comment}"),
    *("\\newtheorem{a}{A}[b]", "\\begin{a}[b]", "\\multicolumn{2}{l}{a}", "\\paragraph{a}"),
    *("\\multirow{2}{*}{a}", "\\midrule", "\\end{a}", "\\begin{tabular}{l}a & b \\\\"),
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
        "\\verb|",
        "\\url{",
        "\\begin{minted}[a]{b}",
        "\\end{minted}",
        "\r",
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
