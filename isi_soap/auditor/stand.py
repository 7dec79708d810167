"""De stand van het log: hoe groot het is, hoe ver verzegeld, wanneer getoetst, en wat er mis is."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from flask import Blueprint, render_template

from isi_soap.auditor import kern, sessie, spoor
from isi_soap.settings import Instellingen
from persistence.auditor import logstand
from persistence.logboek.stand import stand

bladen = Blueprint("stand", __name__)

_BEWAAR: Final = "log_bewaar_"


@bladen.get("/stand")
def toon() -> str:
    """Voor elke auditor: er staat niemand in."""
    conn, inst = kern.conn(), kern.kern().inst
    nu = stand(conn, kern.nu(), timedelta(seconds=inst.log_alarm_seconden))
    spoor.leg_vast("ziet stand", sessie.auditor().naam, {"alarmen": len(nu.alarmen)})
    sleutels = kern.sleutels()
    return render_template(
        "stand.html.j2",
        nu=kern.nu(),
        stand=nu,
        achterstand=nu.achterstand(kern.nu()),
        herkomst=logstand.herkomst(conn),
        delen=logstand.delen(conn),
        checkpoints=logstand.checkpoints(conn),
        getuige=inst.log_getuige is not None or bool(inst.log_getuige_opdracht),
        toets=logstand.laatste(conn, sleutels, "log verifieer"),
        wis=logstand.laatste(conn, sleutels, "log wis"),
        export=logstand.laatste(conn, sleutels, "log exporteer"),
        bewaring=_bewaring(inst),
        vernietigd=logstand.laatste(conn, sleutels, "log vernietig"),
    )


def _bewaring(inst: Instellingen) -> list[tuple[str, int]]:
    """Per klasse van het log de bewaartermijn in maanden (ISI_LOG_BEWAAR_…_MAANDEN)."""
    termijnen = (naam for naam in type(inst).model_fields if naam.startswith(_BEWAAR))
    return [(naam.removeprefix(_BEWAAR).removesuffix("_maanden"), getattr(inst, naam)) for naam in termijnen]
