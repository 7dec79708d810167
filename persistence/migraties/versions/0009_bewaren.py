"""Het logboek bewaren: bewaarbevelen, archiefbestanden, vernietiging, tijdstempels en nieuwe sleutels."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Leeg: de inhoud staat alleen nog in een archiefbestand; haar sleutel blijft hier.
    op.execute("ALTER TABLE bericht_inhoud ALTER COLUMN inhoud DROP NOT NULL")
    op.execute("ALTER TABLE logboek ADD COLUMN tijdstempelalarm text")
    op.execute("""
        CREATE TABLE tijdstempel (
            grootte bigint NOT NULL,
            tijdstip timestamptz NOT NULL,
            antwoord bytea NOT NULL,
            bezorgd timestamptz,
            CONSTRAINT pk_tijdstempel PRIMARY KEY (grootte)
        )""")
    op.execute("""
        CREATE TABLE sleutelovergang (
            grootte bigint NOT NULL,
            tijdstip timestamptz NOT NULL,
            oud text NOT NULL,
            nieuw text NOT NULL,
            notitie text NOT NULL,
            bezorgd timestamptz,
            CONSTRAINT pk_sleutelovergang PRIMARY KEY (grootte)
        )""")
    op.execute("""
        CREATE TABLE bewaarbevel (
            id uuid NOT NULL,
            persoon bytea,
            bericht_id uuid,
            message_id text,
            van timestamptz,
            tot timestamptz,
            reden text NOT NULL,
            door text NOT NULL,
            ingesteld timestamptz NOT NULL,
            geldig_tot timestamptz,
            opgeheven timestamptz,
            opgeheven_door text,
            CONSTRAINT pk_bewaarbevel PRIMARY KEY (id),
            CONSTRAINT ck_bewaarbevel_waarover
                CHECK (num_nonnulls(persoon, bericht_id, message_id, van, tot) > 0),
            CONSTRAINT ck_bewaarbevel_opgeheven CHECK ((opgeheven IS NULL) = (opgeheven_door IS NULL))
        )""")
    op.execute("""
        CREATE TABLE logarchief (
            begin bigint NOT NULL,
            eind bigint NOT NULL,
            maand date NOT NULL,
            bestand text NOT NULL,
            sha256 bytea NOT NULL,
            gemaakt timestamptz NOT NULL,
            aankondiging uuid NOT NULL,
            geleegd timestamptz,
            vernietigd timestamptz,
            CONSTRAINT pk_logarchief PRIMARY KEY (begin),
            CONSTRAINT uq_logarchief_eind UNIQUE (eind),
            CONSTRAINT uq_logarchief_maand UNIQUE (maand),
            CONSTRAINT ck_logarchief_eind CHECK (begin < eind),
            CONSTRAINT ck_logarchief_sha256 CHECK (octet_length(sha256) = 32)
        )""")
    op.execute("""
        CREATE TABLE logvernietiging (
            begin bigint NOT NULL,
            eind bigint NOT NULL,
            tijdstip timestamptz DEFAULT now() NOT NULL,
            aankondiging uuid NOT NULL,
            CONSTRAINT pk_logvernietiging PRIMARY KEY (begin),
            CONSTRAINT ck_logvernietiging_eind CHECK (begin < eind)
        )""")
    _onaantastbaar()


def _onaantastbaar() -> None:
    """Zoals de rest van het logboek: erbij mag, en anders alleen wat de voorwaarde openlaat."""
    blijft = {
        "tijdstempel": ("grootte", "tijdstip", "antwoord"),
        "sleutelovergang": ("grootte", "tijdstip", "oud", "nieuw", "notitie"),
        "bewaarbevel": (
            *("id", "persoon", "bericht_id", "message_id", "van", "tot"),
            *("reden", "door", "ingesteld", "geldig_tot"),
        ),
        "logarchief": ("begin", "eind", "maand", "bestand", "sha256", "gemaakt", "aankondiging"),
        "logvernietiging": ("begin", "eind", "tijdstip", "aankondiging"),
    }
    for tabel, kolommen in blijft.items():
        oud, nieuw = (", ".join(f"{rij}.{naam}" for naam in kolommen) for rij in ("OLD", "NEW"))
        einde = " OR OLD.opgeheven IS NOT NULL" if tabel == "bewaarbevel" else ""
        op.execute(
            f"CREATE TRIGGER record_blijft BEFORE UPDATE ON {tabel} FOR EACH ROW"
            f" WHEN (({oud}) IS DISTINCT FROM ({nieuw}){einde}) EXECUTE FUNCTION weiger_logwijziging()"
        )
        op.execute(
            f"CREATE TRIGGER record_gaat_niet_weg BEFORE DELETE ON {tabel}"
            " FOR EACH ROW EXECUTE FUNCTION weiger_logwijziging()"
        )
        op.execute(
            f"CREATE TRIGGER niet_leeg BEFORE TRUNCATE ON {tabel}"
            " FOR EACH STATEMENT EXECUTE FUNCTION weiger_logwijziging()"
        )
