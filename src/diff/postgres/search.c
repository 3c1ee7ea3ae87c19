/* SPDX-License-Identifier: Apache-2.0 */
/* search.c: changes of what belongs to text search: dictionaries and configurations are altered where they stand, so that what
 * names them stays. */
#include <string.h>

#include "diff/postgres/postgres.h"

/* ---- what it leaves behind ---- */

/* What keeps what it made of the old one: an index over an expression, a generated column, a stored view. */
static gboolean is_stored(const DlnPair *pair)
{
    switch (dln_pair_kind(pair)) {
    case DLN_OBJECT_INDEX:
    case DLN_OBJECT_MATERIALIZED_VIEW:
        return TRUE;
    case DLN_OBJECT_COLUMN:
        return dln_object_get(dln_pair_any(pair), "generated") != NULL;
    default:
        return FALSE;
    }
}

static void append_stored(const DlnPair *changed, GString *list)
{
    for (guint i = 0; changed->dependents != NULL && i < changed->dependents->len; i++) {
        const DlnPair *pair = changed->dependents->pdata[i];
        g_autofree char *id = dln_object_id_text(&dln_pair_any(pair)->id);
        g_autofree char *text =
            g_strdup_printf("%s %s", dln_object_kind_name(dln_pair_kind(pair)), id);

        if (dln_pair_kind(pair) == DLN_OBJECT_CONFIGURATION)
            append_stored(pair, list);
        else if (pair->fate == DLN_FATE_KEEP && is_stored(pair) && strstr(list->str, text) == NULL)
            g_string_append_printf(list, "%s%s", list->len > 0 ? ", " : "", text);
    }
}

static void note_stored(const DlnPair *pair, DlnPgStep *step)
{
    g_autoptr(GString) list = g_string_new(NULL);

    append_stored(pair, list);
    if (list->len > 0)
        dln_diff_say(step->notes, "this keeps what was found before, until it is made anew: %s",
            list->str);
}

/* ---- changing ---- */

static void change_dictionary(DlnTransition *transition, const DlnPair *pair)
{
    g_autofree char *target = dln_create_target(pair->to);
    g_autoptr(GString) set = g_string_new(NULL);
    g_autoptr(GString) reset = g_string_new(NULL);

    dln_option_changes(pair, set, reset);
    if (set->len + reset->len > 0)
        note_stored(pair, dln_write(transition, pair->to,
                              g_strdup_printf("ALTER %s (%s%s%s)", target, reset->str,
                                  set->len > 0 && reset->len > 0 ? ", " : "", set->str)));
}

/* "asciiword WITH " of "asciiword WITH a, b". (transfer full) */
static char *token_of(const char *mapping)
{
    const char *with = strstr(mapping, " WITH ");

    return g_strndup(mapping, (gsize)(with - mapping));
}

/* What list says of the token; NULL: nothing. */
static const char *find_token(char *const *list, const char *mapping)
{
    g_autofree char *wanted = token_of(mapping);

    for (guint i = 0; list[i] != NULL; i++) {
        g_autofree char *token = token_of(list[i]);
        if (g_str_equal(token, wanted))
            return list[i];
    }
    return NULL;
}

typedef struct {
    GPtrArray *added; /* (element-type utf8); so are the others */
    GPtrArray *altered;
    GString *dropped; /* the tokens alone */
} MappingChanges;

static void find_changes(char *const *from, char *const *to, MappingChanges *out)
{
    for (guint i = 0; to[i] != NULL; i++) {
        const char *before = find_token(from, to[i]);

        if (before == NULL)
            g_ptr_array_add(out->added, to[i]);
        else if (!g_str_equal(before, to[i]))
            g_ptr_array_add(out->altered, to[i]);
    }
    for (guint i = 0; from[i] != NULL; i++) {
        g_autofree char *token = token_of(from[i]);

        if (find_token(to, from[i]) == NULL)
            g_string_append_printf(out->dropped, "%s%s", out->dropped->len > 0 ? ", " : "", token);
    }
    g_ptr_array_add(out->added, NULL);
    g_ptr_array_add(out->altered, NULL);
}

static void change_configuration(DlnTransition *transition, const DlnPair *pair)
{
    g_auto(GStrv) from = dln_property_list(dln_object_get(pair->from, "mappings"));
    g_auto(GStrv) to = dln_property_list(dln_object_get(pair->to, "mappings"));
    g_autoptr(GPtrArray) added = g_ptr_array_new();
    g_autoptr(GPtrArray) altered = g_ptr_array_new();
    g_autoptr(GString) dropped = g_string_new(NULL);
    g_autofree char *target = dln_create_target(pair->to);
    MappingChanges changes = {added, altered, dropped};
    const guint first = transition->steps->len;

    find_changes(from, to, &changes);
    if (dropped->len > 0)
        dln_write(transition, pair->to,
            g_strdup_printf("ALTER %s\n    DROP MAPPING FOR %s", target, dropped->str));
    dln_create_mappings(&transition->maker, pair->to, "ALTER", (char *const *)altered->pdata);
    dln_create_mappings(&transition->maker, pair->to, "ADD", (char *const *)added->pdata);
    dln_write_made(transition, pair->to);
    if (transition->steps->len > first)
        note_stored(pair, transition->steps->pdata[first]);
}

/* ---- all of it ---- */

static void make(DlnTransition *transition, const DlnObject *object)
{
    if (object->id.kind == DLN_OBJECT_DICTIONARY)
        dln_create_dictionary(&transition->maker, object);
    else
        dln_create_configuration(&transition->maker, object);
    dln_write_made(transition, object);
}

static void change(DlnTransition *transition, const DlnPair *pair)
{
    if (pair->to->id.kind == DLN_OBJECT_DICTIONARY)
        change_dictionary(transition, pair);
    else
        change_configuration(transition, pair);
    dln_write_comment(transition, pair);
}

void dln_write_search(DlnTransition *transition, DlnPair *pair, DlnMoment moment)
{
    dln_write_whole(transition, pair, moment, make, change);
}
