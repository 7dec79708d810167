"""Het verzegelde logboek: records naar tijd verdeeld, inhoud versleuteld, een boom eroverheen.

Wat er in het logboek stond gaat weg. Het was leesbaar opgeslagen en nooit verzegeld, en bestond alleen in
ontwikkeling; een logboek dat halverwege begint te bewijzen, bewijst niets. Dit is een nieuw logboek, met een
eigen oorsprong.
"""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_VERDEELD = ("bericht", "bericht_inhoud", "bericht_persoon")


def upgrade() -> None:
    _records()
    op.execute("""
        CREATE TABLE datasleutel (
            id uuid NOT NULL,
            persoon bytea,
            periode date NOT NULL,
            inpaksleutel text,
            ingepakt bytea,
            vernietigd timestamptz,
            CONSTRAINT pk_datasleutel PRIMARY KEY (id),
            CONSTRAINT ck_datasleutel_ingepakt_of_vernietigd
                CHECK ((ingepakt IS NULL) = (vernietigd IS NOT NULL)),
            CONSTRAINT ck_datasleutel_inpaksleutel CHECK ((ingepakt IS NULL) = (inpaksleutel IS NULL))
        )""")
    op.execute(
        "CREATE UNIQUE INDEX uq_datasleutel_persoon ON datasleutel (persoon, periode)"
        " WHERE persoon IS NOT NULL AND vernietigd IS NULL"
    )
    _boom()
    _onaantastbaar()
    _delen()


def _records() -> None:
    op.execute("DROP TABLE bericht_persoon")
    op.execute("ALTER TABLE bericht RENAME TO bericht_oud")
    op.execute("CREATE TABLE bericht (LIKE bericht_oud INCLUDING CONSTRAINTS) PARTITION BY RANGE (id)")
    op.execute("DROP TABLE bericht_oud")
    op.execute("""
        ALTER TABLE bericht
            DROP COLUMN volgnr,
            DROP COLUMN verzoek,
            DROP COLUMN antwoord,
            ADD COLUMN soort text NOT NULL,
            ADD COLUMN zout bytea NOT NULL,
            ADD COLUMN verzoek_bytes integer,
            ADD COLUMN verzoek_hash bytea,
            ADD COLUMN antwoord_bytes integer,
            ADD COLUMN antwoord_hash bytea,
            ADD COLUMN inhoud_hash bytea NOT NULL,
            ADD COLUMN personen integer NOT NULL,
            ADD COLUMN personen_hash bytea NOT NULL,
            ADD CONSTRAINT pk_bericht PRIMARY KEY (id),
            ADD CONSTRAINT ck_bericht_soort CHECK (soort IN ('BERICHT', 'RUN', 'LADING', 'BEHEER'))""")
    op.execute("CREATE INDEX ix_bericht_gemeente ON bericht (gemeente, id)")
    op.execute("CREATE INDEX ix_bericht_namens ON bericht (namens, id) WHERE namens IS NOT NULL")
    op.execute("CREATE INDEX ix_bericht_message_id ON bericht (message_id) WHERE message_id IS NOT NULL")
    op.execute("CREATE INDEX ix_bericht_relates_to ON bericht (relates_to) WHERE relates_to IS NOT NULL")
    op.execute("CREATE INDEX ix_bericht_ontvangen ON bericht (ontvangen, id)")
    op.execute("""
        CREATE TABLE bericht_inhoud (
            bericht_id uuid NOT NULL,
            sleutel uuid NOT NULL,
            inhoud bytea NOT NULL,
            CONSTRAINT pk_bericht_inhoud PRIMARY KEY (bericht_id)
        ) PARTITION BY RANGE (bericht_id)""")
    op.execute("""
        CREATE TABLE bericht_persoon (
            bericht_id uuid NOT NULL,
            persoon bytea NOT NULL,
            CONSTRAINT pk_bericht_persoon PRIMARY KEY (bericht_id, persoon),
            CONSTRAINT ck_bericht_persoon_persoon CHECK (octet_length(persoon) = 16)
        ) PARTITION BY RANGE (bericht_id)""")
    op.execute("CREATE INDEX ix_bericht_persoon_persoon ON bericht_persoon (persoon, bericht_id)")


def _boom() -> None:
    op.execute("""
        CREATE TABLE logboek (
            id smallint NOT NULL,
            oorsprong text NOT NULL,
            begonnen timestamptz NOT NULL,
            zoeksleutel text NOT NULL,
            controlesleutel text,
            grootte bigint DEFAULT 0 NOT NULL,
            rand bytea DEFAULT '\\x'::bytea NOT NULL,
            alarm text,
            CONSTRAINT pk_logboek PRIMARY KEY (id),
            CONSTRAINT ck_logboek_een_rij CHECK (id = 1)
        )""")
    op.execute("""
        CREATE TABLE onverzegeld (
            bericht_id uuid NOT NULL,
            blad bytea NOT NULL,
            CONSTRAINT pk_onverzegeld PRIMARY KEY (bericht_id)
        )""")
    op.execute("""
        CREATE TABLE verzegeling (
            positie bigint NOT NULL,
            bericht_id uuid NOT NULL,
            blad bytea NOT NULL,
            CONSTRAINT pk_verzegeling PRIMARY KEY (positie),
            CONSTRAINT uq_verzegeling_bericht_id UNIQUE (bericht_id),
            CONSTRAINT ck_verzegeling_positie CHECK (positie >= 0),
            CONSTRAINT ck_verzegeling_blad CHECK (octet_length(blad) = 32)
        )""")
    op.execute("""
        CREATE TABLE boomknoop (
            niveau smallint NOT NULL,
            nummer bigint NOT NULL,
            hash bytea NOT NULL,
            CONSTRAINT pk_boomknoop PRIMARY KEY (niveau, nummer),
            CONSTRAINT ck_boomknoop_hash CHECK (octet_length(hash) = 32)
        )""")
    op.execute("""
        CREATE TABLE checkpoint (
            grootte bigint NOT NULL,
            tijdstip timestamptz NOT NULL,
            notitie text NOT NULL,
            bezorgd timestamptz,
            CONSTRAINT pk_checkpoint PRIMARY KEY (grootte)
        )""")
    op.execute("CREATE INDEX ix_checkpoint_onbezorgd ON checkpoint (grootte) WHERE bezorgd IS NULL")


def _onaantastbaar() -> None:
    """Wijzigen kan alleen wie het met name noemt: SET LOCAL isi.logpad = 'vernietigen'."""
    op.execute("""
        CREATE FUNCTION weiger_logwijziging() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF current_setting('isi.logpad', true) IS DISTINCT FROM 'vernietigen' THEN
                RAISE EXCEPTION 'het logboek wordt niet gewijzigd'
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            IF TG_LEVEL = 'STATEMENT' THEN RETURN NULL; END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        END $$""")
    for tabel in (*_VERDEELD, "verzegeling", "boomknoop"):
        op.execute(
            f"CREATE TRIGGER record_blijft BEFORE UPDATE OR DELETE ON {tabel}"
            " FOR EACH ROW EXECUTE FUNCTION weiger_logwijziging()"
        )
    # Een checkpoint kan bezorgd worden, een sleutel vernietigd of opnieuw ingepakt; verder niets.
    blijft = {
        "checkpoint": "(OLD.grootte, OLD.tijdstip, OLD.notitie)"
        " IS DISTINCT FROM (NEW.grootte, NEW.tijdstip, NEW.notitie)",
        "datasleutel": "OLD.vernietigd IS NOT NULL OR (OLD.id, OLD.persoon, OLD.periode)"
        " IS DISTINCT FROM (NEW.id, NEW.persoon, NEW.periode)",
    }
    for tabel, voorwaarde in blijft.items():
        op.execute(
            f"CREATE TRIGGER record_blijft BEFORE UPDATE ON {tabel} FOR EACH ROW WHEN ({voorwaarde})"
            " EXECUTE FUNCTION weiger_logwijziging()"
        )
    for tabel in (*blijft, "logboek"):
        op.execute(
            f"CREATE TRIGGER record_gaat_niet_weg BEFORE DELETE ON {tabel}"
            " FOR EACH ROW EXECUTE FUNCTION weiger_logwijziging()"
        )
    for tabel in (*_VERDEELD, *blijft, "verzegeling", "boomknoop", "logboek"):
        op.execute(
            f"CREATE TRIGGER niet_leeg BEFORE TRUNCATE ON {tabel}"
            " FOR EACH STATEMENT EXECUTE FUNCTION weiger_logwijziging()"
        )


def _delen() -> None:
    """Per maand een deel; de verzegelaar maakt ze vooruit, en wat nergens past komt in het restdeel."""
    op.execute("CREATE SCHEMA logdeel")
    op.execute("""
        CREATE FUNCTION logdeel_grens(maand date) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
            SELECT (lpad(to_hex((extract(epoch FROM maand::timestamp AT TIME ZONE 'UTC') * 1000)::bigint), 12,
                         '0') || repeat('0', 20))::uuid
        $$""")
    # Eerst de tabel, dan aanhangen: zo houdt het schrijvers niet op.
    op.execute("""
        CREATE FUNCTION maak_logdeel(maand date) RETURNS void LANGUAGE plpgsql AS $$
        DECLARE
            tabel text;
            deel text;
        BEGIN
            FOREACH tabel IN ARRAY ARRAY['bericht', 'bericht_inhoud', 'bericht_persoon'] LOOP
                deel := tabel || to_char(maand, '_YYYY_MM');
                CONTINUE WHEN to_regclass('logdeel.' || deel) IS NOT NULL;
                EXECUTE format('CREATE TABLE logdeel.%I (LIKE %I INCLUDING ALL)', deel, tabel);
                EXECUTE format('ALTER TABLE %I ATTACH PARTITION logdeel.%I FOR VALUES FROM (%L) TO (%L)',
                               tabel, deel, logdeel_grens(maand),
                               logdeel_grens((maand + interval '1 month')::date));
                EXECUTE format('CREATE TRIGGER niet_leeg BEFORE TRUNCATE ON logdeel.%I FOR EACH STATEMENT'
                               ' EXECUTE FUNCTION weiger_logwijziging()', deel);
            END LOOP;
        END $$""")
    for tabel in _VERDEELD:
        op.execute(f"CREATE TABLE logdeel.{tabel}_rest PARTITION OF {tabel} DEFAULT")
    op.execute(
        "SELECT maak_logdeel((date_trunc('month', now() AT TIME ZONE 'UTC')"
        " + n * interval '1 month')::date) FROM generate_series(0, 2) AS n"
    )
