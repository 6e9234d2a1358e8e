"""An error that a question repeats is told with what stands below it."""

from pathlib import Path

import pytest

from index.build import index
from qa.answer import Answer, Quote
from qa.ask import Asker

HARBOUR = """# Troubles with the harbour light

## The light stays dark

After a storm the log may have lines like these:

    2021-03-04 06:01:12 lamp: cannot open relay 7: connection refused

    2021-03-04 06:01:13 lamp: giving up

The relay box got wet and its fuse has blown. Dry it, then put in a new 2 A fuse:

```
lampctl reset --relay 7
```

If the fuse blows again, call the engineer of the port, who has the drawings of all the cables \
and of the boxes along the pier, and who comes within the day if the sea is calm and the tide is low.

## The light blinks

The clock of the lamp is set with this command, which sends nothing to the log:

```
lampctl clock --set now --unknown skip
```

It is said to be slow.
"""
LINE = "2021-03-04 06:01:12 lamp: cannot open relay 7: connection refused"


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    folder: Path = tmp_path_factory.mktemp("harbour")
    (folder / "light.md").write_text(HARBOUR, encoding="utf-8")
    index(folder / ".qa", [folder])
    return Asker.open(folder / ".qa")


def _first(asker: Asker, question: str) -> Quote:
    reply = asker.ask(question)
    assert isinstance(reply, Answer)
    return reply.quotes[0]


@pytest.mark.parametrize(
    "question", ["lamp: cannot open relay 7: connection refused", "cant open relay 7 refused"]
)
def test_an_error_is_told_with_what_stands_below_it(asker: Asker, question: str) -> None:
    first = _first(asker, question)
    start, end = HARBOUR.index(LINE), HARBOUR.index("lampctl reset --relay 7") + 23
    assert first.text == HARBOUR[start:end]
    assert first.answer is None
    assert first.heading[-1] == "The light stays dark"


def test_a_command_that_is_asked_for_is_told_alone(asker: Asker) -> None:
    first = _first(asker, "How do I set the clock of the lamp now?")
    assert "lampctl clock --set now --unknown skip" in first.text
    assert "It is said to be slow." not in first.text


def test_other_words_are_told_without_the_error(asker: Asker) -> None:
    first = _first(asker, "Which fuse is to be put into the relay box?")
    assert LINE not in first.text
    assert "new 2 A fuse" in first.text
