"""Where what outlives a command is kept for the user: what was allowed, asked last and typed."""

import os
from pathlib import Path

VARIABLE = "QA_STATE_DIR"


def state_folder() -> Path:
    """A folder of the user's account, or the one that QA_STATE_DIR names."""
    chosen = os.environ.get(VARIABLE)
    if chosen:
        return Path(chosen).expanduser().absolute()
    import platformdirs  # here: most questions need nothing looked up

    return platformdirs.user_state_path("pincite")
