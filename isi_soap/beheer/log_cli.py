"""`isi-soap log`: het berichtenlog doorzoeken, tonen, narekenen, meegeven en verzegelen."""

from __future__ import annotations

import typer

from isi_soap.beheer.bewaar_cli import archiveer, bewaarbevel, vernietig
from isi_soap.beheer.logbewijs_cli import exporteer, verifieer, wis
from isi_soap.beheer.logsleutel_cli import app as sleutel
from isi_soap.beheer.logzoek_cli import log_toon, log_zoek
from isi_soap.beheer.verzegel_cli import stand, verzegel

app = typer.Typer(no_args_is_help=True, help="Het berichtenlog: zoeken, tonen, narekenen en verzegelen.")
app.command("zoek")(log_zoek)
app.command("toon")(log_toon)
app.command("verifieer")(verifieer)
app.command("exporteer")(exporteer)
app.command("wis")(wis)
app.command("archiveer")(archiveer)
app.command("vernietig")(vernietig)
app.add_typer(bewaarbevel, name="bewaarbevel")
app.add_typer(sleutel, name="sleutel")
app.command("stand")(stand)
app.command("verzegel")(verzegel)
