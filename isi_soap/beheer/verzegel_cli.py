"""`isi-soap log verzegel` en `log stand`: het logboek zijn boom geven, en zien hoe het ervoor staat."""

from __future__ import annotations

import json
import os
import signal
import threading
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from isi_soap.settings import instellingen
from persistence.database import Database, DatabaseOnbereikbaar
from persistence.ingebed import IngebedFout
from persistence.logboek.stand import Stand
from persistence.logboek.stand import stand as lees_stand


def verzegel(
    ouder: Annotated[int | None, typer.Option(hidden=True)] = None,
    als_json: Annotated[bool, typer.Option("--json/--leesbaar", help="Log in JSON.")] = False,
) -> None:
    """Verzegel het berichtenlog tot het proces gestopt wordt.

    Voor wie de dienst zonder verzegelaar draait (ISI_VERZEGELEN=uit), of haar elders wil. Er werkt er altijd
    één; een tweede staat klaar.

    Voorbeeld: isi-soap log verzegel
    """
    # Pas hier: wie zoekt heeft de verzegelaar niet nodig.
    from isi_soap.beheer.naast import volg_ouder
    from isi_soap.beheer.verzegelaar import draai
    from isi_soap.waarneming.technischlog import stel_log_in

    stel_log_in(als_json=als_json)
    stop = threading.Event()
    for sein in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sein, lambda *_: stop.set())
    if ouder is not None:
        threading.Thread(target=volg_ouder, args=(ouder, stop), daemon=True).start()
    inst = instellingen()
    try:
        database = Database.uit(inst, lang=True)
    except IngebedFout as fout:
        typer.echo(f"Fout: {fout}", err=True)
        raise typer.Exit(2) from None
    os.setpriority(os.PRIO_PROCESS, 0, max(1, os.getpriority(os.PRIO_PROCESS, 0)))
    try:
        draai(database, inst, stop)
    finally:
        database.sluit()


def stand(
    als_json: Annotated[bool, typer.Option("--json", help="Als JSON, voor een ander programma.")] = False,
) -> None:
    """Toon hoe groot het log is, wat nog onverzegeld is en wat er mis is; uitgangscode 1 bij een alarm.

    Voorbeeld: isi-soap log stand
    """
    inst = instellingen()
    database = Database.uit(inst)
    try:
        database.eis_gereed()
        with database.transactie() as conn:
            nu = lees_stand(conn, datetime.now(UTC), timedelta(seconds=inst.log_alarm_seconden))
    except DatabaseOnbereikbaar as fout:
        typer.echo(f"Het berichtenlog is niet te lezen: {fout}", err=True)
        raise typer.Exit(2) from None
    finally:
        database.sluit()
    if als_json:
        typer.echo(json.dumps(_velden(nu), ensure_ascii=False, indent=2))
    else:
        for naam, waarde in _velden(nu).items():
            if naam != "alarmen":
                typer.echo(f"{naam:16} {'-' if waarde is None else waarde}")
        for alarm in nu.alarmen:
            typer.echo(f"ALARM: {alarm}")
    raise typer.Exit(1 if nu.alarmen else 0)


def _velden(nu: Stand) -> dict[str, object]:
    def tijd(waarde: datetime | None) -> str | None:
        return waarde.astimezone(UTC).isoformat(timespec="seconds") if waarde else None

    return {
        "records": nu.grootte,
        "onverzegeld": nu.wachtend,
        "wacht_sinds": tijd(nu.wacht_sinds),
        "checkpoint": nu.checkpoint,
        "checkpoint_op": tijd(nu.checkpoint_op),
        "onbezorgd_sinds": tijd(nu.onbezorgd_sinds),
        "alarmen": list(nu.alarmen),
    }
