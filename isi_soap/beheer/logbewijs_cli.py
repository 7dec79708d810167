"""`isi-soap log verifieer`, `exporteer` en `wis`: het log narekenen, meegeven, en iemand eruit vergeten."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy import Connection

from isi_soap.audit.checkpoint import Checkpoint
from isi_soap.audit.getuige import lees_bewaard
from isi_soap.audit.notitie import Controlesleutel, NotitieFout
from isi_soap.audit.sleutels import SleutelFout
from isi_soap.audit.uitvoer import open_doel
from persistence.database import Database, DatabaseOnbereikbaar
from persistence.ingebed import IngebedFout
from persistence.logboek import beheerlog, vernietiging
from persistence.logboek.export import NietTeExporteren
from persistence.logboek.export import exporteer as maak_export
from persistence.logboek.keuze import Keuze, posities_van
from persistence.logboek.toets import Bevinding, Logtoets

Van = Annotated[datetime | None, typer.Option(help="Vanaf dit tijdstip (UTC).")]
Tot = Annotated[datetime | None, typer.Option(help="Tot dit tijdstip (UTC).")]
Bewaard = Annotated[Path | None, typer.Option(help="Map met een bewaarde sleutel en checkpoints.")]
Json = Annotated[bool, typer.Option("--json", help="Als JSON, voor een ander programma.")]


def verifieer(
    van: Van = None,
    tot: Tot = None,
    bericht: Annotated[UUID | None, typer.Option(help="Alleen dit bericht (kenmerk).")] = None,
    inhoud: Annotated[bool, typer.Option("--inhoud", help="Ontsleutel ook elke inhoud.")] = False,
    bewaard: Bewaard = None,
    als_json: Json = False,
) -> None:
    """Reken het log na: elk record, elke positie en elke ondertekende stand; uitgangscode 1 als iets afwijkt.

    Wie ook de beheerder niet vertrouwt maakt een export en gebruikt tools/verify_log.py.

    Voorbeeld: isi-soap log verifieer --bewaard /mnt/getuige
    """
    with _database() as database, _balk("records") as balk:
        sleutel, notities = _bewaard(bewaard)
        taak = balk.add_task("records", total=None)
        with _stand(database) as conn:
            toets = Logtoets(
                conn,
                database.logsleutels,
                inhoud=inhoud,
                sleutel=sleutel,
                bewaard=notities,
                voortgang=lambda aantal: balk.advance(taak, aantal),
            )
            bevindingen = []
            keuze = Keuze(van=_utc(van), tot=_utc(tot), kenmerk=bericht)
            for bevinding in _toets(toets, conn, database, keuze, lambda n: balk.update(taak, total=n)):
                bevindingen.append(bevinding)
                if not als_json:
                    balk.console.print(_regel(bevinding), highlight=False, markup=False)
        uitslag = asdict(toets.telling) | {"grootte": toets.grootte, "bevindingen": len(bevindingen)}
        with database.transactie() as conn:
            beheerlog.meld(conn, database.logsleutels, "log verifieer", uitslag, vraag=keuze.tekst())
    if als_json:
        uit = uitslag | {"bevindingen": [asdict(b) for b in bevindingen]}
        typer.echo(json.dumps(uit, ensure_ascii=False, indent=2, default=str))
    else:
        typer.echo(
            f"{toets.telling.records} records en {toets.telling.checkpoints} checkpoints nagerekend, van"
            f" {toets.telling.vernietigd} is de inhoud vernietigd:"
            f" {len(bevindingen) or 'geen'} bevindingen."
        )
    raise typer.Exit(1 if bevindingen else 0)


def exporteer(
    doel: Annotated[Path, typer.Argument(help="Map of .zip die nog niet bestaat.")],
    van: Van = None,
    tot: Tot = None,
    gemeente: Annotated[str | None, typer.Option(help="Gemeente die handelde, of namens wie.")] = None,
    bsn: Annotated[str | None, typer.Option(help="Burgerservicenummer in aanvraag of antwoord.")] = None,
    message_id: Annotated[str | None, typer.Option(help="MessageID van de aanvraag.")] = None,
    bewaard: Bewaard = None,
    als_json: Json = False,
) -> None:
    """Schrijf records met hun bytes en bewijzen, om elders na te rekenen met tools/verify_log.py.

    Noem met --bewaard de map met uw checkpoints: dan bewijst de export ook dat het log daarop aansluit.

    Voorbeeld: isi-soap log exporteer maart.zip --van 2026-03-01 --tot 2026-04-01
    """
    keuze = Keuze(van=_utc(van), tot=_utc(tot), gemeente=gemeente, bsn=bsn, message_id=message_id)
    with _database() as database, _balk("records") as balk:
        sleutel, notities = _bewaard(bewaard)
        taak = balk.add_task("records", total=None)
        try:
            with _stand(database) as conn, open_doel(doel) as uit:
                verslag = maak_export(
                    conn,
                    database.logsleutels,
                    keuze,
                    uit,
                    bewaard=_groottes(sleutel, notities),
                    voortgang=lambda aantal: balk.advance(taak, aantal),
                )
        except FileExistsError:
            _stop(f"{doel} bestaat al; een export gaat naar een nieuwe plaats")
        except NietTeExporteren as fout:
            _stop(str(fout))
        with database.transactie() as conn:
            over = (bsn,) if bsn else ()
            beheerlog.meld(
                conn, database.logsleutels, "log exporteer", asdict(verslag), vraag=keuze.tekst(), bsns=over
            )
    if als_json:
        typer.echo(json.dumps(asdict(verslag)))
    else:
        typer.echo(f"{verslag.records} records in {doel}, onder een checkpoint van {verslag.grootte}.")
        if verslag.onleesbaar:
            typer.echo(f"Van {verslag.onleesbaar} records is de inhoud er niet meer of niet te lezen.")


def wis(
    bsn: Annotated[str, typer.Option(help="Van wie de inhoud onleesbaar moet worden.")],
    ja: Annotated[bool, typer.Option("--ja", help="Zonder navraag.")] = False,
    als_json: Json = False,
) -> None:
    """Vernietig de sleutels van één persoon: wat over hem in het log staat is daarna door niemand te lezen.

    Berichten over meer personen verliezen hun inhoud ook voor de anderen; zij staan in het verslag. Dat er
    een bericht was, wanneer en van wie, blijft bewezen. Het is niet terug te draaien.

    Voorbeeld: isi-soap log wis --bsn 999990019
    """
    if not ja:
        typer.confirm("Dit is niet terug te draaien. Doorgaan?", abort=True)
    with _database() as database:
        with database.transactie() as conn:
            sleutels = database.logsleutels
            weg = vernietiging.vernietig_persoon(conn, sleutels, bsn, datetime.now(UTC))
            # Zonder BSN: dit record blijft leesbaar.
            vraag = {"persoon": sleutels.persoon(bsn).hex()}
            beheerlog.meld(conn, sleutels, "log wis", asdict(weg), vraag=vraag)
        with database.verbinding() as conn:
            vernietiging.ruim_op(conn)
    if als_json:
        typer.echo(json.dumps(asdict(weg), default=str, indent=2))
        return
    typer.echo(f"Van {len(weg.alleen)} berichten over deze persoon is de inhoud vernietigd.")
    for kenmerk, personen in weg.met_anderen:
        typer.echo(f"Ook vernietigd: {kenmerk}, een bericht over {personen} personen.")


# --- gedeeld ----------------------------------------------------------------------------------------------


@contextmanager
def _database() -> Iterator[Database]:
    try:
        database = Database.uit(lang=True)
    except IngebedFout as fout:
        _stop(str(fout))
    try:
        database.eis_gereed()
        yield database
    except (DatabaseOnbereikbaar, SleutelFout, NotitieFout) as fout:
        _stop(str(fout))
    finally:
        database.sluit()


@contextmanager
def _stand(database: Database) -> Iterator[Connection]:
    """Eén stand van zaken, hoe lang het lezen ook duurt."""
    with database.verbinding() as conn:
        vast = conn.execution_options(isolation_level="REPEATABLE READ")
        with vast.begin():
            yield vast


def _stop(reden: str) -> Any:
    typer.echo(f"Fout: {reden}", err=True)
    raise typer.Exit(2)


def _balk(naam: str) -> Progress:
    return Progress(
        TextColumn(naam),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True, width=None),
    )


def _utc(waarde: datetime | None) -> datetime | None:
    return waarde.replace(tzinfo=UTC) if waarde else None


def _bewaard(map_: Path | None) -> tuple[Controlesleutel | None, tuple[str, ...]]:
    return lees_bewaard(map_) if map_ is not None else (None, ())


def _groottes(sleutel: Controlesleutel | None, notities: tuple[str, ...]) -> list[int]:
    if notities and sleutel is None:
        raise NotitieFout("bij de bewaarde checkpoints hoort de bewaarde sleutel (*.vkey)")
    return [Checkpoint.open(notitie, sleutel).grootte for notitie in notities] if sleutel else []


def _toets(
    toets: Logtoets, conn: Connection, database: Database, keuze: Keuze, totaal: Any
) -> Iterator[Bevinding]:
    if keuze.kenmerk is not None:
        return toets.bericht(keuze.kenmerk)
    if keuze.van is None and keuze.tot is None:
        totaal(toets.grootte)
        return toets.alles()
    posities = posities_van(conn, database.logsleutels, keuze)
    if posities is None:
        return iter(())
    totaal(posities[1] - posities[0])
    return toets.reeks(*posities)


def _regel(bevinding: Bevinding) -> str:
    waar = "" if bevinding.positie is None else f" positie {bevinding.positie}"
    wie = "" if bevinding.kenmerk is None else f" ({bevinding.kenmerk})"
    return f"{bevinding.soort}{waar}: {bevinding.tekst}{wie}"
