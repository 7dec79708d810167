"""Een echte tijdstempeldienst voor tests: `openssl ts`, met een eigen wortel en een eigen certificaat."""

from __future__ import annotations

import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path

_CONFIG = """
[req]
distinguished_name = naam
[naam]
[bij_ca]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[bij_tsa]
basicConstraints = CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[bij_geen_tsa]
basicConstraints = CA:false
keyUsage = critical, digitalSignature
[tsa]
default_tsa = dienst
[dienst]
serial = {map}/serial
signer_cert = {map}/{soort}.pem
signer_key = {map}/{soort}.key
certs = {map}/ca.pem
signer_digest = {hash}
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ess_cert_id_alg = {ess}
ess_cert_id_chain = no
"""


@dataclass(frozen=True)
class Tijdstempeldienst:
    map: Path

    @property
    def ca(self) -> Path:
        return self.map / "ca.pem"

    def opdracht(self, soort: str = "tsa", hash_: str = "sha256", ess: str = "sha256") -> str:
        """Een opdracht die de aanvraag op stdin leest en het antwoord op stdout zet."""
        config = self.map / f"{soort}-{hash_}-{ess}.cnf"
        config.write_text(_CONFIG.format(map=self.map, soort=soort, hash=hash_, ess=ess))
        return f"openssl ts -reply -config {shlex.quote(str(config))} -queryfile /dev/stdin"

    def antwoord(self, aanvraag: bytes, **velden: str) -> bytes:
        woorden = shlex.split(self.opdracht(**velden))
        return subprocess.run(woorden, input=aanvraag, capture_output=True, check=True).stdout


def richt_in(map_: Path, *, kromme: bool = False) -> Tijdstempeldienst:
    """`kromme`: met ECDSA in plaats van RSA."""
    map_.mkdir()
    config = map_ / "req.cnf"
    config.write_text(_CONFIG.format(map=map_, soort="tsa", hash="sha256", ess="sha256"))
    soort = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"] if kromme else ["rsa:2048"]
    for naam in ("ca", "tsa", "geen_tsa"):
        van = [] if naam == "ca" else ["-CA", str(map_ / "ca.pem"), "-CAkey", str(map_ / "ca.key")]
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-config", str(config), "-extensions", f"bij_{naam}", "-nodes"),
                *("-newkey", *soort, "-subj", f"/CN=Test {naam}", "-days", "30"),
                *("-keyout", str(map_ / f"{naam}.key"), "-out", str(map_ / f"{naam}.pem"), *van),
            ],
            check=True,
            capture_output=True,
        )
    return Tijdstempeldienst(map_)
