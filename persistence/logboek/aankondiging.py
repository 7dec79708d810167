"""Wat het log over zichzelf zegt: records van de soort BEHEER waarop een bewijs rust.

Dat een record of inhoud ergens niet meer is, gelooft een auditor alleen als het log het zelf zegt, in een
verzegeld record. Zo is vernietigen volgens de regels iets anders dan verdwijnen, en is niemand daar stil in.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from isi_soap.audit.bewijs import inclusiebewijs
from isi_soap.audit.inhoud import Onleesbaar
from isi_soap.audit.record import canoniek
from persistence.logboek.boombron import Boombron, BoomGat
from persistence.logboek.keuze import Keuze, Lezer, gekozen
from persistence.logboek.record import velden
from persistence.logboek.sleutels import Logsleutels
from persistence.tabellen import logarchief, logvernietiging


def vernietigde_reeksen(conn: Connection, begin: int, eind: int) -> list[dict[str, Any]]:
    """De posities in [begin, eind) waarvan het record vernietigd is, met het record dat het aankondigt."""
    v = logvernietiging.c
    vraag = select(logvernietiging).where(v.begin < eind, v.eind > begin).order_by(v.begin)
    return [
        {"begin": rij.begin, "eind": rij.eind, "aankondiging": str(rij.aankondiging)}
        for rij in conn.execute(vraag)
    ]


def archiefbestanden(conn: Connection) -> list[dict[str, Any]]:
    """De bestanden waarin inhoud staat die de database niet meer heeft."""
    vraag = select(logarchief).where(logarchief.c.geleegd.is_not(None)).order_by(logarchief.c.begin)
    return [
        {
            "begin": rij.begin,
            "eind": rij.eind,
            "bestand": rij.bestand,
            "sha256": rij.sha256.hex(),
            "aankondiging": str(rij.aankondiging),
        }
        for rij in conn.execute(vraag)
    ]


def aankondigingen(
    conn: Connection, sleutels: Logsleutels, bron: Boombron, kenmerken: Collection[UUID], grootte: int
) -> Iterator[dict[str, Any]]:
    """Elk van deze records met zijn inhoud en zijn bewijs onder het checkpoint van `grootte`."""
    lezer = Lezer(sleutels)
    for kenmerk in sorted(kenmerken):
        for bewaard in gekozen(conn, sleutels, Keuze(kenmerk=kenmerk)):
            if bewaard.rij is None or bewaard.positie is None or bewaard.positie >= grootte:
                continue
            try:
                inhoud = lezer(bewaard)
                bewijs = inclusiebewijs(bron, bewaard.positie, grootte)
            except (Onleesbaar, BoomGat):
                continue  # dan is de bewering zonder bewijs, en zegt de toets dat
            yield {
                "positie": bewaard.positie,
                "record": json.loads(canoniek(velden(bewaard.rij))),
                "zout": inhoud.zout.hex(),
                "verzoek": b64encode(inhoud.verzoek or b"").decode(),
                "antwoord": b64encode(inhoud.antwoord or b"").decode(),
                "bewijs": [hash_.hex() for hash_ in bewijs],
            }
