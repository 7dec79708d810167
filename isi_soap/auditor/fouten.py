"""Wat misgaat is een bladzijde in dezelfde stijl: wat er aan de hand is en wat te doen, nooit een spoor."""

from __future__ import annotations

import structlog
from flask import Flask, g, render_template
from werkzeug.exceptions import HTTPException, InternalServerError

from isi_soap.audit.sleutels import SleutelFout
from isi_soap.auditor import kern, sessie, spoor
from isi_soap.auditor.sessie import Vreemd
from isi_soap.domain.auditor import RECHTEN, RechtOntbreekt
from persistence.database import DatabaseBezet, DatabaseOnbereikbaar
from persistence.kenmerk import nieuw_id

_log = structlog.get_logger("isi_soap.auditor")

Bladzijde = tuple[str, int]

_TEKSTEN = {
    400: ("Dit verzoek is niet te lezen", "Ga terug en probeer het opnieuw."),
    401: ("U bent afgemeld", "Meld u opnieuw aan."),
    404: (
        "Hier is niets",
        "Het adres bestaat niet, of hoort bij een onderzoek dat voorbij is. Begin opnieuw.",
    ),
    405: ("Dit kan zo niet", "Ga terug en gebruik het formulier."),
    413: ("Dit is te veel", "Een formulier is hoogstens 64 kB."),
}


def _toon(status: int, kop: str, tekst: str, **anders: object) -> Bladzijde:
    g.setdefault("sessie", None)
    return render_template("fout.html.j2", kop=kop, tekst=tekst, **anders), status


def _http(fout: HTTPException) -> Bladzijde:
    kern.draai_terug()
    code = fout.code or 500
    kop, tekst = _TEKSTEN.get(code, ("Er ging iets mis", "Probeer het opnieuw."))
    return _toon(code, kop, tekst)


def _recht(fout: RechtOntbreekt) -> Bladzijde:
    """Dat het geprobeerd is, staat in het log; wat erachter ligt is niet gelezen."""
    kern.draai_terug()
    naam = sessie.auditor().naam
    spoor.leg_vast("geweigerd", naam, {"recht": fout.recht}, uitkomst="NIETGERECHTIGD")
    return _toon(
        403,
        "U mist een recht",
        f"Voor deze bladzijde is het recht ‘{fout.recht}’ nodig: {RECHTEN[fout.recht]}.",
        actie="Vraag het aan wie de dienst beheert (isi-soap beheer auditor rechten).",
    )


def _vreemd(fout: Vreemd) -> Bladzijde:
    kern.draai_terug()
    return _toon(
        403,
        "Dit formulier hoort niet bij uw sessie",
        "Het is verlopen, of het kwam van een andere bladzijde.",
        actie="Open de bladzijde opnieuw en vul het formulier nog eens in.",
    )


def _bezet(fout: DatabaseBezet) -> Bladzijde:
    kern.draai_terug()
    return _toon(
        503,
        "Dit duurt te lang",
        "De database kreeg deze vraag niet op tijd af.",
        actie="Kies een korter tijdvak of meer voorwaarden, of probeer het later.",
    )


def _onbereikbaar(fout: DatabaseOnbereikbaar) -> Bladzijde:
    kern.draai_terug()
    return _toon(
        503, "Het log is nu niet te lezen", "De database antwoordt niet.", actie="Probeer het later."
    )


def _sleutel(fout: SleutelFout) -> Bladzijde:
    kern.draai_terug()
    return _toon(
        503,
        "De sleutels van het log passen niet",
        str(fout),
        actie="Laat de beheerder het sleutelbestand nakijken (ISI_LOG_SLEUTELS).",
    )


def _storing(fout: InternalServerError) -> Bladzijde:
    """Alleen de soort gaat naar het systeemlog: in de tekst van een fout kan een gegeven staan."""
    kern.draai_terug()
    oorzaak, nummer = fout.original_exception or fout, nieuw_id()
    spoor_van = oorzaak.__traceback__
    while spoor_van is not None and spoor_van.tb_next is not None:
        spoor_van = spoor_van.tb_next
    plaats = f"{spoor_van.tb_frame.f_code.co_qualname}:{spoor_van.tb_lineno}" if spoor_van else None
    _log.error("storing in een bladzijde", kenmerk=str(nummer), soort=type(oorzaak).__name__, plaats=plaats)
    return _toon(500, "Er ging iets mis", f"De storing is gemeld onder nummer {nummer}.")


def sluit_aan(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(RechtOntbreekt, _recht)
    app.register_error_handler(Vreemd, _vreemd)
    app.register_error_handler(DatabaseBezet, _bezet)
    app.register_error_handler(DatabaseOnbereikbaar, _onbereikbaar)
    app.register_error_handler(SleutelFout, _sleutel)
    app.register_error_handler(InternalServerError, _storing)
