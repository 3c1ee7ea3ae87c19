/* SPDX-License-Identifier: Apache-2.0 */
/* view.c: one lineage of a graph with what a ledger says of it; refuses a ledger that tells of other files.
 * Knows no direction. */
#include "plan/view.h"

#include "revision/id_list.h"
#include "revision/repeatables.h"

/* How many offenders one message lists before it says "and N more". */
#define MAX_OFFENDERS 5

typedef struct {
    guint count;
    GString *text;
    const DlnRevision *edited; /* the first one: where the error stands */
    const char *missing;       /* the first one */
} Offenders;

static void add_offender(Offenders *offenders, char *sentence)
{
    if (offenders->count++ < MAX_OFFENDERS)
        g_string_append_printf(
            offenders->text, "%s%s", offenders->text->len > 0 ? "; " : "", sentence);
    g_free(sentence);
}

static void find_edited(const DlnView *view, Offenders *offenders)
{
    for (guint i = 0; i < view->size; i++) {
        const DlnRevision *revision = dln_graph_get(view->graph, i);
        /* A checkpoint that was made anew leads to the same place. */
        if (!dln_view_is_done(view, i) || view->rows[i]->checksum == NULL ||
            revision->checkpoint != NULL || g_strcmp0(view->rows[i]->checksum, revision->checksum) == 0)
            continue;
        if (offenders->edited == NULL)
            offenders->edited = revision;
        add_offender(offenders, g_strdup_printf("\"%s\" (%s) was edited after it was applied",
                                    revision->id, revision->file));
    }
}

static char *missing_sentence(const DlnView *view, const char *version)
{
    const DlnRevision *elsewhere =
        dln_graph_find(view->graph, dln_view_other_scope(view), version);
    const DlnRevision *repeatable =
        dln_repeatables_find(dln_graph_repeatables(view->graph), view->scope, version);

    if (repeatable != NULL)
        return g_strdup_printf("\"%s\" is applied, and its file (%s) was made repeatable since",
            version, repeatable->file);
    if (elsewhere != NULL)
        return g_strdup_printf("\"%s\" is applied, but its file (%s) is of scope %s, not %s",
            version, elsewhere->file, dln_scope_name(elsewhere->scope),
            dln_scope_name(view->scope));
    return g_strdup_printf("\"%s\" is applied, but its file is gone", version);
}

static void find_missing(const DlnView *view, const GPtrArray *unknown, Offenders *offenders)
{
    for (guint i = 0; i < unknown->len; i++) {
        const DlnAppliedRow *row = g_ptr_array_index(unknown, i);
        if (offenders->missing == NULL)
            offenders->missing = row->version;
        add_offender(offenders, missing_sentence(view, row->version));
    }
}

/* A name that was a repeatable migration's cannot become one of the history: its row stands in the way. */
static void find_renamed(const DlnView *view, const DlnApplied *applied, Offenders *offenders)
{
    for (guint i = 0; i < dln_applied_size(applied); i++) {
        const DlnAppliedRow *row = dln_applied_get(applied, i);
        const DlnRevision *versioned = row->state == DLN_APPLIED_REPEATABLE
            ? dln_graph_find(view->graph, view->scope, row->version)
            : NULL;
        if (versioned == NULL)
            continue;
        if (offenders->edited == NULL)
            offenders->edited = versioned;
        add_offender(offenders,
            g_strdup_printf("\"%s\" (%s) has run as a repeatable migration and is none any more",
                versioned->id, versioned->file));
    }
}

gboolean dln_view_init(DlnView *view, const DlnApplied *applied, GError **error)
{
    g_autoptr(GPtrArray) unknown = g_ptr_array_new();
    g_autoptr(GString) text = g_string_new(NULL);
    Offenders offenders = {.text = text};

    view->applied = applied;
    view->size = dln_graph_size(view->graph);
    view->rows = dln_graph_match_applied(view->graph, view->scope, applied, unknown);
    find_edited(view, &offenders);
    find_missing(view, unknown, &offenders);
    find_renamed(view, applied, &offenders);
    if (offenders.count == 0)
        return TRUE;

    if (offenders.count > MAX_OFFENDERS)
        g_string_append_printf(text, "; and %u more", offenders.count - MAX_OFFENDERS);
    const DunlinErrorFacts facts = {
        .file = offenders.edited != NULL ? offenders.edited->file : NULL,
        .line = offenders.edited != NULL ? offenders.edited->line : 0,
        .revision = offenders.edited != NULL ? offenders.edited->id : offenders.missing,
    };
    dln_error_set(error, DUNLIN_ERROR_CHECKSUM, &facts,
        "%s: restore the %s as applied, or correct the ledger with `dunlin repair %s %s --apply`",
        text->str, offenders.count == 1 ? "file" : "files",
        offenders.edited != NULL ? "--accept" : "--forget",
        offenders.edited != NULL ? offenders.edited->id : offenders.missing);
    return FALSE;
}

void dln_view_clear(DlnView *view)
{
    g_clear_pointer(&view->rows, g_free);
}

gboolean dln_view_in_lineage(const DlnView *view, guint position)
{
    return dln_lineage_has(view->graph, view->scope, position);
}

gboolean dln_view_is_done(const DlnView *view, guint position)
{
    return view->rows[position] != NULL && view->rows[position]->state == DLN_APPLIED_DONE;
}

DlnScope dln_view_other_scope(const DlnView *view)
{
    return DLN_SCOPE_BOTH & ~view->scope;
}

DlnGround dln_view_ground(const DlnView *view)
{
    return (DlnGround){view->graph, view->scope, DLN_WALK_EXACT};
}

void dln_view_refuse_heads(
    const DlnView *view, const DlnTarget *target, const GArray *positions, GError **error)
{
    g_autoptr(GPtrArray) heads = g_ptr_array_new();

    for (guint i = 0; i < positions->len; i++)
        g_ptr_array_add(
            heads, (gpointer)dln_graph_get(view->graph, g_array_index(positions, guint, i)));
    g_autofree char *ids = dln_id_list(heads);
    dln_error_set(error, DUNLIN_ERROR_GRAPH, NULL,
        "target \"%s\" is ambiguous, since it would count from %u applied heads, %s: name the "
        "revision to go %s to, or a branch as in \"LABEL@%+d\"",
        target->text, heads->len, ids, target->steps > 0 ? "up" : "down", target->steps);
}

gboolean dln_view_require(
    const DlnView *view, const DlnRevision *revision, const DlnRevision *needed, GError **error)
{
    const DlnAppliedRow *row = NULL;

    if (view->other_applied == NULL || needed->scope & view->scope)
        return TRUE;
    row = dln_applied_find(view->other_applied, needed->id);
    if (row != NULL && row->state != DLN_APPLIED_RUNNING)
        return TRUE;
    const DunlinErrorFacts facts = {
        .file = revision->file, .line = revision->line, .revision = revision->id};
    dln_error_set(error, DUNLIN_ERROR_REFUSED, &facts,
        "\"%s\" depends on \"%s\" of scope %s, which is not applied there: apply that first",
        revision->id, needed->id, dln_scope_name(needed->scope));
    return FALSE;
}
