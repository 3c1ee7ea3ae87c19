/* SPDX-License-Identifier: Apache-2.0 */
/* rename.c: who decides on renames, and the rounds in which they are done. */
#include "diff/rename/rename.h"

#include "base/error.h"
#include "diff/rename/set.h"

/* ---- deciding ---- */

/* Owners before what belongs to them, so that a renamed table's columns are looked at, too. */
static const DlnObjectKind asked_kinds[] = {
    DLN_OBJECT_TABLE, DLN_OBJECT_COLUMN, DLN_OBJECT_ENUM, DLN_OBJECT_SEQUENCE};

typedef struct {
    const DlnRenameOptions *options;
    DlnRenameSet *set;
    GString *undecided; /* lines */
    guint n_undecided;
} Decider;

static int compare_scores(gconstpointer a, gconstpointer b)
{
    const DlnRenamePair *const *left = a;
    const DlnRenamePair *const *right = b;

    return ((*left)->score < (*right)->score) - ((*left)->score > (*right)->score);
}

static gboolean has_from(const DlnRename *a, const DlnRename *b)
{
    const DlnObjectId left = dln_rename_from_id(a);
    const DlnObjectId right = dln_rename_from_id(b);

    return dln_object_id_compare(&left, &right) == 0;
}

static gboolean has_to(const DlnRename *a, const DlnRename *b)
{
    const DlnObjectId left = dln_rename_to_id(a);
    const DlnObjectId right = dln_rename_to_id(b);

    return dln_object_id_compare(&left, &right) == 0;
}

/* Takes those about the first pair's gone thing out of pairs. (transfer full) (element-type DlnRenamePair) */
static GPtrArray *take_same_gone(GPtrArray *pairs)
{
    GPtrArray *own = g_ptr_array_new_with_free_func((GDestroyNotify)dln_rename_pair_free);
    const DlnRename *first = ((const DlnRenamePair *)pairs->pdata[0])->rename;

    for (guint i = 0; i < pairs->len;) {
        DlnRenamePair *pair = pairs->pdata[i];
        if (has_from(pair->rename, first))
            g_ptr_array_add(own, g_ptr_array_steal_index(pairs, i));
        else
            i++;
    }
    return own;
}

/* How many pairs want the new thing of rename. wanted: (element-type DlnRename) */
static guint count_claims(const GPtrArray *wanted, const DlnRename *rename)
{
    guint n = 0;

    for (guint i = 0; i < wanted->len; i++)
        n += has_to(wanted->pdata[i], rename);
    return n;
}

/* As if somebody had said yes: what belongs to it may have to be decided on as well, and is to be told with it. */
static void take_for_granted(
    Decider *decider, const DlnRenameQuestion *question, const GPtrArray *wanted)
{
    const DlnRenameCandidate *candidate = question->candidates->pdata[0];

    if (question->candidates->len == 1 && count_claims(wanted, candidate->rename) == 1)
        dln_rename_set_add(decider->set, dln_rename_copy(candidate->rename));
}

static void remove_claims(GPtrArray *pairs, const DlnRename *rename)
{
    for (guint i = pairs->len; i > 0; i--) {
        if (has_to(((const DlnRenamePair *)pairs->pdata[i - 1])->rename, rename))
            g_ptr_array_remove_index(pairs, i - 1);
    }
}

static gboolean ask(
    Decider *decider, const DlnRenameQuestion *question, GPtrArray *rest, GError **error)
{
    const DlnRenameOptions *options = decider->options;
    int choice = DLN_RENAME_NONE;

    if (!options->ask(question, &choice, options->user_data, error))
        return FALSE;
    if (choice < 0 || (guint)choice >= question->candidates->len)
        return TRUE;
    const DlnRenameCandidate *chosen = question->candidates->pdata[choice];
    remove_claims(rest, chosen->rename);
    dln_rename_set_add(decider->set, dln_rename_copy(chosen->rename));
    return TRUE;
}

static DlnRenameSchemas schemas_of(const Decider *decider)
{
    const DlnRenameOptions *options = decider->options;

    return (DlnRenameSchemas){
        options->from->engine, options->from->name, options->to->name, options->has_no_file};
}

static gboolean ask_about(Decider *decider, GPtrArray *pairs, GError **error)
{
    const DlnRenameSchemas schemas = schemas_of(decider);

    while (pairs->len > 0) {
        g_autoptr(DlnRenameQuestion) question =
            dln_rename_question_new(&schemas, take_same_gone(pairs));
        if (!ask(decider, question, pairs, error))
            return FALSE;
    }
    return TRUE;
}

static void tell_about(Decider *decider, GPtrArray *pairs)
{
    g_autoptr(GPtrArray) wanted = g_ptr_array_new_with_free_func((GDestroyNotify)dln_rename_free);
    const DlnRenameSchemas schemas = schemas_of(decider);

    for (guint i = 0; i < pairs->len; i++)
        g_ptr_array_add(wanted, dln_rename_copy(((const DlnRenamePair *)pairs->pdata[i])->rename));
    while (pairs->len > 0) {
        g_autoptr(DlnRenameQuestion) question =
            dln_rename_question_new(&schemas, take_same_gone(pairs));
        dln_rename_question_append(decider->undecided, question);
        decider->n_undecided++;
        take_for_granted(decider, question, wanted);
    }
}

static gboolean decide_kind(Decider *decider, DlnObjectKind kind, GError **error)
{
    g_autoptr(GPtrArray) pairs = dln_rename_find(decider->set, kind);

    g_ptr_array_sort(pairs, compare_scores);
    if (decider->options->policy == DLN_RENAMES_ASK)
        return ask_about(decider, pairs, error);
    tell_about(decider, pairs);
    return TRUE;
}

static gboolean refuse(const Decider *decider, GError **error)
{
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
        "somebody has to decide what was renamed; nothing was written%s%s", decider->undecided->str,
        decider->n_undecided == 1
            ? ""
            : "\n--renames never is about all that no --rename and no hint names");
    return FALSE;
}

static gboolean decide_rest(Decider *decider, GError **error)
{
    if (decider->options->policy == DLN_RENAMES_NEVER)
        return TRUE;
    for (guint i = 0; i < G_N_ELEMENTS(asked_kinds); i++) {
        if (!decide_kind(decider, asked_kinds[i], error))
            return FALSE;
    }
    return decider->n_undecided == 0 || refuse(decider, error);
}

GPtrArray *dln_rename_decide(const DlnRenameOptions *options, GError **error)
{
    g_autoptr(DlnRenameSet) set = dln_rename_set_new(options->from, options->to);
    g_autoptr(GString) undecided = g_string_new(NULL);
    Decider decider = {.options = options, .set = set, .undecided = undecided};

    if ((options->wishes != NULL && !dln_rename_resolve(set, options->wishes, error)) ||
        !decide_rest(&decider, error) || !dln_rename_check_names(set, error))
        return NULL;
    return g_ptr_array_ref(set->renames);
}

/* ---- doing ---- */

void dln_renamed_free(DlnRenamed *renamed)
{
    if (renamed == NULL)
        return;
    dln_schema_free(renamed->from);
    g_ptr_array_unref(renamed->up);
    g_ptr_array_unref(renamed->down);
    g_free(renamed);
}

/* Puts steps before those that are there: what was done last is undone first. */
static void prepend(GPtrArray *to, GPtrArray *steps)
{
    while (steps->len > 0)
        g_ptr_array_insert(to, 0, g_ptr_array_steal_index(steps, steps->len - 1));
}

static gboolean do_round(DlnRenamed *renamed, const DlnSchema *from, const GPtrArray *renames,
    DlnRenameApplyFunc apply, gpointer apply_data, GError **error)
{
    g_autoptr(GPtrArray) up = dln_rename_statements(from, renames, DLN_RENAME_FORWARD);
    g_autoptr(GPtrArray) down = dln_rename_statements(from, renames, DLN_RENAME_BACKWARD);
    DlnSchema *after = apply(up, apply_data, error);

    if (after == NULL)
        return FALSE;
    dln_schema_free(renamed->from);
    renamed->from = after;
    while (up->len > 0)
        g_ptr_array_add(renamed->up, g_ptr_array_steal_index(up, 0));
    prepend(renamed->down, down);
    return TRUE;
}

/* Of that length no chain of views is that stand on one another. */
#define ROUNDS_MAX 1000

/* What is done now, of renames or instead of them; the rest of them. (transfer full) */
static GPtrArray *split_round(const DlnSchema *from, const DlnSchema *to, GPtrArray **renames)
{
    GPtrArray *waiting = dln_rename_wait(from, *renames);

    if ((*renames)->len > 0 || waiting->len == 0)
        return waiting;
    g_ptr_array_unref(*renames);
    *renames = dln_rename_follow(from, to);
    if ((*renames)->len > 0)
        return waiting;
    g_ptr_array_unref(*renames);
    *renames = dln_rename_make_room(from, to, waiting);
    /* The server has the word. */
    if ((*renames)->len == 0) {
        g_ptr_array_unref(*renames);
        *renames = waiting;
        return g_ptr_array_new_with_free_func((GDestroyNotify)dln_rename_free);
    }
    return waiting;
}

DlnRenamed *dln_rename_run(
    const DlnRenameOptions *options, DlnRenameApplyFunc apply, gpointer apply_data, GError **error)
{
    g_autoptr(DlnRenamed) renamed = g_new0(DlnRenamed, 1);
    g_autoptr(GPtrArray) renames = dln_rename_decide(options, error);

    renamed->up = g_ptr_array_new_with_free_func((GDestroyNotify)dln_diff_step_free);
    renamed->down = g_ptr_array_new_with_free_func((GDestroyNotify)dln_diff_step_free);
    if (renames == NULL)
        return NULL;
    for (guint round = 0; round < ROUNDS_MAX; round++) {
        const DlnSchema *from = renamed->from != NULL ? renamed->from : options->from;
        GPtrArray *waiting = split_round(from, options->to, &renames);

        if (renames->len > 0 && !do_round(renamed, from, renames, apply, apply_data, error)) {
            g_ptr_array_unref(waiting);
            return NULL;
        }
        from = renamed->from != NULL ? renamed->from : options->from;
        g_ptr_array_unref(renames);
        renames = dln_rename_follow(from, options->to);
        g_ptr_array_extend_and_steal(renames, waiting);
        if (renames->len == 0)
            break;
    }
    return g_steal_pointer(&renamed);
}
