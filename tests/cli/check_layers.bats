#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# check_layers.bats: tools/check-layers accepts the sources as they are, and sees each kind of bad include.

load ../lib/common

setup() {
    common_setup
    cp -r "$ROOT/src" "$ROOT/include" .
}

# bad_include FILE LINE TEXT: with LINE added to FILE the check fails, and says TEXT at the right place.
bad_include() {
    mkdir -p "$(dirname "$1")"
    printf '/* a file */\n\n%s\n' "$2" >"$1"
    run "$ROOT/tools/check-layers" "$PWD"
    rm "$1"
    assert_status 1
    assert_stdout "$1:3: $3"
}

@test "check-layers: the sources pass" {
    run "$ROOT/tools/check-layers" "$PWD"
    assert_equal "$output" ""
    assert_status 0
}

@test "check-layers: arrows upwards and sideways fail" {
    bad_include src/base/bad.c '#include "sql/script.h"' '"sql/script.h": base may not include sql'
    bad_include src/plan/bad.h '#  include "engine/session.h"' '"engine/session.h": plan may not include engine'
    bad_include src/engine/bad.c '#include "run/run.h"' '"run/run.h": engine may not include run'
    bad_include src/run/bad.c '#include <fleet/fleet.h>' '"fleet/fleet.h": run may not include fleet'
    bad_include src/fleet/bad.c '#include "ledger/ledger.h"' '"ledger/ledger.h": fleet may not include ledger'
    bad_include src/app/drift/bad.c '#include "app/migrate/migrate.h"' '"app/migrate/migrate.h": app/drift may not include app/migrate'
    bad_include include/dunlin/bad.h '#include "base/error.h"' '"base/error.h": dunlin may not include base'
}

@test "check-layers: a front end that reaches into the library fails" {
    bad_include src/cli/bad.c '#include "base/error.h"' '"base/error.h": cli may not include base'
    bad_include src/cli/bad.c '#include "app/schema/state.h"' '"app/schema/state.h": cli may not include app/schema'
    bad_include src/serve/bad.c '#include "cli/cli.h"' '"cli/cli.h": serve may not include cli'
}

@test "check-layers: a library outside its place fails" {
    bad_include src/ledger/bad.c '#include <libpq-fe.h>' '<libpq-fe.h>: only engine may include it'
    bad_include src/format/bad.c '#include <sqlite3.h>' '<sqlite3.h>: only engine sql may include it'
    bad_include src/lint/bad.c '#include <pg_query.h>' '<pg_query.h>: only sql may include it'
    bad_include src/app/schema/bad.c '#include <libfyaml.h>' '<libfyaml.h>: only project may include it'
    bad_include src/app/schema/bad.c '#include <libsmartcols/libsmartcols.h>' \
        '<libsmartcols/libsmartcols.h>: only cli may include it'
    bad_include src/app/schema/bad.c '#include <jansson.h>' '<jansson.h>: only json may include it'
    bad_include src/app/schema/bad.c '#include "microhttpd.h"' '<microhttpd.h>: only serve may include it'
}

@test "check-layers: unknown folders, relative and nameless includes fail" {
    bad_include src/extra/bad.c '#include "base/error.h"' '"base/error.h": extra may not include base'
    bad_include src/plan/bad.c '#include "mystery/x.h"' '"mystery/x.h": tools/check-layers does not know the folder mystery'
    bad_include src/app/bad.c '#include "base/error.h"' '"base/error.h": app may not include base'
    bad_include src/plan/bad.c '#include "../sql/script.h"' '"../sql/script.h": no relative includes'
    bad_include src/plan/bad.c '#include "plan.h"' 'write "plan/plan.h": an include names its folder'
    bad_include src/plan/bad.c '#include HEADER' 'an include that cannot be read'
}
