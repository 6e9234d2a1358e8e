"""Command lines that begin with something else than a command."""

import pytest
import typer
from typer.main import get_command

from qa.cli import app
from qa.misread import meant


def _meant(*args: str) -> str:
    group = get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    return meant(args, group.commands)


@pytest.mark.parametrize(
    ("args", "typed"),
    [
        (["--quiet", "ask", "When did it leave?"], 'qa ask --quiet "When did it leave?"'),
        (["-k", "1", "--json", "ask", "Who?"], "qa ask -k 1 --json 'Who?'"),
        (["-k1", "--in=a b/", "search", "cease-fire"], "qa search -k1 '--in=a b/' cease-fire"),
        (["--index", "law", "status"], "qa status --index law"),
    ],
)
def test_options_before_a_command(args: list[str], typed: str) -> None:
    assert _meant(*args) == f"options stand behind the command; type: {typed}"


@pytest.mark.parametrize(
    ("args", "typed"),
    [
        (["When did it leave?"], 'qa ask "When did it leave?"'),
        (["When", "did", "it", "leave"], 'qa ask "When did it leave"'),
        (["--quiet", "-k", "2", "Why?"], 'qa ask --quiet -k 2 "Why?"'),
        (["What does `qa` cost?"], "qa ask 'What does `qa` cost?'"),
        (["Who asked about it all?"], 'qa ask "Who asked about it all?"'),
        (["ask whom they met"], 'qa ask "ask whom they met"'),
    ],
)
def test_a_question_without_a_command(args: list[str], typed: str) -> None:
    assert _meant(*args) == f"a question stands behind a command; type: {typed}"


@pytest.mark.parametrize(
    "args",
    [
        [],
        ["ask", "When did it leave?"],
        ["--in", "ask"],  # a chat about such a path
        ["-k", "1", "--quiet"],
        ["serach", "the", "treaty"],  # it is told what command is like it
        ["zebra"],
        ["--help", "ask"],
        ["--version"],
        ["--strictest", "ask", "it"],
    ],
)
def test_what_is_read_as_it_stands(args: list[str]) -> None:
    assert _meant(*args) == ""
