/* SPDX-License-Identifier: Apache-2.0 */
/* places.c: where each revision stands in the lineages of its scopes. Knows no database. */
#include "app/history/places.h"

#include "event/event.h"

/* One lineage while it is looked at. */
typedef struct {
    const DlnGraph *graph;
    DlnScope scope;
    guint size;
    GPtrArray **
        branches; /* by position: (element-type utf8, borrowed) labels; NULL where there are none */
} Lineage;

static char **ids_at(const Lineage *lineage, DlnPositions positions)
{
    char **ids = g_new0(char *, positions.count + 1);

    for (guint i = 0; i < positions.count; i++)
        ids[i] = g_strdup(dln_graph_get(lineage->graph, positions.items[i])->id);
    return ids;
}

static DlnPositions parents_at(const Lineage *lineage, guint position)
{
    return dln_graph_parents_at(lineage->graph, lineage->scope, position);
}

static DlnPositions children_at(const Lineage *lineage, guint position)
{
    return dln_graph_children_at(lineage->graph, lineage->scope, position);
}

/* Revisions of this lineage that depend on the one at position. */
static guint count_dependents(const Lineage *lineage, guint position)
{
    DlnPositions dependents = dln_graph_dependents_at(lineage->graph, position);
    guint n = 0;

    for (guint i = 0; i < dependents.count; i++)
        n += (dln_graph_get(lineage->graph, dependents.items[i])->scope & lineage->scope) != 0;
    return n;
}

/* ---- which branches a revision is on ---- */

static void add_branch(Lineage *lineage, guint position, char *label)
{
    if (lineage->branches[position] == NULL)
        lineage->branches[position] = g_ptr_array_new();
    g_ptr_array_add(lineage->branches[position], label);
}

/* A label holds for all that descends from its revision, as in Alembic. */
static void label_descendants(Lineage *lineage, guint from, char *label)
{
    g_autofree guint8 *marks = g_new0(guint8, lineage->size);

    marks[from] = TRUE;
    for (guint i = from + 1; i < lineage->size; i++) {
        DlnPositions parents = parents_at(lineage, i);
        for (guint k = 0; k < parents.count && !marks[i]; k++)
            marks[i] = marks[parents.items[k]];
        if (marks[i])
            add_branch(lineage, i, label);
    }
}

static guint count_above(const Lineage *lineage, guint position)
{
    return children_at(lineage, position).count + count_dependents(lineage, position);
}

/* Whether nothing branches off or joins between the revision at position and the only head above it. */
static gboolean is_straight(const Lineage *lineage, guint position)
{
    guint at = position;

    while (parents_at(lineage, at).count <= 1 && count_above(lineage, at) <= 1) {
        DlnPositions children = children_at(lineage, at);
        if (children.count == 0)
            return TRUE;
        at = children.items[0];
    }
    return FALSE;
}

/* And for what leads to it alone: back to where a branch begins or ends. Alembic starts at the branch's head, and so
 * comes this far only on a straight way. */
static void label_ancestors(Lineage *lineage, guint from, char *label)
{
    DlnPositions parents = parents_at(lineage, from);

    if (!is_straight(lineage, from))
        return;
    while (parents.count == 1) {
        guint at = parents.items[0];
        parents = parents_at(lineage, at);
        if (parents.count > 1 || count_above(lineage, at) > 1)
            return;
        add_branch(lineage, at, label);
    }
}

static void label_all(Lineage *lineage)
{
    for (guint i = 0; i < lineage->size; i++) {
        const DlnRevision *revision = dln_graph_get(lineage->graph, i);
        for (guint k = 0; revision->scope & lineage->scope && revision->labels[k] != NULL; k++) {
            add_branch(lineage, i, revision->labels[k]);
            label_ancestors(lineage, i, revision->labels[k]);
            label_descendants(lineage, i, revision->labels[k]);
        }
    }
}

static char **copy_labels(const GPtrArray *labels)
{
    char **copy = g_new0(char *, labels != NULL ? labels->len + 1 : 1);

    for (guint i = 0; labels != NULL && i < labels->len; i++)
        copy[i] = g_strdup(labels->pdata[i]);
    return copy;
}

/* ---- all of it ---- */

static void fill_place(const Lineage *lineage, guint position, DunlinLineagePlace *place)
{
    place->is_listed = TRUE;
    place->parents = ids_at(lineage, parents_at(lineage, position));
    place->children = ids_at(lineage, children_at(lineage, position));
    place->branches = copy_labels(lineage->branches[position]);
    place->is_head = *place->children == NULL;
    place->is_needed = count_dependents(lineage, position) > 0;
}

static void fill_lineage(const DlnGraph *graph, DlnScope scope, GPtrArray *history)
{
    Lineage lineage = {.graph = graph, .scope = scope, .size = dln_graph_size(graph)};

    lineage.branches = g_new0(GPtrArray *, lineage.size);
    label_all(&lineage);
    for (guint i = 0; i < lineage.size; i++) {
        DunlinRevisionInfo *info = history->pdata[i];
        DunlinLineagePlace *place = &info->places[dln_event_scope(scope)];
        place->n_current = -1;
        if (dln_graph_get(graph, i)->scope & scope)
            fill_place(&lineage, i, place);
        if (lineage.branches[i] != NULL)
            g_ptr_array_unref(lineage.branches[i]);
    }
    g_free(lineage.branches);
}

void dln_app_places_fill(const DlnGraph *graph, GPtrArray *history)
{
    fill_lineage(graph, DLN_SCOPE_PUBLIC, history);
    fill_lineage(graph, DLN_SCOPE_TENANT, history);
}

void dln_app_place_clear(DunlinLineagePlace *place)
{
    g_strfreev(place->parents);
    g_strfreev(place->children);
    g_strfreev(place->branches);
    *place = (DunlinLineagePlace){.n_current = -1};
}

static gboolean is_of_part(const DunlinLineagePlace *place, DunlinHistoryPart part)
{
    switch (part) {
    case DUNLIN_HISTORY_HEADS:
        return place->is_head;
    case DUNLIN_HISTORY_REAL_HEADS:
        return place->is_head && !place->is_needed;
    case DUNLIN_HISTORY_BRANCHPOINTS:
        return g_strv_length(place->children) > 1;
    case DUNLIN_HISTORY_CURRENT:
        return place->n_current > 0;
    default:
        return TRUE;
    }
}

void dln_app_places_keep_part(GPtrArray *history, DunlinHistoryPart part)
{
    guint n_kept = 0;

    for (guint i = 0; i < history->len; i++) {
        DunlinRevisionInfo *info = history->pdata[i];
        gboolean is_listed = FALSE;
        for (guint scope = 0; scope < DUNLIN_N_SCOPES; scope++) {
            DunlinLineagePlace *place = &info->places[scope];
            if (place->is_listed && !is_of_part(place, part))
                dln_app_place_clear(place);
            is_listed = is_listed || place->is_listed;
        }
        if (is_listed) {
            history->pdata[i] = history->pdata[n_kept];
            history->pdata[n_kept++] = info;
        }
    }
    g_ptr_array_set_size(history, (int)n_kept);
}

static void count_current(GPtrArray *history, const DunlinStatus *status, DunlinScope scope)
{
    g_autoptr(GHashTable) counts = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < status->databases->len; i++) {
        const DunlinPosition *position =
            ((const DunlinDatabaseStatus *)status->databases->pdata[i])->position;
        for (guint k = 0; position->scope == scope && position->heads[k] != NULL; k++) {
            guint n = GPOINTER_TO_UINT(g_hash_table_lookup(counts, position->heads[k]));
            g_hash_table_insert(counts, position->heads[k], GUINT_TO_POINTER(n + 1));
        }
    }
    for (guint i = 0; i < history->len; i++) {
        DunlinRevisionInfo *info = history->pdata[i];
        if (info->places[scope].is_listed)
            info->places[scope].n_current =
                (int)GPOINTER_TO_UINT(g_hash_table_lookup(counts, info->id));
    }
}

void dln_app_places_count_current(GPtrArray *history, const DunlinStatus *status)
{
    for (guint scope = 0; scope < DUNLIN_N_SCOPES; scope++)
        count_current(history, status, (DunlinScope)scope);
}

void dunlin_revision_info_free(DunlinRevisionInfo *info)
{
    if (info == NULL)
        return;
    g_free(info->id);
    g_free(info->description);
    g_free(info->file);
    g_free(info->format);
    g_free(info->scope);
    g_free(info->checksum);
    g_strfreev(info->parents);
    g_strfreev(info->depends);
    g_strfreev(info->labels);
    for (guint scope = 0; scope < DUNLIN_N_SCOPES; scope++)
        dln_app_place_clear(&info->places[scope]);
    g_free(info->batch_table);
    g_free(info->batch_key);
    g_free(info->up_sql);
    g_free(info->down_sql);
    g_free(info);
}
