"""`isi-soap log verifieer`, `exporteer` en `wis`: het log narekenen, meegeven, en iemand eruit vergeten."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from sqlalchemy import Connection

from isi_soap.audit.getuige import lees_bewaard
from isi_soap.audit.notitie import Controlesleutel, NotitieFout
from isi_soap.audit.sleutelketen import Sleutelketen, VoorDezeSleutel
from isi_soap.audit.sleutels import Sleutelbos, SleutelFout
from isi_soap.audit.tijdstempel import laad_ca
from isi_soap.audit.uitvoer import open_doel
from isi_soap.beheer.logopdracht import (
    Doel,
    Ja,
    Json,
    balk,
    open_database,
    stand,
    stop,
    toets_bsn,
    toets_doel,
    utc,
    vraag_toestemming,
)
from isi_soap.settings import instellingen
from persistence.database import Database
from persistence.logboek import beheerlog, vernietiging
from persistence.logboek.export import NietTeExporteren
from persistence.logboek.export import exporteer as maak_export
from persistence.logboek.keuze import Keuze, posities_van
from persistence.logboek.sleutels import Logsleutels
from persistence.logboek.stand import horen_bij_dit_log
from persistence.logboek.toets import Bevinding, Logtoets
from persistence.logboek.verzegeling import overgangen

Van = Annotated[datetime | None, typer.Option(help="Vanaf dit tijdstip (UTC).")]
Tot = Annotated[datetime | None, typer.Option(help="Tot dit tijdstip (UTC).")]
Bewaard = Annotated[Path | None, typer.Option(help="Map met een bewaarde sleutel en checkpoints.")]


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
    with open_database() as database, balk("records") as voortgang:
        sleutel, notities = _bewaard(bewaard)
        taak = voortgang.add_task("records", total=None)
        with stand(database) as conn:
            sleutels, mist = _sleutels(database)
            past = mist is None and horen_bij_dit_log(conn, sleutels)
            toets = Logtoets(
                conn,
                sleutels,
                inhoud=inhoud,
                sleutel=sleutel,
                bewaard=notities,
                ca=laad_ca(ca) if (ca := instellingen().log_tijdstempel_ca) else (),
                voortgang=lambda aantal: voortgang.advance(taak, aantal),
            )
            bevindingen: list[Bevinding] = []
            keuze = Keuze(van=utc(van), tot=utc(tot), kenmerk=bericht)
            gevonden = _toets(toets, conn, sleutels, keuze, lambda n: voortgang.update(taak, total=n))
            for bevinding in chain([Bevinding("SLEUTEL", mist)] if mist else [], gevonden):
                bevindingen.append(bevinding)
                if not als_json:
                    voortgang.console.print(_regel(bevinding), highlight=False, markup=False)
        uitslag = asdict(toets.telling) | {"grootte": toets.grootte, "bevindingen": len(bevindingen)}
        if past:
            with database.transactie() as conn:
                beheerlog.meld(conn, sleutels, "log verifieer", uitslag, vraag=keuze.tekst())
        else:
            typer.echo("Zonder de sleutels van dit log staat deze toets er niet in.", err=True)
    if als_json:
        uit = uitslag | {"bevindingen": [asdict(b) for b in bevindingen]}
        typer.echo(json.dumps(uit, ensure_ascii=False, indent=2, default=str))
    else:
        typer.echo(
            f"{toets.telling.records} records en {toets.telling.checkpoints} checkpoints nagerekend, van"
            f" {toets.telling.vernietigd} is de inhoud vernietigd:"
            f" {len(bevindingen) or 'geen'} bevindingen."
        )
        if toets.telling.gearchiveerd:
            typer.echo(f"Van {toets.telling.gearchiveerd} staat de inhoud in een archief dat hier niet is.")
        if toets.telling.weg:
            typer.echo(f"{toets.telling.weg} records zijn er volgens hun bewaartermijn niet meer.")
        if toets.telling.tijdstempels:
            typer.echo(f"{toets.telling.tijdstempels} tijdstempels kloppen.")
    raise typer.Exit(1 if bevindingen else 0)


def exporteer(
    plaats: Annotated[Path, typer.Argument(help="Map of .zip die nog niet bestaat.")],
    van: Van = None,
    tot: Tot = None,
    gemeente: Annotated[str | None, typer.Option(help="Gemeente die handelde, of namens wie.")] = None,
    bsn: Annotated[str | None, typer.Option(help="Burgerservicenummer in aanvraag of antwoord.")] = None,
    message_id: Annotated[str | None, typer.Option(help="MessageID van de aanvraag.")] = None,
    bewaard: Bewaard = None,
    doel: Doel = None,
    als_json: Json = False,
) -> None:
    """Schrijf records met hun bytes en bewijzen, om elders na te rekenen met tools/verify_log.py.

    Noem met --bewaard de map met uw checkpoints: dan bewijst de export ook dat het log daarop aansluit.

    Voorbeeld: isi-soap log exporteer maart.zip --doel "controle van maart" --van 2026-03-01 --tot 2026-04-01
    """
    vraag = {"doel": toets_doel(doel)}
    toets_bsn(bsn)
    keuze = Keuze(van=utc(van), tot=utc(tot), gemeente=gemeente, bsn=bsn, message_id=message_id)
    with open_database() as database, balk("records") as voortgang:
        sleutel, notities = _bewaard(bewaard)
        taak = voortgang.add_task("records", total=None)
        try:
            with stand(database) as conn, open_doel(plaats) as uit:
                verslag = maak_export(
                    conn,
                    database.logsleutels,
                    keuze,
                    uit,
                    bewaard=_groottes(conn, sleutel, notities),
                    voortgang=lambda aantal: voortgang.advance(taak, aantal),
                )
        except FileExistsError:
            stop(f"{plaats} bestaat al; een export gaat naar een nieuwe plaats")
        except NietTeExporteren as fout:
            stop(str(fout))
        except OSError as fout:
            stop(f"{plaats} is niet geschreven: {fout.strerror}")
        with database.transactie() as conn:
            over = (bsn,) if bsn else ()
            vraag |= keuze.tekst()
            beheerlog.meld(
                conn, database.logsleutels, "log exporteer", asdict(verslag), vraag=vraag, bsns=over
            )
    if als_json:
        typer.echo(json.dumps(asdict(verslag)))
    else:
        typer.echo(f"{verslag.records} records in {plaats}, onder een checkpoint van {verslag.grootte}.")
        if verslag.onleesbaar:
            typer.echo(f"Van {verslag.onleesbaar} records is de inhoud er niet meer of niet te lezen.")


def wis(
    bsn: Annotated[str, typer.Option(help="Van wie de inhoud onleesbaar moet worden.")],
    ja: Ja = False,
    als_json: Json = False,
) -> None:
    """Vernietig de sleutels van één persoon: wat over hem in het log staat is daarna door niemand te lezen.

    Berichten over meer personen verliezen hun inhoud ook voor de anderen; zij staan in het verslag. Dat er
    een bericht was, wanneer en van wie, blijft bewezen. Wat een bewaarbevel vasthoudt blijft, en staat in het
    verslag. Het is niet terug te draaien.

    Voorbeeld: isi-soap log wis --bsn 999990019
    """
    toets_bsn(bsn)
    vraag_toestemming(ja, "Wat er over deze persoon in het log staat wordt onleesbaar.")
    with open_database() as database:
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
    for kenmerk in weg.vastgehouden:
        typer.echo(f"Niet vernietigd: {kenmerk}; een bewaarbevel houdt het vast.")


# --- gedeeld ----------------------------------------------------------------------------------------------


def _bewaard(map_: Path | None) -> tuple[Controlesleutel | None, tuple[str, ...]]:
    return lees_bewaard(map_) if map_ is not None else (None, ())


def _groottes(conn: Connection, sleutel: Controlesleutel | None, notities: tuple[str, ...]) -> list[int]:
    """Waarvoor de export een bewijs van groei krijgt; wat niet van dit log is wordt genoemd en telt niet."""
    if notities and sleutel is None:
        raise NotitieFout("bij de bewaarde checkpoints hoort de bewaarde sleutel (*.vkey)")
    if sleutel is None:
        return []
    keten, uit = Sleutelketen(sleutel, (*notities, *overgangen(conn))), []
    for notitie in notities:
        try:
            uit.append(keten.open(notitie).grootte)
        except VoorDezeSleutel:
            continue
        except NotitieFout as fout:
            typer.echo(f"Een bewaard checkpoint telt niet mee: {fout}", err=True)
    return uit


def _sleutels(database: Database) -> tuple[Logsleutels, str | None]:
    """Ook zonder bruikbaar sleutelbestand is de rest na te rekenen; wat eraan mankeert is een bevinding.

    Een nieuw bestand wordt hier nooit gemaakt: het oude zou kwijt lijken.
    """
    inst = database.inst
    try:
        if not (inst.log_sleutels or inst.data_map / "logsleutels.json").exists():
            raise SleutelFout("het sleutelbestand is er niet: wat in het log staat is door niemand te lezen")
        return database.logsleutels, None
    except SleutelFout as fout:
        return Logsleutels(Sleutelbos("", {}, b""), archief=inst.log_archief), str(fout)


def _toets(
    toets: Logtoets, conn: Connection, sleutels: Logsleutels, keuze: Keuze, totaal: Any
) -> Iterator[Bevinding]:
    if keuze.kenmerk is not None:
        return toets.bericht(keuze.kenmerk)
    if keuze.van is None and keuze.tot is None:
        totaal(toets.grootte)
        return toets.alles()
    posities = posities_van(conn, sleutels, keuze)
    if posities is None:
        return iter(())
    totaal(posities[1] - posities[0])
    return toets.reeks(*posities)


def _regel(bevinding: Bevinding) -> str:
    waar = "" if bevinding.positie is None else f" positie {bevinding.positie}"
    wie = "" if bevinding.kenmerk is None else f" ({bevinding.kenmerk})"
    return f"{bevinding.soort}{waar}: {bevinding.tekst}{wie}"
