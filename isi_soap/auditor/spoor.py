"""Het spoor van de auditor: alles wat hij doet is een record in het log dat hij leest, en wordt verzegeld."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from isi_soap.auditor import kern
from persistence.logboek import beheerlog
from persistence.logboek.berichtenlog import Uitkomstcode

PROFIEL = "auditor"


def leg_vast(
    handeling: str,
    naam: str | None,
    verslag: Mapping[str, Any] | None = None,
    *,
    doel: str | None = None,
    vraag: Mapping[str, Any] | None = None,
    bsns: tuple[str, ...] = (),
    over: UUID | None = None,
    uitkomst: Uitkomstcode = "OK",
) -> None:
    """`bsns`: wie de auditor te zien kreeg; ook dat staat in de tijdlijn van die persoon."""
    gevraagd = {"doel": doel} if doel else {}
    beheerlog.meld(
        kern.conn(),
        kern.sleutels(),
        f"auditor {handeling}",
        verslag or {},
        vraag=gevraagd | {k: "*********" if k == "bsn" else w for k, w in (vraag or {}).items()},
        bsns=bsns,
        lezer=beheerlog.Lezer(naam=naam, profiel=PROFIEL, peer=kern.peer()),
        uitkomst=uitkomst,
        over=over,
    )
