#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# status.bats: status, current, history and show say what is, and write nothing; Archify's own output, to the letter;
# the audit log and its chain.

load ../lib/common
load ../lib/projects

# ---- Archify's migrator, word for word

# The state that its guide shows: public at 001; acme and corp lack 003, startup lacks 002 and 003. The tenants' first
# migration, which the guide counts and does not name, is 001_create_tenant_schema.
archify_project() {
    URL=$(new_database)
    setup_project
    write_config <<YAML
system: {url: "$URL"}
tenants: {schemas: "tenant_{tenant}"}
YAML
    cp "$ROOT/tests/data/archify/003_add_user_avatar.py" migrations/
    archify_file 001_create_public_tables public 'CREATE TABLE tenants (slug VARCHAR(63) PRIMARY KEY);'
    archify_file 001_create_tenant_schema tenant 'CREATE TABLE settings (key TEXT);'
    archify_file 002_create_tenant_tables tenant 'CREATE TABLE users (id SERIAL PRIMARY KEY);'
    make_schemas "$URL" tenant_acme tenant_corp tenant_startup
    for schema in public tenant_acme tenant_corp tenant_startup; do
        psql_do "$URL" "SET search_path = $schema; CREATE TABLE schema_migrations (
            version VARCHAR(255) PRIMARY KEY, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
            INSERT INTO schema_migrations (version) VALUES ('001_create_' ||
                CASE '$schema' WHEN 'public' THEN 'public_tables' ELSE 'tenant_schema' END)"
    done
    for schema in tenant_acme tenant_corp; do
        psql_do "$URL" "SET search_path = $schema; CREATE TABLE users (id SERIAL PRIMARY KEY);
            INSERT INTO schema_migrations (version) VALUES ('002_create_tenant_tables')"
    done
}

# archify_file VERSION SCOPE SQL
archify_file() {
    write_migration "$1.py" <<PY
"""
# MIGRATION_SCOPE: $2
# MIGRATION_VERSION: $1
# MIGRATION_DESCRIPTION: $1
"""
UPGRADE_SQL = """
$3
"""
DOWNGRADE_SQL = ""
PY
}

@test "migrate status: the text of Archify's guide" {
    archify_project
    run_dunlin migrate status
    assert_status 0
    assert_equal "$output" '============================================================
MIGRATION STATUS
============================================================

📊 Public Schema:
  Applied: 1
  Pending: 0

  Applied migrations:
    ✓ 001_create_public_tables

🏢 Tenant Schemas: 3

  acme (tenant_acme):
    Applied: 2
    Pending: 1
      ⏳ 003_add_user_avatar

  corp (tenant_corp):
    Applied: 2
    Pending: 1
      ⏳ 003_add_user_avatar

  startup (tenant_startup):
    Applied: 1
    Pending: 2
      ⏳ 002_create_tenant_tables
      ⏳ 003_add_user_avatar
============================================================'
}

@test "migrate tenants: the text of Archify's guide" {
    archify_project
    run_dunlin migrate tenants
    assert_status 0
    assert_equal "$output" '🔄 Migrating all tenant schemas...

  tenant_acme:
    ✓ 003_add_user_avatar

  tenant_corp:
    ✓ 003_add_user_avatar

  tenant_startup:
    ✓ 002_create_tenant_tables
    ✓ 003_add_user_avatar

✅ Tenant migration complete'
    run_dunlin migrate tenants
    assert_status 0
    assert_equal "$output" '🔄 Migrating all tenant schemas...

✅ Tenant migration complete'
}

@test "migrate public, tenant NAME and all: in the same style" {
    archify_project
    archify_file 004_add_tenant_billing public 'ALTER TABLE tenants ADD billing TEXT;'
    psql_do "$URL" "CREATE TABLE tenants (slug VARCHAR(63) PRIMARY KEY)"
    run_dunlin migrate public
    assert_status 0
    assert_equal "$output" '🔄 Migrating public schema...

  public:
    ✓ 004_add_tenant_billing

✅ Public migration complete'
    run_dunlin migrate tenant acme
    assert_status 0
    assert_equal "$output" '🔄 Migrating tenant acme...

  tenant_acme:
    ✓ 003_add_user_avatar

✅ Tenant migration complete'
    archify_file 005_add_audit_logs both 'CREATE TABLE audit_logs (id SERIAL);'
    run_dunlin migrate all
    assert_status 0
    assert_equal "$output" '🔄 Migrating public schema...

  public:
    ✓ 005_add_audit_logs

✅ Public migration complete

🔄 Migrating all tenant schemas...

  tenant_acme:
    ✓ 005_add_audit_logs

  tenant_corp:
    ✓ 003_add_user_avatar
    ✓ 005_add_audit_logs

  tenant_startup:
    ✓ 002_create_tenant_tables
    ✓ 003_add_user_avatar
    ✓ 005_add_audit_logs

✅ Tenant migration complete'
}

@test "migrate: a tenant that fails is marked, the others go on" {
    archify_project
    psql_do "$URL" "ALTER TABLE tenant_corp.users RENAME TO people"
    run_dunlin migrate tenants
    assert_status 4
    assert_stdout $'  tenant_acme:\n    ✓ 003_add_user_avatar'
    assert_stdout $'  tenant_corp:\n    ✗ 003_add_user_avatar: '
    assert_stdout '❌ Tenant migration incomplete: 1 of 3'
    run_dunlin migrate tenant nobody
    assert_status 2
    assert_stderr 'no tenant matches "nobody"'
}

# ---- status

@test "status: public and each of a few tenants, with what is pending" {
    archify_project
    run_dunlin status
    assert_status 0
    assert_equal "$output" 'Public (public): up to date, 1 applied, 0 pending
  ✓ 001_create_public_tables

Tenants: 3
  TENANT   PLACE           APPLIED  PENDING  AT
  acme     tenant_acme           2        1  002_create_tenant_tables
                                             ○ 003_add_user_avatar
  corp     tenant_corp           2        1  002_create_tenant_tables
                                             ○ 003_add_user_avatar
  startup  tenant_startup        1        2  001_create_tenant_schema
                                             ○ 002_create_tenant_tables
                                             ○ 003_add_user_avatar'
    run_dunlin status --exit-code
    assert_status 3
    run_dunlin upgrade
    run_dunlin status --exit-code
    assert_status 0
}

# 50 tenants: 45 at the head, 3 behind, one empty, one with another tool's table.
fifty() {
    file_project
    for i in {1..50}; do
        make_file "data/org_t$i/tenant.db"
    done
    run_dunlin upgrade
    for i in 7 8 9; do
        run_dunlin downgrade 002 --tenant t$i
    done
    rm data/org_t20/tenant.db
    make_file data/org_t20/tenant.db
    rm data/org_t30/tenant.db
    make_file data/org_t30/tenant.db 'CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean)'
}

@test "status: many tenants are grouped by where they stand; --verbose lists each" {
    fifty
    run_dunlin status
    assert_status 0
    assert_stdout "Tenants: 50"
    assert_stdout_matches '^ +45 at 003_posts \(head\)$'
    assert_stdout_matches '^ +3 at 002_users, pending 003_posts:$'
    assert_stdout_matches '^ +t7, t8, t9$'
    assert_stdout_matches '^ +1 with nothing applied, pending 002_users, 003_posts:$'
    assert_stdout_matches '^ +t20$'
    assert_stdout_matches '^ +1 with a problem$'
    assert_stdout golang-migrate
    [ "${#lines[@]}" -lt 25 ]
    run_dunlin status --verbose
    assert_status 0
    for i in {1..50}; do
        assert_stdout_matches "^ +t$i +data/org_t$i/tenant.db "
    done
    run_dunlin current
    assert_stdout_matches '45 tenants: 003_posts \(head\)'
    run_dunlin current --check-heads
    assert_status 3
}

@test "status: tenants at one place share one position in the JSON" {
    fifty
    run_dunlin status --json
    assert_status 0
    assert_json '(.databases | length) == 51 and ([.positions[] | select(.scope == "tenant")] | length) == 4'
    assert_json '[.databases[] | select(.scope == "tenant") | .state] | group_by(.) | map({(.[0]): length}) | add
        == {"behind": 3, "current": 45, "empty": 1, "problem": 1}'
    assert_json '. as $all | [.databases[] | .state == $all.positions[.position].state] | all'
}

@test "status: a selection shows only what it asks for" {
    archify_project
    run_dunlin status --public --json
    assert_json '[.databases[].name] == ["public"]'
    run_dunlin status --tenants --json
    assert_json '[.databases[].name] == ["acme", "corp", "startup"]'
    run_dunlin status --tenant '*r*' --json
    assert_json '[.databases[].name] == ["corp", "startup"]'
    run_dunlin tenant show corp
    assert_status 0
    assert_stdout 'corp (tenant_corp): 002_create_tenant_tables'
    assert_stdout '003_add_user_avatar'
    run_dunlin tenant show 'c*'
    assert_status 2
}

@test "status: an edited and a missing migration are problems, and named" {
    file_project
    make_file data/org_acme/tenant.db
    run_dunlin upgrade
    echo 'SELECT 1;' >>migrations/002_users.sql
    sed -i '/dunlin:down/,$d' migrations/002_users.sql
    echo 'SELECT 1;' >>migrations/002_users.sql
    run_dunlin status --json
    assert_json '.positions[] | select(.scope == "tenant") | .state == "problem" and .problem.code == "checksum"
        and .problem.revision == "002_users"'
    rm migrations/003_posts.sql
    run_dunlin status
    assert_stdout '"002_users" (migrations/002_users.sql) was edited after it was applied'
    assert_stdout '"003_posts" is applied, but its file is gone'
}

# ---- history and show

@test "history: newest first; show: one migration with its SQL" {
    schema_project
    run_dunlin history
    assert_status 0
    assert_equal "$output" 'Public:
  <base> -> 001_registry (head), Registry of tenants

Tenants:
  002_users -> 003_posts (head), Posts
  <base> -> 002_users, Users'
    run_dunlin show 002
    assert_status 0
    assert_stdout 'CREATE TABLE users'
    assert_stdout 'DROP TABLE users'
    run_dunlin show 00
    assert_status 2
    assert_stderr 002_users
    run_dunlin show 999
    assert_status 2
}

@test "history: reversible says what a downgrade would find on the engine that is used" {
    setup_project
    write_migration 001_pg.sql <<<$'-- dunlin:up\nSELECT 1;\n-- dunlin:engine postgres\n-- dunlin:down\nSELECT 2;'
    write_migration 002_no.sql <<<$'-- dunlin:irreversible\n-- dunlin:up\nSELECT 1;'
    write_migration 003_yes.sql <<<$'-- dunlin:up\nSELECT 1;\n-- dunlin:down\n'
    write_migration 004_plain.sql <<<'SELECT 1;'
    run_dunlin history --json --url sqlite:///a.db
    assert_json '[.revisions[].reversible] == [false, false, true, false]'
    run_dunlin history --json --url postgresql:///nowhere
    assert_json '[.revisions[].reversible] == [true, false, true, false]'
    run_dunlin show 001 --json --url sqlite:///a.db
    assert_json '.down_sql == null and (.up_sql | contains("SELECT 1"))'
    # One file for two engines: reversible where both can go back; shown is the public one's SQL.
    write_migration 005_both.sql <<<$'-- dunlin:scope both\n-- dunlin:engine postgres\n-- dunlin:up\nSELECT 5;\n-- dunlin:down\nSELECT -5;\n-- dunlin:engine sqlite\n-- dunlin:up\nSELECT 6;'
    rm migrations/00[1-4]*
    write_config <<<'tenants: {files: "data/{tenant}.db"}'
    run_dunlin show 005 --json --url postgresql:///nowhere
    assert_json '.reversible == false and (.up_sql | contains("SELECT 5")) and (.down_sql | contains("SELECT -5"))'
    run_dunlin show 005 --json
    assert_json '.reversible == false and (.up_sql | contains("SELECT 6")) and .down_sql == null'
}

# ---- nothing is written

looks() {
    for words in status "status --verbose" "status --json" current "current --verbose" heads branches history \
        "history --indicate-current" "history -i --graph" "show 002" "tenant list" \
        "tenant show acme" "migrate status" "upgrade --help"; do
        # shellcheck disable=SC2086
        run_dunlin $words
        assert_status 0
    done
}

@test "PostgreSQL: looking writes nothing, not even a missing ledger" {
    schema_project
    make_schemas "$URL" tenant_acme
    before=$(dump "$URL")
    looks
    assert_equal "$(dump "$URL")" "$before"
    # A role that may not write at all can look.
    role=$(new_role)
    psql_do "$URL" "GRANT USAGE ON SCHEMA public, tenant_acme TO $role"
    run_dunlin status --url "$(as_role "$URL" "$role")"
    assert_status 0
    run_dunlin upgrade
    before=$(dump "$URL")
    looks
    assert_equal "$(dump "$URL")" "$before"
}

# What a file is, its times included, and everything beside it.
files_state() { find data -printf '%p %s %T@ %m\n' | sort; snapshot data; }

@test "SQLite: looking writes nothing, makes no file, and leaves no -wal or -journal" {
    file_project
    make_file data/org_acme/tenant.db
    before=$(files_state)
    looks
    assert_equal "$(files_state)" "$before"
    run_dunlin upgrade
    before=$(files_state)
    looks
    assert_equal "$(files_state)" "$before"
    # A file in WAL mode that nobody has open, too.
    sqlite_do data/org_acme/tenant.db 'PRAGMA journal_mode = wal' >/dev/null
    before=$(files_state)
    looks
    assert_equal "$(files_state)" "$before"
    chmod 555 data/org_acme
    chmod 444 data/org_acme/tenant.db
    looks
    chmod 755 data/org_acme
}

@test "an upgrade with nothing to do writes nothing either" {
    file_project
    make_file data/org_acme/tenant.db
    run_dunlin upgrade
    before=$(files_state)
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(files_state)" "$before"
    schema_project pg
    make_schemas "$URL" tenant_acme
    run_dunlin upgrade
    before=$(dump "$URL")
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(dump "$URL")" "$before"
}

# ---- the audit log

# audit_rows FILE|URL: every row as JSON, in order.
audit_json() {
    case $1 in
    postgresql:*) psql_do "$1" "SELECT coalesce(json_agg(a ORDER BY id), '[]') FROM dunlin.audit_log a" ;;
    *) sqlite3 -json "$1" "SELECT * FROM dunlin_audit_log ORDER BY id" ;;
    esac
}

# check_chain: whether each row of stdin's JSON is the one that its hash was made of, and follows the one before.
check_chain() {
    /usr/bin/python3 -c '
import hashlib, json, sys
previous = "0" * 64
for number, row in enumerate(json.load(sys.stdin), start=1):
    fields = [previous, str(row["id"])] + [row[name] for name in
        ("at", "run_id", "command", "event", "actor", "target", "detail")]
    text = b"".join(b"-:" if f is None else str(len(f.encode())).encode() + b":" + f.encode() for f in fields)
    assert row["id"] == number, row
    assert row["previous"] == previous, row
    assert row["hash"] == hashlib.sha256(text).hexdigest(), row
    previous = row["hash"]
print(number)
'
}

audited() {
    run_dunlin upgrade
    assert_status 0
    run_dunlin downgrade -1 --tenants
    assert_status 0
    write_migration 004_bad.sql <<<$'-- dunlin:scope tenant\n-- dunlin:up\nSELECT nonsense;'
    run_dunlin upgrade --tenants
    assert_status 1
    rm migrations/004_bad.sql
    # Nothing to do is nothing to note.
    run_dunlin migrate all
    assert_status 0
    run_dunlin tenant create corp
    assert_status 0
    run_dunlin tenant create corp
    assert_status 1
    run_dunlin tenant drop corp --yes corp
    assert_status 0
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(audit_of "$1")" 'upgrade|started|head
upgrade|finished|head
downgrade|started|-1
downgrade|finished|-1
upgrade|started|head
upgrade|failed|head
tenant create|started|corp
tenant create|finished|corp
tenant create|started|corp
tenant create|failed|corp
tenant drop|started|corp
tenant drop|finished|corp'
    assert_equal "$(audit_json "$1" | check_chain)" 12
    audit_json "$1" | jq -e '(map(.run_id) | unique | length) == 6 and all(.[]; .actor | test(".+@.+"))
        and all(.[]; .at | test("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z$"))' >/dev/null
    audit_json "$1" | jq -e '.[5].detail | contains("1 failed")' >/dev/null
    audit_json "$1" | jq -e '.[9].detail | contains("already exists")' >/dev/null
    # A chain that does not notice a changed row would prove nothing.
    run bash -c "$(declare -f check_chain); check_chain" <<<"$(audit_json "$1" | jq '.[3].event = "failed"')"
    [ "$status" -ne 0 ]
}

@test "audit log, PostgreSQL: a row at the start and the end of every change, failures too, chained by hash" {
    schema_project
    make_schemas "$URL" tenant_acme
    audited "$URL"
}

@test "audit log, SQLite: the same" {
    file_project
    make_file data/org_acme/tenant.db
    audited data/system.db
}

@test "audit log: many runs at once make one chain" {
    schema_project
    make_schemas "$URL" tenant_a tenant_b tenant_c tenant_d tenant_e tenant_f
    run_dunlin upgrade --public
    pids=()
    for name in a b c d e f; do
        "$DUNLIN" upgrade --tenant $name >/dev/null 2>err.$name 3>&- 4>&- &
        pids+=($!)
    done
    for pid in "${pids[@]}"; do
        wait "$pid"
    done
    assert_equal "$(audit_json "$URL" | check_chain)" 14
}

@test "audit log: where it cannot be written nothing is changed" {
    schema_project
    make_schemas "$URL" tenant_acme
    run_dunlin upgrade --public
    role=$(new_role)
    psql_do "$URL" "GRANT USAGE ON SCHEMA public, dunlin TO $role; GRANT SELECT ON ALL TABLES IN SCHEMA public TO $role;
        GRANT CREATE, USAGE ON SCHEMA tenant_acme TO $role"
    run_dunlin upgrade --tenants --url "$(as_role "$URL" "$role")"
    assert_status 1
    assert_stderr "audit log: "
    assert_equal "$(tables_of "$URL" tenant_acme)" ""
}
