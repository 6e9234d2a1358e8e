"""Messages as Outlook saves them."""

import struct
from datetime import UTC, datetime, timedelta

import pytest

from index.document import MarkKind
from index.errors import ReadError
from index.formats import parser
from index.formats.canonical import Parsed
from tests.old_word import compound

SENT = datetime(2024, 5, 3, 10, 12, tzinfo=UTC)


def _fixed(head: int, **told: tuple[int, bytes]) -> bytes:
    """A stream of properties of a fixed size."""
    return bytes(head) + b"".join(
        struct.pack("<HHI8s", 3, name, 0, value) for name, value in told.values()
    )


def _wide(told: dict[str, str], within: str = "") -> dict[str, bytes]:
    return {f"{within}__substg1.0_{k}001F": v.encode("utf-16-le") for k, v in told.items()}


def _ticks(moment: datetime) -> bytes:
    since = moment - datetime(1601, 1, 1, tzinfo=UTC)
    return struct.pack("<Q", since // timedelta(microseconds=1) * 10)


def message(body: str = "The Gull left\r\nin May.\r\n", **more: bytes) -> bytes:
    """From Ann to Bo, copied to others, with a table that is attached."""
    told = {
        "0037": "Re: Ferries",
        "0C1A": "Ann Dåhl",
        "0C1F": "/O=X/CN=ANN",
        "5D01": "a@x.org",
        "1000": body,
    }
    streams = {"__properties_version1.0": _fixed(32, sent=(0x0039, _ticks(SENT)))} | _wide(told)
    for number, (name, address, kind) in enumerate(
        [("Bo Lee", "b@x.org", 1), ("c@x.org", "c@x.org", 2), ("Dee", "/O=X", 2)]
    ):
        within = f"__recip_version1.0_#{number:08X}/"
        streams[f"{within}__properties_version1.0"] = _fixed(
            8, kind=(0x0C15, struct.pack("<Q", kind))
        )
        streams |= _wide({"3001": name, "39FE": address}, within)
    within = "__attach_version1.0_#00000000/"
    streams |= _wide({"3707": "fares.csv", "3704": "FARES~1.CSV"}, within)
    streams[f"{within}__substg1.0_37010102"] = b"Day,Fare\nMay,7\n".ljust(4096, b"\n")
    return compound(streams | more)


def _read(data: bytes) -> Parsed:
    return parser(".msg")(data)


def test_who_to_whom_when_and_what() -> None:
    parsed = _read(message())
    assert parsed.text.startswith(
        "From: Ann Dåhl <a@x.org>\nTo: Bo Lee <b@x.org>\nCc: c@x.org, Dee\n"
        "Date: Fri, 03 May 2024 10:12:00 +0000\nSubject: Re: Ferries\n"
    )
    assert "The Gull left\nin May." in parsed.text
    assert (parsed.title, parsed.media) == ("Re: Ferries", "mail")
    assert [m.name for m in parsed.marks if m.kind is MarkKind.AUTHOR] == ["Ann Dåhl"]
    assert parsed.blocks is not None
    assert [b.reading for b in parsed.blocks if b.kind == "row"] == ["Day: May; Fare: 7"]


def test_a_message_of_html_alone() -> None:
    html = {"__substg1.0_10130102": b"<p>The <b>Gull</b> left.</p>".ljust(4096)}
    assert "The Gull left." in _read(message("", **html)).text


def test_old_messages_have_a_code_page() -> None:
    streams = {
        "__properties_version1.0": _fixed(32, page=(0x3FFD, struct.pack("<Q", 1251))),
        "__substg1.0_0037001E": "Паром".encode("cp1251").ljust(4096, b"\0"),
        "__substg1.0_1000001E": "Чайка ушла в мае.".encode("cp1251").ljust(4096, b"\0"),
    }
    parsed = _read(compound(streams))
    assert parsed.title == "Паром"
    assert "Чайка ушла в мае." in parsed.text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"From: a@x.org\n\nHi", "it is no message of Outlook"),
        (compound({"WordDocument": b"x"}), "it is no message of Outlook"),
        (compound({"__properties_version1.0": bytes(32)}), "it has no text"),
        (message()[:3000], "it is damaged"),
    ],
)
def test_what_cannot_be_read_is_told(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError) as caught:
        _read(data)
    assert str(caught.value).startswith(reason)
