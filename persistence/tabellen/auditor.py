"""De auditors van het berichtenlog: hun account, hun sessies en wat zij daarin onderzoeken.

Een auditor hoort bij geen gemeente en heeft geen rol in ISI. Van een sessie staat alleen de hash van haar
teken hier; wat een auditor zocht kan een BSN bevatten en is daarom versleuteld.
"""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)

from isi_soap.domain.auditor import RECHTEN
from persistence.tabellen.basis import controle, een_van, eerdere_wachtwoorden, metadata

_RECHTEN = ", ".join(f"'{recht}'" for recht in RECHTEN)

auditor = Table(
    "auditor",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("naam", Text, nullable=False, unique=True),
    Column("rechten", ARRAY(Text), nullable=False),
    Column("geblokkeerd_op", DateTime(timezone=True)),
    Column("wachtwoord_hash", Text, nullable=False),
    Column("wachtwoord_sinds", Date, nullable=False),
    Column("wachtwoord_uitgegeven", Boolean, nullable=False, server_default="false"),
    Column("laatste_aanmelding", Date),
    # De sleutel van de tweede factor, ingepakt met een inpaksleutel van het logboek.
    Column("inpaksleutel", Text, nullable=False),
    Column("tweede_factor", LargeBinary, nullable=False),
    # De laatste tijdstap waarvan een code gebruikt is: een code opent maar één keer.
    Column("laatste_stap", BigInteger, nullable=False, server_default=text("0")),
    Column("mislukt", SmallInteger, nullable=False, server_default=text("0")),
    Column("dicht_tot", DateTime(timezone=True)),
    controle("rechten", f"rechten <@ ARRAY[{_RECHTEN}]"),
)

auditor_wachtwoord = eerdere_wachtwoorden("auditor_wachtwoord", auditor)

auditor_sessie = Table(
    "auditor_sessie",
    metadata,
    Column("teken_hash", LargeBinary, primary_key=True),
    Column("auditor", Uuid, ForeignKey("auditor.id", ondelete="CASCADE"), nullable=False),
    Column("begonnen", DateTime(timezone=True), nullable=False),
    Column("gebruikt", DateTime(timezone=True), nullable=False),
    controle("teken_hash", "octet_length(teken_hash) = 32"),
    Index("ix_auditor_sessie_auditor", "auditor"),
    Index("ix_auditor_sessie_gebruikt", "gebruikt"),
)

# Wat een auditor in zijn sessie vroeg, met het doel; in een adres staat alleen het kenmerk.
onderzoek = Table(
    "onderzoek",
    metadata,
    Column("id", Text, primary_key=True),
    Column(
        "sessie", LargeBinary, ForeignKey("auditor_sessie.teken_hash", ondelete="CASCADE"), nullable=False
    ),
    Column("soort", Text, nullable=False),
    Column("begonnen", DateTime(timezone=True), nullable=False),
    Column("inpaksleutel", Text, nullable=False),
    Column("vraag", LargeBinary, nullable=False),
    een_van("soort", "ZOEKEN", "TIJDLIJN", "OVERZICHT"),
    Index("ix_onderzoek_sessie", "sessie", "begonnen"),
)
