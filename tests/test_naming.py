"""Documents that a question names."""

import pytest

from qa.called import Titled
from qa.naming import may_name, named

DOCUMENTS = [
    Titled(1, "law/lease-unit4.docx", "Lease of Unit 4, Harbour Yard"),
    Titled(2, "law/lease-storage.txt", "STORAGE LEASE"),
    Titled(3, "lic/gpl-2.txt", "GNU General Public License"),
    Titled(4, "lic/gpl-3.txt", "GNU General Public License"),
    Titled(5, "lic/apache.txt", "Apache License"),
    Titled(6, "minutes_2024-05.md", "Meeting of 16 May"),
    Titled(7, "boats.md", "The order of the boats"),
    Titled(8, "fhs-3.0.pdf", "Filesystem Hierarchy Standard"),
    Titled(9, "constitution.txt", "Constitution of the club (v1.9)"),
    Titled(10, "constitution-1.2.txt", "Historical constitution of the club (v1.2)"),
    Titled(11, "papers/chen2019.tex", "Eels in winter"),
    Titled(12, "papers/chen2021_review.tex", "Eels in winter, again"),
    Titled(13, "papers/O'Neil-2007.pdf", "Trout"),
    Titled(14, "grant/proposal_2020.docx", "Eels: a proposal"),
    Titled(15, "may2020.md", "May"),
    Titled(16, "pay/old barge policy.docx", "What barges pay"),
    Titled(17, "pay/barges.md", "Barge policy"),
    Titled(18, "law/ZPL-1.1.txt", "Zoo law"),
    Titled(19, "law/ZPL-1.2 en.docx", "Zoo law"),
    Titled(20, "wharf/changelog-3.12.md", "Changes of the wharf"),
    Titled(21, "lp-200.md", "The LP-200"),
    Titled(22, "carry2shore-readme.txt", "carry2shore"),
]


@pytest.mark.parametrize(
    ("question", "words", "documents", "is_file"),
    [
        ("In the storage lease, who pays?", "In the storage lease", {2}, True),
        ("Who pays under the lease of Unit 4?", "under the lease of Unit 4", {1}, True),
        ("Does the lease allow dogs?", "Does the lease", {1, 2}, True),
        ("Under GPL version 2, may I sell it?", "Under GPL version 2", {3}, True),
        ("What does GPL v3 say of patents?", "does GPL v3", {4}, True),
        ("What is a work under the Apache Licence?", "under the Apache Licence", {5}, False),
        ("Who was present according to the minutes?", "according to the minutes", {6}, True),
        ("What does the FHS say on /tmp?", "does the FHS", {8}, True),
        ("Who leads by the Filesystem Hierarchy Standard?", None, {8}, False),
        ("Who votes under version 1.9 of the constitution?", None, {9}, False),
        ("Who signed in lease-storage.txt?", "in lease-storage.txt", {2}, True),
        ("Who spoke in the boats document?", "in the boats document", {7}, True),
        ("How many eels were caught in Chen et al. 2019?", "in Chen et al. 2019", {11}, False),
        (
            "According to Chen et al. (2021a), how many?",
            "According to Chen et al. (2021a),",
            {12},
            False,
        ),
        ("What did Chen and colleagues find?", "Chen and colleagues", {11, 12}, False),
        ("What did Chen (2021) find?", "Chen (2021)", {12}, False),
        ("In Chen 2019, how many eels?", "In Chen 2019,", {11}, False),
        ("How many eels has chen2019?", "chen2019", {11}, False),
        ("Was O'Neil & Orr (2007) on trout?", "O'Neil & Orr (2007)", {13}, False),
        ("In the O'Neil study, which lake?", "In the O'Neil study", {13}, True),
        ("In the grant proposal, how much?", "In the grant proposal", {14}, True),
        ("Are rafts covered by the barge policy?", "by the barge policy", {16, 17}, True),
        ("Under the ZPL 1.1, who pays?", "Under the ZPL 1.1", {18}, True),
        ("What does section 8 of the GPL-3 say?", "of the GPL-3", {4}, False),
        ("Who may sell it under GPLv2?", "under GPLv2", {3}, True),
        ("Is GNU GPL 2 enough?", "Is GNU GPL 2", {3}, False),
        ("GPLv3 on patents?", "GPLv3", {4}, True),
        ("gpl v2: who may sell it?", "gpl v2", {3}, True),
        ("GPL-2", "GPL-2", {3}, False),
        ("GNU General Public License 3: who?", "GNU General Public License 3", {4}, False),
        ("FHS 3: where is /tmp?", "FHS 3", {8}, False),
        ("zplv1.2, who pays?", "zplv1.2", {19}, True),
        ("wharf 3.12 changelog: what broke?", "wharf 3.12 changelog", {20}, True),
    ],
)
def test_a_name(question: str, words: str | None, documents: set[int], is_file: bool) -> None:
    assert may_name(question)
    (found,) = named(question, DOCUMENTS)
    assert (set(found.documents), found.is_file) == (documents, is_file)
    assert words is None or question[found.start : found.end] == words


@pytest.mark.parametrize(
    "question",
    [
        "Who pays for storage?",
        "How much is a lease?",
        "In order to leave, what must the boats do?",
        "What is the order of battle in May?",
        "Who drew up the manual of the harbour?",
        "What does the lease of a boat cost?",
        "When did the 16 boats leave in May 2024?",
        "Is a licence of the club needed?",
        "What did Dahl et al. 2019 find?",
        "What did Chen and Dahl find?",
        "What did the club do in Chen 2021?",
        "What was sold in May 2020?",
        "Who was Chen of the winter of 2019?",
        "Under GPLv4, may I sell it?",
        "GPLv4 on patents?",
        "What does the GNU General Public License version 4 say?",
        "Who pays under the ZPL 1.3?",
        "ZPL 1: who pays?",
        "Which version of the constitution is in force?",
        "16 boats: when did they leave?",
        "May 2020: who came?",
        "LP-200 at noon?",
        "How are goats unloaded in carry2shore?",
    ],
)
def test_no_name(question: str) -> None:
    assert named(question, DOCUMENTS) == []


def test_two_names() -> None:
    question = "Does the storage lease end before, according to the minutes, we move?"
    assert [set(one.documents) for one in named(question, DOCUMENTS)] == [{2}, {6}]


def test_a_name_of_most_documents_names_none() -> None:
    assert named("In the storage lease, who pays?", DOCUMENTS[:2]) != []
    assert named("Does the lease allow dogs?", DOCUMENTS[:2]) == []


def test_what_needs_no_look_at_the_documents() -> None:
    assert not may_name("who swam ashore at noon")


def test_files_that_are_counted_are_no_versions() -> None:
    pages = [Titled(n, f"log/ferry-{n}.txt", "Ferry") for n in range(1, 20)]
    others = [Titled(n, f"notes/{n}.md", "Nathan's boats") for n in range(20, 60)]
    assert named("Who sailed on ferry 16?", [*pages, *others]) == []
    (one,) = named("Who sailed by ferry 2?", [*pages[:3], *others])
    assert one.documents == {2}


def test_a_title_with_a_possessive() -> None:
    documents = [
        Titled(1, "b.md", "Nathan's boats 3"),
        Titled(2, "c.md", "c"),
        Titled(3, "d.md", "d"),
    ]
    (one,) = named("in Nathan's boats 3, who rows?", documents)
    assert one.documents == {1}
