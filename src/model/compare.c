/* SPDX-License-Identifier: Apache-2.0 */
/* compare.c: what is different between two schemas, and the one number that says whether anything is. */
#include <string.h>

#include "model/schema.h"

/* ---- differences ---- */

static void add_difference(GPtrArray *to, DlnDifference difference)
{
    g_ptr_array_add(to, g_memdup2(&difference, sizeof difference));
}

/* Walks two sorted lists at once. */
static void compare_properties(
    const DlnObject *from, const DlnObject *to, GPtrArray *differences)
{
    guint i = 0;
    guint j = 0;

    while (i < from->properties->len || j < to->properties->len) {
        const DlnProperty *before = i < from->properties->len
            ? &g_array_index(from->properties, DlnProperty, i)
            : NULL;
        const DlnProperty *after =
            j < to->properties->len ? &g_array_index(to->properties, DlnProperty, j) : NULL;
        int order = before == NULL ? 1 : after == NULL ? -1 : strcmp(before->name, after->name);

        if (order == 0 && strcmp(before->value, after->value) != 0)
            add_difference(differences,
                (DlnDifference){DLN_DIFFERENCE_CHANGED, from, to, before->name, before->value,
                    after->value});
        else if (order < 0)
            add_difference(differences,
                (DlnDifference){
                    DLN_DIFFERENCE_CHANGED, from, to, before->name, before->value, NULL});
        else if (order > 0 && after != NULL)
            add_difference(differences,
                (DlnDifference){
                    DLN_DIFFERENCE_CHANGED, from, to, after->name, NULL, after->value});
        i += order <= 0;
        j += order >= 0;
    }
}

/* Whether the object is on one side only because what it belongs to is. */
static gboolean goes_with_owner(const DlnObject *object, const DlnSchema *own, const DlnSchema *other)
{
    const DlnObject *owner = dln_schema_parent(own, &object->id);

    return owner != NULL && dln_schema_find(other, &owner->id) == NULL;
}

GPtrArray *dln_schema_compare(const DlnSchema *from, const DlnSchema *to)
{
    g_autoptr(GPtrArray) differences = g_ptr_array_new_with_free_func(g_free);
    guint i = 0;
    guint j = 0;

    g_return_val_if_fail(from->engine == to->engine, NULL);
    while (i < from->objects->len || j < to->objects->len) {
        const DlnObject *before = i < from->objects->len ? from->objects->pdata[i] : NULL;
        const DlnObject *after = j < to->objects->len ? to->objects->pdata[j] : NULL;
        int order = before == NULL ? 1
            : after == NULL        ? -1
                                   : dln_object_id_compare(&before->id, &after->id);

        if (order == 0)
            compare_properties(before, after, differences);
        else if (order < 0 && !goes_with_owner(before, from, to))
            add_difference(differences, (DlnDifference){DLN_DIFFERENCE_MISSING, .from = before});
        else if (order > 0 && after != NULL && !goes_with_owner(after, to, from))
            add_difference(differences, (DlnDifference){DLN_DIFFERENCE_EXTRA, .to = after});
        i += order <= 0;
        j += order >= 0;
    }
    return g_steal_pointer(&differences);
}

gboolean dln_schema_equal(const DlnSchema *a, const DlnSchema *b)
{
    if (a->engine != b->engine || a->objects->len != b->objects->len)
        return FALSE;
    g_autoptr(GPtrArray) differences = dln_schema_compare(a, b);
    return differences->len == 0;
}

/* ---- for people ---- */

/* A line stays one, and nothing in it can steer a terminal. */
static char *visible(const char *text)
{
    GString *out = g_string_new(NULL);

    if (text == NULL)
        text = "none";
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '\n')
            g_string_append(out, "\\n");
        else if (g_ascii_iscntrl(*p))
            g_string_append_printf(out, "\\x%02x", (guchar)*p);
        else
            g_string_append_c(out, *p);
    }
    return g_string_free(out, FALSE);
}

char *dln_difference_text(const DlnDifference *difference)
{
    const DlnObject *object = difference->from != NULL ? difference->from : difference->to;
    g_autofree char *id = dln_object_id_text(&object->id);
    g_autofree char *name = visible(id);
    g_autofree char *before = visible(difference->before);
    g_autofree char *after = visible(difference->after);
    const char *kind = dln_object_kind_name(object->id.kind);

    if (difference->kind == DLN_DIFFERENCE_MISSING)
        return g_strdup_printf("%s %s: missing", kind, name);
    if (difference->kind == DLN_DIFFERENCE_EXTRA)
        return g_strdup_printf("%s %s: extra", kind, name);
    return g_strdup_printf("%s %s: %s %s -> %s", kind, name, difference->property, before, after);
}

GStrv dln_difference_lines(const DlnSchema *from, const DlnSchema *to)
{
    g_autoptr(GPtrArray) differences = dln_schema_compare(from, to);
    g_autoptr(GStrvBuilder) lines = g_strv_builder_new();

    for (guint i = 0; i < differences->len; i++) {
        g_autofree char *line = dln_difference_text(differences->pdata[i]);
        g_strv_builder_add(lines, line);
    }
    return g_strv_builder_end(lines);
}

char *dln_difference_list(const DlnSchema *from, const DlnSchema *to)
{
    enum { MAX_LINES = 20 };
    g_auto(GStrv) lines = dln_difference_lines(from, to);
    const guint n = g_strv_length(lines);
    GString *list = g_string_new(NULL);

    for (guint i = 0; i < n && i < MAX_LINES; i++)
        g_string_append_printf(list, "\n    %s", lines[i]);
    if (n > MAX_LINES)
        g_string_append_printf(list, "\n    and %u more", n - MAX_LINES);
    return g_string_free(list, FALSE);
}

/* ---- the fingerprint ---- */

/* With its length before it, a text can hold anything and still ends where it ends. */
static void add_text(GChecksum *sum, const char *text)
{
    char digits[32];

    if (text == NULL) {
        g_checksum_update(sum, (const guchar *)"-", 1);
        return;
    }
    g_snprintf(digits, sizeof digits, "%" G_GSIZE_FORMAT ":", strlen(text));
    g_checksum_update(sum, (const guchar *)digits, -1);
    g_checksum_update(sum, (const guchar *)text, -1);
}

static void add_object(GChecksum *sum, const DlnObject *object)
{
    add_text(sum, dln_object_kind_name(object->id.kind));
    add_text(sum, object->id.parent);
    add_text(sum, object->id.name);
    add_text(sum, object->id.arguments);
    for (guint i = 0; i < object->properties->len; i++) {
        const DlnProperty *property = &g_array_index(object->properties, DlnProperty, i);

        add_text(sum, property->name);
        add_text(sum, property->value);
    }
    add_text(sum, NULL);
    if (object->id.schema == NULL)
        return;
    g_checksum_update(sum, (const guchar *)"@", 1);
    add_text(sum, object->id.schema);
}

char *dln_schema_fingerprint(const DlnSchema *schema)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

    add_text(sum, dln_engine_kind_name(schema->engine));
    for (guint i = 0; i < schema->objects->len; i++)
        add_object(sum, schema->objects->pdata[i]);
    return g_strdup(g_checksum_get_string(sum));
}
