"""De toepassing: de bladzijden bij elkaar, met de koppen die een browser op zijn hoede houden."""

from __future__ import annotations

from typing import Any, Final

from flask import Flask, Response, request
from jinja2 import StrictUndefined

from isi_soap.auditor import (
    aanmelden,
    fouten,
    kern,
    overzicht,
    sessie,
    stand,
    tijdlijn,
    uitwisseling,
    weergave,
    wie,
    zoeken,
)
from isi_soap.auditor.kern import Kern
from isi_soap.settings import Instellingen
from persistence.database import Database

_FORMULIER: Final = 64 * 1024
# Niets van buiten, niets in de bladzijde zelf: wat in een bericht staat kan nooit gaan draaien.
_BELEID: Final = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_KOPPEN: Final = {
    "Content-Security-Policy": _BELEID,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_BLADEN: Final = (
    aanmelden.bladen,
    zoeken.bladen,
    uitwisseling.bladen,
    tijdlijn.bladen,
    overzicht.bladen,
    stand.bladen,
)


class _Toepassing(Flask):
    """Flask zonder zijn eigen verslag van een storing: daarin staat het adres, en soms een gegeven."""

    def log_exception(self, exc_info: Any) -> None:
        """Wat er te melden is, meldt `fouten`."""


def maak_toepassing(database: Database, inst: Instellingen) -> Flask:
    app = _Toepassing("isi_soap.auditor", template_folder="sjablonen", static_folder="static")
    app.config.update(MAX_CONTENT_LENGTH=_FORMULIER, MAX_FORM_MEMORY_SIZE=_FORMULIER, MAX_FORM_PARTS=100)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    # De extensie is .j2: zonder dit zou Flask niets ontsnappen.
    app.jinja_env.autoescape = True
    kern.sluit_aan(app, Kern(database, inst))
    sessie.sluit_aan(app)
    weergave.sluit_aan(app)
    wie.sluit_aan(app)
    fouten.sluit_aan(app)
    for bladen in _BLADEN:
        app.register_blueprint(bladen)
    app.add_url_rule("/gezond", "gezond", lambda: ("gezond\n", {"content-type": "text/plain"}))
    app.after_request(_koppen)
    app.after_request(_vastleggen)
    return app


def _vastleggen(antwoord: Response) -> Response:
    """Eerst vast, dan pas over de lijn: niemand ziet iets waarvan niet vastligt dat hij het zag."""
    kern.leg_vast()
    return antwoord


def _koppen(antwoord: Response) -> Response:
    for naam, waarde in _KOPPEN.items():
        antwoord.headers.setdefault(naam, waarde)
    # Wat hier getoond wordt blijft in geen tussenstation en in geen vorige bladzijde.
    bewaren = "public, max-age=3600" if request.endpoint == "static" else "no-store"
    antwoord.headers["Cache-Control"] = bewaren
    if kern.kern().over_tls:
        antwoord.headers["Strict-Transport-Security"] = "max-age=31536000"
    return antwoord
