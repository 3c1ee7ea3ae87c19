/* SPDX-License-Identifier: Apache-2.0 */
/* pair.c: two states side by side, by one thread more. */
#include "app/schema/pair.h"

#include "app/schema/copy.h"

/* from is read in a thread, and what was made for to is dropped in one. */
struct DlnPairBeside {
    DlnState from;
    const DlnStateSource *source;
    DlnStateOptions options;
    gboolean is_read;
    GError *read_error;

    GPtrArray *warnings;     /* (element-type utf8) of from */
    GCancellable *interrupt; /* as caller, and where to has failed */
    GCancellable *caller;    /* (nullable) */
    gulong handler;

    DlnState scratch; /* to's, and nothing else of it */
    GThread *dropper;
    GError *drop_error;
};

static void interrupt_too(GCancellable *caller, gpointer interrupt)
{
    g_cancellable_cancel(interrupt);
}

static DlnPairBeside *beside_new(const DlnStateSource *source, const DlnStateOptions *options)
{
    DlnPairBeside *beside = g_new0(DlnPairBeside, 1);

    beside->source = source;
    beside->options = *options;
    beside->warnings = g_ptr_array_new_with_free_func(g_free);
    beside->options.warnings = beside->warnings;
    beside->interrupt = g_cancellable_new();
    beside->options.interrupt = beside->interrupt;
    if (options->interrupt == NULL)
        return beside;
    beside->caller = g_object_ref(options->interrupt);
    beside->handler =
        g_cancellable_connect(beside->caller, G_CALLBACK(interrupt_too), beside->interrupt, NULL);
    return beside;
}

static void join(DlnPairBeside *beside)
{
    if (beside->dropper != NULL)
        g_thread_join(beside->dropper);
    beside->dropper = NULL;
}

static void beside_free(DlnPairBeside *beside)
{
    join(beside);
    dln_state_clear(&beside->from);
    dln_state_clear(&beside->scratch);
    if (beside->caller != NULL)
        g_cancellable_disconnect(beside->caller, beside->handler);
    g_clear_object(&beside->caller);
    g_object_unref(beside->interrupt);
    g_ptr_array_unref(beside->warnings);
    g_clear_error(&beside->read_error);
    g_clear_error(&beside->drop_error);
    g_free(beside);
}

/* ---- reading ---- */

static gpointer read_from(gpointer data)
{
    DlnPairBeside *beside = data;

    beside->is_read =
        dln_state_read(beside->source, &beside->options, &beside->from, &beside->read_error);
    return NULL;
}

/* Without a thread, one after the other. */
static gboolean read_both(
    DlnPair *pair, const DlnStateSource *to, const DlnStateOptions *options, GError **error)
{
    DlnPairBeside *beside = pair->beside;
    GThread *reader = g_thread_try_new("dunlin-read", read_from, beside, NULL);
    const gboolean has_to = dln_state_read(to, options, &pair->to, error);

    if (!has_to)
        g_cancellable_cancel(beside->interrupt);
    if (reader != NULL)
        g_thread_join(reader);
    else if (has_to)
        read_from(beside);
    if (has_to && beside->read_error != NULL)
        g_propagate_error(error, g_steal_pointer(&beside->read_error));
    pair->from = beside->from;
    beside->from = (DlnState){0};
    return has_to;
}

/* The texts alone: what was read keeps the list. */
static void hand_over_warnings(const DlnPairBeside *beside, GPtrArray *to)
{
    while (beside->warnings->len > 0) {
        char *text = g_ptr_array_steal_index(beside->warnings, 0);
        if (to != NULL)
            g_ptr_array_add(to, text);
        else
            g_free(text);
    }
}

/* ---- dropping ---- */

static gpointer drop(gpointer data)
{
    DlnPairBeside *beside = data;

    dln_state_end(&beside->scratch, &beside->drop_error);
    return NULL;
}

static void drop_beside(DlnPair *pair)
{
    DlnPairBeside *beside = pair->beside;

    beside->scratch.stage = g_steal_pointer(&pair->to.stage);
    beside->scratch.replay = g_steal_pointer(&pair->to.replay);
    beside->dropper = g_thread_try_new("dunlin-drop", drop, beside, NULL);
    if (beside->dropper == NULL)
        drop(beside);
}

/* ---- both ---- */

gboolean dln_pair_read(const DlnStateSource *from, const DlnStateSource *to,
    const DlnStateOptions *options, DlnPair *out_pair, DlnPairSide *out_failed, GError **error)
{
    g_auto(DlnPair) pair = {
        .warnings = options->warnings,
        .beside = beside_new(from, options),
    };

    const gboolean has_to = read_both(&pair, to, options, error);
    hand_over_warnings(pair.beside, options->warnings);
    if (!has_to || !pair.beside->is_read) {
        if (out_failed != NULL)
            *out_failed = has_to ? DLN_PAIR_FROM : DLN_PAIR_TO;
        return FALSE;
    }
    if (!dln_copy_lend(&pair.from, &pair.to))
        drop_beside(&pair);
    *out_pair = pair;
    pair = (DlnPair){0};
    return TRUE;
}

void dln_pair_end(DlnPair *pair)
{
    DlnPairBeside *beside = pair->beside;
    g_autoptr(GError) undropped = NULL;

    dln_state_end(&pair->from, &undropped);
    join(beside);
    dln_stage_tell_undropped(pair->warnings, undropped);
    dln_stage_tell_undropped(pair->warnings, beside->drop_error);
}

void dln_pair_clear(DlnPair *pair)
{
    dln_state_clear(&pair->from);
    dln_state_clear(&pair->to);
    g_clear_pointer(&pair->beside, beside_free);
}
