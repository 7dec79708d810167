"""Wie er aangemeld is: het koekje, de toets bij elk verzoek, en dat een formulier van ons is."""

from __future__ import annotations

import hmac
import secrets
from typing import Final, cast
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response as Antwoord

from isi_soap.auditor import kern
from isi_soap.domain.auditor import RechtOntbreekt
from persistence.auditor import sessies
from persistence.auditor.aanmelding import Auditor
from persistence.auditor.sessies import Sessie

_OPEN: Final = frozenset({"static", "aanmelden.formulier", "aanmelden.meld_aan", "gezond"})
_NAAR_WACHTWOORD: Final = frozenset(
    {"aanmelden.wachtwoord", "aanmelden.zet_wachtwoord", "aanmelden.afmelden"}
)
_STIL: Final = frozenset({"zoeken.nieuw"})  # vraagt zichzelf: dat houdt niemand aangemeld


class Vreemd(Exception):  # noqa: N818 - een antwoord
    """Een formulier dat niet van deze sessie is."""


def _koekje(naam: str) -> str:
    """Met het voorvoegsel neemt een browser het koekje alleen aan over TLS, en van deze host."""
    return f"__Host-isi-{naam}" if kern.kern().over_tls else f"isi-{naam}"


def zet_koekje(antwoord: Antwoord, naam: str, waarde: str) -> None:
    antwoord.set_cookie(
        _koekje(naam), waarde, httponly=True, secure=kern.kern().over_tls, samesite="Strict", path="/"
    )


def wis_koekje(antwoord: Antwoord, naam: str) -> None:
    antwoord.delete_cookie(
        _koekje(naam), path="/", httponly=True, secure=kern.kern().over_tls, samesite="Strict"
    )


def lees_koekje(naam: str) -> str | None:
    return request.cookies.get(_koekje(naam))


# --- de sessie ----------------------------------------------------------------------------------------------


def sessie() -> Sessie:
    return cast(Sessie, g.sessie)


def auditor() -> Auditor:
    return sessie().auditor


def eis(recht: str) -> None:
    """`RechtOntbreekt` als de auditor het niet heeft; vóór er iets gelezen wordt."""
    if recht not in auditor().rechten:
        raise RechtOntbreekt(recht)


def mag(recht: str) -> bool:
    return recht in auditor().rechten


def _zeef() -> Response | Antwoord | None:
    """Vóór elke bladzijde: is er een sessie, en is het formulier van haar."""
    if request.endpoint is None or request.endpoint == "static" or request.endpoint == "gezond":
        return None
    _eis_eigen_herkomst()
    teken = lees_koekje("sessie")
    g.sessie = None
    if teken:
        gebruikt = request.endpoint not in _STIL
        g.sessie = sessies.zoek(kern.conn(), teken, kern.kern().duur, kern.nu(), gebruikt=gebruikt)
    if request.endpoint in _OPEN:
        return None
    if g.sessie is None:
        if request.endpoint in _STIL:
            abort(401)
        return redirect(url_for("aanmelden.formulier", voorbij=1 if teken else None), 303)
    if request.method == "POST":
        _eis_merk(merk(), request.form.get("merk"))
    if auditor().moet_wijzigen and request.endpoint not in _NAAR_WACHTWOORD:
        return redirect(url_for("aanmelden.wachtwoord"), 303)
    return None


# --- van wie het formulier is -------------------------------------------------------------------------------


def merk() -> str:
    """Het merk in elk formulier: alleen wie het koekje heeft, kan het maken."""
    return _merk(lees_koekje("sessie") or "", b"sessie")


def aanmeldmerk() -> tuple[str, str]:
    """Voor wie er nog geen sessie heeft: een los koekje, en het merk dat erbij hoort."""
    waarde = lees_koekje("aanmelden") or secrets.token_urlsafe(24)
    return waarde, _merk(waarde, b"aanmelden")


def eis_aanmeldmerk() -> None:
    waarde = lees_koekje("aanmelden")
    if waarde is None:
        raise Vreemd
    _eis_merk(_merk(waarde, b"aanmelden"), request.form.get("merk"))


def _merk(teken: str, doel: bytes) -> str:
    return hmac.digest(teken.encode(), b"isi-formulier:" + doel, "sha256").hex()


def _eis_merk(verwacht: str, gegeven: str | None) -> None:
    if not hmac.compare_digest(verwacht, gegeven or ""):
        raise Vreemd


def _eis_eigen_herkomst() -> None:
    """Een browser zegt erbij waar een POST vandaan komt; van een ander adres wordt niets aangenomen."""
    if request.method != "POST":
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Vreemd
    herkomst = request.headers.get("Origin")
    if herkomst and herkomst != "null" and urlsplit(herkomst).netloc != request.host:
        raise Vreemd


def sluit_aan(app: Flask) -> None:
    app.before_request(_zeef)
    app.context_processor(
        lambda: {
            "auditor": auditor() if g.get("sessie") else None,
            "merk": merk() if g.get("sessie") else "",
            "mag": mag,
            "geopend": kern.nu(),
        }
    )
