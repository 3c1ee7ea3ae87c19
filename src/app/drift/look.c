/* SPDX-License-Identifier: Apache-2.0 */
/* look.c: reads a fleet's ledgers, and builds what they stand for while the schemas are read. */
#include "app/drift/drift.h"

#include "app/common/context.h"
#include "app/drift/expected.h"
#include "app/scratch/wanted.h"
#include "engine/inspect.h"


/* ---- memory ---- */

static void place_free(gpointer data)
{
    DlnDriftPlace *place = data;

    dln_expected_free(place->expected);
    g_clear_error(&place->error);
    g_ptr_array_unref(place->members);
    g_free(place);
}

static void member_free(gpointer data)
{
    DlnDriftMember *member = data;

    g_free(member->number);
    g_free(member->fingerprint);
    g_clear_error(&member->error);
    g_free(member);
}

void dln_drift_look_clear(DlnDriftLook *look)
{
    g_clear_pointer(&look->places, g_ptr_array_unref);
    g_clear_pointer(&look->members, g_ptr_array_unref);
    g_clear_pointer(&look->warnings, g_ptr_array_unref);
    dln_fleet_free(look->fleet);
    g_free(look->run_id);
}

/* ---- ledgers ---- */

static gboolean survey(
    DlnDriftLook *look, const DunlinSelection *selection, DlnDriftGuess **out_guess, GError **error)
{
    static const DlnScope scopes[] = {DLN_SCOPE_PUBLIC, DLN_SCOPE_TENANT};

    for (guint i = 0; i < G_N_ELEMENTS(scopes); i++) {
        if (!dln_fleet_choose(look->fleet, scopes[i], selection, look->cancellable, error))
            return FALSE;
    }
    *out_guess = dln_drift_guess_new(look);
    for (guint i = 0; i < G_N_ELEMENTS(scopes); i++)
        dln_fleet_survey(look->fleet, scopes[i], 0, look->cancellable);
    return TRUE;
}

static gboolean is_looked_at(const DlnDriftLook *look, const DlnDatabase *database)
{
    const gboolean is_blank = dln_applied_size(database->ledger->applied) == 0;

    if (look->which == DLN_DRIFT_BLANK)
        return is_blank;
    return !is_blank &&
           (look->which == DLN_DRIFT_LEDGERS || database->outcome == DUNLIN_OUTCOME_CHANGED);
}

/* Databases at one place share their applied set: the fleet keeps each once. */
static DlnDriftPlace *find_place(DlnDriftLook *look, GHashTable *known, DlnDriftMember *member)
{
    const DlnDatabase *database = member->database;
    DlnApplied *applied =
        look->which == DLN_DRIFT_BLANK ? look->assumed : database->ledger->applied;
    g_autofree char *key = g_strdup_printf("%d %s", database->scope, dln_applied_digest(applied));
    DlnDriftPlace *place = g_hash_table_lookup(known, key);

    if (place == NULL) {
        place = g_new0(DlnDriftPlace, 1);
        place->scope = database->scope;
        place->applied = applied;
        place->members = g_ptr_array_new();
        g_ptr_array_add(look->places, place);
        g_hash_table_insert(known, g_steal_pointer(&key), place);
    }
    g_ptr_array_add(place->members, member);
    return place;
}

static void note_members(DlnDriftLook *look, DlnScope scope)
{
    g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; i < look->fleet->databases->len; i++) {
        DlnDatabase *database = look->fleet->databases->pdata[i];
        DlnDriftMember *member;

        if (!(database->scope & scope))
            continue;
        member = g_new0(DlnDriftMember, 1);
        member->database = database;
        g_ptr_array_add(look->members, member);
        if (!dln_database_check_read(database, &member->error))
            continue;
        if (is_looked_at(look, database))
            member->place = find_place(look, known, member);
    }
}

/* ---- both ---- */

/* Borrows both. */
typedef struct {
    DlnDriftLook *look;
    DlnDriftGuess *guess; /* (nullable) */
} Build;

static gpointer build_beside(gpointer data)
{
    const Build *build = data;

    dln_drift_build_expected(build->look, build->guess);
    return NULL;
}

/* The scratch databases are waited for most of the time: meanwhile the fingerprints are read. */
static void read_and_build(DlnDriftLook *look, DlnDriftGuess *guess)
{
    Build build = {look, guess};
    GThread *beside = g_thread_try_new("dunlin-replay", build_beside, &build, NULL);

    if (beside == NULL)
        build_beside(&build);
    dln_drift_read(look);
    if (beside != NULL)
        g_thread_join(beside);
}

/* ---- what was migrated meanwhile ---- */

gboolean dln_drift_differs(const DlnDriftMember *member)
{
    return member->place != NULL && member->place->expected != NULL &&
           member->fingerprint != NULL &&
           !g_str_equal(member->fingerprint, member->place->expected->fingerprint);
}

static gboolean read_ledger(const DlnDriftLook *look, const DlnDatabase *database, guint worker,
    DlnLedger **out_ledger, GError **error)
{
    DlnSession *session = NULL;

    return dln_fleet_session(look->fleet, worker, database, DLN_OPEN_READ_ONLY, look->cancellable,
               &session, error) &&
           dln_ledger_read(session, database->schema, look->cancellable, out_ledger, error) &&
           (look->which == DLN_DRIFT_BLANK ||
               dln_run_take_over(
                   look->project->graph, database->scope, database->place, *out_ledger, error));
}

static void check_ledger(guint index, guint worker, gpointer user_data)
{
    const DlnDriftLook *look = user_data;
    DlnDriftMember *member = look->members->pdata[index];
    g_autoptr(DlnLedger) ledger = NULL;

    if (!dln_drift_differs(member))
        return;
    if (read_ledger(look, member->database, worker, &ledger, &member->error) &&
        !g_str_equal(dln_applied_digest(ledger->applied),
            dln_applied_digest(member->database->ledger->applied)))
        dln_error_set(&member->error, DUNLIN_ERROR_LOCKED, NULL,
            "its ledger has changed while it was looked at: it is being migrated");
    if (member->error != NULL)
        g_clear_pointer(&member->fingerprint, g_free);
    dln_fleet_let_go(look->fleet, worker, member->database);
}

/* ---- all ---- */

static void compare(DlnDriftLook *look, DlnScope scope, DlnDriftGuess *guess)
{
    look->places = g_ptr_array_new_with_free_func(place_free);
    look->members = g_ptr_array_new_with_free_func(member_free);
    look->warnings = g_ptr_array_new_with_free_func(g_free);
    note_members(look, scope);
    read_and_build(look, guess);
    dln_parallel(look->members->len, look->project->config.parallel, check_ledger, NULL, look);
}

void dln_drift_compare(DlnDriftLook *look, DlnScope scope)
{
    look->run_id = dln_app_new_run_id();
    compare(look, scope, NULL);
}

gboolean dln_drift_look(DlnDriftLook *look, const DunlinSelection *selection, GError **error)
{
    g_autoptr(DlnDriftGuess) guess = NULL;

    look->fleet = dln_fleet_new(look->project);
    look->run_id = dln_app_new_run_id();
    if (!dln_app_keep_wanted(look->project, NULL, error) || !survey(look, selection, &guess, error))
        return FALSE;
    compare(look, DLN_SCOPE_BOTH, guess);
    if (g_cancellable_is_cancelled(look->cancellable)) {
        dln_error_set(error, DUNLIN_ERROR_CANCELLED, NULL, "cancelled");
        return FALSE;
    }
    for (guint i = 0; i < look->fleet->warnings->len; i++)
        g_ptr_array_add(look->warnings, g_strdup(look->fleet->warnings->pdata[i]));
    return TRUE;
}

void dln_drift_set_untold(GError **error, const GError *untold)
{
    const DunlinErrorFacts facts = {.sqlstate = dunlin_error_get_facts(untold)->sqlstate};

    dln_error_set(error, DUNLIN_ERROR_CONFLICT, &facts, "its schema could not be verified: %s",
        untold->message);
}

void dln_drift_hand_over(DlnDriftLook *look)
{
    for (guint i = 0; look->warnings != NULL && i < look->warnings->len; i++)
        g_ptr_array_add(look->fleet->warnings, g_strdup(look->warnings->pdata[i]));
    look->fleet = NULL;
}

void dln_drift_fail_changed(const DlnDriftLook *look, const char *why)
{
    for (guint i = 0; i < look->members->len; i++) {
        const DlnDriftMember *member = look->members->pdata[i];
        DlnDatabase *database = member->database;
        const GError *untold = member->error;

        if (member->place == NULL || database->error != NULL)
            continue;
        if (untold == NULL)
            untold = member->place->error;
        if (untold != NULL)
            dln_drift_set_untold(&database->error, untold);
        else if (dln_drift_differs(member))
            dln_error_set(&database->error, DUNLIN_ERROR_CONFLICT, NULL,
                "%s: `dunlin drift` tells how it differs", why);
        if (database->error != NULL)
            database->outcome = DUNLIN_OUTCOME_FAILED;
    }
}

DlnSchema *dln_drift_inspect(const DlnDriftLook *look, const DlnDriftMember *member, GError **error)
{
    const DlnOpenOptions options =
        dln_fleet_open_options(look->project, member->database, DLN_OPEN_READ_ONLY);
    g_autoptr(DlnSession) session = NULL;

    return dln_session_open(&options, look->cancellable, &session, error)
               ? dln_drift_inspect_in(look, member->database, session, error)
               : NULL;
}

char *dln_drift_group_id(const DlnDriftMember *member)
{
    g_autofree char *both =
        g_strconcat(member->place->expected->fingerprint, " ", member->fingerprint, NULL);
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, both, -1);

    return g_strndup(digest, 8);
}
