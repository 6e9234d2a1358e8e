"""What of a question the signals look for."""

import doctest
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.words import fold
from qa import question as module
from qa.question import aliases, names, question, stems, unmentioned
from tests.asking import query_of
from tests.samples import unit


def test_the_worked_examples() -> None:
    assert doctest.testmod(module) == (0, 5)


def test_stems() -> None:
    assert stems("Ferries, ferry and FERRY goats") == {"ferri", "and", "goat"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", set()),
        ("Where is it?", set()),
        ("Where is the Old Mill?", set()),  # nothing but capitals
        ("Where is the Old Mill now hidden?", {"old", "mill"}),
        ("Where did Michitarō Komatsubara die?", {"michitaro", "komatsubara"}),
        ("who led the kwantung army", set()),
        ("WHO LED THE ARMY OF KWANTUNG IN JUNE?", {"june"}),
        ("Who led the army in June?", {"june"}),
        ("what happened in june", {"june"}),
        ("what happened in may", set()),
        ("what happened on 11 may", {"may"}),
        ("May it be cited? Yes: Who can cite it", set()),
        ("He went home. Then what happened", set()),
        ("Did he march in March 1939 with Smith?", {"march", "smith"}),
        ("Who signed the “Truce” there?", set()),
        ("How fast was the I-16?", {"i-16"}),
        ("HOW FAST WAS THE I-16?", {"i-16"}),
        ("what does error e99 mean", {"e99"}),
        ("Which of BT-7, t-26b and 45mm guns, 23rd or 1930s?", {"bt-7", "t-26b"}),
        ("what is a2b4c6", set()),
        ("what does DEPTH_LIMIT default to", {"depth_limit"}),
        ("what is maxUploadFiles", {"maxuploadfiles"}),
        ("what does core.maxThreads do, or --no-edit", {"core.maxthreads", "--no-edit"}),
        ("is it 5.5 p.m. or e.g. noon - or well-known", set()),
    ],
)
def test_names(text: str, found: set[str]) -> None:
    assert {fold(name) for name in names(text)} == found


@given(st.text() | st.text("Aa1 .?may", max_size=40))
def test_names_of_any_text(text: str) -> None:
    found = names(text)
    assert all(name in text for name in found)
    assert len({fold(name) for name in found}) == len(found)


def test_a_long_question_takes_no_longer_a_word() -> None:
    begun = time.process_time()
    assert names("Aa b " * 20_000) == ["Aa"]
    assert time.process_time() - begun < 5


def test_figures_and_names_are_stems() -> None:
    asked = query_of(
        "How many Ferries sank in the 1930s or 1912", {"1930s": 1, "1912": 1}, [((0, 1), unit(1))]
    )
    assert question(asked).figures == {frozenset(("1930",)), frozenset(("1912",))}
    assert question(asked).names == {frozenset(("ferri",))}
    asked = query_of("which i-16 was it", {"16": 1}, [((0, 1), unit(1))])
    assert question(asked).names == {frozenset(("i", "16"))}


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("What did the keeper of Skagen see in June?", ["Skagen", "June"]),
        ("What did the keeper of the Japanese light see in May 1912?", []),
        ("What does the E17 or the e-18 code mean on Japan's light?", ["e-18"]),
        ("what did he see", []),
        ("what did he see in february or May of 1912", ["february"]),
    ],
)
def test_names_that_a_passage_does_not_mention(text: str, lacking: list[str]) -> None:
    passage = "Lights of Japan\nE17: on 1912-05-11 the keeper, Henrik Dahl, saw 18 ships."
    assert unmentioned(text, passage) == lacking


def test_what_a_document_is_called_is_mentioned() -> None:
    known = aliases("lic/GPL-3", "GNU General Public License")
    asked = "How is a violation of the GPL or the GNU licence, unlike the MPL, cured?"
    assert unmentioned(asked, "GNU General Public License", known) == ["MPL"]
    assert unmentioned("What does the lgpl or LGPL-3 say", "", known) == ["LGPL-3"]


def test_a_programs_name_for_a_thing_is_looked_for_whole() -> None:
    asked = "What are FST_ERR_CTP and core.maxThreads good for?"
    assert unmentioned(asked, "FST_ERR_CTP: core threads") == ["core.maxThreads"]
    assert unmentioned(asked, "FST_ERR: core.maxThreads") == ["FST_ERR_CTP"]
