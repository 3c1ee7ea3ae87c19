/* SPDX-License-Identifier: Apache-2.0 */
/* postgres.c: one PostgreSQL schema made into another: what happens to each object is decided first (fate.c), then brought into
 * an order (order.c), then written (the other postgres files), and here put into parts. */

#include "diff/postgres/postgres.h"

#include "dialect/create.h"

static void step_free(gpointer data)
{
    DlnPgStep *step = data;

    g_free(step->sql);
    g_clear_pointer(&step->losses, g_ptr_array_unref);
    g_clear_pointer(&step->notes, g_ptr_array_unref);
    g_free(step->joins);
    g_free(step);
}

gboolean dln_is_online(const DlnTransition *transition)
{
    return (transition->out->options->flags & DLN_DIFF_ONLINE) != 0;
}

DlnPgStep *dln_write_at(
    DlnTransition *transition, DlnStage stage, const DlnObject *about, char *sql)
{
    DlnPgStep *step = g_new0(DlnPgStep, 1);

    step->stage = stage;
    step->about = about;
    step->sql = dln_create_as_written(sql);
    step->losses = dln_diff_lines_new();
    step->notes = dln_diff_lines_new();
    g_ptr_array_add(transition->steps, step);
    return step;
}

DlnPgStep *dln_write(DlnTransition *transition, const DlnObject *about, char *sql)
{
    return dln_write_at(transition, DLN_STAGE_MAIN, about, sql);
}

DlnPgStep *dln_write_made(DlnTransition *transition, const DlnObject *about)
{
    GPtrArray *made = transition->maker.statements;
    DlnPgStep *first = NULL;

    for (guint i = 0; i < made->len; i++) {
        DlnPgStep *step = dln_write(transition, about, made->pdata[i]);
        first = first != NULL ? first : step;
    }
    g_ptr_array_set_size(made, 0);
    return first;
}

void dln_write_behind_indexes(DlnTransition *transition, guint first)
{
    for (guint i = first; dln_is_online(transition) && i < transition->steps->len; i++) {
        DlnPgStep *step = transition->steps->pdata[i];

        if (step->stage == DLN_STAGE_MAIN)
            step->stage = DLN_STAGE_ATTACH;
    }
}

/* ---- parts ---- */

/* (transfer container) (element-type DlnPgStep) */
static GPtrArray *steps_of(const DlnTransition *transition, DlnStage stage)
{
    GPtrArray *steps = g_ptr_array_new();

    for (guint i = 0; i < transition->steps->len; i++) {
        if (((const DlnPgStep *)transition->steps->pdata[i])->stage == stage)
            g_ptr_array_add(steps, transition->steps->pdata[i]);
    }
    return steps;
}

/* Behind those that are one statement. */
static guint end_of_run(const GPtrArray *steps, guint first)
{
    const DlnPgStep *step = steps->pdata[first];
    guint end = first + 1;

    while (step->joins != NULL && end < steps->len &&
           g_strcmp0(((const DlnPgStep *)steps->pdata[end])->joins, step->joins) == 0)
        end++;
    return end;
}

/* (transfer full) */
static char *sql_of_run(const GPtrArray *steps, guint first, guint end)
{
    const DlnPgStep *step = steps->pdata[first];
    GString *sql;

    if (end == first + 1)
        return g_strdup(step->sql);
    sql = g_string_new(step->joins);
    for (guint i = first; i < end; i++)
        g_string_append_printf(sql, "%s\n   %s", i > first ? "," : "",
            ((const DlnPgStep *)steps->pdata[i])->sql + strlen(step->joins));
    return g_string_free(sql, FALSE);
}

static const DlnObject *about_run(
    const DlnTransition *transition, const GPtrArray *steps, guint first, guint end)
{
    const DlnObject *about = ((const DlnPgStep *)steps->pdata[first])->about;
    const DlnObjectId table = {
        .kind = DLN_OBJECT_TABLE, .name = about->id.parent, .schema = about->id.schema};

    return end > first + 1 ? dln_schema_find(transition->to, &table) : about;
}

static void put_heading(DlnDiffStep *step, const char *heading)
{
    if (heading == NULL)
        return;
    g_free(step->about);
    step->about = g_strdup(heading);
}

typedef enum {
    MONEY_OF_THE_SERVER,
    MONEY_AS_READ,
} Money;

/* Around the statements that need it alone: money that becomes a text is to look as the server has it. */
static void put_money(
    DlnTransition *transition, DlnDiffMode mode, const DlnPgStep *beside, Money money)
{
    const gboolean is_set = money == MONEY_AS_READ;
    DlnDiffStep *step = dln_diff_add(transition->out, mode,
        g_strdup(is_set ? DLN_CREATE_SET_MONEY : DLN_CREATE_RESET_MONEY), beside->about);

    put_heading(step, is_set ? "money, written as in the locale C" : "money as before");
}

static void put_stage(DlnTransition *transition, DlnStage stage)
{
    const DlnDiffMode mode = stage == DLN_STAGE_UNINDEX || stage == DLN_STAGE_INDEX
                                 ? DLN_DIFF_NO_TRANSACTION
                                 : DLN_DIFF_TRANSACTION;
    g_autoptr(GPtrArray) steps = steps_of(transition, stage);
    Money is = MONEY_OF_THE_SERVER;
    guint end;

    for (guint i = 0; i < steps->len; i = end) {
        end = end_of_run(steps, i);
        char *sql = sql_of_run(steps, i, end);
        const Money wanted = dln_create_has_money(sql) ? MONEY_AS_READ : MONEY_OF_THE_SERVER;
        if (wanted != is)
            put_money(transition, mode, steps->pdata[i], wanted);
        is = wanted;
        DlnDiffStep *put =
            dln_diff_add(transition->out, mode, sql, about_run(transition, steps, i, end));
        put_heading(put, ((const DlnPgStep *)steps->pdata[i])->heading);
        for (guint k = i; k < end; k++) {
            DlnPgStep *step = steps->pdata[k];
            dln_diff_say_all(put->losses, g_steal_pointer(&step->losses));
            dln_diff_say_all(put->notes, g_steal_pointer(&step->notes));
        }
    }
    if (is == MONEY_AS_READ)
        put_money(transition, mode, steps->pdata[steps->len - 1], MONEY_OF_THE_SERVER);
}

/* A value that is new in an enum is committed before anything else: a cast, a default or a function may come upon it, and PostgreSQL refuses
 * that within the transaction. */
static void put_parts(DlnTransition *transition)
{
    for (DlnStage stage = 0; stage < DLN_N_STAGES; stage++) {
        put_stage(transition, stage);
        dln_diff_cut(transition->out);
    }
}

/* ---- all of it ---- */

/* Whether a body may name it. */
static gboolean can_be_named(const DlnObject *object)
{
    return object->id.arguments != NULL || object->id.kind == DLN_OBJECT_COLUMN ||
           dln_object_is_relation(object) || dln_object_is_type(object) ||
           object->id.kind == DLN_OBJECT_TABLE;
}

/* The server would look at bodies whose tables and functions come later. */
static void open_bodies(DlnTransition *transition)
{
    const DlnObject *first = NULL;
    guint n_named = 0;

    for (guint i = 0; i < transition->pairs->len; i++) {
        const DlnPair *pair = transition->pairs->pdata[i];
        const char *language = pair->to != NULL ? dln_object_get(pair->to, "language") : NULL;

        if (pair->fate == DLN_FATE_KEEP)
            continue;
        if (first == NULL &&
            (g_strcmp0(language, "sql") == 0 || g_strcmp0(language, "plpgsql") == 0))
            first = pair->to;
        n_named += pair->to != NULL && can_be_named(pair->to);
    }
    if (first == NULL || n_named < 2)
        return;
    dln_write(transition, first, g_strdup("SET check_function_bodies = off"))->heading =
        "function bodies, unchecked for now: they may name what comes later";
    g_ptr_array_insert(transition->steps, 0,
        g_ptr_array_steal_index(transition->steps, transition->steps->len - 1));
    dln_write(transition, first, g_strdup("RESET check_function_bodies"))->heading =
        "function bodies, checked again";
}

/* Before anything stumbles over what needs it. */
static void refuse_others(DlnTransition *transition)
{
    for (guint i = 0; i < transition->pairs->len; i++) {
        const DlnPair *pair = transition->pairs->pdata[i];

        if (dln_pair_kind(pair) == DLN_OBJECT_OTHER && pair->fate != DLN_FATE_KEEP)
            dln_diff_fail(transition->out, dln_pair_any(pair),
                "cannot be written as SQL: make the same on both sides by hand");
    }
}

static void mark_made(DlnTransition *transition)
{
    for (guint i = 0; i < transition->pairs->len; i++) {
        DlnPair *pair = transition->pairs->pdata[i];
        if (pair->to != NULL && !dln_pair_comes(pair))
            g_hash_table_add(transition->maker.made, (gpointer)pair->to);
    }
}

void dln_diff_postgres(DlnDiffBuilder *builder)
{
    const DlnDiffOptions *options = builder->options;
    g_autoptr(GPtrArray) pairs = g_ptr_array_new_with_free_func(dln_pair_free);
    g_autoptr(GHashTable) pair_of = g_hash_table_new(g_direct_hash, g_direct_equal);
    g_autoptr(GHashTable) wholes_from =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) wholes_to = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) going =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    g_autoptr(GHashTable) named =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
    g_autoptr(GPtrArray) steps = g_ptr_array_new_with_free_func(step_free);
    g_autoptr(GPtrArray) statements = g_ptr_array_new();
    g_autoptr(GPtrArray) later = g_ptr_array_new();
    g_autoptr(GHashTable) begun = g_hash_table_new(g_direct_hash, g_direct_equal);
    g_autoptr(GHashTable) made = g_hash_table_new(g_direct_hash, g_direct_equal);
    DlnTransition transition = {
        .out = builder,
        .from = options->from,
        .to = options->to,
        .pairs = pairs,
        .pair_of = pair_of,
        .going = going,
        .named = named,
        .wholes = {wholes_from, wholes_to},
        .maker = {.schema = options->to,
            .into = options->into != NULL ? options->into : options->from->name,
            .statements = statements,
            .begun = begun,
            .made = made,
            .later = later},
        .steps = steps,
    };

    dln_pairs_make(&transition);
    dln_parts_find_wholes(&transition);
    dln_takes_find(&transition);
    dln_fates_decide(&transition);
    refuse_others(&transition);
    mark_made(&transition);
    dln_bodies_find_names(&transition);
    dln_order_walk(&transition);
    if (transition.maker.error != NULL && builder->error == NULL)
        builder->error = g_steal_pointer(&transition.maker.error);
    g_clear_error(&transition.maker.error);
    dln_write_left_out(&transition);
    dln_write_privileges(&transition);
    open_bodies(&transition);
    put_parts(&transition);
}
