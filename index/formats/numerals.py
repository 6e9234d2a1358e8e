"""The number formats of sheets, as far as they are usual: what a person sees of a value."""

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[\$(?P<money>[^\]-]*)[^\]]*\]'
    r"|(?P<hidden>_.|\*.|\[[^\]]*\])|(?P<end>;)|(?P<sign>.)",
    re.DOTALL,
)
_NUMBER = re.compile(
    r"(?P<before>[^#0?.,%/]*)(?P<whole>[#0](?:[#0,]*[#0])?)(?:\.(?P<part>0+))?(?P<thousands>,*)"
    r"(?P<after>[^#0?.,/]*)"
)
_UNFINISHED = frozenset('"\\[_*')
"""What stands alone only where something that it would begin is missing."""
_CONDITIONS = ("[<", "[>", "[=")
_CLOCK = re.compile(r"[hs]", re.IGNORECASE)
_LARGEST = 10**15


def shown(value: object, code: str) -> str:
    """A cell's value in its number format; dates as ISO 8601 whatever the format's order. A
    format that is not understood is as none."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value, code)
    if isinstance(value, datetime):
        plain = value.time() == time() and not _CLOCK.search(_section(code)[1])
        return value.date().isoformat() if plain else f"{value.date()} {_clock(value.time())}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return _clock(value)
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
        return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return str(value)


def _clock(value: time) -> str:
    # Times are fractions of a day, so they come a few microseconds off.
    near = datetime.combine(date.min, value) + timedelta(microseconds=500_000)
    return near.strftime("%H:%M:%S" if near.second else "%H:%M")


def _number(value: float, code: str) -> str:
    text, signs = _section(code)
    made = _NUMBER.fullmatch(signs)
    if made is None or not abs(value) < _LARGEST:  # NaN is not
        return _general(value)
    scale = 2 * made["after"].count("%") - 3 * len(made["thousands"])
    places = len(made["part"] or "")
    try:
        exact = Decimal(repr(value)).scaleb(scale)
        exact = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    except InvalidOperation:
        return _general(value)
    width = made["whole"].count("0") + (places + 1 if places else 0)
    figures = f"{abs(exact):,}" if "," in made["whole"] else f"{abs(exact):f}".zfill(width)
    sign = "-" if exact < 0 else ""
    before, after = text[: made.end("before")], text[made.start("after") :]
    return f"{sign}{before}{figures}{after}".strip()


@lru_cache(maxsize=256)
def _section(code: str) -> tuple[str, str]:
    """A format's first section: what it shows, without colours and padding, and the same text with
    an ``x`` for every letter that only stands for itself. A section that is not for every number
    shows nothing, nor does one that is not whole."""
    text, signs = [], []
    for found in _TOKEN.finditer(code):
        if found["end"]:
            break
        if found["sign"] in _UNFINISHED or (found["hidden"] or "").startswith(_CONDITIONS):
            return "", ""
        literal = found["quoted"] or found["escaped"] or found["money"] or ""
        text.append(literal or found["sign"] or "")
        signs.append("x" * len(literal) or found["sign"] or "")
    return "".join(text), "".join(signs)


def _general(value: float) -> str:
    if isinstance(value, int) or (value.is_integer() and abs(value) < _LARGEST):
        return str(int(value))
    return f"{value:.11g}"
