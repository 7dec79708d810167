"""Of een proces op deze machine er nog is."""

from __future__ import annotations

import os


def leeft(pid: int) -> bool:
    """Ook van een ander, die wij geen sein mogen geven. `pid` is groter dan nul."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
