"""Versions of two parts, which are those of a thing with a name, or mere numbers."""

from pathlib import Path

import pytest

from index.build import index
from qa.answer import Answer
from qa.ask import Asker
from qa.versions import versions

NOTES = {
    "2.0.md": "# Loom 2.0.0\n\nThe Python versions that this release supports are 3.9 to 3.11.\n",
    "2.1.md": "# Loom 2.1.0\n\nPython 3.10 to 3.12 are the versions that are supported now.\n",
    "plan.md": "# Plans\n\nLoom will be split into two packages after the winter of this year.\n",
}


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Does loom 2.1 need Python 3.9?", ["loom 2.1", "python 3.9"]),
        ("What is new in Loom version 2.1?", ["loom 2.1"]),
        ("usb v2.0 and loom 2.1 support", ["usb 2.0", "loom 2.1"]),
        ("about 2.5 km, a dose 2.5 mg, rate 7.5%, some 1.2 million", []),
        ("clause 4.5, table 3.1 and step 2.1 of 2.1.4", []),
    ],
)
def test_versions_of_a_question(question: str, told: list[str]) -> None:
    assert [one.told for one in versions(question)] == told


@pytest.mark.parametrize(
    ("text", "is_other", "is_in"),
    [
        ("Loom 2.0.0 release notes", True, False),
        ("Loom ``2.0`` and loom 1.9", True, False),
        ("loom 2.1.3", False, True),
        ("loom 2.0 and Loom 2.1", False, True),
        ("loom 2.0–2.3", False, True),
        ("loom 2.2 to 2.3", True, False),
        ("loom 2.0 or later", False, True),
        ("loom 2.x, loom 1.9+", False, True),
        ("Loom >= 2.0", False, True),
        ("since loom 1.8", False, True),
        ("spindle 2.0", False, False),
        ("heirloom 2.0", False, False),
        ("in 2.1 it changed", False, True),
        ("in 12.1 or 2.10", False, False),
    ],
)
def test_what_is_of_another_version(text: str, is_other: bool, is_in: bool) -> None:
    [version] = versions("Is loom 2.1 out?")
    assert (version.is_other(text), version.is_in(text)) == (is_other, is_in)


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    folder: Path = tmp_path_factory.mktemp("loom")
    for name, text in NOTES.items():
        (folder / name).write_text(text, encoding="utf-8")
    index(folder / ".qa", [folder])
    return Asker.open(folder / ".qa")


@pytest.mark.parametrize("version", ["2.0", "2.1"])
def test_a_version_chooses_what_is_told_of_it(asker: Asker, version: str) -> None:
    reply = asker.ask(f"Which Python versions does loom {version} support?")
    assert isinstance(reply, Answer)
    assert reply.quotes[0].place.document.path.endswith(f"{version}.md")


def test_another_version_is_told_and_less_sure(asker: Asker) -> None:
    there = asker.ask("Which Python versions does loom 2.1 support?")
    other = asker.ask("Which Python versions does loom 2.2 support?")
    assert other.confidence < there.confidence
    if isinstance(other, Answer):
        assert any("does not mention" in one and "loom 2.2" in one for one in other.notices)
