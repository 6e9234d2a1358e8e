"""What of a question means itself alone."""

import doctest

import pytest

from qa import exact as module
from qa.exact import exact


def test_the_worked_examples() -> None:
    assert doctest.testmod(module) == (0, 3)


@pytest.mark.parametrize(
    ("text", "there", "elsewhere"),
    [
        ("What does --col-sep do?", "use --col-sep here", "use --col-separator"),
        ("Is core.maxThreads set?", "Core.MaxThreads = 2", "core.maxThreads2 or xcore.maxThreads"),
        ("Is /tmp emptied?", "what is in /tmp/ goes", "what is in /var/tmp or /tmpfs goes"),
        ("Is maxSize kept?", "server.maxSize()", "maxSizes"),
        ("Is MAX_SIZE kept?", "(MAX_SIZE)", "MAX_SIZES"),
        ("printer says E-1042", "E1042 or e 1042", "E-1043, E-10420, RE-1042, E-1042-B"),
        ("e1042?", "E-1042:", "1042"),
        ("Is the lp-200 loud?", "LP‑200s", "LP-200x"),
        ("What does RB-07 say?", "RB-07", "RB-7"),
        ("Is MaxJobTime set?", "maxjobtime 3", "MaxJobTimes, MaxJobTime-2"),
        ("default of MaxClients", "MaxClients 100", "MaxClientsPerHost 100"),
        ("What changed in 4.5.1?", "v4.5.1 of May", "4.5.10, 4.5, 14.5.1, 4.5.1.2"),
    ],
)
def test_what_means_itself_alone(text: str, there: str, elsewhere: str) -> None:
    (pattern,) = exact(text)
    assert pattern.search(there)
    assert not pattern.search(elsewhere)


@pytest.mark.parametrize(
    "text",
    [
        "Was the BT-5 fast and/or cheap?",
        "A fee -a month",
        "www.example.com/path",
        "WW1 in mid-1916",
        "On 12.05.1916",
        "Is PostgreSQL or MariaDB faster on a MacBook?",
    ],
)
def test_what_may_be_told_otherwise(text: str) -> None:
    assert exact(text) == ()
