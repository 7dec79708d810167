"""WS-Security voor Digikoppeling WUS 2W-be-S en 2W-be-SE: ondertekenen, controleren, versleutelen.

Dit pakket kent niets van de rest van isi-soap en is zonder haar te gebruiken; `zeep_plugin` is de kant van de
aanvrager. De cryptografie is die van xmlsec, de ketencontrole die van OpenSSL.
"""

from isi_soap.wsse.fouten import Code, WsseFout
from isi_soap.wsse.lezen import heeft_security
from isi_soap.wsse.ondertekenen import onderteken
from isi_soap.wsse.sleutels import OnbruikbareSleutel, Sleutelpaar, laad_sleutelpaar, oin_van, sleutelpaar
from isi_soap.wsse.tijdstempel import Venster
from isi_soap.wsse.verifieren import Beveiligd, verifieer
from isi_soap.wsse.versleuteling import is_versleuteld, ontsleutel, versleutel
from isi_soap.wsse.vertrouwen import Onbruikbaar, Vastgezet, Vertrouwen, Vertrouwer

__all__ = [
    "Beveiligd",
    "Code",
    "Onbruikbaar",
    "OnbruikbareSleutel",
    "Sleutelpaar",
    "Vastgezet",
    "Venster",
    "Vertrouwen",
    "Vertrouwer",
    "WsseFout",
    "heeft_security",
    "is_versleuteld",
    "laad_sleutelpaar",
    "oin_van",
    "onderteken",
    "ontsleutel",
    "sleutelpaar",
    "verifieer",
    "versleutel",
]
