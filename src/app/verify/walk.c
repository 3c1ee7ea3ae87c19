/* SPDX-License-Identifier: Apache-2.0 */
/* walk.c: bringing a scratch database to where the one before it stood. */
#include "app/verify/walk.h"

void dln_walk_init(DlnWalk *walk, DlnVerifyScope *scope)
{
    *walk = (DlnWalk){
        .scope = scope,
        .done = g_ptr_array_new(),
        .broken = g_hash_table_new(g_direct_hash, g_direct_equal),
    };
}

void dln_walk_clear(DlnWalk *walk)
{
    g_clear_pointer(&walk->replay, dln_replay_free);
    g_clear_pointer(&walk->now, dln_snapshot_free);
    g_clear_pointer(&walk->done, g_ptr_array_unref);
    g_clear_pointer(&walk->broken, g_hash_table_unref);
    g_clear_error(&walk->error);
}

gboolean dln_walk_snapshot(DlnWalk *walk, DlnSnapshot **out_snapshot, GError **error)
{
    *out_snapshot = dln_snapshot_take(
        walk->replay, walk->has_rows ? DLN_SNAPSHOT_ROWS : DLN_SNAPSHOT_SCHEMA, error);
    return *out_snapshot != NULL;
}

gboolean dln_walk_is_last(const DlnWalk *walk, const DlnRevision *revision)
{
    const GPtrArray *wanted = walk->scope->wanted;

    return wanted->len > 0 && wanted->pdata[wanted->len - 1] == revision;
}

gboolean dln_walk_load(DlnWalk *walk, DlnVerifyLoad *load, GError **error)
{
    load->is_in = dln_replay_load(walk->replay, load->script, error);
    load->is_broken = !load->is_in;
    walk->has_rows = walk->has_rows || load->is_in;
    return load->is_in;
}

/* What was put in before. after: NULL: before the last migration. */
static gboolean load_again(DlnWalk *walk, const DlnRevision *after, GError **error)
{
    const GPtrArray *loads = walk->scope->loads;

    for (guint i = 0; i < loads->len; i++) {
        DlnVerifyLoad *load = loads->pdata[i];
        if (load->after == after && load->is_in && !dln_walk_load(walk, load, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean advance(DlnWalk *walk, const DlnRevision *revision, GError **error)
{
    return (!dln_walk_is_last(walk, revision) || load_again(walk, NULL, error)) &&
           dln_replay_upgrade(walk->replay, revision->id, error) &&
           load_again(walk, revision, error);
}

/* Whether no other one before FROM stands on revision. */
static gboolean is_end(const DlnVerifyScope *scope, const DlnRevision *revision)
{
    const GPtrArray *children =
        dln_graph_children(scope->verify->project->graph, scope->scope, revision);

    for (guint i = 0; i < children->len; i++) {
        if (g_ptr_array_find(scope->before, children->pdata[i], NULL))
            return FALSE;
    }
    return TRUE;
}

/* To FROM, in strides from one place to the next where rows are to be put in. */
static gboolean advance_before(DlnWalk *walk, GError **error)
{
    const DlnVerifyScope *scope = walk->scope;

    for (guint i = 0; i < scope->before->len; i++) {
        const DlnRevision *revision = scope->before->pdata[i];
        gboolean is_stop = is_end(scope, revision);
        for (guint k = 0; k < scope->loads->len; k++)
            is_stop = is_stop || ((DlnVerifyLoad *)scope->loads->pdata[k])->after == revision;
        if (is_stop && !dln_replay_upgrade(walk->replay, revision->id, error))
            return FALSE;
        for (guint k = 0; k < scope->loads->len; k++) {
            DlnVerifyLoad *load = scope->loads->pdata[k];
            if (load->after == revision && !dln_walk_load(walk, load, error))
                return FALSE;
        }
    }
    return TRUE;
}

gboolean dln_walk_rebuild(DlnWalk *walk)
{
    const DlnReplayOptions options = dln_verify_replay_options(walk->scope);

    walk->has_rows = FALSE;
    g_clear_pointer(&walk->now, dln_snapshot_free);
    if (!dln_replay_new(&options, &walk->replay, &walk->error) ||
        !advance_before(walk, &walk->error))
        return FALSE;
    for (guint i = 0; i < walk->done->len; i++) {
        if (!advance(walk, walk->done->pdata[i], &walk->error))
            return FALSE;
    }
    return (!walk->are_repeated || dln_replay_upgrade(walk->replay, "heads", &walk->error)) &&
           dln_walk_snapshot(walk, &walk->now, &walk->error);
}
