/* SPDX-License-Identifier: Apache-2.0 */
/* write.c: decided renames as statements, in an order in which each name is free when it is taken. */
#include <string.h>

#include "dialect/quote.h"
#include "diff/rename/set.h"

/* ---- one statement ---- */

typedef enum {
    LAYOUT_ALONE,    /* ALTER INDEX a RENAME TO b */
    LAYOUT_IN,       /* ALTER TABLE t RENAME COLUMN a TO b */
    LAYOUT_ATTACHED, /* ALTER TRIGGER a ON t RENAME TO b */
} Layout;

static const struct {
    DlnObjectKind kind;
    Layout layout;
    const char *alter;
    const char *rename;
} forms[] = {
    {DLN_OBJECT_TABLE, LAYOUT_ALONE, "TABLE", "RENAME"},
    {DLN_OBJECT_COLUMN, LAYOUT_IN, "TABLE", "RENAME COLUMN"},
    {DLN_OBJECT_CONSTRAINT, LAYOUT_IN, "TABLE", "RENAME CONSTRAINT"},
    {DLN_OBJECT_INDEX, LAYOUT_ALONE, "INDEX", "RENAME"},
    {DLN_OBJECT_SEQUENCE, LAYOUT_ALONE, "SEQUENCE", "RENAME"},
    {DLN_OBJECT_VIEW, LAYOUT_ALONE, "VIEW", "RENAME"},
    {DLN_OBJECT_MATERIALIZED_VIEW, LAYOUT_ALONE, "MATERIALIZED VIEW", "RENAME"},
    {DLN_OBJECT_ENUM, LAYOUT_ALONE, "TYPE", "RENAME"},
    {DLN_OBJECT_COMPOSITE, LAYOUT_ALONE, "TYPE", "RENAME"},
    {DLN_OBJECT_RANGE, LAYOUT_ALONE, "TYPE", "RENAME"},
    {DLN_OBJECT_DOMAIN, LAYOUT_ALONE, "DOMAIN", "RENAME"},
    {DLN_OBJECT_DOMAIN_CONSTRAINT, LAYOUT_IN, "DOMAIN", "RENAME CONSTRAINT"},
    {DLN_OBJECT_COLLATION, LAYOUT_ALONE, "COLLATION", "RENAME"},
    {DLN_OBJECT_DICTIONARY, LAYOUT_ALONE, "TEXT SEARCH DICTIONARY", "RENAME"},
    {DLN_OBJECT_CONFIGURATION, LAYOUT_ALONE, "TEXT SEARCH CONFIGURATION", "RENAME"},
    {DLN_OBJECT_CONVERSION, LAYOUT_ALONE, "CONVERSION", "RENAME"},
    {DLN_OBJECT_FUNCTION, LAYOUT_ALONE, "FUNCTION", "RENAME"},
    {DLN_OBJECT_PROCEDURE, LAYOUT_ALONE, "PROCEDURE", "RENAME"},
    {DLN_OBJECT_AGGREGATE, LAYOUT_ALONE, "AGGREGATE", "RENAME"},
    {DLN_OBJECT_STATISTICS, LAYOUT_ALONE, "STATISTICS", "RENAME"},
    {DLN_OBJECT_TRIGGER, LAYOUT_ATTACHED, "TRIGGER", "RENAME"},
    {DLN_OBJECT_POLICY, LAYOUT_ATTACHED, "POLICY", "RENAME"},
    {DLN_OBJECT_RULE, LAYOUT_ATTACHED, "RULE", "RENAME"},
};

static int form_of(DlnObjectKind kind)
{
    for (guint i = 0; i < G_N_ELEMENTS(forms); i++) {
        if (forms[i].kind == kind)
            return (int)i;
    }
    return -1;
}

gboolean dln_rename_can_write(DlnEngineKind engine, DlnObjectKind kind)
{
    if (engine == DLN_ENGINE_SQLITE)
        return kind == DLN_OBJECT_TABLE || kind == DLN_OBJECT_COLUMN;
    return form_of(kind) >= 0;
}

/* schema: (nullable). (transfer full) */
static char *place(DlnEngineKind engine, const char *schema, const char *name)
{
    g_autofree char *quoted = dln_quote_name(engine, name);
    g_autofree char *home = schema != NULL ? dln_quote_name(engine, schema) : NULL;

    return home != NULL ? g_strdup_printf("%s.%s", home, quoted) : g_steal_pointer(&quoted);
}

/* One step of the way: the thing has the name before when it is executed; its owner is called as after the round. */
typedef struct {
    const DlnRename *rename;
    const char *schema; /* (nullable): where it is then */
    const char *before;
    const char *after;
} Move;

/* ALTER TYPE t RENAME VALUE 'a' TO 'b' */
static char *value_statement(const Move *move)
{
    g_autofree char *type =
        place(DLN_ENGINE_POSTGRES, move->rename->to_schema, move->rename->to_parent);
    g_autofree char *before = dln_quote_postgres_literal(move->before);
    g_autofree char *after = dln_quote_postgres_literal(move->after);

    return g_strdup_printf("ALTER TYPE %s RENAME VALUE %s TO %s", type, before, after);
}

/* A typed table's columns are the type's. */
static char *attribute_statement(const Move *move)
{
    g_autofree char *type =
        place(DLN_ENGINE_POSTGRES, move->rename->to_schema, move->rename->to_parent);
    g_autofree char *before = dln_quote_name(DLN_ENGINE_POSTGRES, move->before);
    g_autofree char *after = dln_quote_name(DLN_ENGINE_POSTGRES, move->after);

    return g_strdup_printf("ALTER TYPE %s RENAME ATTRIBUTE %s TO %s CASCADE", type, before, after);
}

/* What it is called where the statement speaks of it: with its schema where it stands alone, and with a function's arguments, which are
 * printed as SQL reads them. */
static char *called(DlnEngineKind engine, const Move *move, Layout layout)
{
    g_autofree char *name =
        place(engine, layout == LAYOUT_ALONE ? move->schema : NULL, move->before);

    if (move->rename->arguments == NULL)
        return g_steal_pointer(&name);
    return g_strdup_printf("%s(%s)", name, move->rename->arguments);
}

static char *form_statement(DlnEngineKind engine, const Move *move)
{
    const DlnRename *rename = move->rename;
    const int form = form_of(rename->kind);
    g_autofree char *owner =
        rename->to_parent != NULL ? place(engine, rename->to_schema, rename->to_parent) : NULL;
    g_autofree char *before = called(engine, move, forms[form].layout);
    g_autofree char *after = dln_quote_name(engine, move->after);

    if (forms[form].layout == LAYOUT_IN)
        return g_strdup_printf(
            "ALTER %s %s %s %s TO %s", forms[form].alter, owner, forms[form].rename, before, after);
    if (forms[form].layout == LAYOUT_ATTACHED)
        return g_strdup_printf("ALTER %s %s ON %s %s TO %s", forms[form].alter, before, owner,
            forms[form].rename, after);
    return g_strdup_printf(
        "ALTER %s %s %s TO %s", forms[form].alter, before, forms[form].rename, after);
}

static gboolean is_attribute(
    const DlnSchema *from, const DlnRename *rename, DlnRenameDirection direction)
{
    const DlnObjectId own =
        direction == DLN_RENAME_FORWARD ? dln_rename_from_id(rename) : dln_rename_to_id(rename);
    const DlnObjectId id = {.kind = DLN_OBJECT_COMPOSITE, .name = own.parent, .schema = own.schema};

    return rename->kind == DLN_OBJECT_COLUMN && dln_schema_find(from, &id) != NULL;
}

/* ---- the order ---- */

typedef struct {
    const DlnSchema *from;
    DlnRenameDirection direction;
    GPtrArray *pending; /* (element-type DlnRename): in the direction that is written */
    GPtrArray *names;   /* (element-type utf8): what each of pending is called for now; owned */
    guint n_between;
    GPtrArray *steps;
} Writer;

/* Takes sql. */
static void add_sql(Writer *writer, const DlnRename *rename, char *sql)
{
    const DlnObjectId id = dln_rename_to_id(rename);

    g_ptr_array_add(writer->steps, dln_diff_step_new(sql, &id));
}

static void add_step(Writer *writer, const Move *move)
{
    const DlnRename *rename = move->rename;

    if (rename->kind == DLN_OBJECT_ENUM && rename->to_parent != NULL)
        add_sql(writer, rename, value_statement(move));
    else if (is_attribute(writer->from, rename, writer->direction))
        add_sql(writer, rename, attribute_statement(move));
    else
        add_sql(writer, rename, form_statement(writer->from->engine, move));
}

/* What belongs to something goes along with it. */
static gboolean changes_schema(const DlnRename *rename)
{
    return rename->to_parent == NULL && g_strcmp0(rename->from_schema, rename->to_schema) != 0;
}

/* ALTER TABLE a.t SET SCHEMA b; now: what it is called for now. */
static char *set_schema_statement(const Writer *writer, const DlnRename *rename, const char *now)
{
    const gboolean is_extension = rename->kind == DLN_OBJECT_EXTENSION;
    const char *schema = rename->to_schema != NULL ? rename->to_schema : writer->from->name;
    const Move move = {rename, is_extension ? NULL : rename->from_schema, now, NULL};
    g_autofree char *name = called(writer->from->engine, &move, LAYOUT_ALONE);
    g_autofree char *quoted = dln_quote_name(writer->from->engine, schema);

    return g_strdup_printf("ALTER %s %s SET SCHEMA %s",
        is_extension ? "EXTENSION" : forms[form_of(rename->kind)].alter, name, quoted);
}

gboolean dln_rename_is_relation(DlnObjectKind kind)
{
    return kind == DLN_OBJECT_TABLE || kind == DLN_OBJECT_INDEX || kind == DLN_OBJECT_SEQUENCE ||
           kind == DLN_OBJECT_VIEW || kind == DLN_OBJECT_MATERIALIZED_VIEW ||
           kind == DLN_OBJECT_COMPOSITE;
}

/* Whether the first, as it is called now, is in the way of what the second is to be called. */
static gboolean share_names(const DlnRename *now, const DlnRename *then)
{
    if (dln_rename_is_relation(now->kind) && dln_rename_is_relation(then->kind))
        return g_strcmp0(now->from_schema, then->to_schema) == 0;
    if (now->kind != then->kind || g_strcmp0(now->arguments, then->arguments) != 0 ||
        g_strcmp0(now->to_parent, then->to_parent) != 0)
        return FALSE;
    return g_strcmp0(now->to_parent != NULL ? now->to_schema : now->from_schema, then->to_schema) ==
           0;
}

static gboolean is_free(const Writer *writer, guint at)
{
    const DlnRename *rename = writer->pending->pdata[at];

    for (guint i = 0; i < writer->pending->len; i++) {
        if (share_names(writer->pending->pdata[i], rename) &&
            dln_rename_is_same_name(writer->from->engine, writer->names->pdata[i], rename->to))
            return FALSE;
    }
    return TRUE;
}

static gboolean is_known(const DlnSchema *schema, const char *name)
{
    for (guint i = 0; i < schema->objects->len; i++) {
        const DlnObject *object = schema->objects->pdata[i];
        const char *labels = dln_object_get(object, "labels");

        if (g_ascii_strcasecmp(object->id.name, name) == 0 ||
            (labels != NULL && strstr(labels, name) != NULL))
            return TRUE;
    }
    return FALSE;
}

/* Out of the way of one that wants its name. */
static void move_between(Writer *writer, guint at)
{
    g_autofree char *name = NULL;

    do {
        g_free(name);
        name = g_strdup_printf("dunlin_between_%u", ++writer->n_between);
    } while (is_known(writer->from, name));
    const DlnRename *rename = writer->pending->pdata[at];
    add_step(writer, &(Move){rename, rename->from_schema, writer->names->pdata[at], name});
    g_free(writer->names->pdata[at]);
    writer->names->pdata[at] = g_steal_pointer(&name);
}

/* Whether something where it goes has the name that it has until then. */
static gboolean meets_namesake(const Writer *writer, const DlnRename *rename, const char *now)
{
    for (guint i = 0; i < writer->from->objects->len; i++) {
        const DlnObjectId *id = &((const DlnObject *)writer->from->objects->pdata[i])->id;

        if (id->kind != DLN_OBJECT_COLUMN && g_strcmp0(id->schema, rename->to_schema) == 0 &&
            g_str_equal(id->name, now))
            return TRUE;
    }
    return FALSE;
}

static void take(Writer *writer, guint at)
{
    const DlnRename *rename = writer->pending->pdata[at];
    const char *now = writer->names->pdata[at];

    if (changes_schema(rename) && strcmp(now, rename->to) != 0 &&
        meets_namesake(writer, rename, now)) {
        move_between(writer, at);
        now = writer->names->pdata[at];
    }
    if (changes_schema(rename))
        add_sql(writer, rename, set_schema_statement(writer, rename, now));
    if (!changes_schema(rename) || strcmp(now, rename->to) != 0)
        add_step(writer, &(Move){rename, rename->to_schema, now, rename->to});
    g_ptr_array_remove_index(writer->pending, at);
    g_ptr_array_remove_index(writer->names, at);
}

/* Whether its statement names its owner, which must be called as after the round then. */
static gboolean is_inner(const DlnRename *rename)
{
    return rename->to_parent != NULL && rename->kind != DLN_OBJECT_INDEX &&
           rename->kind != DLN_OBJECT_STATISTICS;
}

static gboolean take_one(Writer *writer, gboolean inner)
{
    for (guint i = 0; i < writer->pending->len; i++) {
        if (is_inner(writer->pending->pdata[i]) == inner && is_free(writer, i)) {
            take(writer, i);
            return TRUE;
        }
    }
    return FALSE;
}

/* Only a circle of names is left. */
static gboolean break_circle(Writer *writer, gboolean inner)
{
    for (guint i = 0; i < writer->pending->len; i++) {
        if (is_inner(writer->pending->pdata[i]) == inner) {
            move_between(writer, i);
            return TRUE;
        }
    }
    return FALSE;
}

static DlnRename *backward(const DlnRename *rename)
{
    const DlnObjectId from = dln_rename_to_id(rename);
    const DlnObjectId to = dln_rename_from_id(rename);

    return dln_rename_new(&from, &to);
}

/* The schemas that renames go into and that are not there yet: made first, and dropped last. */
static void add_schemas(
    Writer *writer, const GPtrArray *renames, const char *words, DlnRenameDirection direction)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < renames->len && direction == writer->direction; i++) {
        const DlnRename *rename = renames->pdata[i];
        const DlnObjectId id = {.kind = DLN_OBJECT_SCHEMA, .name = rename->to_schema};

        if (!changes_schema(rename) || rename->to_schema == NULL ||
            dln_schema_find(writer->from, &id) != NULL ||
            !g_hash_table_add(seen, rename->to_schema))
            continue;
        g_autoptr(DlnRename) schema = dln_rename_new(&id, &id);
        g_autofree char *name = dln_quote_name(writer->from->engine, rename->to_schema);
        add_sql(writer, schema, g_strconcat(words, name, NULL));
    }
}

GPtrArray *dln_rename_statements(
    const DlnSchema *from, const GPtrArray *renames, DlnRenameDirection direction)
{
    g_autoptr(GPtrArray) pending = g_ptr_array_new_with_free_func((GDestroyNotify)dln_rename_free);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    Writer writer = {.from = from,
        .direction = direction,
        .pending = pending,
        .names = names,
        .steps = g_ptr_array_new_with_free_func((GDestroyNotify)dln_diff_step_free)};

    for (guint i = 0; i < renames->len; i++) {
        const DlnRename *rename = renames->pdata[i];
        DlnRename *own =
            direction == DLN_RENAME_FORWARD ? dln_rename_copy(rename) : backward(rename);
        g_ptr_array_add(pending, own);
        g_ptr_array_add(names, g_strdup(own->from));
    }
    add_schemas(&writer, renames, "CREATE SCHEMA ", DLN_RENAME_FORWARD);
    while (take_one(&writer, FALSE) || break_circle(&writer, FALSE))
        ;
    while (take_one(&writer, TRUE) || break_circle(&writer, TRUE))
        ;
    add_schemas(&writer, renames, "DROP SCHEMA ", DLN_RENAME_BACKWARD);
    return writer.steps;
}
