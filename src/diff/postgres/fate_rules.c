/* SPDX-License-Identifier: Apache-2.0 */
/* fate_rules.c: of each kind of object, what PostgreSQL can change where it stands. Looks at one object at a time. */
#include <string.h>

#include "diff/postgres/postgres.h"

/* ---- types ---- */

/* Whether all of from stands in to, in the same order. */
static gboolean is_subsequence(char **from, char **to)
{
    for (; *to != NULL && *from != NULL; to++) {
        if (g_str_equal(*from, *to))
            from++;
    }
    return *from == NULL;
}

/* Where it can be moved, it has been, as what is renamed. */
static gboolean can_change_extension(DlnTransition *transition, const DlnPair *pair)
{
    return !dln_pair_differs(pair, "schema");
}

static gboolean can_change_enum(DlnTransition *transition, const DlnPair *pair)
{
    g_auto(GStrv) from = dln_property_list(dln_object_get(pair->from, "labels"));
    g_auto(GStrv) to = dln_property_list(dln_object_get(pair->to, "labels"));

    return is_subsequence(from, to);
}

static gboolean can_change_domain(DlnTransition *transition, const DlnPair *pair)
{
    return !dln_pair_differs(pair, "type") && !dln_pair_differs(pair, "collation");
}

static gboolean can_change_composite(DlnTransition *transition, const DlnPair *pair)
{
    g_autoptr(GPtrArray) from =
        dln_schema_children(transition->from, DLN_OBJECT_COLUMN, &pair->from->id);
    g_autoptr(GPtrArray) to = dln_schema_children(transition->to, DLN_OBJECT_COLUMN, &pair->to->id);
    guint place = 0;

    /* New attributes go to the end. */
    for (guint i = 0; i < from->len; i++) {
        const DlnPair *attribute = g_hash_table_lookup(transition->pair_of, from->pdata[i]);

        if (attribute->to == NULL)
            continue;
        if (place == to->len || to->pdata[place] != attribute->to)
            return FALSE;
        place++;
    }
    return TRUE;
}

/* ---- what is called ---- */

typedef struct {
    GString *rest; /* the parameters without their defaults */
    GPtrArray *has_default;
} Parameters;

/* Where in text a parameter ends, quotes and brackets passed over. */
static const char *parameter_end(const char *at)
{
    int depth = 0;
    char quote = '\0';

    for (; *at != '\0'; at++) {
        if (quote != '\0')
            quote = *at == quote ? '\0' : quote;
        else if (*at == '\'' || *at == '"')
            quote = *at;
        else if (*at == '(' || *at == '[')
            depth++;
        else if (*at == ')' || *at == ']')
            depth--;
        else if (*at == ',' && depth == 0)
            break;
    }
    return at;
}

static void take_parameters(const char *text, Parameters *out)
{
    out->rest = g_string_new(NULL);
    out->has_default = g_ptr_array_new();
    while (text != NULL && *text != '\0') {
        const char *end = parameter_end(text);
        const char *fallback = g_strstr_len(text, end - text, " DEFAULT ");

        g_string_append_len(out->rest, text, (fallback != NULL ? fallback : end) - text);
        g_string_append_c(out->rest, ',');
        g_ptr_array_add(out->has_default, GINT_TO_POINTER(fallback != NULL));
        text = *end == ',' ? end + 1 : end;
        text += strspn(text, " ");
    }
}

static void parameters_clear(Parameters *parameters)
{
    g_string_free(parameters->rest, TRUE);
    g_ptr_array_unref(parameters->has_default);
}

/* A default may be added, and another one, but none taken away; nor may a name change. */
static gboolean may_replace_parameters(const char *from, const char *to)
{
    Parameters before;
    Parameters after;
    gboolean may;

    take_parameters(from, &before);
    take_parameters(to, &after);
    may = g_str_equal(before.rest->str, after.rest->str);
    for (guint i = 0; may && i < before.has_default->len; i++)
        may = before.has_default->pdata[i] == NULL || after.has_default->pdata[i] != NULL;
    parameters_clear(&before);
    parameters_clear(&after);
    return may;
}

static gboolean can_change_function(DlnTransition *transition, const DlnPair *pair)
{
    return !dln_pair_differs(pair, "returns") && !dln_pair_differs(pair, "window") &&
           may_replace_parameters(
               dln_object_get(pair->from, "parameters"), dln_object_get(pair->to, "parameters"));
}

/* ---- relations ---- */

static gboolean can_change_table(DlnTransition *transition, const DlnPair *pair)
{
    return dln_table_can_inherit(transition, pair) && !dln_pair_differs(pair, "partition_by") &&
           !dln_pair_differs(pair, "server");
}

static gboolean can_change_column(DlnTransition *transition, const DlnPair *pair)
{
    const char *generated = dln_object_get(pair->to, "generated");

    if (generated == NULL)
        return TRUE;
    return !dln_pair_differs(pair, "generated") && !dln_pair_differs(pair, "type") &&
           !dln_pair_differs(pair, "collation");
}

/* The columns that a view has must stay the first ones. */
static gboolean can_change_view(DlnTransition *transition, const DlnPair *pair)
{
    g_auto(GStrv) from = dln_property_list(dln_object_get(pair->from, "columns"));
    g_auto(GStrv) to = dln_property_list(dln_object_get(pair->to, "columns"));
    guint i = 0;

    while (from[i] != NULL && to[i] != NULL && g_str_equal(from[i], to[i]))
        i++;
    return from[i] == NULL;
}

/* ---- what hangs on a relation ---- */

/* One that lacks parts becomes whole when the last is attached; nothing takes one away from it. */
static gboolean can_become_valid(DlnTransition *transition, const DlnPair *pair)
{
    const DlnPair *table = dln_pair_parent(transition, pair);

    return !dln_pair_differs(pair, "invalid") ||
           (!dln_object_is(pair->to, "invalid") && table != NULL &&
               dln_object_get(table->to, "partition_by") != NULL);
}

static gboolean can_change_constraint(DlnTransition *transition, const DlnPair *pair)
{
    static const char *const changeable[] = {"comment", "index_comment", "options", "tablespace",
        "not_valid", "deferrable", "inherited", "invalid", "partition_of", NULL};
    gboolean is_foreign_key = g_strcmp0(dln_object_get(pair->to, "type"), "foreign key") == 0;

    if (dln_pair_differs_beside(pair, changeable) || !can_become_valid(transition, pair))
        return FALSE;
    if (dln_pair_differs(pair, "deferrable") && !is_foreign_key)
        return FALSE;
    return !dln_pair_differs(pair, "not_valid") || !dln_object_is(pair->to, "not_valid");
}

static gboolean can_change_domain_constraint(DlnTransition *transition, const DlnPair *pair)
{
    return !dln_pair_differs(pair, "definition") && !dln_object_is(pair->to, "not_valid");
}

static gboolean can_change_index(DlnTransition *transition, const DlnPair *pair)
{
    /* It is a part of a partition's index while its table is a part of the partitioned one. */
    static const char *const changeable[] = {
        "comment", "options", "tablespace", "statistics", "invalid", "partition_of", NULL};

    return !dln_pair_differs_beside(pair, changeable) && can_become_valid(transition, pair);
}

static gboolean can_change_trigger(DlnTransition *transition, const DlnPair *pair)
{
    static const char *const changeable[] = {"comment", "enabled", NULL};

    return !dln_pair_differs_beside(pair, changeable) ||
           (!dln_object_is(pair->from, "constraint") && !dln_object_is(pair->to, "constraint") &&
               !dln_pair_differs(pair, "inherited"));
}

/* ALTER POLICY can give an expression, but takes none away. */
static gboolean can_change_policy(DlnTransition *transition, const DlnPair *pair)
{
    static const char *const expressions[] = {"using", "check"};

    for (guint i = 0; i < G_N_ELEMENTS(expressions); i++) {
        if (dln_object_get(pair->from, expressions[i]) != NULL &&
            dln_object_get(pair->to, expressions[i]) == NULL)
            return FALSE;
    }
    return !dln_pair_differs(pair, "restrictive") && !dln_pair_differs(pair, "command");
}

/* ---- all of them ---- */

static const char *const comment_alone[] = {"comment", NULL};
static const char *const comment_and_statistics[] = {"comment", "statistics", NULL};
static const char *const dictionary_changeable[] = {"comment", "options", NULL};
static const char *const configuration_changeable[] = {"comment", "mappings", NULL};
static const char *const comment_and_enabled[] = {"comment", "enabled", NULL};
static const char *const materialized_changeable[] = {
    "comment", "options", "access_method", "tablespace", "populated", "cluster_on", NULL};
/* CREATE OR REPLACE takes all but what might give the result another type. */
static const char *const aggregate_changeable[] = {"comment", "sfunc", "sspace", "finalfunc_modify",
    "combinefunc", "serialfunc", "deserialfunc", "initcond", "msfunc", "minvfunc", "mstype",
    "msspace", "mfinalfunc", "mfinalfunc_extra", "mfinalfunc_modify", "minitcond", "sortop",
    "parallel", NULL};

/* Everything can be changed where there is no row; where there is a list, what it names; a function has the last word. */
static const struct {
    const char *const *changeable;
    gboolean (*can_change)(DlnTransition *transition, const DlnPair *pair);
} rules[DLN_N_OBJECT_KINDS] = {
    [DLN_OBJECT_COLLATION] = {.changeable = comment_alone},
    [DLN_OBJECT_DICTIONARY] = {.changeable = dictionary_changeable},
    [DLN_OBJECT_CONFIGURATION] = {.changeable = configuration_changeable},
    [DLN_OBJECT_CONVERSION] = {.changeable = comment_alone},
    [DLN_OBJECT_EXTENSION] = {.can_change = can_change_extension},
    [DLN_OBJECT_ENUM] = {.can_change = can_change_enum},
    [DLN_OBJECT_DOMAIN] = {.can_change = can_change_domain},
    [DLN_OBJECT_DOMAIN_CONSTRAINT] = {.can_change = can_change_domain_constraint},
    [DLN_OBJECT_COMPOSITE] = {.can_change = can_change_composite},
    [DLN_OBJECT_RANGE] = {.changeable = comment_alone},
    [DLN_OBJECT_CAST] = {.changeable = comment_alone},
    [DLN_OBJECT_OPERATOR] = {.can_change = dln_operator_can_change},
    [DLN_OBJECT_OPERATOR_CLASS] = {.changeable = comment_alone},
    [DLN_OBJECT_FUNCTION] = {.can_change = can_change_function},
    [DLN_OBJECT_PROCEDURE] = {.can_change = can_change_function},
    [DLN_OBJECT_AGGREGATE] = {.changeable = aggregate_changeable},
    [DLN_OBJECT_TABLE] = {.can_change = can_change_table},
    [DLN_OBJECT_COLUMN] = {.can_change = can_change_column},
    [DLN_OBJECT_CONSTRAINT] = {.can_change = can_change_constraint},
    [DLN_OBJECT_INDEX] = {.can_change = can_change_index},
    [DLN_OBJECT_STATISTICS] = {.changeable = comment_and_statistics},
    [DLN_OBJECT_VIEW] = {.can_change = can_change_view},
    [DLN_OBJECT_MATERIALIZED_VIEW] = {.changeable = materialized_changeable},
    [DLN_OBJECT_TRIGGER] = {.can_change = can_change_trigger},
    [DLN_OBJECT_EVENT_TRIGGER] = {.changeable = comment_and_enabled},
    [DLN_OBJECT_POLICY] = {.can_change = can_change_policy},
};

gboolean dln_fate_can_change(DlnTransition *transition, const DlnPair *pair)
{
    const DlnObjectKind kind = dln_pair_kind(pair);

    if (rules[kind].changeable != NULL && dln_pair_differs_beside(pair, rules[kind].changeable))
        return FALSE;
    return rules[kind].can_change == NULL || rules[kind].can_change(transition, pair);
}
