"""What is said of a file that a library cannot read."""

from collections.abc import Iterator
from contextlib import contextmanager

from index.errors import ReadError


@contextmanager
def guarded() -> Iterator[None]:
    """Whatever a library raises over a damaged file becomes a ReadError, but for want of memory,
    for which what was read before may be to blame."""
    try:
        yield
    except (ReadError, MemoryError):
        raise
    except RecursionError:
        raise ReadError("it is nested too deeply") from None
    except (AttributeError, TypeError, LookupError, AssertionError) as error:
        # Such an error speaks of the library's own insides.
        raise ReadError("it is damaged (something is missing in it or misplaced)") from error
    except Exception as error:
        raise ReadError(f"it is damaged ({told(error)})") from error


def told(error: Exception) -> str:
    """What a library says, where it can be shown: it may hold what the file's maker wrote."""
    said = " ".join(str(error).split())
    return said if said and len(said) <= 120 and said.isprintable() else type(error).__name__
