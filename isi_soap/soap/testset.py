"""Voor `make run`: een dienst met de testset erin, en een aanvraag die meteen werkt."""

from __future__ import annotations

import time

from sqlalchemy import exists, select

from isi_soap.settings import Instellingen
from persistence.database import Database
from persistence.tabellen import afgeleid
from persistence.testdata import herstel
from persistence.testdata.aansluitingen import AMSTERDAM, sleutel_van
from persistence.testdata.laden import ZAAD
from persistence.testdata.logregel import geladen

BSN = "999900122"


def laad_testset(inst: Instellingen) -> None:
    """De begintoestand, als er nog niemand in staat; wie al speelde, speelt verder."""
    database = Database.uit(inst, lang=True)
    try:
        with database.transactie() as conn:
            if not conn.execute(select(exists(select(afgeleid.c.bsn)))).scalar_one():
                begin = time.perf_counter()
                herstel(conn)
                seconden = time.perf_counter() - begin
                geladen(conn, database.logsleutels, omvang="S", zaad=ZAAD, seconden=seconden)
    finally:
        # De werkprocessen komen uit een fork; een verbinding mag niet mee.
        database.sluit()


def eerste_aanvraag(adres: str, inst: Instellingen) -> str:
    """De tekst voor op het scherm; het bericht is met elke shell te plakken."""
    curl, client = "", ""
    if inst.tls_certificaat is not None and inst.pki_map is not None:
        eigen = inst.pki_map / "amsterdam"
        curl = f" --cacert {inst.ca_map}/root.pem --cert {eigen}/keten.pem --key {eigen}/sleutel.pem"
        client = f" --pki {inst.pki_map}"
    return f"""
isi-soap draait op {adres}/  (Ctrl-C stopt)

Een eerste aanvraag, in een ander venster:

curl -s{curl} {adres}/ketentest/ISIRaadplegen-v0100 -H 'Content-Type: text/xml; charset=utf-8' -d '
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>
 <m:PersoonInfo xmlns:m="urn:isi:Diensten:ISIRaadplegen:v0100">
  <Kop>
   <Applicatiesleutel>{sleutel_van(AMSTERDAM)}</Applicatiesleutel>
   <CdGemeente>{AMSTERDAM}</CdGemeente>
   <Gebruiker>r6.alles</Gebruiker>
  </Kop>
  <ClientSuwi><Burgerservicenr>{BSN}</Burgerservicenr></ClientSuwi>
 </m:PersoonInfo>
</soap:Body></soap:Envelope>'

Of met de referentieclient: .venv/bin/isi-soap client --adres {adres}{client} persoon-info --bsn {BSN}
"""
