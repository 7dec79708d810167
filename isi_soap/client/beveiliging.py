"""Waarmee de client zich bekendmaakt en wie hij gelooft: certificaten per OIN, CA's, en de dienst zelf.

De map die `isi-soap pki` schrijft geeft alles tegelijk, en van elke partij een eigen certificaat; zo kan de
client iedereen spelen. Een gemeente met één eigen certificaat noemt haar bestanden los.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from cryptography import x509

from isi_soap.wsse import Sleutelpaar, Vertrouwen, Vertrouwer, laad_sleutelpaar, oin_van

_GEEN_PARTIJ = ("ca", "crl", "dienst", "fout", "uitgever")


class OnbekendeSleutel(Exception):  # noqa: N818 - een vaststelling over de opties
    """Er is geen certificaat om een bericht van dit OIN mee te ondertekenen, of het is niet te gebruiken."""


@dataclass(frozen=True)
class Houder:
    """De bestanden van één partij; de sleutel wordt pas gelezen als zij spreekt."""

    cert: Path  # het eigen certificaat voorop, zijn uitgevers erachter: zo wil TLS het
    sleutel: Path

    @cached_property
    def paar(self) -> Sleutelpaar:
        return laad_sleutelpaar(self.cert, self.sleutel)


@dataclass(frozen=True)
class Beveiliging:
    """Certificaten per OIN, en hoe een antwoord te herkennen is."""

    houders: Mapping[str, Houder]
    vertrouwen: Vertrouwer
    ca_map: Path
    dienst: x509.Certificate | None = None
    versleutel: bool = False
    _tijdelijk: tempfile.TemporaryDirectory[str] = field(
        default_factory=lambda: tempfile.TemporaryDirectory(prefix="isi-ca-"), repr=False
    )

    @classmethod
    def uit_pki(cls, map_: Path, *, versleutel: bool = False) -> Beveiliging:
        """De map van `isi-soap pki`: elke partij heeft er haar eigen certificaat."""
        mappen = sorted(
            p for p in map_.iterdir() if p.name not in _GEEN_PARTIJ and (p / "keten.pem").exists()
        )
        houders = {
            oin_van(_certificaat(p / "keten.pem")): Houder(p / "keten.pem", p / "sleutel.pem") for p in mappen
        }
        return cls(
            houders,
            Vertrouwen.uit_map(map_ / "ca", map_ / "crl"),
            map_ / "ca",
            _certificaat(map_ / "dienst" / "cert.pem"),
            versleutel,
        )

    @classmethod
    def uit_bestanden(
        cls,
        cert: Path,
        sleutel: Path,
        ca_map: Path,
        *,
        crl_map: Path | None = None,
        dienst_cert: Path | None = None,
        versleutel: bool = False,
    ) -> Beveiliging:
        """Eén eigen certificaat. Zonder `crl_map` telt niet of dat van het antwoord ingetrokken is."""
        return cls(
            {oin_van(_certificaat(cert)): Houder(cert, sleutel)},
            Vertrouwen.uit_map(ca_map, crl_map),
            ca_map,
            _certificaat(dienst_cert) if dienst_cert else None,
            versleutel,
        )

    @property
    def dienst_oin(self) -> str | None:
        return oin_van(self.dienst) if self.dienst is not None else None

    @property
    def versleutel_voor(self) -> x509.Certificate | None:
        return self.dienst if self.versleutel else None

    def houder(self, oin: str | None) -> Houder:
        """De houder van dit OIN; wie er maar één heeft, hoeft het niet te noemen."""
        if oin is None and len(self.houders) == 1:
            return next(iter(self.houders.values()))
        houder = self.houders.get(oin) if oin is not None else None
        if houder is None:
            raise OnbekendeSleutel(f"er is geen certificaat voor OIN {oin or '(niet genoemd)'}; geef --oin.")
        return houder

    @cached_property
    def tls_ca(self) -> str:
        """De CA's in één bestand, want zo wil requests ze."""
        bundel = Path(self._tijdelijk.name) / "ca.pem"
        bundel.write_bytes(b"\n".join(_pem(sorted(self.ca_map.iterdir()))))
        return str(bundel)


def _pem(paden: Iterable[Path]) -> Iterable[bytes]:
    return (inhoud for p in paden if p.is_file() and (inhoud := p.read_bytes()).lstrip().startswith(b"-----"))


def _certificaat(pad: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(pad.read_bytes())
    except (OSError, ValueError) as fout:
        raise OnbekendeSleutel(f"{pad} is niet als certificaat te lezen.") from fout
