"""De berichten als Python-klassen: uit de XSD gemaakt bij het laden; `berichten.pyi` vertelt mypy de vorm.

Elk complexType en elk berichtelement is een bevroren dataclass met de namen van de XSD als velden: afwezig
is None, herhaald is een tuple, een leeg element (fwi:NietsGevonden) is True. `stub` maakt de pyi ernaast.
"""

from isi_soap.contract.klassen import maak_klassen
from isi_soap.contract.schema import model

_klassen = maak_klassen(model(), __name__)
globals().update(_klassen)
__all__ = list(_klassen)
