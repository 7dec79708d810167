"""`isi-soap log archiveer`, `vernietig` en `bewaarbevel`: wat met het log gebeurt als het ouder wordt."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from isi_soap.beheer.logopdracht import (
    Ja,
    Json,
    balk,
    open_database,
    stop,
    toets_bsn,
    utc,
    vraag_toestemming,
)
from isi_soap.beheer.opdracht import toon
from isi_soap.settings import instellingen
from persistence.database import Database
from persistence.logboek import archief, beheerlog, bewaring, delen, verlopen, vernietiging
from persistence.logboek.archieflezer import ArchiefFout
from persistence.logboek.bewaring import Bevel, BevelGeweigerd, Termijnen
from persistence.logboek.ldv import bladwijzer

bewaarbevel = typer.Typer(
    no_args_is_help=True, help="Wat niet vernietigd mag worden, ook niet als zijn termijn om is."
)
_MOMENT = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]


def archiveer(
    doel: Annotated[
        Path | None, typer.Argument(help="Map voor de bestanden; anders ISI_LOG_ARCHIEF.")
    ] = None,
    verwijder: Annotated[
        bool, typer.Option("--verwijder", help="Haal de inhoud daarna uit de database.")
    ] = False,
    als_json: Json = False,
) -> None:
    """Zet elke maand die om is in een bestand dat tools/verify_log.py kan narekenen.

    De inhoud staat er versleuteld in, zoals zij bewaard wordt; de sleutels blijven in de database. De
    opdracht mag op elk moment gedood en opnieuw gegeven worden. Met --verwijder blijven de gegevens
    doorzoekbaar, en staat de inhoud alleen nog in het bestand: bewaar dat op meer dan één plaats.

    Voorbeeld: isi-soap log archiveer /srv/isi/archief --verwijder
    """
    map_ = doel or instellingen().log_archief
    if map_ is None:
        stop("noem een map, of zet ISI_LOG_ARCHIEF")
    gedaan = []
    with open_database() as database, balk("records") as voortgang:
        taak = voortgang.add_task("records", total=None)
        try:
            nu = datetime.now(UTC)
            for stap in archief.archiveer(
                database, map_, nu, verwijder=verwijder, voortgang=lambda n: voortgang.advance(taak, n)
            ):
                gedaan.append(asdict(stap))
                if not als_json:
                    wat = "staat alleen nog in" if stap.geleegd else "records in"
                    aantal = "De inhoud" if stap.geleegd else str(stap.records)
                    voortgang.console.print(f"{aantal} {wat} {stap.bestand}", highlight=False, markup=False)
        except (archief.NietTeArchiveren, ArchiefFout) as fout:
            stop(str(fout))
        except OSError as fout:
            stop(f"{map_}: {fout.strerror}; wat nog niet heel was, maakt een volgende start opnieuw")
    if als_json:
        typer.echo(json.dumps(gedaan, indent=2))
    elif not gedaan:
        typer.echo("Er is geen maand die om is en nog niet in een bestand staat.")


def vernietig(
    ja: Ja = False,
    droog: Annotated[bool, typer.Option("--droog", help="Zeg alleen wat er zou gebeuren.")] = False,
    voorbij_ldv: Annotated[
        bool, typer.Option("--voorbij-ldv", help="Ook gegevens die nog niet in het LDV-logboek staan.")
    ] = False,
    als_json: Json = False,
) -> None:
    """Vernietig wat zijn bewaartermijn voorbij is, behalve wat een bewaarbevel vasthoudt.

    Gegevens die het logboek dataverwerkingen (ISI_LDV_ADRES) nog niet kreeg blijven, en staan in het verslag.
    Inhoud wordt onleesbaar doordat haar sleutel vernietigd wordt: ook in archiefbestanden, en in elke kopie
    van de database die hierna gemaakt wordt. Het verslag noemt per maand wat er ging, waarom, en wat bleef.

    Voorbeeld: isi-soap log vernietig --droog --json
    """
    if not droog:
        vraag_toestemming(ja, "Alles wat zijn termijn voorbij is wordt vernietigd.")
    inst = instellingen()
    termijnen, nu = Termijnen.uit(inst), datetime.now(UTC)
    with open_database() as database:
        ldv = None if voorbij_ldv else _ldv_bladwijzer(database)
        maanden = _vernietig_maanden(database, termijnen, nu, ldv, droog=droog)
        bestanden = [] if droog else _ruim_bestanden(database, inst.log_archief, nu)
    verslag = {
        "tijdstip": nu.isoformat(timespec="seconds"),
        "droog": droog,
        "termijnen": dict(termijnen.maanden),
        "ldv_bladwijzer": ldv,
        "maanden": maanden,
        "archiefbestanden": bestanden,
    }
    if als_json:
        typer.echo(json.dumps(verslag, default=str, indent=2, ensure_ascii=False))
    else:
        typer.echo(_als_tekst(verslag))


def _ldv_bladwijzer(database: Database) -> int | None:
    with database.transactie() as conn:
        return bladwijzer(conn, ingesteld=database.inst.ldv_adres is not None)


def _vernietig_maanden(
    database: Database, termijnen: Termijnen, nu: datetime, ldv: int | None, *, droog: bool
) -> list[dict[str, Any]]:
    uit = []
    with database.transactie() as conn:
        maanden = list(verlopen.maanden(conn, termijnen, nu))
    for maand, om in maanden:
        with database.verbinding() as conn, conn.begin() as transactie:
            gedaan = verlopen.vernietig_maand(conn, database.logsleutels, maand, om, nu, ldv=ldv)
            if droog:
                transactie.rollback()
        if not gedaan.leeg or gedaan.vastgehouden or gedaan.wacht_op_ldv:
            uit.append(asdict(gedaan))
        if gedaan.records and not droog:
            delen.met_geduld(database, partial(delen.laat_vallen_als_leeg, maand=maand))
    if not droog:
        with database.verbinding() as conn:
            vernietiging.ruim_op(conn)
    return uit


def _ruim_bestanden(database: Database, map_: Path | None, nu: datetime) -> list[dict[str, Any]]:
    """Archiefbestanden waarvan alles vernietigd is; wat hier niet ligt, moet iemand anders wegdoen."""
    with database.transactie() as conn:
        over = verlopen.overtollige_bestanden(conn)
    uit = []
    for begin, naam in over:
        weg = map_ is not None and (map_ / naam).exists()
        if weg and map_ is not None:
            (map_ / naam).unlink()
            with database.transactie() as conn:
                verlopen.bestand_vernietigd(conn, begin, nu)
                beheerlog.meld(conn, database.logsleutels, "log vernietig", {"bestand": naam, "reeksen": []})
        uit.append({"bestand": naam, "vernietigd": weg})
    return uit


def _als_tekst(verslag: dict[str, Any]) -> str:
    regels = [f"Bewaartermijnen in maanden: {_op_rij(verslag['termijnen'])}."]
    wordt = "zou vernietigd worden" if verslag["droog"] else "vernietigd"
    for maand in verslag["maanden"]:
        regels.append(f"{maand['maand']:%Y-%m}: termijn om van {', '.join(maand['klassen'])}")
        if maand["sleutels"]:
            regels.append(
                f"  {wordt}: {maand['sleutels']} sleutels, inhoud van {_op_rij(maand['berichten'])}"
            )
        for kenmerk, personen in maand["gedeeld"]:
            regels.append(f"  ook voor de anderen: {kenmerk}, een bericht over {personen} personen")
        if maand["records"]:
            regels.append(f"  {wordt}: ook de gegevens van {maand['records']} records")
        if maand["wacht_op_langere_termijn"]:
            regels.append(f"  {maand['wacht_op_langere_termijn']} sleutels openen ook iets dat langer blijft")
        if maand["wacht_op_ldv"]:
            regels.append(
                f"  {maand['wacht_op_ldv']} records blijven: het logboek dataverwerkingen is tot positie"
                f" {verslag['ldv_bladwijzer']}; lever eerst (isi-soap waarneming ldv --bij)"
            )
        regels += [f"  vastgehouden door een bewaarbevel: {kenmerk}" for kenmerk in maand["vastgehouden"]]
    for bestand in verslag["archiefbestanden"]:
        gedaan = "vernietigd" if bestand["vernietigd"] else "ligt hier niet: vernietig het waar het staat"
        regels.append(f"archiefbestand {bestand['bestand']}: {gedaan}")
    if len(regels) == 1:
        regels.append("Er is niets waarvan de termijn om is.")
    return "\n".join(regels)


def _op_rij(waarden: dict[str, int]) -> str:
    return ", ".join(f"{naam} {aantal}" for naam, aantal in waarden.items()) or "niets"


# --- bewaarbevelen --------------------------------------------------------------------------------------


@bewaarbevel.command("instellen")
def bevel_instellen(
    reden: Annotated[str, typer.Option(help="Waarom dit bewaard moet blijven; geen persoonsgegevens.")],
    bsn: Annotated[str | None, typer.Option(help="Alles over deze persoon.")] = None,
    bericht: Annotated[UUID | None, typer.Option(help="Dit bericht (kenmerk).")] = None,
    message_id: Annotated[str | None, typer.Option(help="Berichten met dit MessageID.")] = None,
    van: Annotated[datetime | None, typer.Option(formats=_MOMENT, help="Ontvangen vanaf (UTC).")] = None,
    tot: Annotated[datetime | None, typer.Option(formats=_MOMENT, help="Ontvangen tot (UTC).")] = None,
    geldig_tot: Annotated[
        datetime | None, typer.Option(formats=_MOMENT, help="Vervalt dan vanzelf (UTC).")
    ] = None,
    incident: Annotated[
        bool, typer.Option("--incident", help="Over een beveiligingsincident: minstens drie jaar.")
    ] = False,
    als_json: Json = False,
) -> None:
    """Houd vast wat aan alles voldoet dat genoemd is; niets daarvan wordt nog vernietigd of gewist.

    Voorbeeld: isi-soap log bewaarbevel instellen --bsn 999990019 --van 2026-01-01 --reden "bezwaar 2026/12"
    """
    toets_bsn(bsn)
    with open_database() as database, database.transactie() as conn:
        bevel = Bevel(
            reden=reden,
            door=beheerlog.wie(),
            bsn=bsn,
            bericht_id=bericht,
            message_id=message_id,
            van=utc(van),
            tot=utc(tot),
            geldig_tot=utc(geldig_tot),
            incident=incident,
        )
        try:
            kenmerk = bewaring.houd_vast(conn, database.logsleutels, bevel, datetime.now(UTC))
        except BevelGeweigerd as fout:
            stop(str(fout))
        velden = asdict(bevel) | {"kenmerk": kenmerk, "bsn": bsn and database.logsleutels.persoon(bsn).hex()}
        beheerlog.meld(conn, database.logsleutels, "log bewaarbevel", velden)
    typer.echo(json.dumps({"kenmerk": str(kenmerk)}) if als_json else f"Bewaarbevel {kenmerk} geldt.")


@bewaarbevel.command("opheffen")
def bevel_opheffen(
    kenmerk: Annotated[UUID, typer.Argument(help="Het kenmerk uit `lijst`.")],
    reden: Annotated[str, typer.Option(help="Waarom het niet meer nodig is.")],
) -> None:
    """Laat los wat een bewaarbevel vasthield; wat zijn termijn voorbij is gaat bij de volgende vernietiging.

    Voorbeeld: isi-soap log bewaarbevel opheffen 019ab2c4-5d6e-7f80-9a1b-2c3d4e5f6071 --reden "afgedaan"
    """
    with open_database() as database, database.transactie() as conn:
        try:
            bewaring.hef_op(conn, kenmerk, beheerlog.wie(), datetime.now(UTC))
        except BevelGeweigerd as fout:
            stop(str(fout))
        verslag = {"opgeheven": kenmerk, "reden": reden}
        beheerlog.meld(conn, database.logsleutels, "log bewaarbevel", verslag)
    typer.echo(f"Bewaarbevel {kenmerk} is opgeheven.")


@bewaarbevel.command("lijst")
def bevel_lijst(
    alle: Annotated[bool, typer.Option("--alle", help="Ook wat niet meer geldt.")] = False,
    als_json: Json = False,
) -> None:
    """Toon de bewaarbevelen; een persoon staat er met zijn kenmerk in het log, niet met zijn BSN.

    Voorbeeld: isi-soap log bewaarbevel lijst
    """
    with open_database() as database, database.transactie() as conn:
        rijen = bewaring.bevelen(conn, datetime.now(UTC), ook_oude=alle)
    toon(rijen, ("id", "reden", "door", "persoon", "van", "tot", "geldig_tot"), als_json)
