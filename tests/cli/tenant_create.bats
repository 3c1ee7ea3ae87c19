#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# tenant_create.bats: a tenant is made whole or not at all, in each kind of place, whatever fails and whatever is killed.

load ../lib/common
load ../lib/projects

# What register and seed are in every kind; :email is an extra value.
VALUES='query: "SELECT slug FROM tenants",
  register: "INSERT INTO tenants (slug, name, plan) VALUES (:slug, :name, :plan)",
  seed: "INSERT INTO users (id, email) VALUES (1, :email); INSERT INTO posts VALUES (7, 1)"'

# kind_project schemas|steps|files|databases|url: public is migrated. "steps" is schemas with a migration that needs
# them to be made under another name. PLACE_acme is where to look.
kind_project() {
    local pattern
    KIND=$1
    case $KIND in
    schemas | steps)
        schema_project "$KIND"
        pattern='schemas: "tenant_{tenant}"'
        ;;
    files)
        file_project "$KIND"
        URL=$PWD/data/system.db
        pattern='files: "data/org_{tenant}/tenant.db"'
        ;;
    databases | url)
        schema_project "$KIND"
        PREFIX="$(unique_name d)_"
        pattern="databases: \"$PREFIX{tenant}\""
        [ "$KIND" = databases ] || pattern="databases: \"$(database_url "$PREFIX{tenant}")\""
        own_database "${PREFIX}acme"
        own_database "${PREFIX}acme.creating"
        ;;
    esac
    [ "$KIND" != steps ] ||
        write_migration 004_index.sql <<<$'-- dunlin:scope tenant\n-- dunlin:transaction off\n-- dunlin:up\nCREATE INDEX CONCURRENTLY by_email ON users (email);'
    sed -i "s|^tenants: .*||" dunlin.yaml
    printf 'tenants: {%s,\n  %s}\n' "$pattern" "$VALUES" >>dunlin.yaml
    run_dunlin upgrade --public
    [ "$status" = 0 ]
}

# The system database, and the tenant acme: SQL.
in_system() { if [ "$KIND" = files ]; then sqlite_do "$URL" "$1"; else psql_do "$URL" "$1"; fi; }
in_tenant() {
    case $KIND in
    files) sqlite_do data/org_acme/tenant.db "$1" ;;
    schemas | steps) psql_do "$URL" "SET search_path = tenant_acme; $1" ;;
    *) psql_do "$(database_url "${PREFIX}acme")" "$1" ;;
    esac
}

# Every place that is a tenant's or is becoming one.
places() {
    case $KIND in
    files) find data -mindepth 1 ! -name 'system.db*' | sort ;;
    schemas | steps) psql_do "$URL" "SELECT nspname FROM pg_namespace WHERE nspname ~ 'acme|creating' ORDER BY 1" ;;
    *) psql_do "$URL" "SELECT datname FROM pg_database WHERE datname LIKE '$PREFIX%' ORDER BY 1" ;;
    esac
}

assert_nothing_left() {
    assert_equal "$(places)" ""
    assert_equal "$(in_system "SELECT count(*) FROM tenants WHERE slug = 'acme'")" 0
}

create_acme() { run_dunlin tenant create acme --name 'Acme, Inc.' --set plan=gold --set email=root@acme.example; }

assert_acme() {
    assert_equal "$(in_system "SELECT slug, name, plan FROM tenants")" "acme|Acme, Inc.|gold"
    assert_equal "$(in_tenant 'SELECT email FROM users; SELECT id, author FROM posts')" $'root@acme.example\n7|1'
    run_dunlin status --tenant acme --json
    assert_json '.databases == [.databases[0]] and .databases[0].state == "current"'
    assert_equal "$(places | grep -c creating || true)" 0
}

whole() {
    kind_project "$1"
    create_acme
    assert_status 0
    assert_stdout "created tenant acme"
    assert_acme
    create_acme
    assert_status 1
    assert_stderr 'tenant "acme" already exists'
    assert_acme
}

@test "schema: made, migrated, seeded and registered" { whole schemas; }
@test "schema with a migration outside transactions: the same" {
    whole steps
    assert_equal "$(in_tenant "SELECT indisvalid FROM pg_index WHERE indexrelid = 'by_email'::regclass")" t
}
@test "file: made with its folder, migrated, seeded and registered" {
    whole files
    assert_equal "$(in_tenant 'PRAGMA user_version')" 2
}
@test "database: made, migrated, seeded and registered" { whole databases; }
@test "database by URL: made, migrated, seeded and registered" { whole url; }

@test "schema: all of it is one transaction" {
    kind_project schemas
    create_acme
    assert_status 0
    assert_equal "$(psql_do "$URL" "SELECT count(DISTINCT x::text) FROM (
        SELECT xmin x FROM pg_namespace WHERE nspname = 'tenant_acme'
        UNION ALL SELECT xmin FROM tenant_acme.schema_migrations
        UNION ALL SELECT xmin FROM tenant_acme.users UNION ALL SELECT xmin FROM tenants) t")" 1
}

# ---- failures

# failing KIND: a failing migration, seed and registration, each leaves nothing behind.
failing() {
    kind_project "$1"
    local migration=005_bad.sql
    write_migration $migration <<<$'-- dunlin:scope tenant\n-- dunlin:up\nCREATE TABLE early (x integer);\nINSERT INTO nowhere VALUES (1);'
    create_acme
    assert_status 1
    assert_stderr "migrations/005_bad.sql:4:"
    assert_nothing_left
    rm migrations/$migration
    sed -i 's/posts VALUES (7, 1)/posts VALUES (7, 99, 1)/' dunlin.yaml
    create_acme
    assert_status 1
    assert_stderr "tenants.seed"
    assert_nothing_left
    sed -i 's/posts VALUES (7, 99, 1)/posts VALUES (7, 1)/; s/INSERT INTO tenants (slug/INSERT INTO tenants (slugg/' dunlin.yaml
    create_acme
    assert_status 1
    assert_stderr "tenants.register"
    assert_nothing_left
    # The audit log has each of them.
    assert_equal "$(in_system "SELECT event FROM $(audit_table) WHERE command = 'tenant create' ORDER BY id")" \
        $'started\nfailed\nstarted\nfailed\nstarted\nfailed'
    sed -i 's/slugg/slug/' dunlin.yaml
    create_acme
    assert_status 0
    assert_acme
}

audit_table() { if [ "$KIND" = files ]; then echo dunlin_audit_log; else echo dunlin.audit_log; fi; }

@test "schema: nothing is left of a failing migration, seed or registration" { failing schemas; }
@test "schema in steps: the same" { failing steps; }
@test "file: the same" { failing files; }
@test "database: the same" { failing databases; }
@test "database by URL: the same" { failing url; }

@test "values: a missing one, one that nothing uses and a malformed one are refused before anything is made" {
    kind_project files
    before=$(snapshot .)
    while IFS='|' read -r words message; do
        # shellcheck disable=SC2086
        run_dunlin tenant create acme $words
        assert_status 2
        assert_stderr "$message"
        assert_equal "$(snapshot .)" "$before"
        assert_equal "$(places)" ""
    done <<'ROWS'
--set plan=gold|tenants.seed needs a value for "email"; give it with --set email=
--set email=x|tenants.register needs a value for "plan"
--set plan=gold --set email=x --set colour=red|the value "colour" is used by neither
--set plan=gold --set email|"email" is not of the form key=value
--set plan=gold --set email=x --set email=y|the value "email" is given twice
--set plan=gold --set email=x --set slug=other|the value "slug" is given twice
ROWS
}

@test "seed and register share a transaction: what would end it, refuse it, or wait for rows is refused before it begins" {
    kind_project schemas
    printf '%s\n' "COPY users (id, email) FROM STDIN;" $'1\tx' '\.' | write_file seeds/copy.sql
    while IFS='|' read -r sql message; do
        sed -i "s|  seed: .*|  seed: \"$sql\"}|" dunlin.yaml
        run --separate-stderr timeout 20 "$DUNLIN" tenant create acme --set plan=gold
        [[ $status = [12] ]]
        assert_stderr "$message"
        assert_equal "$(places)" ""
        assert_equal "$(in_system "SELECT count(*) FROM tenants")" 0
    done <<'ROWS'
INSERT INTO posts VALUES (7, 1); COMMIT; SELECT 1|leave BEGIN and COMMIT away
VACUUM|this statement refuses
seeds/copy.sql|COPY FROM STDIN has no place here
COPY users (id, email) TO STDOUT|COPY TO STDOUT
ROWS
}

@test "values are bound, never pasted: quotes, semicolons, backslashes, newlines, empty" {
    for kind in schemas files; do
        kind_project $kind
        name="Rob'; DROP TABLE tenants; -- \"\\ \$1 ?1 :slug
second line ✓"
        run_dunlin tenant create acme --name "$name" --set plan= --set "email=');DELETE FROM users;--"
        assert_status 0
        assert_equal "$(in_system 'SELECT name FROM tenants')" "$name"
        assert_equal "$(in_system "SELECT plan = '' FROM tenants" | tr t 1)" 1
        assert_equal "$(in_tenant 'SELECT email FROM users')" "');DELETE FROM users;--"
    done
}

@test "values: a seed in a file of its own, with several statements and :: casts and strings that look like names" {
    kind_project schemas
    sed -i 's|  seed: .*|  seed: seeds/tenant.sql}|' dunlin.yaml
    write_file seeds/tenant.sql <<'SQL'
-- :comment is no value
INSERT INTO users (id, email) SELECT 1::integer, ':string ' || :email;
DO $$ BEGIN PERFORM ':body'; END $$;
INSERT INTO posts VALUES (2, 1);
SQL
    create_acme
    assert_status 0
    assert_equal "$(in_tenant 'SELECT email FROM users')" ":string root@acme.example"
}

@test "unsafe names are refused, and nothing is changed" {
    for kind in schemas files; do
        kind_project $kind
        long=$(printf 'a%.0s' {1..64})
        before=$(in_system "SELECT count(*) FROM $(audit_table)")
        for slug in 'a"; DROP SCHEMA public --' "a'; DROP TABLE tenants --" ../x x/../y /etc/passwd '' . .. 'a b' 'a;b' \
            'a$b' 'tenant%' 'ä' $'a\nb' 'a\b' '*' 'a?' x.creating -- "$long"; do
            run_dunlin tenant create --set plan=gold --set email=x -- "$slug"
            assert_status 2
            assert_equal "$output" ""
            assert_equal "$(places)" ""
        done
        # One that is safe by itself, and too long with what stands before it.
        if [ $kind = schemas ]; then
            run_dunlin tenant create --set plan=gold --set email=x "${long:0:60}"
            assert_status 2
            assert_stderr "63 bytes"
        fi
        assert_equal "$(in_system "SELECT count(*) FROM $(audit_table)")" "$before"
    done
}

@test "a name that would be the system's own place is refused" {
    schema_project
    write_config <<YAML
system: {url: "$URL"}
tenants: {schemas: "{tenant}"}
YAML
    for slug in public dunlin pg_catalog information_schema pg_toast; do
        run_dunlin tenant create $slug
        assert_status 2
    done
    assert_equal "$(psql_do "$URL" "SELECT to_regclass('dunlin.schema_migrations') IS NULL")" t
}

@test "public is not migrated: the registration fails, and nothing is left" {
    schema_project
    write_config <<YAML
system: {url: "$URL"}
tenants: {schemas: "tenant_{tenant}", register: "INSERT INTO tenants (slug, name) VALUES (:slug, :name)"}
YAML
    run_dunlin tenant create acme
    assert_status 1
    assert_stderr 'relation "tenants" does not exist'
    assert_equal "$(psql_do "$URL" "SELECT count(*) FROM pg_namespace WHERE nspname LIKE '%acme%'")" 0
}

@test "without register and seed: the place with its migrations, in each kind" {
    file_project
    run_dunlin tenant create acme
    assert_status 0
    assert_equal "$(file_ledger data/org_acme/tenant.db)" "002_users 003_posts"
    assert_equal "$(find data -name '*creating*')" ""
    schema_project pg
    run_dunlin tenant create acme --json
    assert_status 0
    assert_json '.name == "acme" and .place == "tenant_acme" and .outcome == "changed" and .steps == 2'
    assert_equal "$(ledger_of "$URL" tenant_acme)" "002_users 003_posts"
}

@test "more objects than the lock table holds: made in steps, whole" {
    start_cluster "max_locks_per_transaction = 10" "max_connections = 10"
    setup_project
    write_config <<YAML
system: {url: "$CLUSTER_URL"}
tenants: {schemas: "tenant_{tenant}", seed: "INSERT INTO t1 VALUES (1)"}
YAML
    for i in 1 2 3 4; do
        { printf -- '-- dunlin:scope tenant\n-- dunlin:up\nCREATE TABLE t%d (a integer);\n' $i
          for j in {1..100}; do echo "CREATE TABLE t_${i}_$j (a integer);"; done
        } | write_migration 00$i.sql
    done
    run_dunlin tenant create acme
    assert_status 0
    assert_equal "$(psql_do "$CLUSTER_URL" "SELECT count(*) FROM pg_tables WHERE schemaname = 'tenant_acme'")" 405
    assert_equal "$(psql_do "$CLUSTER_URL" "SELECT count(*) FROM tenant_acme.t1")" 1
    assert_equal "$(psql_do "$CLUSTER_URL" "SELECT count(*) FROM pg_namespace WHERE nspname LIKE '%creating'")" 0
}

# ---- kills

# A statement that runs until it is stopped, and how to see that it runs.
start_slow_create() {
    if [ "$KIND" = files ]; then
        sed -i 's/seed: "[^;]*;/& WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) INSERT INTO posts SELECT max(i) + 100, 1 FROM n;/' dunlin.yaml
    else
        sed -i 's/seed: "/seed: "SELECT pg_sleep(30); /' dunlin.yaml
    fi
    # In the background a function would be a shell of its own, and $! not the program.
    "$DUNLIN" tenant create acme --name 'Acme, Inc.' --set plan=gold --set email=root@acme.example \
        >slow.out 2>slow.err 3>&- 4>&- &
    slow=$!
    if [ "$KIND" = files ]; then
        wait_until '[ -e data/org_acme/tenant.db.creating-journal ] && [ "$(file_ledger data/org_acme/tenant.db.creating 2>&1)" = "002_users 003_posts" ]'
    else
        wait_until "[ \"\$(psql_do '$URL' \"SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)%' AND state = 'active' AND pid <> pg_backend_pid() AND datname IN (current_database(), '${PREFIX:-}acme.creating')\")\" = 1 ]"
    fi
}

stop_sleepers() {
    [ "$KIND" = files ] || psql_do "$URL" "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
        WHERE query LIKE '%pg_sleep(30)%' AND pid <> pg_backend_pid()
        AND datname IN (current_database(), '${PREFIX:-}acme.creating')" >/dev/null
}

killed() {
    kind_project "$1"
    cp dunlin.yaml quick.yaml
    start_slow_create
    kill -9 $slow
    wait $slow || true
    stop_sleepers
    cp quick.yaml dunlin.yaml
    # No command takes what is left for a tenant.
    run_dunlin tenant list --json
    assert_status 0
    assert_json '.tenants == []'
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(in_system 'SELECT count(*) FROM tenants')" 0
    create_acme
    assert_status 0
    assert_acme
}

@test "schema: killed in the middle, the next attempt makes it whole" { killed schemas; }
@test "schema in steps: killed in the middle, the next attempt makes it whole" { killed steps; }
@test "file: killed in the middle, the next attempt makes it whole" { killed files; }
@test "database: killed in the middle, the next attempt makes it whole" { killed databases; }

interrupted() {
    kind_project "$1"
    cp dunlin.yaml quick.yaml
    start_slow_create
    # Not INT: a shell without job control has its background programs ignore that one.
    kill -TERM $slow
    code=0
    wait $slow || code=$?
    assert_equal "$code" 143
    assert_nothing_left
    cp quick.yaml dunlin.yaml
    create_acme
    assert_status 0
    assert_acme
}

@test "schema: a signal that ends it leaves nothing" { interrupted schemas; }
@test "schema in steps: a signal that ends it leaves nothing" { interrupted steps; }
@test "file: a signal that ends it leaves nothing" { interrupted files; }

in_the_way() {
    kind_project "$1"
    cp dunlin.yaml quick.yaml
    start_slow_create
    cp quick.yaml dunlin.yaml
    create_acme --wait-timeout 0
    assert_status 5
    assert_stderr acme
    kill -9 $slow
    wait $slow || true
    stop_sleepers
    create_acme
    assert_status 0
    assert_acme
}

@test "file: a second attempt at the same time is refused, the first is not disturbed" { in_the_way files; }
@test "schema in steps: a second attempt at the same time is refused, the first is not disturbed" { in_the_way steps; }

at_once() {
    kind_project "$1"
    local pids=() won=0 i pid
    for i in 1 2 3 4 5; do
        "$DUNLIN" tenant create acme --name 'Acme, Inc.' --set plan=gold --set email=root@acme.example \
            >out.$i 2>err.$i 3>&- 4>&- &
        pids+=($!)
    done
    for pid in "${pids[@]}"; do
        wait "$pid" && won=$((won + 1)) || true
    done
    [ "$won" = 1 ] || tail -n 3 err.* >&2
    assert_equal "$won" 1
    assert_acme
    assert_equal "$(in_tenant 'SELECT count(*) FROM users')" 1
}

@test "schema: of five attempts at once one makes the tenant" { at_once schemas; }
@test "schema in steps: of five attempts at once one makes the tenant" { at_once steps; }
@test "file: of five attempts at once one makes the tenant" { at_once files; }

# ---- registered, but killed before the place had its name

# registered_only KIND: as if acme's creation had been killed right there.
registered_only() {
    kind_project "$1"
    create_acme
    assert_status 0
    if [ "$KIND" = files ]; then
        mv data/org_acme/tenant.db data/org_acme/tenant.db.creating
    else
        psql_do "$URL" "ALTER DATABASE ${PREFIX}acme RENAME TO \"${PREFIX}acme.creating\""
    fi
    in_system "DELETE FROM $(audit_table) WHERE id = (SELECT max(id) FROM $(audit_table))"
    assert_equal "$(in_system "SELECT event FROM $(audit_table) ORDER BY id DESC LIMIT 1")" registered
}

completed() {
    registered_only "$1"
    # Looking completes nothing.
    before=$(places)
    run_dunlin status --json
    assert_json '.databases[1].state == "empty"'
    run_dunlin tenant list --json
    assert_json '.tenants[0].exists == false'
    assert_equal "$(places)" "$before"
    run_dunlin upgrade
    assert_status 0
    assert_acme
    assert_equal "$(in_system "SELECT event FROM $(audit_table) WHERE command = 'tenant create' ORDER BY id")" \
        $'started\nregistered\nfinished'
}

@test "file: registered and cut off, any upgrade gives it its name" { completed files; }
@test "database by URL: registered and cut off, any upgrade gives it its name" { completed url; }

@test "file: registered and cut off, the same creation once more gives it its name" {
    registered_only files
    create_acme
    assert_status 0
    assert_acme
    create_acme
    assert_status 1
    assert_stderr "already exists"
}

@test "a half-built place of a tenant that the application registered itself is not taken for whole" {
    kind_project files
    in_system "INSERT INTO tenants VALUES ('acme', 'Acme', 'gold')"
    make_file data/org_acme/tenant.db.creating 'CREATE TABLE half (x)'
    run_dunlin upgrade
    assert_status 4
    assert_stderr '"data/org_acme/tenant.db" does not exist'
    [ ! -e data/org_acme/tenant.db ]
    run_dunlin upgrade --create-missing
    assert_status 0
    assert_equal "$(file_tables data/org_acme/tenant.db)" "posts users"
}
