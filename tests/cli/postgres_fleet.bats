#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# postgres_fleet.bats: many schemas at one place: a sample of their ledgers is read, the others are proven under their
# locks. Those that stand elsewhere must come out as if each had been read first.

load ../lib/common
load ../lib/projects

N=220

# The tenants t001 to t220; the sample takes t001, t023, t045 and so on, so those below stand outside it.
setup() {
    common_setup
    schema_project
    write_config <<YAML
system: {url: "$URL"}
tenants: {schemas: "tenant_{tenant}", query: "SELECT 't' || lpad(i::text, 3, '0') FROM generate_series(1, $N) i"}
YAML
    # One is migrated; the others are copies.
    psql_do "$URL" "CREATE SCHEMA tenant_t001"
    "$DUNLIN" upgrade --public --tenant t001 --quiet
    copy_schemas 2 "$N"
    write_migration 004_bio.sql <<'SQL'
-- dunlin:scope tenant
-- dunlin:up
ALTER TABLE users ADD COLUMN bio text;
-- dunlin:down
ALTER TABLE users DROP COLUMN bio;
SQL
}

copy_schemas() {
    psql_do "$URL" "
        DO \$\$ DECLARE s text; t text; BEGIN
            FOR i IN $1..$2 LOOP
                s := 'tenant_t' || lpad(i::text, 3, '0');
                EXECUTE format('CREATE SCHEMA %I', s);
                FOREACH t IN ARRAY ARRAY['schema_migrations', 'users', 'posts'] LOOP
                    EXECUTE format('CREATE TABLE %I.%I (LIKE tenant_t001.%I INCLUDING ALL)', s, t, t);
                END LOOP;
                EXECUTE format('INSERT INTO %I.schema_migrations SELECT * FROM tenant_t001.schema_migrations', s);
            END LOOP;
        END \$\$"
}

# How many tenants have the column that 004 makes.
count_migrated() {
    psql_do "$URL" "SELECT count(*) FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid WHERE relname = 'users' AND attname = 'bio'"
}

# How often the ledgers of t002, of t023, which is in the sample, and of t220 have been read.
count_reads() {
    psql_do "$URL" "SELECT string_agg((seq_scan + coalesce(idx_scan, 0))::text, ' ' ORDER BY schemaname) FROM pg_stat_user_tables
        WHERE relname = 'schema_migrations' AND schemaname IN ('tenant_t002', 'tenant_t023', 'tenant_t220')"
}

@test "all at one place: the ledgers of a sample are read twice, the others once, under their locks" {
    run_dunlin upgrade --quiet
    assert_status 0
    assert_equal "$(count_migrated)" "$N"
    # Making the table's index read it once. What a session counted is told when it ends, or later.
    wait_until '[ "$(count_reads)" = "2 3 2" ]' 30
    run_dunlin upgrade
    assert_status 0
    assert_stdout "$N tenants were up to date"
}

# bats test_tags=sanitize
@test "outside the sample: ahead, behind, edited, without a ledger, of another tool, missing, without rights" {
    psql_do "$URL" "
        SET search_path = tenant_t002; ALTER TABLE users ADD COLUMN bio text;
            INSERT INTO schema_migrations (version) VALUES ('004_bio');
        SET search_path = tenant_t003; DROP TABLE posts; DELETE FROM schema_migrations WHERE version = '003_posts';
        SET search_path = tenant_t004; UPDATE schema_migrations SET checksum = 'edited' WHERE version = '002_users';
        SET search_path = tenant_t006; DROP TABLE posts, users, schema_migrations;
        SET search_path = tenant_t007; ALTER TABLE schema_migrations DROP COLUMN journal, ADD COLUMN dirty boolean;
        DROP SCHEMA tenant_t008 CASCADE;"
    run_dunlin upgrade --json
    assert_status 4
    assert_json '[.databases[] | select(.outcome == "failed") | .name] == ["t004", "t007", "t008"]'
    assert_json '.databases[] | select(.name == "t004") | .error.message | test("\"002_users\" .* was edited after it was applied")'
    assert_json '.databases[] | select(.name == "t007") | .error.message | test("schema_migrations is not dunlin.s: it looks like the one of golang-migrate")'
    assert_json '.databases[] | select(.name == "t008") | .error.message | test("does not exist; make it with dunlin tenant create")'
    assert_json '.databases[] | select(.name == "t002") | .outcome == "unchanged"'
    # Those that stood elsewhere went the way from there.
    assert_equal "$(ledger_of "$URL" tenant_t003)" "002_users 003_posts 004_bio"
    assert_equal "$(ledger_of "$URL" tenant_t006)" "002_users 003_posts 004_bio"
    # All but the three that failed.
    assert_equal "$(count_migrated)" $((N - 3))
    assert_equal "$(psql_do "$URL" "SELECT count(*) FROM pg_namespace WHERE nspname = 'tenant_t008'")" 0
}

@test "missing ones are made where that is asked for" {
    psql_do "$URL" "DROP SCHEMA tenant_t002 CASCADE; DROP SCHEMA tenant_t220 CASCADE"
    run_dunlin upgrade --create-missing --quiet
    assert_status 0
    assert_equal "$(count_migrated)" "$N"
    assert_equal "$(ledger_of "$URL" tenant_t220)" "002_users 003_posts 004_bio"
}

@test "a second runner came first to some" {
    # As many runners as fit: what one assumed, another has already changed.
    "$DUNLIN" upgrade --quiet >out.1 2>&1 3>&- 4>&- &
    first=$!
    "$DUNLIN" upgrade --quiet >out.2 2>&1 3>&- 4>&- &
    second=$!
    wait "$first"
    wait "$second"
    assert_equal "$(count_migrated)" "$N"
    assert_equal "$(psql_do "$URL" "SELECT count(*) FROM dunlin.audit_log WHERE event = 'failed'")" 0
}
