/* SPDX-License-Identifier: Apache-2.0 */
/* expected.c: replays on scratch databases, one for each distinct ledger. */
#include "app/drift/expected.h"

#include "plan/stamp.h"

struct DlnDriftGuess {
    DlnExpectedOptions options;
    DlnApplied *applied;
    GPtrArray *warnings; /* (element-type utf8) */
    GThread *thread;
    DlnExpected *expected;
    GError *error; /* why there is none */
};

static gpointer build(gpointer data)
{
    DlnDriftGuess *guess = data;

    dln_expected_build(&guess->options, &guess->expected, &guess->error);
    return NULL;
}

/* A file in memory is made at once: only a server's scratch database is worth it. */
static gboolean is_worth_it(const DlnDriftLook *look)
{
    if (look->project->config.tenants_kind != DLN_TENANTS_SCHEMAS)
        return FALSE;
    for (guint i = 0; i < look->fleet->databases->len; i++) {
        const DlnDatabase *database = look->fleet->databases->pdata[i];
        if (database->scope == DLN_SCOPE_TENANT)
            return TRUE;
    }
    return FALSE;
}

DlnDriftGuess *dln_drift_guess_new(const DlnDriftLook *look)
{
    static const char *const heads[] = {"heads", NULL};
    g_autoptr(DlnApplied) nothing = dln_applied_new_empty();
    g_autoptr(DlnApplied) all = NULL;
    g_autoptr(DlnDriftGuess) guess = NULL;

    if (!is_worth_it(look) || !dln_plan_stamp(look->project->graph, DLN_SCOPE_TENANT, nothing,
                                  heads, DLN_STAMP_WITHIN_BRANCHES, &all, NULL))
        return NULL;
    guess = g_new0(DlnDriftGuess, 1);
    guess->applied = g_steal_pointer(&all);
    guess->warnings = g_ptr_array_new_with_free_func(g_free);
    guess->options = (DlnExpectedOptions){
        .project = look->project,
        .scope = DLN_SCOPE_TENANT,
        .applied = guess->applied,
        .run_id = look->run_id,
        .number = 0, /* the others count from 1 */
        .warnings = guess->warnings,
        .cancellable = look->cancellable,
    };
    guess->thread = g_thread_try_new("dunlin-guess", build, guess, NULL);
    return guess->thread != NULL ? g_steal_pointer(&guess) : NULL;
}

static void wait_for(DlnDriftGuess *guess)
{
    if (guess->thread != NULL)
        g_thread_join(guess->thread);
    guess->thread = NULL;
}

void dln_drift_guess_free(DlnDriftGuess *guess)
{
    if (guess == NULL)
        return;
    wait_for(guess);
    dln_expected_free(guess->expected);
    g_clear_error(&guess->error);
    g_ptr_array_unref(guess->warnings);
    dln_applied_unref(guess->applied);
    g_free(guess);
}

/* FALSE: it is another one's. */
static gboolean take_guess(DlnDriftLook *look, DlnDriftGuess *guess, DlnDriftPlace *place)
{
    if (guess == NULL || place->scope != DLN_SCOPE_TENANT ||
        !g_str_equal(dln_applied_digest(place->applied), dln_applied_digest(guess->applied)))
        return FALSE;
    wait_for(guess);
    place->expected = g_steal_pointer(&guess->expected);
    place->error = g_steal_pointer(&guess->error);
    for (guint i = 0; i < guess->warnings->len; i++)
        g_ptr_array_add(look->warnings, g_strdup(guess->warnings->pdata[i]));
    return TRUE;
}

void dln_drift_build_expected(DlnDriftLook *look, DlnDriftGuess *guess)
{
    for (guint i = 0; i < look->places->len; i++) {
        DlnDriftPlace *place = look->places->pdata[i];
        const DlnExpectedOptions options = {
            .project = look->project,
            .scope = place->scope,
            .applied = place->applied,
            .run_id = look->run_id,
            .number = i + 1,
            .warnings = look->warnings,
            .cancellable = look->cancellable,
        };

        if (!take_guess(look, guess, place))
            dln_expected_build(&options, &place->expected, &place->error);
    }
}
