"""What an entry of a dictionary means, besides its name, stands in columns that a form edits; former customers are a stage of their own."""

from alembic import op

revision = "0025"
down_revision = "0024"

SHAPE = """ALTER TABLE crm.dictionary
    ADD stage text NOT NULL DEFAULT '' CONSTRAINT dictionary_stage_known CHECK (stage IN ('', 'target', 'customer', 'former')),
    ADD outcome text NOT NULL DEFAULT '' CONSTRAINT dictionary_outcome_known CHECK (outcome IN ('', 'open', 'won', 'lost')),
    ADD probability int CONSTRAINT dictionary_probability_sensible CHECK (probability BETWEEN 0 AND 100),
    ADD provinces text[] NOT NULL DEFAULT '{}',
    ADD opposite text NOT NULL DEFAULT ''"""

MEANINGS = (
    "UPDATE crm.dictionary SET stage = CASE WHEN code IN ('dormant', 'lost') AND data ->> 'stage' = 'customer' THEN 'former' "
    "WHEN data ->> 'stage' IN ('target', 'customer') THEN data ->> 'stage' ELSE 'target' END WHERE kind = 'customer_status'",
    "UPDATE crm.dictionary SET outcome = CASE WHEN data ->> 'outcome' IN ('won', 'lost') THEN data ->> 'outcome' ELSE 'open' END, "
    "probability = CASE WHEN data ->> 'probability' ~ '^(\\d\\d?|100)$' THEN (data ->> 'probability')::int END "
    "WHERE kind = 'opportunity_stage'",
    # a stage without one is as probable as the stages before it
    "UPDATE crm.dictionary d SET probability = CASE d.outcome WHEN 'won' THEN 100 WHEN 'lost' THEN 0 ELSE coalesce((SELECT max(b.probability) "
    "FROM crm.dictionary b WHERE b.kind = d.kind AND b.outcome = 'open' AND b.position <= d.position), 0) END "
    "WHERE d.kind = 'opportunity_stage' AND d.probability IS NULL",
    "UPDATE crm.dictionary SET provinces = ARRAY(SELECT jsonb_array_elements_text(data -> 'provinces')) "
    "WHERE kind = 'region' AND jsonb_typeof(data -> 'provinces') = 'array'",
    "UPDATE crm.dictionary SET opposite = coalesce(data ->> 'opposite', '') WHERE kind = 'relation_kind'",
    "ALTER TABLE crm.dictionary DROP data",
)


def upgrade() -> None:
    """Move the meanings from the JSON column into columns of their own."""
    op.execute(SHAPE)
    for sql in MEANINGS:
        op.execute(sql)
