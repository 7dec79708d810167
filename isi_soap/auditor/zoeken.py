"""Zoeken: een vraag met een doel, het antwoord uit de database, en wat erbij komt terwijl men kijkt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from isi_soap.auditor import kern, sessie, spoor, vragen
from isi_soap.auditor.onderzoek import begin, eis_onderzoek, recente
from isi_soap.auditor.vragen import Veldfout
from isi_soap.contract.operaties import DIENSTEN
from persistence.logboek.archiefkast import in_archief
from persistence.logboek.zoeken import Bladzijde, Logsamenvatting, zoek
from persistence.logboek.zoekvraag import Zoekvraag, Zoekweigering, toets

bladen = Blueprint("zoeken", __name__)

_AANTAL: Final = 50
_STANDAARD: Final = timedelta(days=6)
# Bij welk veld een weigering van het zoeken hoort; de rest hoort bij het geheel.
_VELD_VAN: Final = {"Z009": "doel", "Z002": "van", "Z003": "van", "Z004": "tot", "Z005": "bsn"}


@bladen.get("/")
def voordeur() -> Response:
    return redirect(url_for("zoeken.formulier"), 303)


@bladen.get("/zoeken")
def formulier() -> str:
    sessie.eis("zoeken")
    ingevuld = {"van": vragen.begin_van_dag(kern.nu() - _STANDAARD), "doel": _vorig_doel()}
    return _toon_formulier(ingevuld)


@bladen.post("/zoeken")
def vraag() -> Response | tuple[str, int]:
    sessie.eis("zoeken")
    if request.form.get("bsn", "").strip():
        sessie.eis("personen")
    try:
        doel = vragen.doel(request.form)
        gevraagd = vragen.zoekvraag(request.form)
        toets(gevraagd)
    except Veldfout as fout:
        return _toon_formulier(request.form, {fout.veld: _zin(str(fout))}), 422
    except Zoekweigering as fout:
        return _toon_formulier(request.form, {_veld_van(fout): str(fout)}), 422
    id_ = begin("ZOEKEN", doel, vragen.bewaar_zoekvraag(gevraagd))
    return redirect(url_for("zoeken.gevonden", id_=id_), 303)


@bladen.get("/zoeken/<id_>")
def gevonden(id_: str) -> str | tuple[str, int]:
    sessie.eis("zoeken")
    onderzoek = eis_onderzoek(id_, "ZOEKEN")
    gevraagd, na = vragen.lees_zoekvraag(onderzoek.vraag), request.args.get("na")
    try:
        blad = zoek(kern.conn(), kern.sleutels(), gevraagd, na=na, aantal=_AANTAL)
    except Zoekweigering as fout:
        return _toon_formulier(vragen.als_formulier(gevraagd), {_veld_van(fout): str(fout)}), 422
    _spoor("zoekt", onderzoek.doel, gevraagd, blad)
    return render_template(
        "gevonden.html.j2",
        onderzoek=onderzoek,
        vraag=gevraagd,
        blad=blad,
        archief=_archief(blad.regels),
        verder=na is not None,
        volgt=na is None and (gevraagd.tot is None or gevraagd.tot > kern.nu()),
        ingevuld=vragen.als_formulier(gevraagd) | {"doel": onderzoek.doel},
        **_keuzen(),
    )


@bladen.get("/zoeken/<id_>/nieuw")
def nieuw(id_: str) -> Response:
    """Wat er sinds `sinds` bijkwam, als rijen voor de tabel; niets nieuws is een leeg antwoord.

    Wie het log leest is er zelf een record van; dat komt pas bij verversen in beeld, anders riep elke blik
    de volgende op.
    """
    sessie.eis("zoeken")
    onderzoek = eis_onderzoek(id_, "ZOEKEN")
    gevraagd, sinds = vragen.lees_zoekvraag(onderzoek.vraag), request.args.get("sinds", "")
    blad = zoek(kern.conn(), kern.sleutels(), gevraagd, aantal=_AANTAL)
    regels = tuple(r for r in blad.regels if str(r.id) > sinds and r.soort != "BEHEER")
    if not regels:
        return Response(status=204)
    _spoor("volgt", onderzoek.doel, gevraagd, Bladzijde(regels, None))
    html = render_template(
        "rijen.html.j2", onderzoek=onderzoek, regels=regels, archief=_archief(regels), nieuw=True
    )
    antwoord = Response(html, mimetype="text/html")
    if len(regels) == _AANTAL:
        antwoord.headers["X-Meer"] = "ja"
    return antwoord


def _archief(regels: Sequence[Logsamenvatting]) -> dict[UUID, str]:
    """Waarvan de inhoud niet meer in de database staat, en waar dan wel."""
    return in_archief(kern.conn(), [regel.id for regel in regels])


def _spoor(handeling: str, doel: str, gevraagd: Zoekvraag, blad: Bladzijde) -> None:
    verslag: dict[str, Any] = {"getoond": len(blad.regels)}
    if blad.regels:
        verslag |= {"eerste": str(blad.regels[0].id), "laatste": str(blad.regels[-1].id)}
    spoor.leg_vast(
        handeling,
        sessie.auditor().naam,
        verslag,
        doel=doel,
        vraag=vragen.bewaar_zoekvraag(gevraagd),
        bsns=(gevraagd.bsn,) if gevraagd.bsn else (),
    )


def _toon_formulier(ingevuld: Mapping[str, str], fouten: Mapping[str, str] | None = None) -> str:
    return render_template(
        "zoeken.html.j2", ingevuld=ingevuld, fouten=fouten or {}, recent=recente(), **_keuzen()
    )


def _keuzen() -> dict[str, Any]:
    return {"diensten": DIENSTEN, "runs": ("DAGELIJKS", "NIEUWKOMERS", "IND_UITWISSELING", "testdata")}


def _vorig_doel() -> str:
    return next((onderzoek.doel for onderzoek in recente()), "")


def _veld_van(fout: Zoekweigering) -> str:
    details = fout.melding.details
    if fout.melding.code.code == "Z008" and details:
        return details[0]
    return _VELD_VAN.get(fout.melding.code.code, "")


def _zin(tekst: str) -> str:
    return f"{tekst[:1].upper()}{tekst[1:]}."
