#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# install.bats: `make install` brings all there is to its places: program, library, headers, pkg-config file, manual
# pages, completions; the library exports what its headers declare and nothing else.
# shellcheck disable=SC2154 # output, stderr and status are set by run

load ../lib/common

# A build of its own, since the prefix is a part of it; without what only tests need, and without optimisation.
setup_file() {
    unset MAKEFLAGS MAKELEVEL MFLAGS
    export STAGE=$BATS_FILE_TMPDIR/stage
    install >"$BATS_FILE_TMPDIR/log" 2>&1 || { tail -n 50 "$BATS_FILE_TMPDIR/log" >&2; return 1; }
    LIBRARIES=$(dirname "$(find "$STAGE" -name libdunlin.so)")
    # For who compiles against it the stage stands in for the prefix; GLib stays where it is.
    mkdir "$BATS_FILE_TMPDIR/pkgconfig"
    sed "s|^prefix=/usr\$|prefix=$STAGE/usr|" "$LIBRARIES/pkgconfig/dunlin.pc" >"$BATS_FILE_TMPDIR/pkgconfig/dunlin.pc"
    export LIBRARIES PKG_CONFIG_PATH=$BATS_FILE_TMPDIR/pkgconfig
    export BATS_NO_PARALLELIZE_WITHIN_FILE=true
}

install() {
    CFLAGS='-O0 -g0' meson setup "$BATS_FILE_TMPDIR/build" "$ROOT" -Dtests=false -Dprecompiled_headers=true || return 1
    make -C "$ROOT" install BUILD="$BATS_FILE_TMPDIR/build" DESTDIR="$STAGE" PREFIX=/usr
}

verbs() { "$STAGE/usr/bin/dunlin" help --json | jq -r '.commands[].name'; }

# with_library COMMAND...: runs with the staged library, as after an installation for true.
with_library() { LD_LIBRARY_PATH=$LIBRARIES "$@"; }

# The functions that C headers declare, without comments and bodies.
declared() {
    cat "$ROOT"/include/dunlin/*.h | gcc -fpreprocessed -E -P - | grep -oE '\bdunlin_[a-z0-9_]+ *\(' | tr -d ' (' | sort -u
}

@test "make install: the program runs from there, and says its version" {
    run_split with_library "$STAGE/usr/bin/dunlin" version
    assert_status 0
    assert_equal "$stderr" ""
    run_dunlin version
    assert_equal "$(with_library "$STAGE/usr/bin/dunlin" version)" "$output"
}

@test "make install: a manual page for the program and each verb, made of what help says" {
    pages=$STAGE/usr/share/man/man1
    [ -s "$pages/dunlin.1" ]
    while read -r verb; do
        grep -q "^\.TH \"dunlin-${verb/ /-}\" \"1\"" "$pages/dunlin-${verb/ /-}.1"
    done < <(with_library verbs)
    assert_equal "$(find "$pages" -type f | wc -l)" "$(($(with_library verbs | wc -l) + 1))"
}

@test "make install: completions stand where the shells look for them" {
    share=$STAGE/usr/share
    bash -n "$share/bash-completion/completions/dunlin"
    head -n 1 "$share/zsh/site-functions/_dunlin" | grep -q '^#compdef dunlin'
    grep -q 'complete .*-c dunlin' "$share/fish/vendor_completions.d/dunlin.fish"
}

@test "make install: every header, and nothing that is not public" {
    assert_equal "$(cd "$STAGE/usr/include" && find . -type f | sort)" "$(cd "$ROOT/include" && find . -type f | sort)"
    diff -r "$STAGE/usr/include/dunlin" "$ROOT/include/dunlin"
}

@test "make install: nothing stands anywhere else, and no path of the build is in it" {
    cd "$STAGE"
    run find . -type f ! -path './usr/bin/dunlin' ! -path './usr/bin/dunlin-sqlalchemy' ! -path './usr/include/dunlin/*' ! -path './usr/share/man/man1/*' \
        ! -path '*/libdunlin.so*' ! -path '*/pkgconfig/dunlin.pc' ! -path '*/completions/dunlin' ! -path '*/_dunlin' \
        ! -path '*/dunlin.fish'
    assert_equal "$output" ""
    run grep -rlF -e "$BATS_FILE_TMPDIR" .
    assert_equal "$output" ""
}

@test "libdunlin exports exactly what its headers declare" {
    run diff <(declared) <(nm -D --defined-only "$LIBRARIES/libdunlin.so" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort -u)
    assert_equal "$output" ""
    [ "$(declared | wc -l)" -gt 20 ]
}

@test "libdunlin has a versioned name; the program knows no database's own library" {
    run readelf -d "$LIBRARIES/libdunlin.so"
    assert_stdout_matches 'SONAME.*\[libdunlin\.so\.0\]'
    [ -L "$LIBRARIES/libdunlin.so" ]
    run bash -c "readelf -d '$STAGE/usr/bin/dunlin' | grep -oE 'lib[a-z0-9_]*(pq|sqlite3|fyaml|pg_query|jansson)'"
    assert_equal "$output" ""
}

@test "each public header compiles alone: as strict C99, as C++, and within extern \"C\"" {
    # GLib's own headers refuse extern "C". What else a header needs is shown by compiling it alone.
    printf '#include <gio/gio.h>\nextern "C" {\n' >within.cc
    for header in "$ROOT"/include/dunlin/*.h; do
        name=${header##*/}
        printf '#include <dunlin/%s>\n' "$name" >>within.cc
        printf '#include <dunlin/%s>\nint main(void) { return 0; }\n' "$name" >alone.c
        cp alone.c alone.cc
        # shellcheck disable=SC2046 # flags are words
        gcc -std=c99 -Wall -Wextra -Wstrict-prototypes -Wno-unused-parameter -Wno-unused-function -Werror -fsyntax-only \
            alone.c $(pkg-config --cflags dunlin)
        command -v g++ >/dev/null || continue
        # shellcheck disable=SC2046
        g++ -Wall -Wextra -Wno-unused-function -Werror -fsyntax-only alone.cc $(pkg-config --cflags dunlin)
    done
    printf '}\nint main() { return 0; }\n' >>within.cc
    command -v g++ >/dev/null || return 0
    # shellcheck disable=SC2046
    g++ -Wall -Wextra -Wno-unused-function -Werror -fsyntax-only within.cc $(pkg-config --cflags dunlin)
}

@test "a C++ program finds the functions by their C names" {
    command -v g++ >/dev/null || skip "needs g++"
    printf '#include <dunlin/dunlin.h>\nint main() { return dunlin_settings()->key ? 0 : 1; }\n' >program.cc
    # shellcheck disable=SC2046 # flags are words
    g++ -o program program.cc $(pkg-config --cflags --libs dunlin)
    run with_library ./program
    assert_status 0
}

@test "an application is compiled with pkg-config alone, migrates, and reads what came of it" {
    setup_project
    write_config <<<'system: {url: "sqlite:///app.db"}'
    write_migration 001_users.sql <<<'CREATE TABLE users (id integer);'
    write_migration 002_broken.sql <<<'CREATE TABEL posts (id integer);'
    cat >application.c <<'C'
#include <stdio.h>

#include <dunlin/dunlin.h>

int main(void)
{
    const DunlinProjectOptions where = {.directory = "."};
    const DunlinRunOptions options = {.target = "001"};
    const DunlinRunOptions all = {0};
    g_autoptr(GError) error = NULL;
    g_autoptr(DunlinProject) project = dunlin_project_load(&where, &error);
    g_autoptr(DunlinRunReport) first = NULL;
    g_autoptr(DunlinRunReport) second = NULL;

    if (!project || !dunlin_upgrade(project, &options, &first, &error))
        return 1;
    if (dunlin_upgrade(project, &all, &second, &error) || error->domain != DUNLIN_ERROR)
        return 2;
    printf("%u applied, then line %u of %s\n", first->n_steps, dunlin_error_get_facts(error)->line,
        dunlin_error_get_facts(error)->file);
    return 0;
}
C
    # shellcheck disable=SC2046 # flags are words
    gcc -Wall -Wextra -Werror -o application application.c $(pkg-config --cflags --libs dunlin)
    run_split with_library ./application
    assert_status 0
    assert_equal "$output" "1 applied, then line 1 of migrations/002_broken.sql"
    assert_equal "$stderr" ""
    assert_equal "$(sqlite_do app.db 'SELECT version FROM schema_migrations')" 001_users
}
