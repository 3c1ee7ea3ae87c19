/* SPDX-License-Identifier: Apache-2.0 */
/* place.c: where a target leads in one lineage: the names looked up, the steps walked. Knows no ledger.
 * What the words mean is Alembic's: a label is the revision that carries it, and its branch are that revision's
 * ancestors and descendants. */
#include "plan/place.h"

#include <string.h>

#include "revision/id_list.h"

void dln_place_clear(DlnPlace *place)
{
    g_clear_pointer(&place->kin, g_free);
    g_clear_pointer(&place->positions, g_array_unref);
}

static GPtrArray *revisions_of(const DlnGraph *graph, const GArray *positions)
{
    GPtrArray *revisions = g_ptr_array_new();

    for (guint i = 0; i < positions->len; i++)
        g_ptr_array_add(
            revisions, (gpointer)dln_graph_get(graph, g_array_index(positions, guint, i)));
    return revisions;
}

/* -- Names --------------------------------------------------------------------------------------- */

static gboolean is_exact(const DlnGraph *graph, const char *name)
{
    return dln_graph_find(graph, DLN_SCOPE_BOTH, name) != NULL ||
           dln_graph_find_label(graph, name) != NULL;
}

static gboolean may_mean_any(const DlnGraph *graph, const char *name)
{
    g_autoptr(GPtrArray) candidates = dln_graph_candidates(graph, DLN_SCOPE_BOTH, name);

    return candidates->len > 0;
}

/* "001:004", where no id has a colon in it. */
static gboolean is_range(const DlnGraph *graph, const DlnTarget *target)
{
    return target->kind == DLN_TARGET_NAME && strchr(target->name, ':') != NULL &&
           !may_mean_any(graph, target->name) && !may_mean_any(graph, target->text);
}

/* Whether name means nothing but what whole, which is longer, means as well. */
static gboolean says_no_more(const DlnGraph *graph, const char *name, const GPtrArray *whole)
{
    g_autoptr(GPtrArray) candidates = dln_graph_candidates(graph, DLN_SCOPE_BOTH, name);

    for (guint i = 0; i < candidates->len; i++) {
        if (!g_ptr_array_find((GPtrArray *)whole, candidates->pdata[i], NULL))
            return FALSE;
    }
    return dln_graph_find_label(graph, name) == NULL;
}

/* A target as it is to be read in this graph. */
typedef struct {
    const char *branch;
    DlnTargetKind kind;
    const char *name;
    int steps;
} Reading;

/* "x-1" may be one step below "x", or a revision called "x-1…". */
static gboolean read_whole(
    const DlnGround *ground, const DlnTarget *target, Reading *reading, GError **error)
{
    g_autoptr(GPtrArray) begins =
        dln_graph_candidates(ground->graph, DLN_SCOPE_BOTH, target->whole);
    gboolean is_whole = is_exact(ground->graph, target->whole);

    if (!is_whole && begins->len > 0 && !says_no_more(ground->graph, target->name, begins)) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "target \"%s\" is ambiguous: it may be counted from \"%s\", and it is the beginning of "
            "an "
            "id: write the whole id",
            target->text, target->name);
        return FALSE;
    }
    is_whole = is_whole || begins->len > 0;
    if (is_whole) {
        reading->name = target->whole;
        reading->steps = 0;
    }
    return TRUE;
}

static gboolean refuse_range(const DlnTarget *target, GError **error)
{
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
        "\"%s\" is a range, and here one place is meant: a range is for `dunlin history`, and for "
        "upgrade and downgrade with --sql",
        target->text);
    return FALSE;
}

static gboolean read_target(
    const DlnGround *ground, const DlnTarget *target, Reading *out_reading, GError **error)
{
    Reading reading = {target->branch, target->kind, target->name, target->steps};

    /* An id may hold any character. */
    if (target->kind == DLN_TARGET_NAME && is_exact(ground->graph, target->text))
        reading = (Reading){NULL, DLN_TARGET_NAME, target->text, 0};
    else if (is_range(ground->graph, target))
        return refuse_range(target, error);
    else if (target->whole != NULL && !read_whole(ground, target, &reading, error))
        return FALSE;
    *out_reading = reading;
    return TRUE;
}

/* *out_revision NULL: of the other scope only. */
static gboolean find_name(
    const DlnGround *ground, const char *name, const DlnRevision **out_revision, GError **error)
{
    g_autoptr(GPtrArray) here = dln_graph_candidates(ground->graph, ground->scope, name);
    const DlnRevision *revision = dln_graph_find_label(ground->graph, name);

    if (revision == NULL)
        revision = dln_graph_resolve(ground->graph,
            here->len > 0 ? ground->scope : DLN_SCOPE_BOTH & ~ground->scope, name, error);
    if (revision == NULL)
        return FALSE;
    *out_revision = (revision->scope & ground->scope) != 0 ? revision : NULL;
    return TRUE;
}

/* Of what name may mean, what is on the branch. */
static gboolean find_on_branch(const DlnGround *ground, const char *name, const DlnPlace *place,
    const DlnRevision **out_revision, GError **error)
{
    g_autoptr(GPtrArray) here = dln_graph_candidates(ground->graph, ground->scope, name);
    const DlnRevision *only = NULL;
    guint n_kin = 0;

    for (guint i = 0; i < here->len; i++) {
        if (!place->kin[dln_graph_position(ground->graph, here->pdata[i])])
            continue;
        only = here->pdata[i];
        n_kin++;
    }
    if (n_kin == 1)
        *out_revision = only;
    else if (!find_name(ground, name, out_revision, error))
        return FALSE;
    if (*out_revision == NULL || place->kin[dln_graph_position(ground->graph, *out_revision)])
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
        "revision \"%s\" is not on the branch of \"%s\": it neither leads there nor comes from "
        "there",
        (*out_revision)->id, dln_graph_get(ground->graph, place->branch)->id);
    return FALSE;
}

/* -- Steps --------------------------------------------------------------------------------------- */

static GArray *bases(const DlnGround *ground)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(guint));

    for (guint i = 0; i < dln_graph_size(ground->graph); i++) {
        if (dln_lineage_has(ground->graph, ground->scope, i) &&
            dln_graph_parents_at(ground->graph, ground->scope, i).count == 0)
            g_array_append_val(found, i);
    }
    return found;
}

/* What comes next to position. Below a revision without parents stands the base. */
static GArray *next_to(const DlnGround *ground, const DlnPlace *place, guint position)
{
    GArray *next = g_array_new(FALSE, FALSE, sizeof(guint));
    DlnPositions neighbours = {NULL, 0};
    g_autoptr(GArray) first = NULL;

    if (position == DLN_NOWHERE) {
        first = place->steps > 0 ? bases(ground) : g_array_new(FALSE, FALSE, sizeof(guint));
        neighbours = (DlnPositions){(const guint *)first->data, first->len};
    } else {
        neighbours = place->steps > 0
                         ? dln_graph_children_at(ground->graph, ground->scope, position)
                         : dln_graph_parents_at(ground->graph, ground->scope, position);
        if (place->steps < 0 && neighbours.count == 0) {
            const guint base = DLN_NOWHERE;
            g_array_append_val(next, base);
        }
    }
    for (guint i = 0; i < neighbours.count; i++) {
        if (place->steps < 0 || place->kin == NULL || place->kin[neighbours.items[i]])
            g_array_append_val(next, neighbours.items[i]);
    }
    return next;
}

static void refuse_too_far(
    const DlnTarget *target, const DlnPlace *place, guint n_walked, GError **error)
{
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
        "target \"%s\" goes too far: only %u %s %s from there", target->text, n_walked,
        n_walked == 1 ? "step leads" : "steps lead", place->steps > 0 ? "up" : "down");
}

static void refuse_fork(const DlnGround *ground, const DlnTarget *target, const DlnPlace *place,
    const GArray *next, GError **error)
{
    g_autoptr(GPtrArray) revisions = revisions_of(ground->graph, next);
    g_autofree char *ids = dln_id_list(revisions);

    dln_error_set(error, DUNLIN_ERROR_GRAPH, NULL,
        "target \"%s\" is ambiguous: it may go by way of %s; name the revision that you mean%s",
        target->text, ids, place->steps > 0 ? ", or a branch as in \"LABEL@+1\"" : "");
}

gboolean dln_place_walk(const DlnGround *ground, const DlnTarget *target, const DlnPlace *place,
    guint *position, GError **error)
{
    guint n_steps = (guint)ABS(place->steps);
    guint here = *position;

    for (guint n = 0; n < n_steps; n++) {
        g_autoptr(GArray) next = next_to(ground, place, here);
        if (next->len == 0 && ground->walk == DLN_WALK_FAR)
            break;
        if (next->len == 0) {
            refuse_too_far(target, place, n, error);
            return FALSE;
        }
        if (next->len > 1) {
            refuse_fork(ground, target, place, next, error);
            return FALSE;
        }
        here = g_array_index(next, guint, 0);
    }
    *position = here;
    return TRUE;
}

/* -- Words --------------------------------------------------------------------------------------- */

void dln_place_refuse_heads(
    const DlnGround *ground, const DlnTarget *target, const GArray *positions, GError **error)
{
    g_autoptr(GPtrArray) heads = revisions_of(ground->graph, positions);
    g_autofree char *ids = dln_id_list(heads);

    if (target->branch != NULL)
        dln_error_set(error, DUNLIN_ERROR_GRAPH, NULL,
            "branch \"%s\" of the %s history has %u heads, %s: name one of them, or \"%s@heads\"",
            target->branch, dln_scope_name(ground->scope), heads->len, ids, target->branch);
    else
        dln_error_set(error, DUNLIN_ERROR_GRAPH, NULL,
            "the %s history has %u heads, %s: join them with `dunlin merge`, put one behind the "
            "other with `dunlin rebase`, or upgrade to \"heads\"",
            dln_scope_name(ground->scope), heads->len, ids);
}

/* "heads" of everything are those that nothing needs: one that another branch depends on is behind it anyway. */
static GArray *all_heads(const DlnGround *ground)
{
    g_autofree guint8 *marks = dln_marks_new(ground->graph);

    for (guint i = 0; i < dln_graph_size(ground->graph); i++)
        marks[i] = dln_lineage_has(ground->graph, ground->scope, i);
    return dln_lineage_tips(ground->graph, ground->scope, marks, DLN_TIPS_BY_NEEDS);
}

static void add_heads(const DlnGround *ground, DlnPlace *place)
{
    const GPtrArray *heads = dln_graph_heads(ground->graph, ground->scope);

    for (guint i = 0; i < heads->len; i++) {
        guint position = dln_graph_position(ground->graph, heads->pdata[i]);
        if (place->kin == NULL || place->kin[position])
            g_array_append_val(place->positions, position);
    }
}

static gboolean find_heads(const DlnGround *ground, const DlnTarget *target, const Reading *reading,
    DlnPlace *place, GError **error)
{
    gboolean is_one = reading->kind == DLN_TARGET_HEAD || reading->steps != 0;

    if (reading->kind == DLN_TARGET_HEADS && place->kin == NULL) {
        g_array_unref(place->positions);
        place->positions = all_heads(ground);
    } else {
        add_heads(ground, place);
    }
    if (!is_one || place->positions->len <= 1)
        return TRUE;
    dln_place_refuse_heads(ground, target, place->positions, error);
    return FALSE;
}

static gboolean find_branch(
    const DlnGround *ground, const Reading *reading, DlnPlace *place, GError **error)
{
    const DlnRevision *branch;

    if (reading->branch == NULL)
        return TRUE;
    if (!find_name(ground, reading->branch, &branch, error))
        return FALSE;
    place->is_elsewhere = branch == NULL;
    if (branch == NULL)
        return TRUE;
    place->branch = dln_graph_position(ground->graph, branch);
    place->kin = dln_lineage_kin(ground->graph, ground->scope, place->branch);
    return TRUE;
}

static gboolean find_named(
    const DlnGround *ground, const Reading *reading, DlnPlace *place, GError **error)
{
    const DlnRevision *revision;

    if (place->kin != NULL ? !find_on_branch(ground, reading->name, place, &revision, error)
                           : !find_name(ground, reading->name, &revision, error))
        return FALSE;
    place->is_elsewhere = revision == NULL;
    if (revision == NULL)
        return TRUE;
    guint position = dln_graph_position(ground->graph, revision);
    g_array_append_val(place->positions, position);
    return TRUE;
}

/* Walks from the one place that the words say. */
static gboolean walk_from_word(
    const DlnGround *ground, const DlnTarget *target, DlnPlace *place, GError **error)
{
    guint position =
        place->positions->len > 0 ? g_array_index(place->positions, guint, 0) : DLN_NOWHERE;

    if (!dln_place_walk(ground, target, place, &position, error))
        return FALSE;
    g_array_set_size(place->positions, 0);
    if (position != DLN_NOWHERE)
        g_array_append_val(place->positions, position);
    place->steps = 0;
    return TRUE;
}

static gboolean find_words(const DlnGround *ground, const DlnTarget *target, const Reading *reading,
    DlnPlace *place, GError **error)
{
    switch (reading->kind) {
    case DLN_TARGET_HEADS:
    case DLN_TARGET_HEAD:
        return find_heads(ground, target, reading, place, error);
    case DLN_TARGET_NAME:
        return find_named(ground, reading, place, error);
    case DLN_TARGET_CURRENT:
        place->is_current = TRUE;
        return TRUE;
    default:
        return TRUE;
    }
}

gboolean dln_place_find(
    const DlnGround *ground, const DlnTarget *target, DlnPlace *out_place, GError **error)
{
    g_auto(DlnPlace) place = {.branch = DLN_NOWHERE};
    Reading reading;

    place.positions = g_array_new(FALSE, FALSE, sizeof(guint));
    if (!read_target(ground, target, &reading, error))
        return FALSE;
    place.steps = reading.steps;
    if (!find_branch(ground, &reading, &place, error))
        return FALSE;
    if (!place.is_elsewhere && !find_words(ground, target, &reading, &place, error))
        return FALSE;
    if (!place.is_elsewhere && !place.is_current && place.steps != 0 &&
        !walk_from_word(ground, target, &place, error))
        return FALSE;
    *out_place = place;
    place = (DlnPlace){0};
    return TRUE;
}
