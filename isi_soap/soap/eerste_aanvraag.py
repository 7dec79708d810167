"""Wat `make run` laat zien: waar de dienst staat, en een aanvraag die meteen werkt."""

from __future__ import annotations

from persistence.testdata.aansluitingen import AMSTERDAM, sleutel_van

BSN = "999900122"


def eerste_aanvraag(adres: str) -> str:
    """De tekst voor op het scherm; het bericht is met elke shell te plakken."""
    return f"""
isi-soap draait op {adres}/  (Ctrl-C stopt)

Een eerste aanvraag, in een ander venster:

curl -s {adres}/ketentest/ISIRaadplegen-v0100 -H 'Content-Type: text/xml; charset=utf-8' -d '
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

Of met de referentieclient: .venv/bin/isi-soap client persoon-info --bsn {BSN}
"""
