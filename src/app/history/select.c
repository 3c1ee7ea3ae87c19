/* SPDX-License-Identifier: Apache-2.0 */
/* select.c: the part of the history that somebody asks for: a scope, a range, heads, branch points. Opens no
 * database; where they stand was read before. */
#include "app/history/history.h"
#include "app/history/places.h"
#include "plan/range.h"
#include "project/project.h"

#define CURRENT "current"

static const DlnScope lineage_scopes[DUNLIN_N_SCOPES] = {DLN_SCOPE_PUBLIC, DLN_SCOPE_TENANT};

static void unlist(GPtrArray *history, guint scope)
{
    for (guint i = 0; i < history->len; i++)
        dln_app_place_clear(&((DunlinRevisionInfo *)history->pdata[i])->places[scope]);
}

static gboolean keep_scope(GPtrArray *history, const char *name, GError **error)
{
    DlnScope wanted;

    if (name == NULL)
        return TRUE;
    if (!dln_scope_from_name(name, &wanted) || wanted == DLN_SCOPE_BOTH) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "scope \"%s\" has no lineage: write \"public\" or \"tenant\"", name);
        return FALSE;
    }
    unlist(history, wanted == DLN_SCOPE_PUBLIC ? DUNLIN_SCOPE_TENANT : DUNLIN_SCOPE_PUBLIC);
    return TRUE;
}

/* ---- "current" ---- */

/* *out_heads: the revisions at which all databases of this scope stand, empty where nothing is applied, NULL where there
 * is no database. */
static gboolean find_current(
    const DunlinStatus *status, guint scope, char *const **out_heads, GError **error)
{
    const DunlinPosition *found = NULL;

    for (guint i = 0; i < status->positions->len; i++) {
        const DunlinPosition *position = status->positions->pdata[i];
        if ((guint)position->scope != scope)
            continue;
        if (position->problem != NULL && *position->heads == NULL) {
            g_propagate_error(error, g_error_copy(position->problem));
            return FALSE;
        }
        if (found != NULL) {
            dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
                "\"" CURRENT "\" is several places here: choose one database with --public or "
                "--tenant, or name a revision");
            return FALSE;
        }
        found = position;
    }
    *out_heads = found != NULL ? found->heads : NULL;
    return TRUE;
}

/* ---- a range ---- */

/* What a range is asked of, and the marks, by position, of what is in it. */
typedef struct {
    const DlnGraph *graph;
    guint scope;
    char *const *current; /* what "current" means; NULL: nothing, it is a name like others */
    guint8 *marks;
} Request;

static gboolean mark_range(Request *request, const DlnRange *range, GError **error)
{
    g_autoptr(GPtrArray) revisions = NULL;
    guint next = 0;

    if (!dln_plan_range(request->graph, lineage_scopes[request->scope], range, &revisions, error))
        return FALSE;
    for (guint i = 0; i < dln_graph_size(request->graph); i++) {
        gboolean is_in =
            next < revisions->len && revisions->pdata[next] == dln_graph_get(request->graph, i);
        next += is_in ? 1 : 0;
        request->marks[i] = request->marks[i] || is_in;
    }
    return TRUE;
}

/* A database may stand at several heads: what leads to any of them, or comes from it. The other end of the range need
 * not have to do with all of them. */
static gboolean mark_each(Request *request, DlnRange *range, char **end, GError **error)
{
    g_autoptr(GError) first = NULL;
    gboolean found = FALSE;

    for (guint i = 0; request->current[i] != NULL; i++) {
        g_autoptr(GError) failed = NULL;
        g_free(*end);
        *end = g_strdup(request->current[i]);
        if (mark_range(request, range, &failed))
            found = TRUE;
        else if (first == NULL)
            first = g_steal_pointer(&failed);
    }
    if (!found && first != NULL)
        g_propagate_error(error, g_steal_pointer(&first));
    return found || request->current[0] == NULL;
}

static gboolean mark_request(Request *request, const char *text, GError **error)
{
    g_auto(DlnRange) range = {0};

    if (!dln_range_split(text, &range, error))
        return FALSE;
    gboolean is_from = request->current != NULL && g_strcmp0(range.from, CURRENT) == 0;
    gboolean is_to = request->current != NULL && g_strcmp0(range.to, CURRENT) == 0;
    if (is_from && *request->current == NULL) {
        g_clear_pointer(&range.from, g_free); /* the base */
        is_from = FALSE;
    }
    if (is_to && is_from) {
        dln_error_set(
            error, DUNLIN_ERROR_CONFIG, NULL, "the range \"%s\" begins where it ends", text);
        return FALSE;
    }
    if (is_from)
        return mark_each(request, &range, &range.from, error);
    if (is_to)
        return mark_each(request, &range, &range.to, error);
    return mark_range(request, &range, error);
}

static gboolean asks_for_current(const DunlinHistoryOptions *options)
{
    return options->status != NULL && (g_str_has_prefix(options->range, CURRENT ":") ||
                                          g_str_has_suffix(options->range, ":" CURRENT));
}

static gboolean keep_range_of(const DunlinProject *project, GPtrArray *history, guint scope,
    const DunlinHistoryOptions *options, GError **error)
{
    g_autofree guint8 *marks = g_new0(guint8, history->len + 1);
    Request request = {.graph = project->graph, .scope = scope, .marks = marks};
    gboolean needs_current = asks_for_current(options);

    if (needs_current && !find_current(options->status, scope, &request.current, error))
        return FALSE;
    /* Without a database of this scope there is no "current" in it. */
    if ((!needs_current || request.current != NULL) &&
        !mark_request(&request, options->range, error))
        return FALSE;
    for (guint i = 0; i < history->len; i++) {
        if (!marks[i])
            dln_app_place_clear(&((DunlinRevisionInfo *)history->pdata[i])->places[scope]);
    }
    return TRUE;
}

static gboolean has_lineage(const GPtrArray *history, guint scope)
{
    for (guint i = 0; i < history->len; i++) {
        if (((const DunlinRevisionInfo *)history->pdata[i])->places[scope].is_listed)
            return TRUE;
    }
    return FALSE;
}

static gboolean keep_range(const DunlinProject *project, GPtrArray *history,
    const DunlinHistoryOptions *options, GError **error)
{
    for (guint scope = 0; options->range != NULL && scope < DUNLIN_N_SCOPES; scope++) {
        if (has_lineage(history, scope) && !keep_range_of(project, history, scope, options, error))
            return FALSE;
    }
    return TRUE;
}

static DlnScope scope_mask(const char *name)
{
    DlnScope mask = DLN_SCOPE_BOTH;

    if (name != NULL)
        dln_scope_from_name(name, &mask);
    return mask;
}

gboolean dunlin_history_select(DunlinProject *project, const DunlinHistoryOptions *options,
    GPtrArray **out_history, GError **error)
{
    g_autoptr(GPtrArray) history = dunlin_history(project);

    if (!keep_scope(history, options->scope, error) ||
        !keep_range(project, history, options, error))
        return FALSE;
    if (options->status != NULL)
        dln_app_places_count_current(history, options->status);
    dln_app_places_keep_part(history, options->part);
    /* They are in no range and no head: only where everything is asked for. */
    if (options->part == DUNLIN_HISTORY_ALL && options->range == NULL)
        dln_app_history_add_repeatables(project, scope_mask(options->scope), history);
    *out_history = g_steal_pointer(&history);
    return TRUE;
}
