"""Het overzicht: wat er in een tijdvak omging, in tellingen en grafieken."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from isi_soap.auditor import grafiek, kern, sessie, spoor, vragen, wie
from isi_soap.auditor.onderzoek import begin, eis_onderzoek, recente
from isi_soap.auditor.vragen import Veldfout
from persistence.auditor.overzicht import TijdvakGeweigerd, eis_tijdvak
from persistence.auditor.overzicht import overzicht as tel
from persistence.auditor.tijdlijn import Periode
from persistence.logboek.zoekvraag import Zoekweigering

bladen = Blueprint("overzicht", __name__)

_STANDAARD: Final = timedelta(days=29)


@bladen.get("/overzicht")
def formulier() -> str:
    sessie.eis("overzicht")
    vandaag = kern.nu()
    doel = next((onderzoek.doel for onderzoek in recente()), "")
    ingevuld = {
        "doel": doel,
        "van": vragen.dag_ingevuld(vandaag - _STANDAARD),
        "tot": vragen.dag_ingevuld(vandaag),
    }
    return render_template("overzichtvraag.html.j2", ingevuld=ingevuld, fouten={})


@bladen.post("/overzicht")
def vraag() -> Response | tuple[str, int]:
    sessie.eis("overzicht")
    fouten = {}
    try:
        doel = vragen.doel(request.form)
        periode = vragen.periode(request.form)
        eis_tijdvak(*_grenzen(periode))
    except Zoekweigering as fout:
        fouten["doel"] = str(fout)
    except Veldfout as fout:
        fouten[fout.veld] = f"{str(fout).capitalize()}."
    except TijdvakGeweigerd as fout:
        fouten["van"] = f"{str(fout).capitalize()}."
    if fouten:
        return render_template("overzichtvraag.html.j2", ingevuld=request.form, fouten=fouten), 422
    id_ = begin("OVERZICHT", doel, vragen.bewaar_periode(periode))
    return redirect(url_for("overzicht.toon", id_=id_), 303)


@bladen.get("/overzicht/<id_>")
def toon(id_: str) -> str:
    sessie.eis("overzicht")
    onderzoek = eis_onderzoek(id_, "OVERZICHT")
    van, tot = _grenzen(vragen.lees_periode(onderzoek.vraag))
    geteld = tel(kern.conn(), van, tot)
    spoor.leg_vast(
        "ziet overzicht",
        sessie.auditor().naam,
        {"uitwisselingen": geteld.totaal},
        doel=onderzoek.doel,
        vraag=onderzoek.vraag,
    )
    dagen = grafiek.per_dag(geteld.uren, van, tot)
    return render_template(
        "overzicht.html.j2",
        onderzoek=onderzoek,
        van=van,
        tot=tot,
        geteld=geteld,
        uitkomsten=grafiek.per_uitkomst(geteld.uren),
        reeks=dagen,
        staven=grafiek.staven(dagen),
        week=grafiek.week(geteld.uren),
        namen=wie.bekend(),
    )


def _grenzen(periode: Periode) -> tuple[datetime, datetime]:
    if periode.van is None or periode.tot is None:
        raise Veldfout("van" if periode.van is None else "tot", "noem de eerste en de laatste dag")
    return periode.van, periode.tot
