/* SPDX-License-Identifier: Apache-2.0 */
/* operators.c: operators, casts, operator families and classes as PostgreSQL's SQL. */
#include "dialect/postgres/builder.h"

void dln_create_operator(DlnBuilder *builder, const DlnObject *object)
{
    static const struct {
        const char *property;
        const char *before;
    } parts[] = {
        {"left", ",\n    leftarg = "},
        {"right", ",\n    rightarg = "},
        {"commutator", ",\n    commutator = "},
        {"negator", ",\n    negator = "},
        {"restrict", ",\n    restrict = "},
        {"join", ",\n    join = "},
    };
    g_autofree char *name = dln_create_name(object);
    g_autoptr(GString) sql = g_string_new(NULL);

    g_string_printf(sql, "CREATE OPERATOR %s (", name);
    dln_create_append(sql, "\n    function = ", object, "function", "");
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        dln_create_append(sql, parts[i].before, object, parts[i].property, "");
    dln_create_append_flag(sql, ",\n    hashes", object, "hashes");
    dln_create_append_flag(sql, ",\n    merges", object, "merges");
    g_string_append(sql, "\n)");
    dln_builder_take(builder, g_strdup(sql->str));
    dln_create_comment(builder, object);
}

/* What is in the family and in none of its classes. */
void dln_create_family(DlnBuilder *builder, const DlnObject *family)
{
    g_autofree char *target = dln_create_target(family);
    g_auto(GStrv) members = dln_property_list(dln_object_get(family, "members"));
    g_autofree char *list = g_strjoinv(",\n    ", members);

    dln_builder_add(builder, "CREATE %s", target);
    if (*list != '\0')
        dln_builder_add(builder, "ALTER %s ADD\n    %s", target, list);
    dln_create_comment(builder, family);
}

void dln_create_class(DlnBuilder *builder, const DlnObject *object)
{
    const char *storage = dln_object_get(object, "storage");
    g_autofree char *name = dln_create_name(object);
    g_auto(GStrv) members = dln_property_list(dln_object_get(object, "members"));
    g_autofree char *list = g_strjoinv(",\n    ", members);
    g_autoptr(GString) sql = g_string_new(NULL);

    g_string_printf(sql, "CREATE OPERATOR CLASS %s", name);
    dln_create_append_flag(sql, " DEFAULT", object, "default");
    dln_create_append(sql, " FOR TYPE ", object, "type", "");
    g_string_append_printf(sql, " USING %s", object->id.arguments);
    dln_create_append(sql, " FAMILY ", object, "family", "");
    g_string_append_printf(sql, " AS\n    %s", list);
    /* Something has to stand there. */
    if (storage == NULL && *list == '\0')
        storage = dln_object_get(object, "type");
    if (storage != NULL)
        g_string_append_printf(sql, "%sSTORAGE %s", *list != '\0' ? ",\n    " : "", storage);
    dln_builder_take(builder, g_strdup(sql->str));
    dln_create_comment(builder, object);
}

void dln_create_cast(DlnBuilder *builder, const DlnObject *cast)
{
    const char *with = dln_object_get(cast, "with");
    const char *context = dln_object_get(cast, "context");
    g_autofree char *upper = context != NULL ? g_ascii_strup(context, -1) : NULL;

    dln_builder_add(builder, "CREATE CAST (%s) WITH%s%s%s%s", cast->id.name,
        with != NULL ? " " : "OUT FUNCTION", with != NULL ? with : "", upper != NULL ? " AS " : "",
        upper != NULL ? upper : "");
    dln_create_comment(builder, cast);
}
