/* SPDX-License-Identifier: Apache-2.0 */
/* autogenerate_need.c: the migrations and the schema files of each engine made side by side, and the way from the one to the other. */
#include "app/schema/autogenerate_need.h"

#include "app/schema/pair.h"

void dln_need_free(gpointer data)
{
    DlnNeed *need = data;

    dln_diff_free(need->up);
    g_ptr_array_unref(need->back);
    g_free(need);
}

/* Questions about renames, which are asked once for all engines of a scope. */
typedef struct {
    const DunlinRenameOptions *options;
    GHashTable *answers; /* what is gone -> the flag of what it became; "": it is gone */
} Decisions;

static gboolean recall(
    const Decisions *decisions, const DunlinRenameQuestion *question, int *out_choice)
{
    const char *answer = g_hash_table_lookup(decisions->answers, question->gone);

    *out_choice = DUNLIN_RENAME_NONE;
    for (guint i = 0; answer != NULL && i < question->n_candidates; i++) {
        if (g_str_equal(question->candidates[i].flag, answer))
            *out_choice = (int)i;
    }
    return answer != NULL && (*answer == '\0' || *out_choice != DUNLIN_RENAME_NONE);
}

static gboolean ask_once(const DunlinRenameQuestion *question, int *out_choice,
    GCancellable *cancellable, gpointer user_data, GError **error)
{
    const Decisions *decisions = user_data;
    int choice;

    if (!recall(decisions, question, &choice)) {
        const DunlinRenameOptions *options = decisions->options;
        if (!options->ask(question, &choice, cancellable, options->user_data, error))
            return FALSE;
        g_hash_table_insert(decisions->answers, g_strdup(question->gone),
            g_strdup(choice == DUNLIN_RENAME_NONE ? "" : question->candidates[choice].flag));
    }
    *out_choice = choice;
    return TRUE;
}

/* What stands in the files may be SQL of the other engine. */
static void suggest_own_files(DlnScope scope, GError **error)
{
    if (error == NULL ||
        !(dln_error_is(*error, DUNLIN_ERROR_SQL) || dln_error_is(*error, DUNLIN_ERROR_SYNTAX) ||
            dln_error_is(*error, DUNLIN_ERROR_REFUSED)))
        return;
    g_autofree char *message = (*error)->message;
    (*error)->message = g_strdup_printf(
        "%s; where the engines cannot read the same, \"schema.%s: {postgres: FILE, sqlite: FILE}\" "
        "gives each its own",
        message, dln_scope_name(scope));
}

static gboolean read_pair(const DlnNeedsRequest *request, const DlnStateSource *from,
    const DlnStateSource *to, DlnPair *pair, GError **error)
{
    DlnPairSide failed;

    if (dln_pair_read(from, to, request->state, pair, &failed, error))
        return TRUE;
    if (request->uses->len > 1 && failed == DLN_PAIR_TO)
        suggest_own_files(to->scope, error);
    return FALSE;
}

/* On a scratch database of the engine's own, which is gone then. needs: the need is added there. */
static gboolean find_need(const DlnNeedsRequest *request, const DlnEngineUse *use,
    const DunlinRenameOptions *renames, GPtrArray *needs, GError **error)
{
    const DlnStateSource from_source = request->from != NULL
                                           ? *request->from
                                           : dln_state_of_migrations(use->project, request->scope);
    const DlnChangeOptions options = {
        .flags = request->flags,
        .renames = renames,
    };
    DlnStateSource to_source;
    g_auto(DlnPair) pair = {0};
    g_auto(DlnChange) change = {0};

    if (!dln_state_of_desired(use->project, request->scope, &to_source, error) ||
        !read_pair(request, &from_source, &to_source, &pair, error) ||
        !dln_change_find(&pair.from, &pair.to, &options, request->state, &change, error))
        return FALSE;
    g_autoptr(GPtrArray) back = dln_change_ways_back(&change, error);
    if (back == NULL)
        return FALSE;
    dln_pair_end(&pair);
    DlnNeed *need = g_new0(DlnNeed, 1);
    need->use = use;
    need->up = g_steal_pointer(&change.up);
    need->back = g_steal_pointer(&back);
    g_ptr_array_add(needs, need);
    return TRUE;
}

/* Nobody is asked about renames where one of them is described nowhere. */
static gboolean check_described(const DlnNeedsRequest *request, GError **error)
{
    DlnStateSource source;

    for (guint i = 0; i < request->uses->len; i++) {
        const DlnEngineUse *use = request->uses->pdata[i];
        if (dln_state_of_desired(use->project, request->scope, &source, error))
            continue;
        dln_engine_use_explain(use, error);
        return FALSE;
    }
    return TRUE;
}

gboolean dln_needs_find(const DlnNeedsRequest *request, GPtrArray *needs, GError **error)
{
    g_autoptr(GHashTable) answers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    Decisions decisions = {request->renames, answers};
    DunlinRenameOptions renames = *request->renames;

    if (!check_described(request, error))
        return FALSE;
    if (renames.ask != NULL) {
        renames.ask = ask_once;
        renames.user_data = &decisions;
    }
    for (guint i = 0; i < request->uses->len; i++) {
        if (find_need(request, request->uses->pdata[i], &renames, needs, error))
            continue;
        dln_engine_use_explain(request->uses->pdata[i], error);
        return FALSE;
    }
    return TRUE;
}
