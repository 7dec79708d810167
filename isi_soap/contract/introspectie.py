"""Van XSD naar `model`, met xmlschema: eenmaal, bij de start.

Wat de codec niet dekt, wordt hier gezien en met zijn plaats gemeld; het programma gaat er niet mee verder.
Gedekt: sequence en choice (hoogstens één keer), elementen met of zonder herhaling, verwijzingen naar globale
elementen, tekst en gehele getallen, en één herhaalde choice als hele inhoud van een type (fwi:FWI).
"""

from __future__ import annotations

from typing import Any

from isi_soap.contract import namen
from isi_soap.contract.fout import ContractFout
from isi_soap.contract.model import (
    Berichtelement,
    Code,
    Enkelvoudig,
    Groep,
    Model,
    Samengesteld,
    Soort,
    Veld,
)

# De grondtypen van SuwiML die in Python een eigen gedaante hebben (standards.md §1.7).
_SOORTEN: dict[str, Soort] = {"Datum": "datum", "DatumTijdstip": "tijdstip", "StdIndJN": "indicatie"}


def lees_model(schema: Any) -> Model:
    """Het model van een opgebouwd `xmlschema.XMLSchema` met alles wat het importeert."""
    lezer = _Lezer()
    maps = schema.maps
    eigen = {n for n in maps.namespaces if n and n != namen.XSD and not n.startswith("http://www.w3.org/")}
    for qnaam, xsd_type in maps.types.items():
        if namen.naamruimte(qnaam) in eigen:
            if xsd_type.is_complex():
                lezer.samengesteld(xsd_type, namen.lokaal(qnaam))
            else:
                lezer.enkelvoudig(xsd_type, namen.lokaal(qnaam))
    for qnaam, element in maps.elements.items():
        if namen.naamruimte(qnaam) in eigen:
            lezer.bericht(qnaam, element)
    if lezer.afwijkingen:
        raise ContractFout("de codec dekt dit schema niet:\n  " + "\n  ".join(sorted(set(lezer.afwijkingen))))
    return Model(
        samengesteld={t.naam: t for t in sorted(lezer.complex.values(), key=lambda t: t.naam)},
        enkelvoudig={t.naam: t for t in sorted(lezer.simpel.values(), key=lambda t: t.naam)},
        elementen=dict(sorted(lezer.elementen.items())),
    )


class _Lezer:
    """Leest type voor type en onthoudt wat het al heeft en wat niet past."""

    def __init__(self) -> None:
        self.complex: dict[str, Samengesteld] = {}
        self.simpel: dict[str, Enkelvoudig] = {}
        self.elementen: dict[str, Berichtelement] = {}
        self.afwijkingen: list[str] = []
        self._bezig: list[str] = []

    def mis(self, plaats: str, wat: str) -> None:
        self.afwijkingen.append(f"{plaats}: {wat}")

    def bericht(self, qnaam: str, element: Any) -> None:
        naam = namen.lokaal(qnaam)
        self._element_eisen(element, naam)
        if not element.type.is_complex():
            return self.mis(naam, "een berichtelement met een enkelvoudig type")
        self.elementen[qnaam] = Berichtelement(
            naam=naam,
            naamruimte=namen.naamruimte(qnaam),
            type=self.samengesteld(element.type, element.type.local_name or naam, documentatie(element)),
            documentatie=documentatie(element),
        )
        return None

    def samengesteld(self, xsd_type: Any, naam: str, doc: str = "") -> Samengesteld:
        """Het type met deze naam; een type zonder naam draagt die van zijn element."""
        sleutel = namen.qnaam(xsd_type.target_namespace, naam)
        if sleutel in self.complex:
            return self.complex[sleutel]
        self._naam_vrij(self.complex, naam, sleutel)
        self._type_eisen(xsd_type, naam)
        leeg = Groep(soort="reeks", min=1, max=1, delen=())
        if sleutel in self._bezig:
            self.mis(naam, "een type dat zichzelf bevat")
            return Samengesteld(naam=naam, naamruimte="", inhoud=leeg, velden=(), documentatie="")
        self._bezig.append(sleutel)
        inhoud = self._groep(xsd_type.content, naam, True, 0) if hasattr(xsd_type.content, "model") else leeg
        self._bezig.pop()
        velden = tuple(inhoud.velden())
        dubbel = {v.naam for v in velden if sum(w.naam == v.naam for w in velden) > 1}
        for veld in sorted(dubbel):
            self.mis(naam, f"element {veld} komt op meer dan één plaats voor")
        gemaakt = Samengesteld(
            naam=naam,
            naamruimte=xsd_type.target_namespace,
            inhoud=inhoud,
            velden=velden,
            documentatie=documentatie(xsd_type) or doc,
        )
        self.complex[sleutel] = gemaakt
        return gemaakt

    def _groep(self, groep: Any, plaats: str, verplicht: bool, diepte: int) -> Groep:
        soort = {"sequence": "reeks", "choice": "keuze"}.get(groep.model)
        if soort is None:
            self.mis(plaats, f"xs:{groep.model}")
        laagste, hoogste = groep.occurs
        # Een herhaalde keuze is te dekken als zij alles is wat het type bevat: dan is de volgorde vrij.
        herhaald = hoogste != 1
        if herhaald and (soort != "keuze" or diepte != 1 or len(groep.parent) != 1):
            self.mis(plaats, "een herhaalde groep die niet de hele inhoud van het type is")
        verplicht = verplicht and laagste > 0 and soort != "keuze"
        delen: list[Groep | Veld] = []
        for deel in groep:
            if hasattr(deel, "model"):
                delen.append(self._groep(deel, plaats, verplicht, diepte + 1))
                if herhaald:
                    self.mis(plaats, "een groep binnen een herhaalde groep")
            elif getattr(deel, "type", None) is not None:
                delen.append(self._veld(deel, plaats, verplicht, herhaald))
            else:
                self.mis(plaats, "xs:any")
        return Groep(
            soort="keuze" if soort == "keuze" else "reeks", min=laagste, max=hoogste, delen=tuple(delen)
        )

    def _veld(self, element: Any, plaats: str, verplicht: bool, herhaald: bool) -> Veld:
        naam: str = element.local_name
        hier = f"{plaats}/{naam}"
        self._element_eisen(element, hier)
        if element.ref is None and element.qualified:
            self.mis(hier, "een lokaal element met een naamruimte (qualified)")
        laagste, hoogste = element.occurs
        if herhaald and (laagste, hoogste) != (1, 1):
            self.mis(hier, "herhaling binnen een herhaalde keuze")
        doc = documentatie(element) or (documentatie(element.ref) if element.ref is not None else "")
        xsd_type = element.type
        type_: Enkelvoudig | Samengesteld
        if xsd_type.is_complex():
            type_ = self.samengesteld(xsd_type, xsd_type.local_name or plaats + naam, doc)
        else:
            type_ = self.enkelvoudig(xsd_type, xsd_type.local_name or plaats + naam, hier)
        return Veld(
            naam=naam,
            naamruimte=namen.naamruimte(element.name) if element.ref is not None else "",
            type=type_,
            min=laagste,
            max=hoogste,
            verplicht=verplicht and laagste > 0,
            herhaald=herhaald or hoogste is None or hoogste > 1,
            documentatie=doc,
        )

    def enkelvoudig(self, xsd_type: Any, naam: str, plaats: str = "") -> Enkelvoudig:
        sleutel = namen.qnaam(xsd_type.target_namespace, naam)
        if sleutel in self.simpel:
            return self.simpel[sleutel]
        if xsd_type.target_namespace != namen.XSD:
            self._naam_vrij(self.simpel, naam, sleutel)
        soort = self._soort(xsd_type, plaats or naam)
        gemaakt = Enkelvoudig(
            naam=naam,
            naamruimte=xsd_type.target_namespace,
            soort=soort,
            min_lengte=getattr(xsd_type, "min_length", None),
            max_lengte=getattr(xsd_type, "max_length", None),
            minimum=_grens(xsd_type, "min_value") if soort == "geheel" else None,
            maximum=_grens(xsd_type, "max_value") if soort == "geheel" else None,
            patronen=tuple(xsd_type.patterns.regexps) if getattr(xsd_type, "patterns", None) else (),
            waarden=tuple(str(w) for w in (getattr(xsd_type, "enumeration", None) or ())),
            witruimte=xsd_type.white_space or "preserve",
            codes=tuple(_codes(xsd_type)),
            documentatie=documentatie(xsd_type),
        )
        self.simpel[sleutel] = gemaakt
        return gemaakt

    def _soort(self, xsd_type: Any, plaats: str) -> Soort:
        if not xsd_type.is_atomic():
            self.mis(plaats, "xs:list of xs:union")
            return "tekst"
        basis = xsd_type
        while basis is not None:
            if basis.target_namespace == namen.BASISSCHEMA and basis.local_name in _SOORTEN:
                return _SOORTEN[basis.local_name]
            if basis.name == f"{{{namen.XSD}}}integer":
                return "geheel"
            if basis.name == f"{{{namen.XSD}}}string":
                return "tekst"
            basis = basis.base_type
        self.mis(plaats, f"grondtype {xsd_type.root_type.local_name}; alleen tekst en gehele getallen")
        return "tekst"

    def _naam_vrij(self, bekend: Any, naam: str, sleutel: str) -> None:
        if any(t.naam == naam for k, t in bekend.items() if k != sleutel):
            self.mis(naam, "deze typenaam bestaat al in een andere naamruimte")
        if not naam.isidentifier() or not naam.isascii():
            self.mis(naam, "deze naam kan geen naam van een veld of klasse zijn")

    def _element_eisen(self, element: Any, plaats: str) -> None:
        for eigenschap in ("nillable", "abstract", "fixed", "default", "substitution_group"):
            if getattr(element, eigenschap, None):
                self.mis(plaats, eigenschap)

    def _type_eisen(self, xsd_type: Any, plaats: str) -> None:
        if len(xsd_type.attributes):
            self.mis(plaats, "attributen")
        if xsd_type.mixed:
            self.mis(plaats, "mixed")
        if xsd_type.abstract:
            self.mis(plaats, "abstract")
        if xsd_type.has_simple_content():
            self.mis(plaats, "simpleContent")
        if getattr(xsd_type, "derivation", None):
            self.mis(plaats, f"xs:{xsd_type.derivation}")


def documentatie(component: Any) -> str:
    """De Nederlandse uitleg bij een onderdeel; de codes niet meegerekend."""
    return " ".join(
        " ".join(d.text.split()) for d in _documentaties(component) if d.text and not d.get("source")
    )


def _documentaties(component: Any) -> list[Any]:
    annotatie = getattr(component, "annotation", None)
    return list(annotatie.documentation) if annotatie is not None else []


def _codes(xsd_type: Any) -> list[Code]:
    gevonden = []
    for doc in _documentaties(xsd_type):
        bron = doc.get("source") or ""
        if bron.startswith(namen.CODE_BRON):
            waarde, _, herkomst = bron.removeprefix(namen.CODE_BRON).rpartition(":")
            tekst = " ".join((doc.text or "").split())
            gevonden.append(Code(waarde=waarde, omschrijving=tekst, herkomst=herkomst))
    return gevonden


def _grens(xsd_type: Any, naam: str) -> int | None:
    grens = getattr(xsd_type, naam, None)
    return None if grens is None else int(grens)
