"""Ranges of a text that hold what a question measures."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.build import index
from qa.answer import Answer
from qa.ask import Asker
from qa.ranges import holds, measures

FREIGHT = """# Freight

Parcels are collected on working days only, from the gate by the canal.

| Weight | Price | Handed in at |
|---|---|---|
| up to 2 kg | 4 crowns | the kiosk |
| 2.5-10 kg | 9 crowns | the kiosk |
| 11-30 kg | 17 crowns | the loading bay |
| over 30 kg | 40 crowns | the weighbridge |
"""


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("sail for 120kg crew", [(120, 120, "mass", "kg")]),
        ("a rope of 2 to 3.5 feet, for ten years", [(0.6096, 1.0668, "length", "feet"),
                                                    (3652.5, 3652.5, "time", "years")]),
        ("a 90-minute delay of a $1,200 fare", [(0.0625, 0.0625, "time", "minute"),
                                                (1200, 1200, "dollar", "$")]),
        ("fares for the over-65s", [(23741.25, float("inf"), "time", "years")]),
        ("anyone aged 70 or older", [(25567.5, float("inf"), "time", "years")]),
        ("delays shorter than two hours", [(float("-inf"), 1 / 12, "time", "hours")]),
        ("form A-120 kg of 1939, I-16 and 3 masts", []),
        ("no measures", []),
    ],
)  # fmt: skip
def test_measures_of_a_question(question: str, told: list[tuple[float, float, str, str]]) -> None:
    found = measures(question)
    assert [one.kind for one in found] == [kind for _, _, kind, _ in told]
    assert [one.unit for one in found] == [unit for *_, unit in told]
    for one, (low, high, *_) in zip(found, told, strict=True):
        assert (one.low, one.high) == (pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize(
    ("text", "label", "expected"),
    [
        ("101-150 kg", "", True),
        ("101–150", "Weight (kg)", True),
        ("101–150", "Weight", None),
        ("100,000 g to 150,000 g", "", True),
        ("0.1 tonne or more", "", True),
        ("100kg+", "", True),
        ("from 50 kg to 100 kg", "", False),
        ("more than 100 kg, or 90 kg on ice", "", True),
        ("over 120 kg", "", False),
        ("at least 120 kg", "", True),
        ("120 kg or less", "", True),
        ("under 120kg", "", False),
        ("50-60 kg, and one of 120 kg", "", None),
        ("1–3 mg", "", None),
        ("90 kg", "", None),
        ("in 100-150 days", "", None),
    ],
)
def test_what_holds_a_measure(text: str, label: str, expected: bool | None) -> None:
    [asked] = measures("How is a boat of 120 kg moored?")
    assert holds(asked, text, label) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Children of 6 months-6 years pay half.", False),
        ("under 12s", True),
        ("aged 12 and over", False),
        ("ages 6 to 9", True),
        ("72-108 months", True),
        ("for 2-3 days", None),
    ],
)
def test_what_holds_an_age(text: str, expected: bool | None) -> None:
    [asked] = measures("What does an 8 year old pay?")
    assert holds(asked, text) is expected


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(0, 2 * 10**6))
def test_a_range_holds_what_lies_in_it(low: int, more: int, asked: int) -> None:
    [measure] = measures(f"a boat of {asked} kg")
    assert holds(measure, f"{low:,}-{low + more:,} kg") is (low <= asked <= low + more)


@pytest.mark.parametrize("text", [" " * 40_000, "1 " * 20_000, "1" * 40_000, "1,111" * 8_000,
                                  "over " * 8_000, "over 1 to " * 4_000])  # fmt: skip
def test_a_long_line_takes_no_time(text: str) -> None:
    [asked] = measures("a boat of 120 kg")
    start = time.process_time()
    assert holds(asked, text) is None
    assert time.process_time() - start < 2


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    folder: Path = tmp_path_factory.mktemp("freight")
    (folder / "freight.md").write_text(FREIGHT, encoding="utf-8")
    index(folder / ".qa", [folder])
    return Asker.open(folder / ".qa")


@pytest.mark.parametrize(
    ("weight", "price"), [("1.5 kg", 4), ("4 kg", 9), ("12kg", 17), ("31 kg", 40), ("400 kg", 40)]
)
def test_the_row_is_found_in_whose_range_it_lies(asker: Asker, weight: str, price: int) -> None:
    reply = asker.ask(f"What is the price of a parcel of {weight}?")
    assert isinstance(reply, Answer)
    assert f"| {price} crowns |" in reply.quotes[0].text
