/* SPDX-License-Identifier: Apache-2.0 */
/* loss.c: from the statements that drop or empty something to what the database holds of it. */
#include "run/loss.h"

#include <string.h>

/* ---- which there are, by name ---- */

typedef struct {
    const DlnLoss *loss;
    const DlnScript *script;
    char *table;  /* (nullable) under which name it is there when the first step begins */
    char *column; /* (nullable) */
} Candidate;

static void candidate_clear(Candidate *candidate)
{
    g_free(candidate->table);
    g_free(candidate->column);
}

/* Both borrowed. */
typedef struct {
    const DlnLoss *loss;
    const DlnScript *script;
} Fill;

typedef struct {
    DlnEngineKind engine;
    const char *schema;
    GPtrArray *scripts_losses; /* (element-type GPtrArray of DlnLoss): what the candidates borrow */
    GPtrArray *renames;        /* (element-type DlnLoss), borrowed */
    GArray *fills;             /* of Fill */
    GArray *candidates;        /* of Candidate */
} Collection;

static void collection_clear(Collection *collection)
{
    g_clear_pointer(&collection->candidates, g_array_unref);
    g_clear_pointer(&collection->renames, g_ptr_array_unref);
    g_clear_pointer(&collection->fills, g_array_unref);
    g_clear_pointer(&collection->scripts_losses, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Collection, collection_clear)

static gboolean is_same_name(const Collection *collection, const char *a, const char *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    return collection->engine == DLN_ENGINE_SQLITE ? g_ascii_strcasecmp(a, b) == 0
                                                   : g_str_equal(a, b);
}

static const char *schema_of(const Collection *collection, const DlnLoss *loss)
{
    return loss->schema != NULL && collection->engine == DLN_ENGINE_POSTGRES ? loss->schema
                                                                             : collection->schema;
}

/* The name that the table of loss had before the renames of the steps so far. */
static const char *table_before(const Collection *collection, const DlnLoss *loss)
{
    const char *name = loss->table;

    for (guint i = collection->renames->len; i-- > 0;) {
        const DlnLoss *rename = collection->renames->pdata[i];
        if (rename->kind == DLN_LOSS_RENAME_TABLE && is_same_name(collection, rename->to, name) &&
            is_same_name(collection, schema_of(collection, rename), schema_of(collection, loss)))
            name = rename->table;
    }
    return name;
}

static const char *column_before(const Collection *collection, const DlnLoss *loss)
{
    const char *name = loss->column;

    for (guint i = collection->renames->len; name != NULL && i-- > 0;) {
        const DlnLoss *rename = collection->renames->pdata[i];
        if (rename->kind == DLN_LOSS_RENAME_COLUMN && is_same_name(collection, rename->to, name) &&
            is_same_name(collection, rename->table, loss->table))
            name = rename->column;
    }
    return name;
}

/* Whether rows of the dropped table were copied into the one that is renamed. */
static gboolean was_copied(
    const Collection *collection, const DlnLoss *dropped, const DlnLoss *rename)
{
    for (guint i = 0; i < collection->fills->len; i++) {
        const Fill *fill = &g_array_index(collection->fills, Fill, i);
        if (is_same_name(collection, fill->loss->table, rename->table) &&
            is_same_name(
                collection, schema_of(collection, fill->loss), schema_of(collection, rename)) &&
            dln_sql_mentions(fill->script, fill->loss->statement, dropped->table))
            return TRUE;
    }
    return FALSE;
}

/* A copy that takes the name of what it was made of, which was just dropped, is that table, rebuilt. Another table that
 * does, an older one that was put aside, is not. */
static gboolean take_back_rebuilt(Collection *collection, const DlnLoss *rename)
{
    for (guint i = collection->candidates->len; i-- > 0;) {
        const Candidate *candidate = &g_array_index(collection->candidates, Candidate, i);
        if (candidate->loss->kind != DLN_LOSS_TABLE ||
            !is_same_name(collection, candidate->loss->table, rename->to) ||
            !is_same_name(collection, schema_of(collection, candidate->loss),
                schema_of(collection, rename)) ||
            !was_copied(collection, candidate->loss, rename))
            continue;
        g_array_remove_index(collection->candidates, i);
        return TRUE;
    }
    return FALSE;
}

static void collect_loss(Collection *collection, const DlnScript *script, const DlnLoss *loss)
{
    if (loss->kind == DLN_LOSS_RENAME_TABLE) {
        if (!take_back_rebuilt(collection, loss))
            g_ptr_array_add(collection->renames, (gpointer)loss);
        return;
    }
    if (loss->kind == DLN_LOSS_RENAME_COLUMN) {
        g_ptr_array_add(collection->renames, (gpointer)loss);
        return;
    }
    if (loss->kind == DLN_LOSS_FILL) {
        const Fill fill = {loss, script};
        g_array_append_val(collection->fills, fill);
        return;
    }
    const char *table = loss->table != NULL ? table_before(collection, loss) : NULL;
    const char *column = column_before(collection, loss);
    const Candidate candidate = {loss, script, g_strdup(table), g_strdup(column)};
    g_array_append_val(collection->candidates, candidate);
}

static const DlnScript *script_of(const DlnStep *step, DlnEngineKind engine)
{
    return step->direction == DLN_DIRECTION_DOWN ? step->revision->scripts[step->direction][engine]
                                                 : NULL;
}

static void collect(Collection *collection, const DlnStep *steps, guint n_steps)
{
    collection->scripts_losses = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    collection->renames = g_ptr_array_new();
    collection->fills = g_array_new(FALSE, FALSE, sizeof(Fill));
    collection->candidates = g_array_new(FALSE, FALSE, sizeof(Candidate));
    g_array_set_clear_func(collection->candidates, (GDestroyNotify)candidate_clear);
    for (guint i = 0; i < n_steps; i++) {
        const DlnScript *script = script_of(&steps[i], collection->engine);
        GPtrArray *losses = dln_sql_losses(script);
        g_ptr_array_add(collection->scripts_losses, losses);
        for (guint k = 0; k < losses->len; k++)
            collect_loss(collection, script, losses->pdata[k]);
    }
}

gboolean dln_run_has_losses(const DlnStep *steps, guint n_steps, DlnEngineKind engine)
{
    g_auto(Collection) collection = {.engine = engine};

    collect(&collection, steps, n_steps);
    return collection.candidates->len > 0;
}

/* ---- which of them are there, and hold something ---- */

/* By the name that the statement says: what it was called before the steps began may be another. */
static gboolean is_allowed(
    const DlnRunSpec *spec, const Candidate *candidate, DlnEngineKind engine, const DlnHeld *held)
{
    const DlnLoss *loss = candidate->loss;

    return dln_loss_names_allow(
        spec->may_lose, engine, loss->table != NULL ? loss->table : held->table, loss->column);
}

static void keep_unallowed(const Collection *collection, const DlnRunSpec *spec, GPtrArray *found)
{
    for (guint i = found->len; i-- > 0;) {
        const DlnHeld *held = found->pdata[i];
        const Candidate *candidate = &g_array_index(collection->candidates, Candidate, held->asked);
        if (is_allowed(spec, candidate, collection->engine, held))
            g_ptr_array_remove_index(found, i);
    }
}

static void place_clear(DlnLossPlace *place)
{
    g_free(place->table);
    g_free(place->column);
}

DlnLosses *dln_run_find_losses(const DlnRunSpec *spec, DlnSession *session,
    const DlnRunTarget *target, const DlnStep *steps, guint n_steps, GError **error)
{
    g_auto(Collection) collection = {.engine = target->engine, .schema = target->schema};
    g_autoptr(GArray) asked = g_array_new(FALSE, FALSE, sizeof(DlnHoldable));
    g_autoptr(DlnLosses) losses = g_new0(DlnLosses, 1);

    collect(&collection, steps, n_steps);
    losses->places = g_array_new(FALSE, FALSE, sizeof(DlnLossPlace));
    g_array_set_clear_func(losses->places, (GDestroyNotify)place_clear);
    for (guint i = 0; i < collection.candidates->len; i++) {
        const Candidate *candidate = &g_array_index(collection.candidates, Candidate, i);
        const DlnHoldable one = {
            schema_of(&collection, candidate->loss), candidate->table, candidate->column};
        const DlnLossPlace place = {candidate->script, candidate->loss->statement,
            g_strdup(candidate->loss->table), g_strdup(candidate->loss->column)};
        g_array_append_val(asked, one);
        g_array_append_val(losses->places, place);
    }
    losses->held = dln_held_find(session, (const DlnHoldable *)asked->data, asked->len,
        spec->lock_timeout_ms, spec->interrupt, error);
    if (losses->held == NULL)
        return NULL;
    keep_unallowed(&collection, spec, losses->held);
    if (!dln_held_count(session, losses->held, spec->lock_timeout_ms, spec->interrupt, error))
        return NULL;
    return g_steal_pointer(&losses);
}

void dln_losses_free(DlnLosses *losses)
{
    if (losses == NULL)
        return;
    g_clear_pointer(&losses->held, g_ptr_array_unref);
    g_array_unref(losses->places);
    g_free(losses);
}

/* ---- refusing ---- */

/* Enough to see what it is about; a fleet's log must not drown in one message. */
#define MAX_LISTED 20

/* As the statement names it, and so as --allow-data-loss takes it. */
static char *name_of(DlnEngineKind engine, const DlnLossPlace *place, const DlnHeld *held)
{
    return dln_loss_name_text(
        engine, place->table != NULL ? place->table : held->table, place->column);
}

static void append_held(
    GString *text, DlnEngineKind engine, const DlnLossPlace *place, const DlnHeld *held)
{
    g_autofree char *name = name_of(engine, place, held);
    g_autofree char *now = dln_loss_name_text(engine, held->table, held->column);
    gboolean is_renamed = place->table != NULL && g_ascii_strcasecmp(name, now) != 0;
    const char *noun = held->column != NULL ? "value" : "row";

    g_string_append_printf(text, "%s%s %s%s%s%s: %s%u %s%s (%s:%u)", text->len > 0 ? "; " : "",
        held->column != NULL ? "column" : "table", name, is_renamed ? " (now " : "",
        is_renamed ? now : "", is_renamed ? ")" : "", held->n >= DLN_HELD_MANY ? "at least " : "",
        held->n, noun, held->n == 1 ? "" : "s", place->script->source.file,
        place->script->statements[place->statement].line);
}

/* The flags that let it through, each once. */
static void add_flag(
    GPtrArray *flags, DlnEngineKind engine, const DlnLossPlace *place, const DlnHeld *held)
{
    g_autofree char *name = name_of(engine, place, held);
    char *flag = strpbrk(name, "\" $'\\") != NULL ? g_shell_quote(name) : g_strdup(name);

    if (g_ptr_array_find_with_equal_func(flags, flag, g_str_equal, NULL))
        g_free(flag);
    else
        g_ptr_array_add(flags, flag);
}

gboolean dln_losses_refuse(const DlnLosses *losses, DlnEngineKind engine, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GPtrArray) flags = g_ptr_array_new_with_free_func(g_free);
    DunlinErrorFacts facts = {0};
    guint n = 0;

    for (guint i = 0; i < losses->held->len; i++) {
        const DlnHeld *held = losses->held->pdata[i];
        if (held->n == 0 || n++ >= MAX_LISTED)
            continue;
        const DlnLossPlace *place = &g_array_index(losses->places, DlnLossPlace, held->asked);
        const DlnStatement *statement = &place->script->statements[place->statement];
        if (facts.file == NULL)
            facts = (DunlinErrorFacts){.file = place->script->source.file,
                .line = statement->line,
                .column = statement->column};
        append_held(text, engine, place, held);
        add_flag(flags, engine, place, held);
    }
    if (n == 0)
        return TRUE;
    if (n > MAX_LISTED)
        g_string_append_printf(text, "; and %u more", n - MAX_LISTED);
    g_ptr_array_add(flags, NULL);
    g_autofree char *all = g_strjoinv(" --allow-data-loss ", (char **)flags->pdata);
    dln_error_set(error, DUNLIN_ERROR_REFUSED, &facts,
        "this would lose data: %s; say what may go: --allow-data-loss %s", text->str, all);
    return FALSE;
}

gboolean dln_run_check_losses(const DlnRunSpec *spec, DlnSession *session,
    const DlnRunTarget *target, const DlnStep *steps, guint n_steps, GError **error)
{
    g_autoptr(DlnLosses) losses = dln_run_find_losses(spec, session, target, steps, n_steps, error);

    return losses != NULL && dln_losses_refuse(losses, target->engine, error);
}
