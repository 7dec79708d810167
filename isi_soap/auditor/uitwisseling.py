"""Een uitwisseling op één bladzijde: wat er over de lijn ging, wat het veranderde, en wat het bewijst."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from flask import Blueprint, Response, abort, render_template, request, send_file

from isi_soap.audit.uitvoer import open_doel
from isi_soap.auditor import kern, sessie, spoor, xmlweergave
from isi_soap.auditor.onderzoek import eis_onderzoek
from isi_soap.auditor.xmlweergave import GeenBoom
from persistence.auditor import dossier, uitwisseling
from persistence.auditor.onderzoeken import Onderzoek
from persistence.auditor.uitwisseling import Uitwisseling
from persistence.logboek.archiefkast import in_archief
from persistence.logboek.export import NietTeExporteren, exporteer
from persistence.logboek.keuze import Keuze
from persistence.logboek.toets import Bevinding, Logtoets

bladen = Blueprint("uitwisseling", __name__, url_prefix="/onderzoek/<id_>/uitwisseling/<uuid:kenmerk>")

_DELEN: Final = ("verzoek", "antwoord")


@bladen.get("")
def toon(id_: str, kenmerk: UUID) -> str:
    onderzoek = _onderzoek(id_)
    gelezen = _lees(kenmerk)
    _spoor("leest", onderzoek, gelezen)
    return _blad(onderzoek, gelezen)


@bladen.post("/toets")
def toets(id_: str, kenmerk: UUID) -> str:
    """Reken het record na: gegevens, personen en bytes, en het bewijs onder het nieuwste checkpoint."""
    onderzoek = _onderzoek(id_)
    gelezen = _lees(kenmerk)
    logtoets = Logtoets(kern.conn(), kern.sleutels(), inhoud=sessie.mag("inhoud"))
    bevindingen = tuple(logtoets.bericht(kenmerk))
    spoor.leg_vast(
        "toetst",
        sessie.auditor().naam,
        {"bevindingen": [b.soort for b in bevindingen]},
        doel=onderzoek.doel,
        over=kenmerk,
    )
    return _blad(onderzoek, gelezen, bevindingen)


@bladen.get("/<any(verzoek, antwoord):deel>")
def bytes_(id_: str, kenmerk: UUID, deel: str) -> Response:
    """De bytes zoals zij over de lijn gingen, als bestand: een browser voert er niets van uit."""
    sessie.eis("inhoud")
    onderzoek = _onderzoek(id_)
    gelezen = _lees(kenmerk)
    gevonden = getattr(gelezen.inhoud, deel, None)
    if gevonden is None:
        abort(404)
    _spoor("neemt mee", onderzoek, gelezen, {"deel": deel})
    antwoord = Response(gevonden, mimetype="application/octet-stream")
    antwoord.headers["Content-Disposition"] = f'attachment; filename="{kenmerk}-{deel}"'
    return antwoord


@bladen.get("/export.zip")
def neem_mee(id_: str, kenmerk: UUID) -> Response | tuple[str, int]:
    """De uitwisseling met haar bewijs, voor tools/verify_log.py."""
    for recht in ("export", "inhoud"):
        sessie.eis(recht)
    onderzoek = _onderzoek(id_)
    gelezen = _lees(kenmerk)
    _spoor("neemt mee", onderzoek, gelezen, {"deel": "export"})
    vast = kern.vaste_stand()
    with tempfile.TemporaryDirectory(prefix="isi-export-") as map_:
        pad = Path(map_) / "export.zip"
        try:
            with open_doel(pad) as doel:
                exporteer(vast, kern.sleutels(), Keuze(kenmerk=kenmerk), doel)
        except NietTeExporteren as fout:
            tekst = f"{str(fout).capitalize()}."
            return render_template("fout.html.j2", kop="Nog niet mee te nemen", tekst=tekst), 409
        bestand = pad.open("rb")  # blijft te lezen als de map weg is
    antwoord = send_file(bestand, "application/zip", as_attachment=True, download_name=f"isi-{kenmerk}.zip")
    antwoord.call_on_close(bestand.close)
    return antwoord


# --- de bladzijde -------------------------------------------------------------------------------------------


def _onderzoek(id_: str) -> Onderzoek:
    sessie.eis("zoeken")
    return eis_onderzoek(id_)


def _lees(kenmerk: UUID) -> Uitwisseling:
    gelezen = uitwisseling.lees(kern.conn(), kern.sleutels(), kenmerk, met_inhoud=sessie.mag("inhoud"))
    if gelezen is None:
        abort(404)
    return gelezen


def _spoor(
    handeling: str, onderzoek: Onderzoek, gelezen: Uitwisseling, verslag: dict[str, Any] | None = None
) -> None:
    """Wie de inhoud zag, zag de personen erin."""
    bsns = gelezen.inhoud.bsns if gelezen.inhoud else ()
    wat = verslag or {"inhoud": gelezen.inhoud is not None}
    naam = sessie.auditor().naam
    spoor.leg_vast(handeling, naam, wat, doel=onderzoek.doel, bsns=bsns, over=gelezen.regel.id)


def _blad(
    onderzoek: Onderzoek, gelezen: Uitwisseling, bevindingen: tuple[Bevinding, ...] | None = None
) -> str:
    gevolgen = dossier.gevolgen(kern.conn(), gelezen.regel.id) if sessie.mag("inhoud") else None
    verwant = uitwisseling.verwant(kern.conn(), gelezen.regel)
    return render_template(
        "uitwisseling.html.j2",
        onderzoek=onderzoek,
        regel=gelezen.regel,
        gelezen=gelezen,
        delen=[_deel(naam, getattr(gelezen.inhoud, naam)) for naam in _DELEN] if gelezen.inhoud else [],
        gevolgen=gevolgen,
        verwant=verwant,
        archief=in_archief(kern.conn(), [regel.id for regel in verwant]),
        bewijs=uitwisseling.bewijsstand(kern.conn(), gelezen.regel.id),
        bevindingen=bevindingen,
        velden={n: w for n, w in asdict(gelezen.regel).items() if w is not None and n not in _ELDERS},
        terug=request.args.get("terug", ""),
    )


# Wat de bladzijde al op een eigen plaats laat zien.
_ELDERS: Final = frozenset({"wsa", "beveiliging", "codes"})


def _deel(naam: str, inhoud: bytes | None) -> dict[str, Any]:
    deel: dict[str, Any] = {"naam": naam, "bytes": inhoud, "boom": None, "bezwaar": None, "json": None}
    if not inhoud:
        return deel
    deel["ruw"] = xmlweergave.ruw(inhoud)
    try:
        deel["boom"] = xmlweergave.lees(inhoud)
    except GeenBoom as fout:
        deel["json"] = _json(inhoud)
        deel["bezwaar"] = None if deel["json"] else str(fout)
    return deel


def _json(inhoud: bytes) -> str | None:
    """Wat een run of een beheerder deed staat als JSON in het log."""
    try:
        return json.dumps(json.loads(inhoud), indent=2, ensure_ascii=False)
    except ValueError:
        return None
