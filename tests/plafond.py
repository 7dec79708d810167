"""Een plafond tegen hangen, geen meting: snelheid meten we in bench/, als verhouding binnen één run."""

from __future__ import annotations

from typing import Final

# Seconden. Antwoorden horen binnen één seconde te komen; wie hangt doet er tien of meer over. Ertussen ligt
# ruimte voor een machine die het druk heeft.
PLAFOND: Final = 5.0
