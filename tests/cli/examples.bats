#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# examples.bats: the example projects, their READMEs command by command. See tests/lib/doc_runner.

load ../lib/common

# example NAME: a copy of the project, so that nothing is left in the source tree.
example() {
    need_server
    mkdir -p bin
    ln -s "$DUNLIN" bin/dunlin
    cp -r "$ROOT/examples/$1" project
    cd project
    # make must not take itself for a part of `make test`.
    unset MAKEFLAGS MAKELEVEL MFLAGS
    # Nor must psql and sqlite3 read what somebody likes to have in theirs.
    export HOME=$TEST_DIR
    PATH=$TEST_DIR/bin:$PATH PGHOST=$DUNLIN_TEST_PG_HOST PGPORT=$DUNLIN_TEST_PG_PORT PGUSER=postgres \
        run "$ROOT/tests/lib/doc_runner" README.md
    [ "$status" -eq 0 ] || { echo "$output"; return 1; }
}

@test "examples/archify" {
    own_database archify
    example archify
}

@test "examples/accordant" { example accordant; }

@test "examples/deepr" {
    own_database deepr
    # With the Python that has SQLAlchemy, whichever comes first here.
    mkdir -p bin
    printf '#!/bin/sh\nexec /usr/bin/python3 "%s" "$@"\n' "$ROOT/loaders/dunlin-sqlalchemy" >bin/dunlin-sqlalchemy
    chmod +x bin/dunlin-sqlalchemy
    example deepr
}

@test "examples/archify: its files are those of Archify's guide, byte for byte" {
    for file in 003_add_user_avatar 004_add_tenant_billing 005_add_audit_logs; do
        cmp "$ROOT/tests/data/archify/$file.py" "$ROOT/examples/archify/migrations/$file.py"
    done
}
