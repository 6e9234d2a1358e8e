"""E-mail: who wrote what to whom, whose words are quoted, and mail that is not as it should be."""

import time
from collections.abc import Mapping
from dataclasses import replace
from email.message import EmailMessage, Message
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.document import Kind, Mark, MarkKind
from index.errors import ReadError
from index.formats import parser
from index.formats.canonical import Parsed
from index.formats.mail import parse
from index.formats.mail_header import day_of, name_of, readable
from index.formats.mail_parts import Contents, contents
from index.search import Searcher
from qa.ask import Asker
from qa.scope import Scope
from tests.conftest import StubEncoder
from tests.samples import document as sample
from tests.samples import update, write

FIELDS = {
    "From": "Ann Lee <ann@quay.example>",
    "To": "Bo Dahl <bo@yard.example>",
    "Date": "Fri, 3 May 2024 10:12 +0200",
    "Subject": "The crane",
}
HEADER = "\n".join(f"{name}: {value}" for name, value in FIELDS.items())
ABOVE = ("The crane", "Ann Lee, 3 May 2024")
LINE = b"From bo@x Fri May  3 10:12:00 2024\n"


def mail(body: str, more: Mapping[str, str] = {}) -> bytes:
    """A message by hand."""
    fields = "".join(f"{name}: {value}\n" for name, value in {**FIELDS, **more}.items())
    return f"{fields}\n{body}".encode()


def told(parsed: Parsed) -> list[tuple[str, tuple[str, ...], str]]:
    """Each block with its headings and context."""
    assert parsed.blocks is not None
    return [(b.span.of(parsed.text), b.heading, b.context) for b in parsed.blocks]


def texts(data: bytes) -> list[str]:
    """The blocks of a message below its fields."""
    (_, _, context), *others = told(parse(data))
    assert context == "e-mail"
    return [text for text, _, _ in others]


def headed(body: str, more: Mapping[str, str] = {}) -> list[tuple[str, str]]:
    """What a message says, and under which heading of its own."""
    found = told(parse(mail(body, more)))[1:]
    assert all(heading[:2] == ABOVE for _, heading, _ in found)
    return [(text, " › ".join(heading[2:])) for text, heading, _ in found]


def test_who_wrote_to_whom_and_when() -> None:
    more = {"Received": "from x", "Cc": "c@x.org", "X-Spam": "no", "Message-ID": "<1@x>"}
    parsed = parse(mail("The crane goes\non 15 May.\n", more))
    fields = HEADER.replace("\nDate", "\nCc: c@x.org\nDate")
    assert parsed.text == f"{fields}\n\nThe crane goes\non 15 May."
    assert told(parsed) == [
        (fields, ABOVE, "e-mail"),
        ("The crane goes\non 15 May.", ABOVE, ""),
    ]
    assert (parsed.title, parsed.media) == ("The crane", "mail")
    assert parsed.marks == (
        Mark(0, MarkKind.AUTHOR, 0, "Ann Lee"),
        Mark(0, MarkKind.DATE, 0, "Fri, 3 May 2024 10:12 +0200"),
    )


def test_a_message_with_little_above_it() -> None:
    assert told(parse(b"from: ann@quay.example\n\nYes.\n")) == [
        ("From: ann@quay.example", ("ann@quay.example",), "e-mail"),
        ("Yes.", ("ann@quay.example",), ""),
    ]
    assert told(parse(b"Received: x\n\nYes.\n")) == [("Yes.", (), "")]


def test_what_runs_long_above_stands_by_itself() -> None:
    many = ", ".join(f"Person {n} <p{n}@x.org>" for n in range(30))
    found = [text for text, _, context in told(parse(mail("x", {"To": many}))) if context]
    assert found == [HEADER.replace(f"To: {FIELDS['To']}\n", ""), f"To: {many}"]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("=?utf-8?b?R3LDvA==?=\n =?utf-8?b?w59l?= x", "Grüße x"),
        ("=?utf-8?q?Gr=C3?= =?utf-8?q?=BC=C3=9Fe?= =?latin1?q?=E9t=E9?=", "Grüßeété"),
        ("=?x-none?q?caf=C3=A9?= =?utf-8?b?*?=", "café"),
        ("=?utf-8?q?a?=b=?utf-8?q?_c?= =?utf", "ab c =?utf"),
        ("Stra\udcc3\udc9fe", "Straße"),
        ("a\r\n\tb", "a b"),
    ],
)
def test_fields_are_decoded(raw: str, shown: str) -> None:
    assert readable(raw) == shown


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ('"Lee, Ann" <a@x.org>', "Lee, Ann"),
        ("a@x.org (Ann (A.) Lee)", "Ann (A.) Lee"),
        ("<a@x.org>", "a@x.org"),
        ("a@x.org [mailto:a@x.org]", "a@x.org"),
        ("", ""),
    ],
)
def test_names(value: str, name: str) -> None:
    assert name_of(value) == name


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("03 May 24 10:12 GMT", "3 May 2024"),
        ("Thu, 31 Dec 1998 23:59:60 -0800 (PST)", "31 December 1998"),
        ("Fri, 99 May 2024 10:12", "Fri, 99 May 2024 10:12"),
        ("Freitag, 3. Mai", "Freitag, 3. Mai"),
        ("", ""),
    ],
)
def test_days(value: str, day: str) -> None:
    assert day_of(value) == day


def test_what_is_quoted_is_not_the_senders() -> None:
    body = (
        "No, on the 15th.\n\nOn 2 May 2024 at 16:40, Bo Dahl\n<bo@yard.example> wrote:\n\n"
        "> Does it go on the 1st?\n>\n> On 1 May 2024, Ann Lee <a@x> wrote:\n>> It goes.\n> Bo\n"
    )
    parsed = parse(mail(body))
    bo, ann = "On 2 May 2024 at 16:40, Bo Dahl wrote", "On 1 May 2024, Ann Lee wrote"
    assert told(parsed)[1:] == [
        ("No, on the 15th.", ABOVE, ""),
        ("Does it go on the 1st?", (*ABOVE, bo), ""),
        ("It goes.", (*ABOVE, ann), ""),
        ("Bo", (*ABOVE, bo), ""),
    ]
    assert parsed.text.endswith(
        "15th.\n\nOn 2 May 2024 at 16:40, Bo Dahl\n<bo@yard.example> wrote:\n\nDoes it go on the 1st?"
        "\n\nOn 1 May 2024, Ann Lee <a@x> wrote:\n\nIt goes.\n\nBo"
    )


def test_an_answer_is_told_what_it_answers() -> None:
    body = "Bo Dahl writes:\n> When does it go?\n\nOn the 15th.\n\nAt noon.\n\n> Where to?\nVik.\n"
    assert told(parse(mail(body)))[1:] == [
        ("When does it go?", (*ABOVE, "Bo Dahl writes"), ""),
        ("On the 15th.", ABOVE, "When does it go?"),
        ("At noon.", ABOVE, ""),
        ("Where to?", (*ABOVE, "Bo Dahl writes"), ""),
        ("Vik.", ABOVE, "Where to?"),
    ]


FORM = "From: Bo Dahl [mailto:bo@x]\nSent: Thursday, 2 May 2024 14:03\nTo: Ann\nSubject: Crane"


@pytest.mark.parametrize(
    ("above", "form", "title"),
    [
        ("", FORM, "Bo Dahl, 2 May 2024"),
        ("-----Original Message-----\n", FORM, "Bo Dahl, 2 May 2024"),
        ("________________________________\n", FORM, "Bo Dahl, 2 May 2024"),
        ("Begin forwarded message:\n\n", "From: Bo <b@x>\nDate: 2. Mai", "Bo, 2. Mai"),
        ("", "*Von:* Bo Dahl\n*Gesendet:* gestern\n*Betreff:* Kran", "Bo Dahl, gestern"),
        ("---------- Forwarded message ---------\n", "From: Bo <b@x>", "Bo"),
    ],
)
def test_a_message_that_is_quoted_whole(above: str, form: str, title: str) -> None:
    assert headed(f"See below.\n\n{above}{form}\n\nIt goes.\n\nBo\n") == [
        ("See below.", ""),
        (above + form, title),
        ("It goes.", title),
        ("Bo", title),
    ]


def test_several_are_quoted_below_each_other() -> None:
    first = FORM.replace("Bo Dahl [mailto:bo@x]", "Cy <c@x>")
    found = headed(f"Yes.\n\n{FORM}\n\nWell?\n\n{first}\n\nIt goes.\n")
    assert [title for _, title in found] == [
        "",
        *["Bo Dahl, 2 May 2024"] * 2,
        *["Cy, 2 May 2024"] * 2,
    ]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("> Quoted.\n\nMine.", [("Quoted.", "quoted"), ("Mine.", "")]),
        ("You say:\n> Quoted.", [("You say:", ""), ("Quoted.", "quoted")]),
        ("Mine.\nAm 2.5.24 schrieb Bo:\n> x", [("Mine.", ""), ("x", "Am 2.5.24 schrieb Bo")]),
        ("> On 2 May 2024, Bo wrote:\n> It goes.", [("It goes.", "On 2 May 2024, Bo wrote")]),
        ("* Bo:\n> It goes.", [("It goes.", "* Bo")]),
        ("In 2019, Smith wrote:\n\nIt goes.", [("In 2019, Smith wrote:", ""), ("It goes.", "")]),
        (
            "On 2 May 2024 at 16:40, Bo wrote:\n\nIt goes.",
            [("It goes.", "On 2 May 2024 at 16:40, Bo wrote")],
        ),
        (
            "The trip:\n\nFrom: Oslo\nTo: Vik\nDate: 3 May\n\nBring boots.",
            [
                ("The trip:", ""),
                *[(line, "") for line in ("From: Oslo", "To: Vik", "Date: 3 May")],
                ("Bring boots.", ""),
            ],
        ),
        ("-" * 30 + "\nFrom: Oslo\nMine.", [("From: Oslo", ""), ("Mine.", "")]),
        (">>> print(1)\n1", [(">>> print(1)", ""), ("1", "")]),
    ],
)
def test_whose_words(body: str, found: list[tuple[str, str]]) -> None:
    assert headed(body) == found


def test_greetings_and_names_are_no_headings() -> None:
    body = (
        "Hi Bo\n\nThe crane goes on the fifteenth of May, as the lease says, and not before.\n\n"
        "Ann\n\nPS: bring the keys when you come over to the office tomorrow, would you please.\n\n"
        "PAYMENT\n\nThe rent is 1,450 euros a month, which is due on the first day of each month.\n"
    )
    headings = ["", "", "", "", "PAYMENT"]
    assert [title for _, title in headed(body)] == headings


def test_lists_and_tables_of_plain_text() -> None:
    parsed = parse(
        mail("We need:\n\n- a crane\n- a barge\n\nDay | Boat\n--- | ---\n1 May | Gull\n")
    )
    assert parsed.blocks is not None
    found = [(b.kind, b.span.of(parsed.text), b.context, b.reading) for b in parsed.blocks[2:]]
    assert found == [
        (Kind.ITEM, "a crane", "We need", ""),
        (Kind.ITEM, "a barge", "We need", ""),
        (Kind.ROW, "1 May | Gull", "", "Day: 1 May; Boat: Gull"),
    ]


def test_what_a_line_is_drawn_above_is_no_front_matter() -> None:
    assert headed("---\ntitle: x\n---\n\nYes.") == [("title: x", ""), ("Yes.", "")]


def test_paragraphs_flow() -> None:
    body = "The crane \ngoes on \nMonday.\nBo\n  x\n-- \nAnn \nLee\n> one \n> two\n"
    more = {"Content-Type": "text/plain; format=flowed"}
    assert headed(body, more) == [
        ("The crane goes on Monday.\nBo\n x", ""),
        ("Ann Lee", ""),
        ("one two", "quoted"),
    ]
    joined = {"Content-Type": "text/plain; format=Flowed; DelSp=Yes"}
    assert headed("cra \nne\n", joined) == [("crane", "")]


def test_a_signature_stands_by_itself_and_once() -> None:
    body = "Yes.\n\n-- \nAnn Lee\nTel. 55 01\n"
    found = told(parse(mail(body)))
    assert found[1:] == [("Yes.", ABOVE, ""), ("Ann Lee\nTel. 55 01", ABOVE, "signature")]
    box = b"".join(b"From a Fri May  3 10:12:00 2024\n" + mail(body) + b"\n" for _ in range(3))
    parsed = parse(box, "many")
    assert parsed.text.count("Tel. 55 01") == 3
    assert [text for text, _, context in told(parsed) if context == "signature"] == [
        "Ann Lee\nTel. 55 01"
    ]


def test_signatures_are_apart_from_what_a_list_puts_below() -> None:
    foot = "_" * 40 + "\nThe yard's list\nlists.yard.example\n"
    listed = "The yard's list\nlists.yard.example"
    assert told(parse(mail(f"Yes.\n\n-- \nAnn Lee\n{foot}")))[-2:] == [
        ("Ann Lee", ABOVE, "signature"),
        (listed, ABOVE, "signature"),
    ]
    first, other = mail(f"Yes.\n\n-- \nAnn Lee\n{foot}"), mail("No.\n")
    for box, is_told in (([first] * 2, False), ([first] * 2 + [other] * 2, True)):
        parsed = parse(b"".join(LINE + one + b"\n" for one in box), "many")
        assert parsed.text.count("The yard's list") == 2
        found = [text for text, _, context in told(parsed) if context == "signature"]
        assert found == ["Ann Lee", *[listed] * is_told]


def test_through_how_many_messages_words_are_handed_on() -> None:
    body = (
        "Mine.\n\nBo Dahl writes:\n> His.\n>\n> Cy writes:\n>> Yours.\n\nMine, too.\n\n"
        f"{FORM}\n\nBo's.\n"
    )
    inner = made("The barge")
    inner.set_content("Within.\n\n> Deeper.")
    message = made()
    message.set_content(body)
    message.add_attachment(inner)
    parsed = parse(message.as_bytes())
    document = replace(sample("a.eml", parsed.text), marks=parsed.marks)
    assert [
        (text, document.handed_on(parsed.text.index(f"\n\n{text}") + 2))
        for text, _, context in told(parsed)
        if not context or text == "Mine, too."
    ] == [
        ("Mine.", 0),
        ("His.", 1),
        ("Yours.", 2),
        ("Mine, too.", 0),
        ("Bo's.", 1),
        ("Within.", 1),
        ("Deeper.", 2),
    ]


def test_what_is_encoded_in_the_text_is_left_out() -> None:
    line = "mQINBFhcQ8IBEADJ3v+0Ypy6/abcdefghijklmnopqrstuvwxyz0123456789ABCD\n"
    assert headed("My key:\n\n" + 5 * line + "\nYes.") == [("My key:", ""), ("Yes.", "")]
    assert len(headed("My key:\n\n" + 3 * line)) > 1


def made(subject: str = "The crane") -> EmailMessage:
    message = EmailMessage()
    for name, value in {**FIELDS, "Subject": subject}.items():
        message[name] = value
    return message


def test_plain_text_is_read_before_html() -> None:
    message = made()
    message.set_content("Plain.")
    message.add_alternative("<p>Rich.</p>", subtype="html")
    assert texts(message.as_bytes()) == ["Plain."]


@pytest.mark.parametrize("stub", ["", " \n", "Your program cannot show HTML.", "View online: x"])
def test_html_is_read_where_there_is_no_plain_text(stub: str) -> None:
    message = made()
    message.set_content(stub)
    message.add_alternative(
        "<h2>Costs</h2><p>All of it:</p><ul><li>Crane</li></ul><table><tr><th>Firm</th><th>Price"
        "</th></tr><tr><td>Nord</td><td>82</td></tr></table>",
        subtype="html",
    )
    parsed = parse(message.as_bytes())
    assert parsed.blocks is not None
    heading = (*ABOVE, "Costs")
    assert [(b.kind, b.span.of(parsed.text), b.heading) for b in parsed.blocks[1:]] == [
        (Kind.PARAGRAPH, "All of it:", heading),
        (Kind.ITEM, "Crane", heading),
        (Kind.ROW, "Nord\t82", heading),
    ]
    assert parsed.blocks[-1].reading == "Firm: Nord; Price: 82"
    assert {mark.kind for mark in parsed.marks} == {MarkKind.AUTHOR, MarkKind.DATE}


def html(body: str) -> list[tuple[str, str]]:
    return headed(body, {"Content-Type": "text/html; charset=utf-8"})


def test_what_is_quoted_in_html() -> None:
    form = FORM.replace("\n", "<br>").replace("From:", "<b>From:</b>")
    assert html(f"<p>Yes.</p><div>{form}</div><p>Well?</p>") == [
        ("Yes.", ""),
        (FORM, "Bo Dahl, 2 May 2024"),
        ("Well?", "Bo Dahl, 2 May 2024"),
    ]
    wrote = 'Yes.<br>On 2 May 2024, Bo &lt;b@x&gt; wrote:<br><blockquote type="cite">Well?'
    bo = "On 2 May 2024, Bo wrote"
    assert html(f"{wrote}<ul><li>When</ul></blockquote>Now.") == [
        ("Yes.", ""),
        ("Well?", bo),
        ("When", bo),
        ("Now.", ""),
    ]
    assert html("<p>As they say:</p><blockquote>Cut once.</blockquote>") == [
        ("As they say:", ""),
        ("Cut once.", ""),
    ]


def test_a_quotation_that_html_has_in_a_table_stays_where_it_is() -> None:
    quote = '<blockquote class="gmail_quote">Well?</blockquote>'
    found = html(
        f"<table><tr><th>Who</th><th>What</th></tr><tr><td>Bo</td><td>{quote}</td></tr></table>"
    )
    assert "\ue000" not in "".join(text for text, _ in found)
    assert any("Well?" in text for text, _ in found)


def test_what_is_attached_is_named() -> None:
    message = made()
    message.set_content("See the plan.")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="plån.pdf")
    message.add_attachment(b"x", maintype="application", subtype="pgp-signature", filename="s.asc")
    message.add_attachment("BEGIN:VCALENDAR", subtype="calendar", filename="day.ics")
    parsed = parse(message.as_bytes())
    assert parsed.text == (
        f"{HEADER.replace(' 3 May 2024 10:12 ', ' 03 May 2024 10:12:00 ')}\nAttachment: plån.pdf\nAttachment: day.ics"
        "\n\nSee the plan."
    )


@pytest.mark.parametrize(
    ("subtype", "name", "body", "found"),
    [
        (
            "plain",
            "plan.txt",
            "---\n\n> Cut it.\n\n- once\n- twice\n",
            ["Cut it.", "once", "twice"],
        ),
        ("plain", "", "It goes.", ["It goes."]),
        ("plain", "x.patch", "--- a\n+++ b\n\n-x\n", ["--- a\n+++ b\n\n-x"]),
        ("x-diff", "", "--- a\n+++ b\n@@ 1\n-x\n", ["--- a\n+++ b", "@@ 1\n-x"]),
        ("x-python", "x.py", "# A\n\nb = 1\n", ["# A\n\nb = 1"]),
        ("csv", "x.csv", "Firm,Price\nNord,82\n", ["Nord,82"]),
        ("plain", "x.csv", "Firm;Price\nNord;82\n", ["Nord;82"]),
        ("plain", "x.tsv", "", []),
        ("html", "x.html", "<p>It goes.<p>Now.", ["It goes.", "Now."]),
    ],
)
def test_text_that_is_attached_is_read(
    subtype: str, name: str, body: str, found: list[str]
) -> None:
    message = made()
    message.set_content("See this.\n\n> Well?\n")
    message.add_attachment(body, subtype=subtype, filename=name or None)
    parsed = parse(message.as_bytes())
    assert parsed.blocks is not None
    heading = (*ABOVE, name) if name else ABOVE
    told = [(b.span.of(parsed.text), b.heading) for b in parsed.blocks[3:]]
    assert told == [(text, heading) for text in found]
    through = replace(sample("a.eml", parsed.text), marks=parsed.marks).handed_on
    assert not any(through(b.span.start) for b in parsed.blocks[3:])
    if subtype == "csv":
        assert parsed.blocks[-1].reading == "Firm: Nord; Price: 82"


def test_pictures_of_the_text_are_not_named() -> None:
    parts = (
        "--b\nContent-Type: text/html\n\n<p>Yes.</p>\n"
        '--b\nContent-Type: image/png; name="logo.png"\nContent-ID: <1>\n\nx\n--b--\n'
    )
    data = mail(parts, {"Content-Type": 'multipart/related; boundary="b"'})
    assert [text for text, _, _ in told(parse(data))] == [HEADER, "Yes."]


def test_a_message_that_is_attached_is_read() -> None:
    inner = made("The barge")
    inner.set_content("It goes, too.")
    message = made()
    message.set_content("See this.")
    message.add_attachment(inner)
    found = [
        (text, heading) for text, heading, context in told(parse(message.as_bytes())) if not context
    ]
    assert found == [
        ("See this.", ABOVE),
        ("It goes, too.", (*ABOVE, "The barge", "Ann Lee, 3 May 2024")),
    ]


@pytest.mark.parametrize(
    ("data", "label", "shown"),
    [
        ("Grüße €".encode("cp1252"), "iso-8859-1", "Grüße €"),
        ("Привет".encode("koi8-r"), "koi8-r", "Привет"),
        ("日本語".encode("iso2022_jp"), "iso-2022-jp", "日本語"),
        ("Grüße".encode("utf-7"), "utf-7", "Grüße"),
        ("Grüße".encode(), "us-ascii", "Grüße"),
        ("Grüße".encode(), "x-unknown", "Grüße"),
        (
            "Grüße aus Köln und Düsseldorf".encode("latin-1"),
            "utf-8",
            "Grüße aus Köln und Düsseldorf",
        ),
        ("Grüße äöü".encode() + b"\xff.", "utf-8", "Grüße äöü�."),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\xff\xfe", "utf-8", ""),
        (b"+2AA-", "utf-7", "\ufffd"),
    ],
)
def test_encodings(data: bytes, label: str, shown: str) -> None:
    above = mail("", {"Content-Type": f"text/plain; charset={label}"})
    assert "\n".join(texts(above + data)) == shown


@pytest.mark.parametrize("label", ["a\0b", "charset*=x''y", '"a b'])
def test_labels_that_are_none(label: str) -> None:
    above = mail("Grüße", {"Content-Type": f"text/plain; charset={label}"})
    assert texts(above) == texts(above.replace(b"charset=charset*", b"charset*")) == ["Grüße"]


@pytest.mark.parametrize(
    ("way", "body", "shown"),
    [
        ("quoted-printable", "Gr=C3=BC=\n=C3=9Fe =ZZ", "Grüße =ZZ"),
        ("base64", "R3LDvMOfZQ", "Grüße"),
        ("BASE64", "R3LD vMOfZQ==", "Grüße"),
        ("7-bits", "Grüße", "Grüße"),
    ],
)
def test_ways_to_transfer(way: str, body: str, shown: str) -> None:
    assert texts(mail(body, {"Content-Transfer-Encoding": way})) == [shown]


def test_a_mailbox() -> None:
    first = mail("Yes.\n\n>From now on.\n>>From then.\nFrom here\n\nFrom there on\nit goes.\n")
    parsed = parse(LINE + first + b"\n" + LINE + mail("No.", {"Subject": "The barge"}), "many")
    assert [text for text, _, context in told(parsed) if context != "e-mail"] == [
        "Yes.",
        "From now on.",
        "From then.",
        "From here",
        "From there on\nit goes.",
        "No.",
    ]
    assert parsed.title == ""
    assert parsed.marks == (
        Mark(0, MarkKind.MESSAGE, 1),
        Mark(parsed.text.index("From then."), MarkKind.QUOTED, 1),
        Mark(parsed.text.index("From here"), MarkKind.QUOTED, 0),
        Mark(parsed.text.index("From: Ann", 9), MarkKind.MESSAGE, 2),
    )
    assert told(parsed)[-1][1] == ("The barge", "Ann Lee, 3 May 2024")


def test_a_mailbox_is_told_by_how_it_begins() -> None:
    box = LINE + mail("Yes.\n") + b"\n" + LINE + mail("No.\n")
    assert parse(box) == parse(box, "many")
    assert len(told(parse(box.replace(b"\n", b"\r\n")))) == 4
    one = LINE + mail("Yes.\n")
    assert parse(one) == parse(mail("Yes.\n")) == parse(mail("Yes.\n"), "many")


def test_messages_without_an_empty_line_between() -> None:
    assert len(told(parse(LINE + mail("Yes.\n") + LINE + mail("No.\n"), "many"))) == 4
    words = parse(LINE + mail("Yes.\nFrom me\nTo: you\n"), "many")
    assert [text for text, _, _ in told(words)] == [HEADER, "Yes.\nFrom me", "To: you"]


def test_what_is_left_of_a_message_at_the_head_of_a_mailbox() -> None:
    parsed = parse(b"the end of it.\n\n" + LINE + mail("Yes.\n"), "many")
    assert [text for text, _, context in told(parsed) if not context] == ["the end of it.", "Yes."]


def test_a_broken_message_does_not_cost_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(message: Message) -> Contents:
        if "Broken" in message["Subject"]:
            raise IndexError
        return contents(message)

    monkeypatch.setattr("index.formats.mail_writer.contents", failing)
    broken = mail("No.", {"Subject": "Broken"})
    parsed = parse(LINE + broken + b"\n\n" + LINE + mail("Yes."), "many")
    assert [text for text, _, _ in told(parsed)] == [HEADER, "Yes."]
    assert parsed.marks[-1] == Mark(0, MarkKind.MESSAGE, 2)
    with pytest.raises(ReadError, match="it is damaged"):
        parse(broken)


@pytest.mark.parametrize(
    "text",
    ["Dear Bo:\n\nYes.\n", "<html><p>Yes.</p></html>", "Note: x\n\nYes.", "From me to you\n"],
)
@pytest.mark.parametrize("variant", ["one", "many"])
def test_without_a_message_it_is_plain_text(text: str, variant: str) -> None:
    assert parse(text.encode(), variant) == Parsed(text, "utf-8")


def test_without_text() -> None:
    with pytest.raises(ReadError, match="it has no text"):
        parse(b"Received: x\n\n")


def test_parts_within_parts() -> None:
    def nested(depth: int) -> bytes:
        parts = "".join(
            f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(depth)
        )
        return b"Subject: x\nMIME-Version: 1.0\n" + parts.encode() + b"\nhi\n"

    assert parse(nested(5)).text == "Subject: x\n\nhi"
    assert parse(nested(200)).text == parse(nested(5_000)).text == "Subject: x"
    within = b"Subject: x\nContent-Type: message/rfc822\n\n" * 300
    assert parse(within).text.count("Subject: x") == 9


@pytest.mark.parametrize(
    "body",
    [
        "-- \nx\n\n" * 20_000,
        "From: x\n\n" * 20_000,
        "> q\n\na\n\n" * 10_000,
        "On wrote " * 50_000,
        "A" * 70 + "\nx\n" + ("A" * 70 + "\n") * 3 + "_" * 200_000,
    ],
)
def test_hostile_text_takes_no_long_time(body: str) -> None:
    begun = time.process_time()
    parse(mail(body))
    assert time.process_time() - begun < 20


def test_alternatives_without_end() -> None:
    parts = "--b\n\nhtml\n" * 5_000 + "--b\nContent-Type: text/html\n\nYes.\n"
    begun = time.process_time()
    assert texts(mail(parts, {"Content-Type": "multipart/alternative; boundary=b"})) == ["Yes."]
    assert time.process_time() - begun < 10


_lines = st.lists(
    st.sampled_from(
        [
            "From a@b Fri May  3 10:12:00 2024",
            "From: a@b",
            "Subject: =?utf-8?q?=C3?=",
            "",
            "",
            "-- ",
        ]
        + ["Content-Type: multipart/mixed; boundary=b", "--b", "--b--", "> > x", ">From y", "> "]
        + ["Content-Type: text/html", "Content-Type: message/rfc822", "<blockquote type=cite>"]
        + ["Content-Transfer-Encoding: base64", "</blockquote>", "On 1 May 2024 1:02 Bo wrote:"]
        + ["-----Original Message-----", "Content-Type: text/plain; format=flowed", "____", "a | b"]
    )
    | st.text(max_size=12)
    | st.binary(max_size=12).map(lambda data: data.decode("latin-1")),
    max_size=40,
)


@settings(deadline=None)
@given(_lines.map(lambda lines: "\n".join(lines).encode("latin-1", "ignore")), st.booleans())
def test_any_bytes_are_read_or_refused(data: bytes, is_box: bool) -> None:
    try:
        parsed = parse(data, "many" if is_box else "one")
    except ReadError as error:
        assert str(error).startswith(("it ", "its "))
        assert "damaged (" not in str(error)
        return
    parsed.text.encode()
    end = 0
    for block in parsed.blocks or ():
        text = block.span.of(parsed.text)
        assert end <= block.span.start and block.span.end <= len(parsed.text)
        assert text == text.strip() != ""
        end = block.span.end


def test_both_suffixes() -> None:
    data = LINE + mail("Yes.\n") + b"\n" + LINE + mail("No.\n")
    assert parser(".mbox")(data) == parser(".eml")(data) == parse(data)


def test_a_quote_tells_of_which_message_it_is(
    tmp_path: Path, stub: StubEncoder, plain_weights: None
) -> None:
    barge = mail("The tug goes.\n\nBo Dahl writes:\n> The barge goes.\n", {"Subject": "The tug"})
    files = {
        "mail/crane.eml": mail("The crane goes on 15 May.\n"),
        "mail/list.mbox": LINE + mail("The ferry goes.\n") + b"\n" + LINE + barge,
    }
    write(tmp_path, files)
    update(tmp_path, tmp_path)
    with Searcher.open(tmp_path / ".qa") as searcher:
        asker = Asker(searcher)

        def first(asked: str, *types: str) -> tuple[str, str, tuple[str, ...]]:
            quote = asker.look(asked, k=1, scope=Scope(types=types)).reply.quotes[0]
            assert quote.text in quote.place.document.text
            return quote.place.document.path, quote.text, quote.heading

        assert first("crane goes") == ("mail/crane.eml", "The crane goes on 15 May.", ABOVE)
        assert first("the barge goes", "mbox") == (
            "mail/list.mbox",
            "The barge goes.",
            ("The tug", ABOVE[1], "Bo Dahl writes"),
        )
        assert first("the ferry goes", "mail")[1:] == ("The ferry goes.", ABOVE)


def test_words_are_cited_to_those_who_wrote_them(
    tmp_path: Path, stub: StubEncoder, plain_weights: None
) -> None:
    asked = "> The crane goes to the yard on 15 May.\n>\n> It does.\n"
    reply = f"Ann Lee writes:\n{asked}\nThe crane crane goes when the yard yard is empty.\n"
    again = "Bo Dahl writes:\n> Ann Lee writes:\n" + asked.replace("> ", ">> ") + "\nNo.\n"
    own = "The crane goes to the yard on 15 May.\n\nIt does.\n"
    box = LINE + mail(again) + b"\n" + LINE + mail(reply)
    write(tmp_path, {"a.mbox": box, "b.eml": mail(own)})
    update(tmp_path, tmp_path)
    with Searcher.open(tmp_path / ".qa") as searcher:
        for question in ("writes: the crane goes to the yard", "writes: it does"):
            quotes = Asker(searcher).look(question, k=3).reply.quotes
            places = [
                [place.document.path for place in (quote.place, *quote.also_in)]
                for quote in quotes
                if quote.text.startswith(("The crane goes", "It does"))
            ]
            assert places == [["b.eml", "a.mbox", "a.mbox"]]
