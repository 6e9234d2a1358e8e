"""The number formats of sheets, as far as they are usual: what a person sees of a value."""

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]')
_SPACING = re.compile(r"_.|\*.|\[[^\]]*\]")
_NUMBER = re.compile(
    r"(?P<before>[^#0.,%]*)(?P<whole>[#0,]+)(?:\.(?P<part>0+))?(?P<after>[^#0.,?/]*)$"
)
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
        plain = value.time() == time() and not _CLOCK.search(_bare(code))
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
    section = code.split(";")[0]
    made = _NUMBER.match(_bare(section))
    if made is None or not abs(value) < _LARGEST:  # NaN is not
        return _general(value)
    percent = "%" in made["after"]
    places = len(made["part"] or "")
    try:
        exact = Decimal(repr(value)) * (100 if percent else 1)
        exact = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    except InvalidOperation:
        return _general(value)
    grouped = "," in made["whole"].rstrip(",")
    width = made["whole"].count("0") + (places + 1 if places else 0)
    figures = f"{abs(exact):,}" if grouped else f"{abs(exact)}".zfill(width)
    sign = "-" if exact < 0 else ""
    return f"{sign}{made['before']}{figures}{made['after']}".strip()


def _bare(section: str) -> str:
    """A format with its literals as they are shown, without colours, conditions and padding."""
    kept = _LITERAL.sub(lambda found: found[1] or found[2] or found[3] or "", section)
    return _SPACING.sub("", kept)


def _general(value: float) -> str:
    if isinstance(value, int) or (value.is_integer() and abs(value) < _LARGEST):
        return str(int(value))
    return f"{value:.11g}"
