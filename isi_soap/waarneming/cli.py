"""`isi-soap waarneming`: de processen naast de dienst, en wat een beheerder ervan wil weten."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from isi_soap.audit.sleutels import SleutelFout
from isi_soap.settings import Instellingen, instellingen
from persistence.database import Database, DatabaseOnbereikbaar
from persistence.ingebed import IngebedFout

app = typer.Typer(no_args_is_help=True, help="Metrieken, en het logboek dataverwerkingen.")

_POGINGEN, _PAUZE_SECONDEN = 20, 0.5

# Deze processen beginnen licht: wat alleen het ene nodig heeft, laadt het andere niet.
Ouder = Annotated[int | None, typer.Option(hidden=True)]
LogAlsJson = Annotated[bool, typer.Option("--json/--leesbaar", help="Log in JSON.")]


def _stopsein(ouder: int | None) -> threading.Event:
    from isi_soap.beheer.naast import volg_ouder

    stop = threading.Event()
    for sein in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sein, lambda *_: stop.set())
    if ouder is not None:
        threading.Thread(target=volg_ouder, args=(ouder, stop), daemon=True).start()
    # Waarnemen wijkt voor wat waargenomen wordt.
    os.setpriority(os.PRIO_PROCESS, 0, max(5, os.getpriority(os.PRIO_PROCESS, 0)))
    return stop


@contextmanager
def _database(inst: Instellingen, *, lang: bool = False) -> Iterator[Database]:
    try:
        database = Database.uit(inst, lang=lang)
    except IngebedFout as fout:
        raise _weiger(str(fout)) from None
    try:
        yield database
    finally:
        database.sluit()


def _weiger(reden: str) -> typer.Exit:
    typer.echo(f"Fout: {reden}", err=True)
    return typer.Exit(2)


@app.command()
def metrieken(ouder: Ouder = None, als_json: LogAlsJson = False) -> None:
    """Bedien /metrieken op ISI_METRIEKEN_PORT; `isi-soap serve` start dit zelf.

    Voorbeeld: ISI_METRIEKEN_PORT=9464 isi-soap waarneming metrieken
    """
    from isi_soap.waarneming.eindpunt import Eindpunt, maak_register
    from isi_soap.waarneming.metrieken import MAP, gedeelde_map
    from isi_soap.waarneming.technischlog import stel_log_in

    inst = instellingen()
    if inst.metrieken_port is None:
        raise _weiger("noem de poort: ISI_METRIEKEN_PORT")
    stel_log_in(als_json=als_json)
    stop = _stopsein(ouder)
    with gedeelde_map(aan=MAP not in os.environ), _database(inst) as database:
        register = maak_register(Path(os.environ[MAP]), database, inst)
        # Na een harde herstart kan het vorige proces de poort nog een paar tellen hebben.
        for poging in reversed(range(_POGINGEN)):
            try:
                eindpunt = Eindpunt(inst.metrieken_host, inst.metrieken_port, register)
                break
            except OSError as fout:
                if not poging or stop.wait(_PAUZE_SECONDEN):
                    waar = f"{inst.metrieken_host}:{inst.metrieken_port}"
                    raise _weiger(f"op {waar} is niet te luisteren ({fout.strerror})") from None
        with eindpunt:
            threading.Thread(target=eindpunt.serve_forever, daemon=True).start()
            stop.wait()
            eindpunt.shutdown()


@app.command()
def ldv(
    ouder: Ouder = None,
    als_json: LogAlsJson = False,
    bij: Annotated[bool, typer.Option("--bij", help="Stop als er niets meer wacht.")] = False,
) -> None:
    """Werk het logboek dataverwerkingen bij uit het berichtenlog; `isi-soap serve` start dit zelf.

    Voorbeeld: isi-soap waarneming ldv --bij
    """
    from isi_soap.waarneming.technischlog import stel_log_in

    inst = instellingen()
    if inst.ldv_adres is None or inst.ldv_register is None:
        raise _weiger("noem het logboek en het register: ISI_LDV_ADRES en ISI_LDV_REGISTER")
    try:
        from isi_soap.waarneming.ldv import levering, otlp
        from isi_soap.waarneming.ldv.register import RegisterFout
    except ImportError:
        raise _weiger("de pakketten voor OTLP ontbreken: pip install 'isi-soap[otel]'") from None
    stel_log_in(als_json=als_json)
    stop = _stopsein(ouder)
    with _database(inst, lang=True) as database:
        if not bij:
            levering.draai(database, inst, stop)
            return
        try:
            levering.werk_bij(database, inst, stop)
        except (otlp.NietBevestigd, RegisterFout, SleutelFout, DatabaseOnbereikbaar) as fout:
            typer.echo(f"Het LDV-logboek is niet bijgewerkt: {fout}", err=True)
            raise typer.Exit(1) from None


@app.command()
def ldv_stand(
    als_json: Annotated[bool, typer.Option("--json", help="Als JSON, voor een ander programma.")] = False,
) -> None:
    """Toon tot waar het logboek dataverwerkingen bij is; uitgangscode 1 als de levering niet lukt.

    Voorbeeld: isi-soap waarneming ldv-stand
    """
    from persistence.logboek.ldv import stand

    with _database(instellingen()) as database:
        try:
            database.eis_gereed()
            with database.transactie() as conn:
                nu = stand(conn)
        except DatabaseOnbereikbaar as fout:
            raise _weiger(str(fout)) from None
    velden = {
        "positie": nu.positie,
        "wachtend": nu.wachtend,
        "wacht_sinds": _tijd(nu.wacht_sinds),
        "regels": nu.regels,
        "gemist": nu.gemist,
        "geleverd": _tijd(nu.geleverd),
        "fout": nu.fout,
        "fout_sinds": _tijd(nu.fout_sinds),
    }
    if als_json:
        typer.echo(json.dumps(velden, ensure_ascii=False, indent=2))
    else:
        for naam, waarde in velden.items():
            typer.echo(f"{naam:12} {'-' if waarde is None else waarde}")
    raise typer.Exit(1 if nu.fout else 0)


@app.command()
def pseudoniem() -> None:
    """Vraag een BSN en toon het pseudoniem van die persoon in het logboek dataverwerkingen.

    Voor een inzageverzoek: zoek er in dat logboek mee op dpl.core.data_subject_id. Het BSN komt van het
    toetsenbord of van stdin, en dus niet in de proceslijst.

    Voorbeeld: isi-soap waarneming pseudoniem
    """
    from stdnum.nl import bsn as bsnummer

    from isi_soap.waarneming.ldv.regels import Pseudoniemen

    nummer = str(typer.prompt("BSN", hide_input=True, err=True)).strip()
    if not bsnummer.is_valid(nummer):
        raise _weiger("dit is geen BSN: het heeft geen negen cijfers of voldoet niet aan de elfproef")
    with _database(instellingen()) as database:
        try:
            bos = database.logsleutels.bos
        except SleutelFout as fout:
            raise _weiger(str(fout)) from None
    typer.echo(Pseudoniemen(bos.zoek).van(bos.persoon(nummer)))


def _tijd(waarde: datetime | None) -> str | None:
    return waarde.astimezone(UTC).isoformat(timespec="seconds") if waarde else None
