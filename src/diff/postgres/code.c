/* SPDX-License-Identifier: Apache-2.0 */
/* code.c: changes of what holds no rows: functions, views, triggers, rules, policies, event triggers, statistics, conversions. */
#include <string.h>

#include "dialect/quote.h"
#include "diff/postgres/postgres.h"

/* A partition's trigger goes with its parent's: here it is switched as that is. */
static void switch_back(DlnTransition *transition, const DlnPair *pair)
{
    g_autofree char *name = dln_create_name(pair->from);
    g_autofree char *table = dln_create_parent(pair->from);

    if (pair->to == NULL)
        dln_write(transition, pair->from,
            g_strdup_printf("ALTER TABLE %s ENABLE TRIGGER %s", table, name));
}

static void drop(DlnTransition *transition, const DlnPair *pair)
{
    g_autofree char *target = dln_create_target(pair->from);

    if (dln_pair_goes(pair) && dln_object_is(pair->from, "inherited"))
        switch_back(transition, pair);
    else if (dln_pair_goes(pair))
        dln_write(transition, pair->from, g_strconcat("DROP ", target, NULL));
}

/* ---- making ---- */

static void make(DlnTransition *transition, const DlnObject *object)
{
    DlnBuilder *maker = &transition->maker;

    switch (object->id.kind) {
    case DLN_OBJECT_FUNCTION:
    case DLN_OBJECT_PROCEDURE:
        dln_create_function(maker, object);
        break;
    case DLN_OBJECT_AGGREGATE:
        dln_create_aggregate(maker, object);
        break;
    case DLN_OBJECT_VIEW:
    case DLN_OBJECT_MATERIALIZED_VIEW:
        dln_create_view(maker, object);
        break;
    default:
        dln_create_attached(maker, object);
    }
    dln_write_made(transition, object);
}

static void replace(DlnTransition *transition, const DlnPair *pair)
{
    transition->maker.is_replacing = TRUE;
    make(transition, pair->to);
    transition->maker.is_replacing = FALSE;
}

/* ---- changing ---- */

static void change_cluster(DlnTransition *transition, const DlnPair *pair, const char *before)
{
    const char *index = dln_object_get(pair->to, "cluster_on");

    if (!dln_pair_differs(pair, "cluster_on"))
        return;
    dln_write(transition, pair->to,
        index != NULL ? g_strdup_printf("%s CLUSTER ON %s", before, index)
                      : g_strdup_printf("%s SET WITHOUT CLUSTER", before));
}

static void change_view(DlnTransition *transition, const DlnPair *pair)
{
    g_autofree char *target = dln_create_target(pair->to);
    g_autofree char *before = g_strconcat("ALTER ", target, NULL);

    /* Its columns may have other types below an equal text. */
    if (dln_pair_differs(pair, "definition") || dln_pair_differs(pair, "columns"))
        replace(transition, pair);
    else
        dln_write_options(transition, pair, before);
}

static void change_materialized_view(DlnTransition *transition, const DlnPair *pair)
{
    const char *method = dln_object_get(pair->to, "access_method");
    const char *tablespace = dln_object_get(pair->to, "tablespace");
    g_autofree char *name = dln_create_name(pair->to);
    g_autofree char *before = g_strconcat("ALTER MATERIALIZED VIEW ", name, NULL);

    if (dln_pair_differs(pair, "access_method"))
        dln_write(transition, pair->to,
            g_strdup_printf("%s SET ACCESS METHOD %s", before, method != NULL ? method : "heap"));
    if (dln_pair_differs(pair, "tablespace"))
        dln_write(transition, pair->to,
            g_strdup_printf(
                "%s SET TABLESPACE %s", before, tablespace != NULL ? tablespace : "pg_default"));
    dln_write_options(transition, pair, before);
    if (dln_pair_differs(pair, "populated"))
        dln_write(transition, pair->to,
            g_strdup_printf("REFRESH MATERIALIZED VIEW %s%s", name,
                dln_object_get(pair->to, "populated") != NULL ? " WITH NO DATA" : ""));
}

/* The switch is the table's, but for an event trigger's. */
static void change_enabled(DlnTransition *transition, const DlnPair *pair)
{
    const char *words = dln_create_enabled_words(pair->to);
    const char *kind = pair->to->id.kind == DLN_OBJECT_RULE ? "RULE" : "TRIGGER";
    g_autofree char *name = dln_create_name(pair->to);
    g_autofree char *table = pair->to->id.parent != NULL ? dln_create_parent(pair->to) : NULL;

    if (words == NULL)
        words = "ENABLE";
    dln_write(transition, pair->to,
        table != NULL ? g_strdup_printf("ALTER TABLE %s %s %s %s", table, words, kind, name)
                      : g_strdup_printf("ALTER EVENT TRIGGER %s %s", name, words));
}

static void change_switched(DlnTransition *transition, const DlnPair *pair)
{
    static const char *const apart[] = {"comment", "enabled", NULL};

    if (dln_pair_differs_beside(pair, apart)) {
        replace(transition, pair);
        /* A rule keeps its switch, a trigger is on again. */
        if (pair->to->id.kind == DLN_OBJECT_RULE && dln_pair_differs(pair, "enabled") &&
            dln_create_enabled_words(pair->to) == NULL)
            change_enabled(transition, pair);
    } else if (dln_pair_differs(pair, "enabled")) {
        change_enabled(transition, pair);
    }
}

static void change_policy(DlnTransition *transition, const DlnPair *pair)
{
    g_autofree char *name = dln_create_name(pair->to);
    g_autofree char *table = dln_create_parent(pair->to);
    g_autoptr(GString) sql = g_string_new(NULL);
    const char *roles = dln_object_get(pair->to, "roles");

    g_string_printf(sql, "ALTER POLICY %s ON %s", name, table);
    const gsize start = sql->len;
    if (dln_pair_differs(pair, "roles"))
        g_string_append_printf(sql, " TO %s", roles != NULL ? roles : "PUBLIC");
    if (dln_pair_differs(pair, "using"))
        dln_create_append(sql, "\n    USING (", pair->to, "using", ")");
    if (dln_pair_differs(pair, "check"))
        dln_create_append(sql, "\n    WITH CHECK (", pair->to, "check", ")");
    if (sql->len > start)
        dln_write(transition, pair->to, g_strdup(sql->str));
}

static void change_statistics(DlnTransition *transition, const DlnPair *pair)
{
    const char *target = dln_object_get(pair->to, "statistics");
    g_autofree char *name = dln_create_name(pair->to);

    if (dln_pair_differs(pair, "statistics"))
        dln_write(transition, pair->to,
            g_strdup_printf(
                "ALTER STATISTICS %s SET STATISTICS %s", name, target != NULL ? target : "-1"));
}

static void change_called(DlnTransition *transition, const DlnPair *pair)
{
    static const char *const apart[] = {"comment", NULL};

    if (dln_pair_differs_beside(pair, apart))
        replace(transition, pair);
}

static void change(DlnTransition *transition, const DlnPair *pair)
{
    g_autofree char *target = dln_create_target(pair->to);
    g_autofree char *before = g_strconcat("ALTER ", target, NULL);

    switch (pair->to->id.kind) {
    case DLN_OBJECT_VIEW:
        change_view(transition, pair);
        break;
    case DLN_OBJECT_MATERIALIZED_VIEW:
        change_materialized_view(transition, pair);
        break;
    case DLN_OBJECT_RULE:
    case DLN_OBJECT_TRIGGER:
    case DLN_OBJECT_EVENT_TRIGGER:
        change_switched(transition, pair);
        break;
    case DLN_OBJECT_POLICY:
        change_policy(transition, pair);
        break;
    case DLN_OBJECT_STATISTICS:
        change_statistics(transition, pair);
        break;
    default:
        change_called(transition, pair);
    }
    dln_write_comment(transition, pair);
}

void dln_write_code(DlnTransition *transition, DlnPair *pair, DlnMoment moment)
{
    g_autofree char *target = dln_create_target(dln_pair_any(pair));
    g_autofree char *before = g_strconcat("ALTER ", target, NULL);
    gboolean is_stored = dln_pair_kind(pair) == DLN_OBJECT_MATERIALIZED_VIEW;

    if (moment == DLN_MOMENT_BEFORE) {
        drop(transition, pair);
    } else if (moment == DLN_MOMENT_MAIN) {
        if (dln_pair_comes(pair))
            make(transition, pair->to);
        else
            change(transition, pair);
    } else if (is_stored && pair->to != NULL && dln_pair_comes(pair)) {
        dln_create_cluster(&transition->maker, pair->to);
        dln_write_made(transition, pair->to);
    } else if (is_stored && pair->fate == DLN_FATE_CHANGE) {
        change_cluster(transition, pair, before);
    }
}
