"""Where what outlives a command is kept for the user: the last answer, what was typed."""

import os
from pathlib import Path

import platformdirs

VARIABLE = "QA_STATE_DIR"


def state_folder() -> Path:
    """A folder of the user's account, or the one that QA_STATE_DIR names."""
    chosen = os.environ.get(VARIABLE)
    return Path(chosen).expanduser() if chosen else platformdirs.user_state_path("pincite")
