"""Text → the clipboard of whoever sits at the terminal."""

import base64
import os
import subprocess
import sys

from index.errors import ClipboardError

# In a process of its own: what keeps a clipboard under X11 goes on running, and would hold our
# output open. Read back, since a program that reaches no display does not say so.
_COPY = """
import sys, pyperclip
text = sys.stdin.read()
pyperclip.copy(text)
sys.exit(pyperclip.paste().split() != text.split())
"""
_SECONDS = 10.0
# Terminals take no more than about 100,000 characters so, of which base64 makes four of three.
_MOST_BYTES = 74_000


def copy(text: str) -> str:
    """Copy a text, and tell how it was done. Raises ClipboardError where there is no way."""
    ways = [_by_program, _by_terminal]
    if os.environ.get("SSH_CONNECTION"):  # the clipboard wanted is not that of this machine
        ways.reverse()
    for way in ways:
        if told := way(text):
            return told
    raise ClipboardError(
        "there is no clipboard to copy to: on Linux install xclip, xsel or wl-clipboard, or run "
        "qa in a terminal, without a pipe"
    )


def _by_program(text: str) -> str | None:
    # -P: no module of the folder that happens to be the current one is run.
    command = [sys.executable, "-P", "-X", "utf8", "-c", _COPY]
    try:
        done = subprocess.run(
            command,
            input=text.encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return "to the clipboard" if done.returncode == 0 else None


def _by_terminal(text: str) -> str | None:
    """By the escape sequence OSC 52, which most terminals and tmux know and none confirms."""
    data = text.encode()
    stream = next((stream for stream in (sys.stderr, sys.stdout) if stream.isatty()), None)
    if stream is None or len(data) > _MOST_BYTES:
        return None
    stream.write(f"\x1b]52;c;{base64.b64encode(data).decode()}\x07")
    stream.flush()
    return "by the terminal, if it allows that"
