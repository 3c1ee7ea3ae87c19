#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# docs.bats: what README.md and docs/ tell a reader to do works, and prints what they show. See tests/lib/doc_runner.

load ../lib/common

# document FILE [doc_runner arguments]: in a fresh folder, against the shared server. Each document has databases of its
# own, named here so that they are dropped even when it stops half way. With DUNLIN_TEST_UPDATE=1 in the environment the
# real output is written into the document: read the difference before you believe it.
document() {
    local file=$1
    shift
    need_server
    mkdir bin project
    ln -s "$DUNLIN" bin/dunlin
    cd project
    # make must not take itself for a part of `make test`.
    unset MAKEFLAGS MAKELEVEL MFLAGS
    # Nor must psql and sqlite3 read what somebody likes to have in theirs.
    export HOME=$TEST_DIR
    PATH=$TEST_DIR/bin:$PATH PGHOST=$DUNLIN_TEST_PG_HOST PGPORT=$DUNLIN_TEST_PG_PORT PGUSER=postgres \
        run "$ROOT/tests/lib/doc_runner" ${DUNLIN_TEST_UPDATE:+--update} "$@" "$ROOT/$file"
    [ "$status" -eq 0 ] || { echo "$output"; return 1; }
}

# ---- the runner itself: a test that cannot fail proves nothing

run_document() {
    cat >document.md
    run "$ROOT/tests/lib/doc_runner" "$@" document.md
}

@test "the runner: a document that tells the truth" {
    run_document --not-run "make world" --replace=/shown=/dev/null <<'MD'
`folder/greeting.txt`:
```text
hello
```

```console
$ cd folder
$ cat greeting.txt
hello

$ for word in one two; do
>   echo "$word"
> done
one
two
$ ls nowhere /shown
…
$ echo $?
2
$ echo "tenant b  in 10 ms"; echo "tenant a  in 7 s"; echo "1 migration in 3.5 s"
tenant a  in 1 ms
tenant b  in 1 ms
1 migration in 1 ms
```

```sh
# a comment
make world
```
MD
    assert_equal "$output" ""
    assert_status 0
}

@test "the runner: every kind of lie is told" {
    while IFS='|' read -r command shown complaint; do
        run_document <<<"$(printf '```console\n$ %s\n%s\n```\n' "$command" "$shown")"
        assert_status 1
        [[ $output == *"$complaint"* ]] || { echo "$command: $output"; return 1; }
    done <<'ROWS'
echo two|one|--- real:
echo two||--- real:
true|one|--- shown:
false||exit code 1, which the document does not show
echo one; echo two|one|--- real:
echo one|one …|--- real:
echo 2 tenants|3 tenants|--- real:
ROWS
    run_document <<<$'```sh\nmake world\n```'
    assert_status 1
    [[ $output == *"a command that is never run: make world"* ]]
    run_document --not-run "make world" <<<$'```console\n$ true\n```'
    assert_status 1
    [[ $output == *"not there any more, but named by --not-run: make world"* ]]
    run_document <<<"no command at all"
    assert_status 1
}

# ---- the documents

# make demo and make test would install packages and run these tests again; the targets are there, and that tools/demo
# works is shown below.
@test "README.md" {
    document README.md --not-run "make demo" --not-run "make test"
    for target in demo test install; do
        make -n -C "$ROOT" "$target" >/dev/null
    done
}

@test "tools/demo, on the program under test" {
    mkdir -p root/tools root/build
    cp "$ROOT/tools/demo" root/tools/
    ln -s "$DUNLIN" root/build/dunlin
    run root/tools/demo "$TEST_DIR/demo"
    assert_status 0
    assert_stdout "100 tenants upgraded"
    assert_equal "$(find demo -name tenant.db | wc -l)" 100
}

@test "docs/getting-started.md" {
    own_database shop
    document docs/getting-started.md
}

@test "docs/tenants.md" {
    own_database crm
    own_database crm_acme
    document docs/tenants.md
}

@test "docs/migrations.md" { document docs/migrations.md; }

@test "docs/variables.md" { document docs/variables.md; }

@test "docs/hooks.md" { document docs/hooks.md; }

@test "docs/history.md" { document docs/history.md; }

@test "docs/branches.md" {
    export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com
    export GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com
    document docs/branches.md
}

@test "docs/repeatable.md" { document docs/repeatable.md; }
@test "docs/checkpoints.md" { document docs/checkpoints.md; }

@test "docs/renames.md" { document docs/renames.md; }

@test "docs/schema.md" {
    document docs/schema.md --not-run 'diff <(dunlin inspect --tenant acme) <(dunlin inspect --tenant corp)'
}

@test "docs/batches.md" { document docs/batches.md; }

@test "docs/running.md" {
    own_database depot
    document docs/running.md
}

@test "docs/offline.md" {
    own_database production
    document docs/offline.md
}

@test "docs/patterns.md" {
    own_database hotel
    document docs/patterns.md
}

@test "docs/verify.md" {
    own_database verify
    document docs/verify.md
}

@test "docs/drift.md" {
    own_database drift
    document docs/drift.md
}

@test "docs/autogenerate.md" { document docs/autogenerate.md; }

@test "docs/sqlite.md" { document docs/sqlite.md; }

@test "docs/poolers.md" {
    url=$(database_url pool)
    own_database pool
    psql_do "$DUNLIN_TEST_PG_URL" "CREATE DATABASE pool TEMPLATE template0"
    start_pgbouncer "$url"
    port=${PGBOUNCER_URL#*127.0.0.1:}
    port=${port%%/*}
    document docs/poolers.md --replace="localhost:6432=127.0.0.1:$port" \
        --replace="-h localhost -p 6432=-h 127.0.0.1 -p $port"
}

@test "docs/ledger.md" {
    own_database books
    document docs/ledger.md --replace="deploy@ci=$(id -un)@$(hostname)"
}

@test "docs/errors.md" {
    own_database errors
    document docs/errors.md \
        --replace="/var/run/postgresql/.s.PGSQL.5432=$DUNLIN_TEST_PG_HOST/.s.PGSQL.$DUNLIN_TEST_PG_PORT"
}

@test "docs/deploy.md" {
    own_database deploy
    document docs/deploy.md --not-run "docker compose run --rm migrate"
}

@test "docs/configuration.md" { document docs/configuration.md; }

# ---- the library

# Installs what stands in build/ below a prefix of this test, and lets pkg-config find it there.
install_library() {
    DESTDIR=$TEST_DIR/stage meson install -C "$ROOT/build" --no-rebuild --quiet
    local pc
    pc=$(find stage -name dunlin.pc)
    # The prefix is baked in at configuration; the stage stands somewhere else.
    sed -i "s|^prefix=|prefix=$TEST_DIR/stage|" "$pc"
    PKG_CONFIG_PATH=$TEST_DIR/$(dirname "$pc")
    LD_LIBRARY_PATH=$(PKG_CONFIG_PATH=$PKG_CONFIG_PATH pkg-config --variable=libdir dunlin)
    export PKG_CONFIG_PATH LD_LIBRARY_PATH
}

@test "docs/library.md: the program is compiled against what is installed, and run" {
    install_library
    document docs/library.md
}

@test "docs/configuration.md has every setting, as the program has it" {
    install_library
    cat >settings.c <<'C'
#include <stdio.h>
#include <dunlin/dunlin.h>

static const char *text(const char *value)
{
    return value ? value : "";
}

int main(void)
{
    for (const DunlinSetting *s = dunlin_settings(); s->key; s++) {
        printf("| `%s` | %s%s%s | `%s` |", s->key, s->flag ? "`--" : "", text(s->flag), s->flag ? "`" : "", s->variable);
        printf(" %s | %s |\n", text(s->default_text), s->help);
    }
}
C
    # shellcheck disable=SC2046 # flags are words
    cc -o settings settings.c $(pkg-config --cflags --libs dunlin)
    run diff <(./settings) <(grep -E '^\| `[a-z_]+(\.[a-z_]+)?` \|.*`DUNLIN_' "$ROOT/docs/configuration.md")
    assert_equal "$output" ""
}

# ---- what assistants copy

@test "AGENTS.md: its migrations work, and back" {
    url=$(new_database)
    setup_project
    write_config <<<"system: {url: \"$url\"}"
    # Each block of SQL becomes a file, for a project without tenants.
    awk '/^```sql/ { n++; file = sprintf("migrations/%03d_x.sql", n); next } /^```/ { file = ""; next }
        file && !/dunlin:scope/ { print > file }' "$ROOT/AGENTS.md"
    echo "CREATE TABLE bookings (id integer PRIMARY KEY, status text, party_size integer);" >migrations/000_bookings.sql
    run_dunlin upgrade
    assert_status 0
    assert_stdout "4 migrations"
    assert_equal "$(psql_do "$url" "SELECT string_agg(column_name, ',' ORDER BY ordinal_position)
        FROM information_schema.columns WHERE table_name = 'bookings'")" id,status,num_guests,notes
    assert_equal "$(psql_do "$url" "SELECT indisvalid FROM pg_index WHERE indexrelid = 'bookings_status'::regclass")" t
    run_dunlin downgrade 000
    assert_status 0
    assert_equal "$(psql_do "$url" "SELECT string_agg(column_name, ',' ORDER BY ordinal_position)
        FROM information_schema.columns WHERE table_name = 'bookings'")" id,status,party_size
}

# ---- all of it

documents() { ls "$ROOT"/*.md "$ROOT"/docs/*.md "$ROOT"/examples/*/README.md; }

@test "every verb that is written down exists" {
    # `dunlin VERB …` in text, and $ dunlin VERB in a block; what programs say themselves is in no backquotes.
    known=$(dunlin help --json | jq -r '.commands[].name')
    while read -r verb; do
        grep -qE "^$verb( |\$)" <<<"$known" || { echo "no such verb: dunlin $verb"; return 1; }
    done < <(documents | xargs cat | grep -vE '^(dunlin:|tenant |  |public )' | grep -v '✗' |
        grep -oE '(^\$ |`)dunlin [a-z]+' | sed 's/.*dunlin //' | sort -u)
}

@test "every link leads to a file, every section of a file is there" {
    while IFS=: read -r file target; do
        case $target in http*) continue ;; esac
        path=$(dirname "$file")/${target%%#*}
        [ "${target%%#*}" != "" ] || path=$file
        [ -e "$path" ] || { echo "$file: no such file: $target"; return 1; }
        [[ $target != *#* ]] || grep -qiE "^#+ $(sed 's/-/[^a-z0-9]+/g' <<<"${target#*#}")\$" "$path" ||
            { echo "$file: no such section: $target"; return 1; }
    done < <(documents | xargs grep -oHE '\]\([^)]+\)' | sed 's/\](\(.*\))/\1/')
}

@test "every error code and exit code is explained in docs/errors.md" {
    for code in $(sed -n 's/^    DUNLIN_ERROR_\([A-Z]*\),$/\1/p' "$ROOT/include/dunlin/error.h"); do
        grep -qE "^\| \`${code,,}\` \|" "$ROOT/docs/errors.md" || { echo "$code is missing"; return 1; }
    done
    for code in 0 1 2 3 4 5; do
        grep -qE "^\| $code \|" "$ROOT/docs/errors.md"
    done
}

@test "ARCHITECTURE.md draws the arrows that tools/check-layers holds" {
    run diff <(sed -nE 's/^    (allow\("|)([a-z]+)(", | = )"(.*)"\)?$/\2:\4/p' "$ROOT/tools/check-layers" |
        sed -E '/^dunlin:/d; s/^below:/app:/') \
        <(sed -nE 's/^\| `([a-z]+)` \| ?([a-z ]*[a-z])? ?\| .*/\1:\2/p' "$ROOT/ARCHITECTURE.md")
    assert_equal "$output" ""
    run diff <(sed -nE 's/^    allow\("(app[a-z/]+)", below( " (.*)")?\)$/\1:\3/p' "$ROOT/tools/check-layers") \
        <(sed -nE 's/^\| `(app[a-z/]+)` \| ?([a-z/ ]*[a-z])? ?\| .*/\1:\2/p' "$ROOT/ARCHITECTURE.md")
    assert_equal "$output" ""
    for folder in "$ROOT"/src/*/ "$ROOT"/src/app/*/; do
        folder=${folder#"$ROOT/src/"}
        grep -q "^| \`${folder%/}\` |" "$ROOT/ARCHITECTURE.md"
    done
}

@test "every file of the source that a document names is there" {
    while IFS=: read -r file path; do
        [ -e "$ROOT/$path" ] || { echo "$file: no such file: $path"; return 1; }
    done < <(documents | xargs grep -oHE '`(src|tests|tools|include|docs|examples)/[^` *]*`' | tr -d '`')
}
