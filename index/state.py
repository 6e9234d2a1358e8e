"""Where what outlives a command is kept for the user: what was allowed, asked last and typed."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

VARIABLE = "QA_STATE_DIR"


def state_folder() -> Path:
    """A folder of the user's account, or the one that QA_STATE_DIR names."""
    chosen = os.environ.get(VARIABLE)
    if chosen:
        return Path(chosen).expanduser().absolute()
    import platformdirs  # here: most questions need nothing looked up

    return platformdirs.user_state_path("pincite")


def write_private(file: Path, text: str) -> None:
    """Put a text in a file's place: the old one or the new, never a part; for the user alone.
    Raises OSError."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, scratch = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")  # of mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        os.replace(scratch, file)
    except BaseException:
        with suppress(OSError):
            os.unlink(scratch)
        raise
