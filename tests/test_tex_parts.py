"""TeX: what its parts are called, how its tables are read, and that no remark is quoted."""

import pytest

from index.chunking import passages
from index.document import Block, Kind, MarkKind
from index.formats import tex
from tests.samples import document


def told(body: str, preamble: str = r"\documentclass{article}") -> tuple[str, tuple[Block, ...]]:
    """A document that consists of a body, and its blocks."""
    text = f"{preamble}\n\\begin{{document}}\n{body}\n\\end{{document}}\n"
    blocks = tex.parse(text.encode()).blocks
    assert blocks is not None
    return text, blocks


def contexts(body: str, preamble: str = r"\documentclass{article}") -> list[tuple[str, str]]:
    """Of each block what it stands in, and its text."""
    text, blocks = told(body, preamble)
    return [(block.context, block.span.of(text)) for block in blocks]


def readings(rows: str) -> list[str]:
    """How the rows of a table are read."""
    _, blocks = told(f"\\begin{{tabular}}{{l|c|c}}\n{rows}\n\\end{{tabular}}")
    assert all(block.kind is Kind.ROW for block in blocks)
    return [block.reading for block in blocks]


REMARKS = r"""It fell by 16\%. % Dare we say "significantly"?
It is small. \verb|% kept| stays.
\begin{comment}
It was 7777.
\end{comment}
\begin{lstlisting}
x = 5 % 3
\end{lstlisting}
The last%
 of all.
"""


def test_no_remark_is_of_a_block_nor_of_a_passage() -> None:
    text, blocks = told(REMARKS)
    assert [(block.span.of(text), block.apart) for block in blocks] == [
        (r"It fell by 16\%.", False),
        (r"It is small. \verb|% kept| stays.", True),
        ("x = 5 % 3", True),
        ("The last%\n of all.", False),
    ]
    assert [passage.text for passage in passages(document("a.tex", text), blocks)] == [
        r"It fell by 16\%.",
        r"It is small. \verb|% kept| stays.",
        "x = 5 % 3",
        "The last%\n of all.",
    ]


def test_a_row_has_no_remark() -> None:
    text, blocks = told(
        "\\begin{tabular}{lr}\nName & Age \\\\ \\hline\nAda & % or so\n 36 \\\\\n\\end{tabular}"
    )
    assert [(block.span.of(text), block.reading) for block in blocks] == [
        ("Ada &", "Name: Ada; Age: 36"),
        ("36", "Name: Ada; Age: 36"),
    ]


def test_an_environment_is_quoted_without_its_begin_and_end() -> None:
    body = "It is\n\\begin{equation}x=1\\end{equation} and so \\begin{center}on\\end{center}."
    assert contexts(body) == [("", "It is"), ("", "x=1"), ("", "and so"), ("", "on")]


def test_a_heading_with_nothing_below_it_is_quoted_by_its_title() -> None:
    assert contexts("Text.\n\\section*{The end}\\label{e}\n") == [("", "Text."), ("", "The end")]


def test_an_abstract_and_paragraphs_have_headings() -> None:
    text, blocks = told(
        "\\begin{abstract}\nIn short.\n\\end{abstract}\n\n\\section{One}\n"
        "\\paragraph{Funding} By us.\n\\subparagraph*{More} By all.\n\\section{Two} It ends."
    )
    assert [(block.heading, block.span.of(text)) for block in blocks] == [
        (("Abstract",), "In short."),
        (("One", "Funding"), "By us."),
        (("One", "Funding", "More"), "By all."),
        (("Two",), "It ends."),
    ]


THEOREMS = r"""\section{One}
\begin{thm}[Robustness]\label{t}
First.
\end{thm}
\begin{lemma}Second.\end{lemma}
\begin{rem}Third.\end{rem}
\section{Two}
\begin{lemma}
Fourth.
\end{lemma}
\begin{proof}[Proof of Lemma 2.1]
Fifth.
\end{proof}
\begin{definition}
Sixth.
\end{definition}
"""


def test_theorems_are_named_and_counted_as_latex_does() -> None:
    preamble = (
        "\\documentclass{article}\n\\newtheorem{thm}{Theorem}[section]\n"
        "\\newtheorem{lemma}[thm]{Lemma}\n\\newtheorem*{rem}{Remark}\n"
        "\\newtheorem{definition}{Definition}"
    )
    assert contexts(THEOREMS, preamble) == [
        ("Theorem 1.1 (Robustness)", "First."),
        ("Lemma 1.2", "Second."),
        ("Remark", "Third."),
        ("Lemma 2.1", "Fourth."),
        ("Proof of Lemma 2.1", "Fifth."),
        ("Definition 1", "Sixth."),
    ]


def test_chapters_and_appendices_are_counted() -> None:
    body = (
        "\\chapter{A}\\section{B}\n\\begin{thm}One.\\end{thm}\n\\appendix\n\\chapter{C}\n"
        "\\begin{thm}Two.\\end{thm}\n\\begin{table}\\caption{Three.}\\end{table}"
    )
    preamble = "\\documentclass[a4paper]{book}\n\\newtheorem{thm}{Satz}[chapter]"
    assert contexts(body, preamble)[1:] == [
        ("Satz 1.1", "One."),
        ("Satz A.1", "Two."),
        ("Table A.1", "Three."),
    ]


@pytest.mark.parametrize("text", ["\\begin{lemma}[Zorn]\nIt is.\n\\end{lemma}\n"])
def test_a_part_of_a_document_is_not_counted(text: str) -> None:
    blocks = tex.parse(text.encode()).blocks
    assert blocks is not None
    assert [(block.context, block.span.of(text)) for block in blocks] == [
        ("Lemma (Zorn)", "It is.")
    ]
    assert contexts("\\input{one}\n\\begin{table}\\caption{Doses}\\end{table}") == [
        ("Table", "Doses")
    ]


FLOATS = r"""\begin{figure}[h]
\includegraphics{a}
\begin{subfigure}{1cm}\caption{In part.}\end{subfigure}
\caption{The \emph{whole}.}
\end{figure}
See above.
\begin{table}\caption{Doses by arm}\label{t1}
\begin{tabular}{l|c}\hline
Arm & IU \\ \hline
A & 800 \\
\end{tabular}
Per day.
\end{table}
\begin{table*}
\caption*{Without.}
\end{table*}
\begin{longtable}{ll}
\caption{Long}\label{l}\\
\toprule Virus & Arm \\ \midrule \endfirsthead
\toprule Virus & Arm \\ \midrule \endhead
RSV & 80 \\
\bottomrule
\end{longtable}
"""


def test_captions_are_counted_and_name_their_rows() -> None:
    assert contexts(FLOATS) == [
        ("Figure 1", "In part."),
        ("Figure 1", "The \\emph{whole}."),
        ("", "See above."),
        ("Table 1", "Doses by arm"),
        ("Table 1: Doses by arm", "A & 800"),
        ("Table 1", "Per day."),
        ("Table", "Without."),
        ("Table 2", "Long"),
        ("Table 2: Long", "RSV & 80"),
    ]
    own = "\\documentclass{article}\\renewcommand{\\thetable}{S\\arabic{table}}"
    assert contexts("\\begin{table}\\caption{One}\\end{table}", own) == [("Table S1", "One")]


def test_cells_that_span_are_read_under_their_columns() -> None:
    rows = r"""\hline
\multirow{2}{*}{Arm} & \multicolumn{2}{c}{Dose (IU)} \\ \cline{2-3}
 & Week 1 & {Week 2} \\ \hline
\multirow{2}{*}{B} & 2000 & 4000 \\
 & 1 & \multicolumn{1}{c}{2} \\ \hline"""
    assert readings(rows) == [
        "Arm: B; Dose (IU) Week 1: 2000; Dose (IU) Week 2: 4000",
        "Arm: B; Dose (IU) Week 1: 1; Dose (IU) Week 2: 2",
    ]


def test_a_cell_over_the_whole_width_names_the_rows_below() -> None:
    text, blocks = told(
        "\\begin{tabular}{lr}\nName & Age \\\\ \\midrule\n\\multicolumn{2}{l}{Women} \\\\\n"
        "Ada & 36 \\\\ \\addlinespace[2pt]\n\\end{tabular}"
    )
    assert [(block.context, block.span.of(text)) for block in blocks] == [("Women", "Ada & 36")]


@pytest.mark.parametrize(
    ("preamble", "told"),
    [
        (
            r"\author{Yi Chen\thanks{To: \texttt{a@b.org}} \and Ana Nov\'ak \\ Prague}\date{May 2019}",
            [
                (MarkKind.AUTHOR, "Yi Chen"),
                (MarkKind.AUTHOR, "Ana Novák"),
                (MarkKind.DATE, "May 2019"),
            ],
        ),
        (r"\author{A B$^{1}$, C D$^{2,3}$}\date{\today}", [(MarkKind.AUTHOR, "A B, C D")]),
        (r"% \author{A B}", []),
    ],
)
def test_who_wrote_it_and_when(preamble: str, told: list[tuple[MarkKind, str]]) -> None:
    marks = tex.parse(f"{preamble}\n\\begin{{document}}\nText.\n".encode()).marks
    assert [(mark.kind, mark.name) for mark in marks] == told


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        (r"Vitamin~D\textsubscript{3} \& \emph{more}", "Vitamin D3 & more"),
        (r"The \dawn trial, \dawn{}, and \dawn.", "The Dawn trial, Dawn, and Dawn."),
        (r"Nov\'ak, M{\o}ller, \v{S}im\"un\thanks{To all}", "Novák, Møller, Šimün"),
        (r"``Ten'' -- $5$--\$6 \\[2pt] 95\%", "“Ten” – 5–$6 95%"),
    ],
)
def test_a_title_is_shown_without_commands(title: str, shown: str) -> None:
    text = f"\\newcommand{{\\dawn}}{{\\textsc{{Dawn}}\\xspace}}\n\\title{{{title}}}\n"
    assert tex.parse(text.encode()).title == shown
