"""`isi-soap log sleutel`: de sleutels onder het log vervangen, zonder dat er een bericht op wacht."""

from __future__ import annotations

import json
import sys
import time
from contextlib import redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from isi_soap.audit.notitie import Ondertekenaar
from isi_soap.audit.sleutels import (
    maak_ondertekenaar,
    neem_volgende,
    nieuwe_inpaksleutel,
    verwijder_inpaksleutel,
)
from isi_soap.beheer.logopdracht import Ja, Json, balk, open_database, stop, vraag_toestemming
from isi_soap.settings import instellingen
from persistence.auditor import accounts
from persistence.database import Database
from persistence.logboek import beheerlog, omwikkelen, vernietiging, verzegeling

app = typer.Typer(no_args_is_help=True, help="De sleutels onder het log: tonen, vervangen, verwijderen.")
_RUST_SECONDEN: Final = 60  # zo lang na een wijziging kan een bericht nog met de vorige bezig zijn
_WACHT_SECONDEN: Final = 60


@app.command("stand")
def sleutel_stand(als_json: Json = False) -> None:
    """Toon welke inpaksleutels er zijn en hoeveel er nog mee ingepakt is; nooit een sleutel zelf.

    Voorbeeld: isi-soap log sleutel stand
    """
    with open_database() as database, database.transactie() as conn:
        gebruikt = omwikkelen.in_gebruik(conn)
        bos = database.logsleutels.bos
        rijen = [
            {"kenmerk": kenmerk, "nu": kenmerk == bos.huidige, "datasleutels": gebruikt.pop(kenmerk, 0)}
            for kenmerk in bos.inpak
        ]
        kwijt = [{"kenmerk": k, "datasleutels": n} for k, n in gebruikt.items()]
        vkey = verzegeling.controlesleutel(conn)
    if als_json:
        typer.echo(json.dumps({"inpaksleutels": rijen, "ontbreekt": kwijt, "verzegelaar": vkey}, indent=2))
        return
    for rij in rijen:
        typer.echo(f"{rij['kenmerk']} {rij['datasleutels']:>10} datasleutels{'  (nu)' if rij['nu'] else ''}")
    for rij in kwijt:
        typer.echo(f"{rij['kenmerk']} {rij['datasleutels']:>10} datasleutels  NIET IN HET SLEUTELBESTAND")
    typer.echo(f"verzegelaar: {vkey or '-'}")


@app.command("nieuw")
def sleutel_nieuw() -> None:
    """Leg een nieuwe inpaksleutel klaar in het sleutelbestand; pas `roteer` gaat haar gebruiken.

    Draait de dienst op meer machines, zet dan eerst overal dit nieuwe bestand neer.

    Voorbeeld: isi-soap log sleutel nieuw
    """
    with open_database() as database:
        kenmerk = nieuwe_inpaksleutel(_bestand(database))
        _meld(database, {"nieuwe_inpaksleutel": kenmerk})
    typer.echo(f"Inpaksleutel {kenmerk} staat klaar. Maak nu een kopie van het sleutelbestand; dan: roteer.")


@app.command("roteer")
def sleutel_roteer(als_json: Json = False) -> None:
    """Pak elke datasleutel en tweede factor opnieuw in met de nieuwste inpaksleutel; de dienst draait door.

    Wat al gedaan is blijft gedaan: na een onderbreking gaat een volgende start verder.

    Voorbeeld: isi-soap log sleutel roteer
    """
    with open_database() as database, balk("datasleutels") as voortgang:
        bos = neem_volgende(_bestand(database))
        taak = voortgang.add_task("datasleutels", total=None)
        gedaan = mislukt = 0
        for goed, fout in omwikkelen.wikkel_om(database, bos):
            gedaan, mislukt = gedaan + goed, mislukt + fout
            voortgang.advance(taak, goed)
        with database.transactie() as conn:
            goed, fout = accounts.pak_alles_opnieuw_in(conn, database.logsleutels)
        gedaan, mislukt = gedaan + goed, mislukt + fout
        with database.verbinding() as conn:
            vernietiging.ruim_op(conn)
        with database.transactie() as conn:
            gebruikt = omwikkelen.in_gebruik(conn)
        klaar = [k for k in bos.inpak if k != bos.huidige and k not in gebruikt]
        uit = {"inpaksleutel": bos.huidige, "omgewikkeld": gedaan, "mislukt": mislukt, "kan_weg": klaar}
        _meld(database, uit)
    if als_json:
        typer.echo(json.dumps(uit, indent=2))
    else:
        typer.echo(f"{gedaan} sleutels zijn nu ingepakt met {bos.huidige}.")
        if mislukt:
            typer.echo(f"{mislukt} waren niet uit te pakken: hun inpaksleutel ontbreekt.")
        for kenmerk in klaar:
            typer.echo(f"Met {kenmerk} is niets meer ingepakt: isi-soap log sleutel verwijder {kenmerk}")
    raise typer.Exit(1 if mislukt else 0)


@app.command("verwijder")
def sleutel_verwijder(
    kenmerk: Annotated[str, typer.Argument(help="Uit `stand`.")],
    ja: Ja = False,
) -> None:
    """Haal een inpaksleutel uit het sleutelbestand waar niets meer mee ingepakt is.

    Wat er in oude kopieën van de database nog mee ingepakt is, is daarna door niemand meer te lezen.

    Voorbeeld: isi-soap log sleutel verwijder 1a2b3c4d
    """
    vraag_toestemming(ja, "Ook in oude kopieën van de database is wat ermee ingepakt is dan onleesbaar.")
    with open_database() as database:
        bestand = _bestand(database)
        if time.time() - bestand.stat().st_mtime < _RUST_SECONDEN:
            stop("het sleutelbestand is net gewijzigd; wacht een minuut, tot niets er meer mee bezig is")
        with database.transactie() as conn:
            if not omwikkelen.niemand_gebruikt(conn, kenmerk):
                stop(f"met {kenmerk} zijn nog sleutels ingepakt; eerst: isi-soap log sleutel roteer")
            verwijder_inpaksleutel(bestand, kenmerk)
        _meld(database, {"verwijderd": kenmerk})
    typer.echo(f"Inpaksleutel {kenmerk} is weg. Vernietig ook de kopieën van het oude sleutelbestand.")


@app.command("verzegelaar")
def sleutel_verzegelaar(als_json: Json = False) -> None:
    """Geef de verzegelaar een nieuwe sleutel; de oude wijst haar aan in een checkpoint dat beide tekenen.

    Laat de auditor het kenmerk van de nieuwe sleutel langs een andere weg weten dan de map van de getuige.

    Voorbeeld: isi-soap log sleutel verzegelaar
    """
    from isi_soap.beheer.verzegelaar import opvolgerbestand, wissel_zelf

    inst = instellingen()
    with open_database() as database:
        with database.transactie() as conn:
            oud = verzegeling.controlesleutel(conn)
        if oud is None:
            stop("dit log heeft nog geen verzegelaar gehad")
        opvolger: Ondertekenaar = maak_ondertekenaar(opvolgerbestand(inst), oud.split("+")[0])
        nieuw = opvolger.controlesleutel.tekst()
        if nieuw != oud:
            # Eerst in het log: zo gaat er altijd een record aan de overgang vooraf.
            _meld(database, {"verzegelaar": {"oud": oud, "nieuw": nieuw}})
        tot = time.monotonic() + _WACHT_SECONDEN
        while not _genomen(database, nieuw):
            with redirect_stdout(sys.stderr):  # wat de verzegelaar meldt is niet het resultaat
                wissel_zelf(database, inst)
            if time.monotonic() > tot:
                stop("de verzegelaar nam de nieuwe sleutel nog niet; zij ligt klaar voor als hij werkt")
            time.sleep(0.2)
    if als_json:
        typer.echo(json.dumps({"oud": oud, "nieuw": nieuw}))
    else:
        typer.echo(f"De verzegelaar tekent nu met {nieuw}\nGeef dit aan wie checkpoints bewaart.")


def _genomen(database: Database, vkey: str) -> bool:
    with database.transactie() as conn:
        return verzegeling.controlesleutel(conn) == vkey


def _bestand(database: Database) -> Path:
    bestand = database.logsleutels.bestand
    if bestand is None:
        stop("er is geen sleutelbestand")
    return bestand


def _meld(database: Database, verslag: dict[str, object]) -> None:
    with database.transactie() as conn:
        beheerlog.meld(conn, database.logsleutels, "log sleutel", verslag | {"tijdstip": datetime.now(UTC)})
