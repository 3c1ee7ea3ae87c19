/* SPDX-License-Identifier: Apache-2.0 */
/* fixture.h: what the tests of the SQLite backend share. */
#pragma once

#include "engine/fixture.h"

static inline int set_up(void **state)
{
    *state = sqlite_fixture_new();
    return 0;
}

static inline int tear_down(void **state)
{
    fixture_free(*state);
    return 0;
}

static inline gboolean open_as(
    const Fixture *fixture, DlnOpenFlags flags, DlnSession **out_session, GError **error)
{
    DlnOpenOptions options = {
        .address = &fixture->address, .flags = flags, .lock_timeout_ms = 2000};

    return dln_session_open(&options, NULL, out_session, error);
}

static inline DlnSession *open_well(const Fixture *fixture, DlnOpenFlags flags)
{
    g_autoptr(GError) error = NULL;
    DlnSession *session = NULL;

    if (!open_as(fixture, flags, &session, &error))
        fail_msg("%s", error->message);
    return session;
}

static inline void assert_files(const Fixture *fixture, const char *expected)
{
    g_autofree char *files = list_files(fixture->directory);

    assert_string_equal(files, expected);
}

static inline void assert_error(const GError *error, DunlinErrorCode code, const char *part)
{
    assert_non_null(error);
    if (!dln_error_is(error, code) || strstr(error->message, part) == NULL)
        fail_msg("code %d, not %d with \"%s\": %s", error->code, (int)code, part, error->message);
}

static inline gboolean run_query(DlnSession *session, const char *sql, GError **error)
{
    g_autoptr(DlnBatch) batch = dln_batch_new();

    dln_batch_add_sql(batch, 0, sql);
    return dln_session_run(session, batch, NULL, NULL, error);
}

#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static inline void add_test(
    GArray *tests, const char *name, CMUnitTestFunction function, const void *row)
{
    struct CMUnitTest test = {.name = name, .test_func = function, .initial_state = (void *)row};

    g_array_append_val(tests, test);
}
