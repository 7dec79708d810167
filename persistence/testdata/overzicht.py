"""`docs/testpersonen.md`: wie en wat er in de testset staat, uit dezelfde gegevens als de database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields

from isi_soap.domain.model import Dossier, Feit
from isi_soap.domain.toepassen import VERZAMELING
from persistence.testdata.aansluitingen import (
    ACCOUNTS,
    BEGINTIJD,
    BIJZONDERE_SLEUTELS,
    DEN_HAAG,
    LEVERANCIERS,
    MANDATEN,
    PARTIJEN,
    TESTGEMEENTEN,
    WACHTWOORD,
    gemeente_oin,
    sleutel_van,
)
from persistence.testdata.bouw import Bronnen
from persistence.testdata.gemeenten import gemeenten, naam
from persistence.testdata.persoonlijst import VRIJE_BSNS, Testpersoon, benoemde_personen

_KOP = f"""\
# Testpersonen en testgemeenten

Geschreven door `isi-soap testdata personen --schrijf docs/testpersonen.md`; een test faalt als dit bestand
en de testset verschillen. Alles is verzonnen: de BSN's liggen in het testbereik 9999… (en voldoen aan de
elfproef), de OIN's beginnen met 00000099. De sleutels zijn openbaar en dus alleen voor een ketentest.

Dit is de begintoestand: `isi-soap testdata herstel` of de operatie `HerstelBegintoestand` brengt haar terug,
met 1.000 gevulde personen (BSN's vanaf 99…) in 20 gemeenten erbij. De klok staat dan stil op
{BEGINTIJD:%Y-%m-%d %H:%M} (Nederlandse tijd); de dagrun van die dag is al geweest. RegistratieId's en
versienummers van de benoemde personen zijn na herstel altijd dezelfde.
"""


def overzicht() -> str:
    """De hele pagina, in Markdown."""
    delen = [_KOP, _gemeenten(), _sleutels(), _accounts(), _mandaten()]
    delen += [_leveranciers(), _partijen()]
    personen = benoemde_personen()
    delen.append(_personen([p for p in personen if p.schoon_voor is None]))
    delen.append(_schoon([p for p in personen if p.schoon_voor is not None]))
    delen.append(_vrij())
    return "\n".join(delen)


def _gemeenten() -> str:
    inleiding = f"""
Elke gemeente van de testset (ook die hieronder niet staat) heeft een OIN `0000009900000` + code + `000`, een
sleutel `test-` + code + naam + `-sleutel`, en dezelfde accounts. De testset kent {len(gemeenten())}
gemeenten, waarvan {sum(g.einde is not None for g in gemeenten().values())} opgeheven.
"""
    rijen = ((c, naam(c), gemeente_oin(c), _code(sleutel_van(c)), t) for c, t in TESTGEMEENTEN.items())
    return _hoofdstuk(
        "Gemeenten", ("Code", "Naam", "OIN", "Applicatiesleutel", "Bijzonder"), rijen, inleiding
    )


def _sleutels() -> str:
    rijen = (
        (_code(s.waarde), f"{s.gemeente} {naam(s.gemeente)}", _rollen(s.rollen), s.toont)
        for s in BIJZONDERE_SLEUTELS
    )
    inleiding = f"""
De gewone sleutel heeft de rollen 2, 3, 5 en 6. Bij die van {DEN_HAAG} {naam(DEN_HAAG)} beheert het pakket
zijn eigen gebruikers: daar is elke gebruikersnaam goed, met de rollen van de sleutel.
"""
    return _hoofdstuk("Bijzondere sleutels", ("Sleutel", "Gemeente", "Rollen", "Toont"), rijen, inleiding)


def _accounts() -> str:
    rijen = ((_code(a.naam), _rollen(a.rollen) or "geen", a.toont) for a in ACCOUNTS)
    inleiding = f"""
In een bericht staat nooit een wachtwoord; de beheerder meldt zich op de opdrachtregel aan met
`{WACHTWOORD}` (zie `docs/beheer.md`).
"""
    return _hoofdstuk("Accounts van elke gemeente", ("Gebruiker", "Rollen", "Toont"), rijen, inleiding)


def _mandaten() -> str:
    rijen = (
        (
            f"{m.uitbesteding.uitbestedende_gemeente} {naam(m.uitbesteding.uitbestedende_gemeente)}",
            f"{m.uitbesteding.uitvoerende_gemeente} {naam(m.uitbesteding.uitvoerende_gemeente)}",
            m.toont,
        )
        for m in MANDATEN
    )
    return _hoofdstuk("Uitbesteding", ("Van", "Aan", "Toont"), rijen)


def _leveranciers() -> str:
    rijen = (
        (le.naam, le.oin, ", ".join(f"{g} {naam(g)}" for g in le.gemeenten), "ondertekent met mandaat")
        for le in LEVERANCIERS
    )
    return _hoofdstuk("Leveranciers", ("Naam", "OIN", "Voor", "Toont"), rijen)


def _partijen() -> str:
    return _hoofdstuk(
        "Ketenpartijen", ("CdPartij", "Naam", "OIN"), ((p.code, p.naam, p.oin) for p in PARTIJEN)
    )


def _personen(personen: Iterable[Testpersoon]) -> str:
    kop = ("BSN", "Situatie", "Regels", "Gemeente", "Status", "Deel", "Groep", "RegistratieId (versie)")
    rijen = (
        (p.bsn, p.toont, p.regels, p.gemeente, p.status, p.deel, " ".join(p.groepen), _gegevens(p))
        for p in personen
    )
    return _hoofdstuk("Situaties van de handleiding", kop, rijen)


def _schoon(personen: Iterable[Testpersoon]) -> str:
    inleiding = """
Bij deze personen slaagt het gewone geval van de operatie; ze staan los van elkaar, zodat een client ze na
elkaar kan uitvoeren. Ze wonen in Amsterdam, tenzij er iets anders staat.
"""
    kop = ("BSN", "Operatie", "Staat klaar met", "Status", "RegistratieId (versie)")
    rijen = ((p.bsn, p.schoon_voor or "", p.toont, p.status, _gegevens(p)) for p in personen)
    return _hoofdstuk("Schone personen, per operatie", kop, rijen, inleiding)


def _vrij() -> str:
    rijen = ((v.bsn, v.bedoeld_voor) for v in VRIJE_BSNS)
    return _hoofdstuk("Vrije BSN's: staan niet in ISI", ("BSN", "Bedoeld voor"), rijen)


_TONEN = """
    plichten handhavingen verlengingen boetes voorzieningen vrijstellingen ontheffingen signalen
    mutatieverzoeken
"""


def _gegevens(persoon: Testpersoon) -> str:
    """De gegevens die een gemeente kan aanwijzen, met hun nummer en versie."""
    dossier = persoon.dossier(Bronnen()).dossier
    soorten = {veld: soort.__name__.lower() for soort, veld in VERZAMELING.items()}
    return ", ".join(
        f"{soorten[veld]} {feit.id} ({feit.versienr})"
        for veld in _TONEN.split()
        for feit in _feiten(dossier, veld)
    )


def _feiten(dossier: Dossier, veld: str) -> Iterator[Feit]:
    assert veld in {f.name for f in fields(dossier)}
    yield from getattr(dossier, veld)


def _rollen(rollen: Iterable[int]) -> str:
    return ", ".join(str(rol) for rol in rollen)


def _code(tekst: str) -> str:
    return f"`{tekst}`"


def _hoofdstuk(
    titel: str, kop: tuple[str, ...], rijen: Iterable[tuple[str, ...]], inleiding: str = ""
) -> str:
    regels = [f"## {titel}", inleiding, _regel(kop), _regel(["---"] * len(kop)), *map(_regel, rijen), ""]
    return "\n".join(regels)


def _regel(cellen: Iterable[str]) -> str:
    return f"| {' | '.join(cellen)} |"
