-- The ledger as src/ledger/ makes it, for the limit programs: what they write must weigh the same.
CREATE TABLE schema_migrations (
    version VARCHAR(255) NOT NULL PRIMARY KEY,
    applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    checksum VARCHAR(64),
    duration_ms BIGINT,
    applied_by VARCHAR(63),
    run_id VARCHAR(36),
    state VARCHAR(16),
    statements_done INTEGER,
    journal VARCHAR(40)
);
