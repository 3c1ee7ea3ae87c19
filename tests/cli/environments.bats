#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# environments.bats: development, staging and production in one dunlin.yaml, and what wins over what.

load ../lib/common
load ../lib/projects

setup() {
    common_setup
    setup_project
    write_config <<'YAML'
system: {url: "sqlite:///base.db"}
run: {parallel: 2}
environments:
  development: {system: {url: "sqlite:///development.db"}}
  staging: {system: {url: "${STAGING_URL}"}, run: {lock_timeout: 7s}}
  production: {system: {url: "${PRODUCTION_URL}"}, migrations: released}
YAML
    write_migration 001_a.sql <<<'CREATE TABLE a (x integer);'
    write_file released/001_only.sql <<<'CREATE TABLE only_here (x integer);'
}

@test "environments: each has its own database and settings, in one file" {
    run_dunlin upgrade --env development
    assert_status 0
    STAGING_URL=sqlite:///staging.db run_dunlin upgrade --env staging
    assert_status 0
    PRODUCTION_URL=sqlite:///production.db run_dunlin upgrade --env production
    assert_status 0
    assert_equal "$(file_tables development.db)" a
    assert_equal "$(file_tables staging.db)" a
    assert_equal "$(file_tables production.db)" only_here
    [ ! -e base.db ]
    run_dunlin upgrade
    assert_status 0
    assert_equal "$(file_tables base.db)" a
}

@test "environments: DUNLIN_ENV chooses, --env wins over it" {
    DUNLIN_ENV=development run_dunlin upgrade
    assert_status 0
    [ -e development.db ]
    DUNLIN_ENV=development STAGING_URL=sqlite:///staging.db run_dunlin upgrade --env staging
    assert_status 0
    [ -e staging.db ]
}

@test "environments: one that is not there is refused and names those that are; nothing is written" {
    before=$(snapshot .)
    run_dunlin upgrade --env prodution
    assert_status 2
    assert_stderr prodution
    assert_stderr production
    assert_equal "$(snapshot .)" "$before"
}

@test "environments: a variable that is not set is refused only where it is used" {
    run_dunlin history
    assert_status 0
    before=$(snapshot .)
    run_dunlin upgrade --env staging
    assert_status 2
    assert_stderr "dunlin.yaml:5"
    assert_stderr STAGING_URL
    assert_equal "$(snapshot .)" "$before"
}

@test "environments: the command line wins over variables, these over the file, the file over DATABASE_URL" {
    DATABASE_URL=sqlite:///database_url.db run_dunlin upgrade
    assert_status 0
    [ ! -e database_url.db ] && [ -e base.db ]
    DUNLIN_SYSTEM_URL=sqlite:///variable.db run_dunlin upgrade --env development
    assert_status 0
    [ -e variable.db ] && [ ! -e development.db ]
    DUNLIN_SYSTEM_URL=sqlite:///other.db run_dunlin upgrade --env development --url sqlite:///flag.db
    assert_status 0
    [ -e flag.db ] && [ ! -e other.db ]
}

@test "environments: PostgreSQL for one, SQLite for another" {
    url=$(new_database)
    STAGING_URL=$url run_dunlin upgrade --env staging
    assert_status 0
    assert_equal "$(tables_of "$url" public)" a
    run_dunlin upgrade --env development
    assert_status 0
    assert_equal "$(file_tables development.db)" a
}

@test "environments: tenants may differ too" {
    write_config <<'YAML'
system: {url: "sqlite:///base.db"}
tenants: {files: "base/{tenant}.db"}
environments:
  test: {tenants: {files: "test/{tenant}.db"}}
YAML
    write_migration 001_a.sql <<<$'-- dunlin:scope tenant\n-- dunlin:up\nCREATE TABLE a (x integer);'
    make_file base/one.db
    make_file test/two.db
    run_dunlin upgrade --env test
    assert_status 0
    assert_equal "$(file_tables test/two.db)" a
    assert_equal "$(file_tables base/one.db)" ""
}
