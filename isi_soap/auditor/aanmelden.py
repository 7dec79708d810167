"""Aanmelden met wachtwoord en code, afmelden, en het eigen wachtwoord vervangen."""

from __future__ import annotations

from flask import Blueprint, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from isi_soap.auditor import kern, sessie, spoor
from isi_soap.domain.beheer import BeheerGeweigerd
from persistence.auditor import aanmelding, sessies
from persistence.auditor.aanmelding import Afgewezen

bladen = Blueprint("aanmelden", __name__)

_NIET = "Aanmelden is niet gelukt: naam, wachtwoord en code horen niet bij elkaar."


@bladen.get("/aanmelden")
def formulier() -> Response:
    if g.sessie is not None:
        return redirect(url_for("zoeken.formulier"), 303)
    bericht = "Uw sessie is voorbij. Meld u opnieuw aan." if request.args.get("voorbij") else None
    return _toon(200, bericht=bericht)


@bladen.post("/aanmelden")
def meld_aan() -> Response:
    sessie.eis_aanmeldmerk()
    if wacht := kern.kern().pogingen.neem(kern.peer() or ""):
        antwoord = _toon(429, fout="Te veel pogingen vanaf dit adres. Wacht even en probeer het opnieuw.")
        antwoord.headers["Retry-After"] = str(int(wacht) + 1)
        return antwoord
    naam = request.form.get("naam", "").strip()
    uitslag = aanmelding.meld_aan(
        kern.conn(),
        kern.sleutels(),
        naam,
        request.form.get("wachtwoord", ""),
        "".join(request.form.get("code", "").split()),
        kern.nu(),
    )
    if isinstance(uitslag, Afgewezen):
        reden = {"reden": uitslag.reden}
        spoor.leg_vast("aanmelden", uitslag.naam, reden, uitkomst="NIETGERECHTIGD")
        uitleg = f"Uw wachtwoord opent niet meer: {uitslag.uitleg}. Laat een nieuw uitgeven."
        return _toon(403, fout=uitleg if uitslag.uitleg else _NIET, naam=naam)
    spoor.leg_vast("aanmelden", uitslag.naam, {"rechten": sorted(uitslag.rechten)})
    teken = sessies.begin(kern.conn(), uitslag.id, kern.kern().duur, kern.nu())
    antwoord = redirect(url_for("zoeken.formulier"), 303)
    sessie.zet_koekje(antwoord, "sessie", teken)
    sessie.wis_koekje(antwoord, "aanmelden")
    return antwoord


@bladen.post("/afmelden")
def afmelden() -> Response:
    spoor.leg_vast("afmelden", sessie.auditor().naam)
    sessies.sluit(kern.conn(), sessie.sessie().kenmerk)
    antwoord = redirect(url_for("aanmelden.formulier"), 303)
    sessie.wis_koekje(antwoord, "sessie")
    return antwoord


@bladen.get("/wachtwoord")
def wachtwoord() -> str:
    return render_template("wachtwoord.html.j2", fout=None)


@bladen.post("/wachtwoord")
def zet_wachtwoord() -> Response | tuple[str, int]:
    nieuw = request.form.get("nieuw", "")
    wie = sessie.auditor()
    try:
        if nieuw != request.form.get("herhaald", ""):
            raise BeheerGeweigerd("De twee nieuwe wachtwoorden zijn niet gelijk")
        aanmelding.wijzig_wachtwoord(kern.conn(), wie.id, request.form.get("oud", ""), nieuw)
    except BeheerGeweigerd as fout:
        return render_template("wachtwoord.html.j2", fout=str(fout)), 422
    sessies.sluit_andere(kern.conn(), wie.id, sessie.sessie().kenmerk)
    spoor.leg_vast("wachtwoord", wie.naam)
    return redirect(url_for("zoeken.formulier"), 303)


def _toon(status: int, *, fout: str | None = None, bericht: str | None = None, naam: str = "") -> Response:
    waarde, merk = sessie.aanmeldmerk()
    html = render_template("aanmelden.html.j2", fout=fout, bericht=bericht, naam=naam, aanmeldmerk=merk)
    antwoord = make_response(html, status)
    sessie.zet_koekje(antwoord, "aanmelden", waarde)
    return antwoord
