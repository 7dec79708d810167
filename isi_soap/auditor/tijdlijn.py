"""De tijdlijn van een persoon: wie hem zag of wijzigde, en namens wie; ook op papier, voor hemzelf."""

from __future__ import annotations

from collections import Counter
from typing import Final
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from isi_soap.auditor import kern, sessie, spoor, vragen, wie
from isi_soap.auditor.onderzoek import begin, eis_onderzoek, recente
from isi_soap.auditor.vragen import Veldfout
from persistence.auditor import tijdlijn, uitwisseling
from persistence.auditor.onderzoeken import Onderzoek
from persistence.auditor.tijdlijn import Bladzijde, Periode
from persistence.logboek.archiefkast import in_archief
from persistence.logboek.zoekvraag import Zoekweigering, eis_bsn

bladen = Blueprint("tijdlijn", __name__)

_AANTAL: Final = 50
_OP_PAPIER: Final = 1_000


@bladen.get("/tijdlijn")
def formulier() -> str:
    sessie.eis("personen")
    doel = next((onderzoek.doel for onderzoek in recente()), "")
    return render_template("tijdlijnvraag.html.j2", ingevuld={"doel": doel}, fouten={})


@bladen.post("/tijdlijn")
def vraag() -> Response | tuple[str, int]:
    sessie.eis("personen")
    fouten = {}
    bsn = vragen.kaal_bsn(request.form.get("bsn", ""))
    try:
        eis_bsn(bsn)
    except Zoekweigering as fout:
        fouten["bsn"] = str(fout)
    try:
        doel = vragen.doel(request.form)
        periode = vragen.periode(request.form)
    except Zoekweigering as fout:
        fouten["doel"] = str(fout)
    except Veldfout as fout:
        fouten[fout.veld] = f"{str(fout).capitalize()}."
    if fouten:
        return render_template("tijdlijnvraag.html.j2", ingevuld=request.form, fouten=fouten), 422
    return _begin(doel, kern.sleutels().persoon(bsn), bsn, periode)


@bladen.post("/onderzoek/<id_>/tijdlijn")
def van_persoon(id_: str) -> Response:
    """Van een uitwisseling of een overzicht naar de tijdlijn van iemand daarin; het doel blijft gelijk."""
    sessie.eis("personen")
    onderzoek = eis_onderzoek(id_)
    persoon, bsn = _persoon_uit_formulier()
    return _begin(onderzoek.doel, persoon, bsn, Periode())


@bladen.get("/tijdlijn/<id_>")
def toon(id_: str) -> str:
    onderzoek, persoon, bsn, periode = _eis(id_)
    na = request.args.get("na", type=UUID)
    blad = tijdlijn.tijdlijn(kern.conn(), persoon, bsn, periode, na=na, aantal=_AANTAL)
    door_wie = _organisaties(persoon, periode)
    _spoor("ziet tijdlijn", onderzoek, bsn, blad)
    return render_template(
        "tijdlijn.html.j2",
        onderzoek=onderzoek,
        bsn=bsn,
        periode=periode,
        blad=blad,
        archief=in_archief(kern.conn(), [g.regel.id for g in blad.gebeurtenissen]),
        verder=na is not None,
        organisaties=door_wie,
    )


@bladen.get("/tijdlijn/<id_>/afschrift")
def afschrift(id_: str) -> str:
    """Voor wie vraagt wie zijn gegevens zag (AVG, artikel 15): organisaties, en alleen desgevraagd namen."""
    onderzoek, persoon, bsn, periode = _eis(id_)
    blad = tijdlijn.tijdlijn(kern.conn(), persoon, bsn, periode, na=None, aantal=_OP_PAPIER)
    door_wie = _organisaties(persoon, periode)
    _spoor("drukt tijdlijn af", onderzoek, bsn, blad)
    return render_template(
        "afschrift.html.j2",
        onderzoek=onderzoek,
        bsn=bsn,
        periode=periode,
        blad=blad,
        gemaakt=kern.nu(),
        met_namen=request.args.get("namen") == "ja",
        organisaties=door_wie,
    )


def _begin(doel: str, persoon: bytes, bsn: str | None, periode: Periode) -> Response:
    bewaard = vragen.bewaar_periode(periode) | {"persoon": persoon.hex()} | ({"bsn": bsn} if bsn else {})
    return redirect(url_for("tijdlijn.toon", id_=begin("TIJDLIJN", doel, bewaard)), 303)


def _eis(id_: str) -> tuple[Onderzoek, bytes, str | None, Periode]:
    sessie.eis("personen")
    onderzoek = eis_onderzoek(id_, "TIJDLIJN")
    bewaard = onderzoek.vraag
    return onderzoek, bytes.fromhex(bewaard["persoon"]), bewaard.get("bsn"), vragen.lees_periode(bewaard)


def _persoon_uit_formulier() -> tuple[bytes, str | None]:
    """Een kenmerk uit het overzicht, of de zoveelste persoon van een uitwisseling."""
    if kenmerk := request.form.get("persoon"):
        try:
            persoon = bytes.fromhex(kenmerk)
        except ValueError:
            abort(400)
        return persoon, tijdlijn.bsn_van(kern.conn(), kern.sleutels(), persoon)
    sessie.eis("inhoud")
    bericht, plaats = request.form.get("uitwisseling", type=UUID), request.form.get("plaats", type=int)
    if bericht is None or plaats is None:
        abort(400)
    gelezen = uitwisseling.lees(kern.conn(), kern.sleutels(), bericht, met_inhoud=True)
    if gelezen is None or gelezen.inhoud is None or not 0 <= plaats < len(gelezen.inhoud.bsns):
        abort(404)
    bsn = gelezen.inhoud.bsns[plaats]
    return kern.sleutels().persoon(bsn), bsn


def _organisaties(persoon: bytes, periode: Periode) -> list[tuple[str, int]]:
    """Per organisatie hoe vaak, over de hele periode; de meeste eerst."""
    telling: Counter[str] = Counter()
    for een in tijdlijn.organisaties(kern.conn(), persoon, periode):
        naam = wie.organisatie(een.soort, een.profiel, een.gemeente, een.oin)
        if een.namens:
            naam = f"{naam}, namens {wie.bekend().gemeente(een.namens)}"
        telling[naam] += een.aantal
    return telling.most_common()


def _spoor(handeling: str, onderzoek: Onderzoek, bsn: str | None, blad: Bladzijde) -> None:
    spoor.leg_vast(
        handeling,
        sessie.auditor().naam,
        {"getoond": len(blad.gebeurtenissen)},
        doel=onderzoek.doel,
        bsns=(bsn,) if bsn else (),
    )
