/* SPDX-License-Identifier: Apache-2.0 */
/* model.c: tables, keys and foreign keys out of a model, whose constraints are SQL. */
#include "dialect/diagram/model.h"

#include <string.h>

#include "sql/lexer.h"

static void table_free(gpointer data)
{
    DlnDrawnTable *table = data;

    g_free(table->name);
    g_array_unref(table->columns);
    g_free(table);
}

static void link_free(gpointer data)
{
    DlnDrawnLink *link = data;

    g_free(link->label);
    g_free(link);
}

void dln_diagram_free(DlnDiagram *diagram)
{
    if (diagram == NULL)
        return;
    g_ptr_array_unref(diagram->tables);
    g_ptr_array_unref(diagram->links);
    g_free(diagram);
}

const char *dln_drawn_type(const DlnDrawnColumn *column)
{
    const char *type = dln_object_get(column->column, "type");

    return type != NULL ? type : "";
}

char *dln_drawn_text(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    GString *out = g_string_new(NULL);

    for (const char *p = valid; *p != '\0'; p = g_utf8_next_char(p)) {
        const gunichar c = g_utf8_get_char(p);

        if (g_unichar_iscntrl(c))
            g_string_append_printf(out, "\\x%02x", c);
        else
            g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

/* ---- definitions ---- */

/* "FOREIGN KEY (a, b) REFERENCES t (c)" and its like. */
typedef struct {
    GPtrArray *columns; /* (element-type utf8): of the first list */
    GPtrArray *target;  /* (element-type utf8): schema and name, or the name */
    GPtrArray *others;  /* (element-type utf8): of the second list */
} Definition;

static void definition_clear(Definition *definition)
{
    g_clear_pointer(&definition->columns, g_ptr_array_unref);
    g_clear_pointer(&definition->target, g_ptr_array_unref);
    g_clear_pointer(&definition->others, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Definition, definition_clear)

/* Where the names of a definition go as its tokens come. */
typedef struct {
    guint depth;
    gboolean is_new;    /* the next name is an item's first */
    gboolean is_behind; /* REFERENCES */
    Definition *into;
} Walk;

static void take_token(Walk *walk, DlnEngineKind engine, const char *text, const DlnToken *token)
{
    g_autofree char *name = dln_token_name(engine, text, token);

    if (token->kind == DLN_TOKEN_OPEN || token->kind == DLN_TOKEN_CLOSE) {
        walk->depth += token->kind == DLN_TOKEN_OPEN ? 1 : -1;
        walk->is_new = TRUE;
    } else if (dln_token_is_char(text, token, ',')) {
        walk->is_new = TRUE;
    } else if (walk->depth == 0 && dln_token_is(text, token, "references")) {
        walk->is_behind = TRUE;
        walk->is_new = TRUE;
    } else if (walk->depth == 0 && walk->is_behind && walk->into->others->len == 0) {
        gboolean is_dot = dln_token_is_char(text, token, '.');
        if (name != NULL && walk->is_new)
            g_ptr_array_add(walk->into->target, g_steal_pointer(&name));
        walk->is_new = is_dot;
    } else if (walk->depth == 1 && walk->is_new && name != NULL) {
        g_ptr_array_add(
            walk->is_behind ? walk->into->others : walk->into->columns, g_steal_pointer(&name));
        walk->is_new = FALSE;
    }
}

/* What cannot be read has no columns. */
static Definition read_definition(DlnEngineKind engine, const char *text)
{
    const char *own = text != NULL ? text : "";
    const DlnSource source = {.text = own, .length = strlen(own), .line = 1, .column = 1};
    Definition definition = {g_ptr_array_new_with_free_func(g_free),
        g_ptr_array_new_with_free_func(g_free), g_ptr_array_new_with_free_func(g_free)};
    Walk walk = {.into = &definition};
    DlnLexer lexer;
    DlnToken token = {0};

    dln_lexer_init(&lexer, engine, &source);
    while (dln_lexer_next(&lexer, &token, NULL) && token.kind != DLN_TOKEN_END)
        take_token(&walk, engine, own, &token);
    return definition;
}

/* ---- tables and their keys ---- */

typedef struct {
    const DlnSchema *schema;
    DlnDiagram *diagram;
    GHashTable *numbers; /* (key-type utf8) (value-type guint): of tables by name, from 1 */
} Drawing;

/* SQLite's names do not know letters. (transfer full) */
static char *fold(const Drawing *drawing, const char *name)
{
    return drawing->schema->engine == DLN_ENGINE_SQLITE ? g_ascii_strdown(name, -1)
                                                        : g_strdup(name);
}

static DlnDrawnTable *add_table(Drawing *drawing, const char *name)
{
    DlnDrawnTable *table = g_new0(DlnDrawnTable, 1);

    table->name = dln_drawn_text(name);
    table->columns = g_array_new(FALSE, FALSE, sizeof(DlnDrawnColumn));
    g_ptr_array_add(drawing->diagram->tables, table);
    g_hash_table_insert(
        drawing->numbers, fold(drawing, name), GUINT_TO_POINTER(drawing->diagram->tables->len));
    return table;
}

/* Of the table of that name; made where it is another schema's. */
static guint number_of(Drawing *drawing, const char *name)
{
    g_autofree char *key = fold(drawing, name);
    guint number = GPOINTER_TO_UINT(g_hash_table_lookup(drawing->numbers, key));

    if (number == 0) {
        add_table(drawing, name);
        number = drawing->diagram->tables->len;
    }
    return number - 1;
}

static int find_column(const Drawing *drawing, const DlnDrawnTable *table, const char *name)
{
    for (guint i = 0; i < table->columns->len; i++) {
        const char *own = g_array_index(table->columns, DlnDrawnColumn, i).column->id.name;

        if (drawing->schema->engine == DLN_ENGINE_SQLITE ? g_ascii_strcasecmp(own, name) == 0
                                                         : strcmp(own, name) == 0)
            return (int)i;
    }
    return -1;
}

static DlnDrawnColumn *drawn_column(
    const Drawing *drawing, const DlnDrawnTable *table, const char *name)
{
    const int at = find_column(drawing, table, name);

    return at >= 0 ? &g_array_index(table->columns, DlnDrawnColumn, at) : NULL;
}

static int compare_positions(gconstpointer a, gconstpointer b)
{
    const DlnDrawnColumn *left = a;
    const DlnDrawnColumn *right = b;

    return (left->column->position > right->column->position) -
           (left->column->position < right->column->position);
}

static void draw_table(Drawing *drawing, const DlnObject *object)
{
    g_autoptr(GPtrArray) columns =
        dln_schema_children(drawing->schema, DLN_OBJECT_COLUMN, &object->id);
    g_autofree char *name = dln_object_id_text(&object->id);
    DlnDrawnTable *table = add_table(drawing, name);

    for (guint i = 0; i < columns->len; i++) {
        const DlnDrawnColumn column = {.column = columns->pdata[i]};
        g_array_append_val(table->columns, column);
    }
    g_array_sort(table->columns, compare_positions);
}

static gboolean is_type(const DlnObject *constraint, const char *type)
{
    return g_strcmp0(dln_object_get(constraint, "type"), type) == 0;
}

/* A key of several columns makes none of them unique. */
static void mark_keys(const Drawing *drawing, const DlnDrawnTable *table, const DlnObjectId *id)
{
    g_autoptr(GPtrArray) constraints =
        dln_schema_children(drawing->schema, DLN_OBJECT_CONSTRAINT, id);

    for (guint i = 0; i < constraints->len; i++) {
        const DlnObject *constraint = constraints->pdata[i];
        g_auto(Definition) definition =
            read_definition(drawing->schema->engine, dln_object_get(constraint, "definition"));

        for (guint c = 0; c < definition.columns->len; c++) {
            DlnDrawnColumn *column = drawn_column(drawing, table, definition.columns->pdata[c]);
            if (column == NULL)
                continue;
            column->is_primary |= is_type(constraint, "primary key");
            column->is_foreign |= is_type(constraint, "foreign key");
            column->is_unique |= is_type(constraint, "unique") && definition.columns->len == 1;
        }
    }
}

/* ---- foreign keys ---- */

static gboolean has_name(const Drawing *drawing, const GPtrArray *names, const char *wanted)
{
    for (guint i = 0; i < names->len; i++) {
        if (drawing->schema->engine == DLN_ENGINE_SQLITE
                ? g_ascii_strcasecmp(names->pdata[i], wanted) == 0
                : strcmp(names->pdata[i], wanted) == 0)
            return TRUE;
    }
    return FALSE;
}

/* Whether the columns hold all of a key, so that no two rows have the same values there. */
static gboolean is_single(
    const Drawing *drawing, const DlnObjectId *table, const GPtrArray *columns)
{
    g_autoptr(GPtrArray) constraints =
        dln_schema_children(drawing->schema, DLN_OBJECT_CONSTRAINT, table);

    for (guint i = 0; i < constraints->len; i++) {
        const DlnObject *key = constraints->pdata[i];
        if (!is_type(key, "primary key") && !is_type(key, "unique"))
            continue;
        g_auto(Definition) definition =
            read_definition(drawing->schema->engine, dln_object_get(key, "definition"));
        gboolean holds_all = definition.columns->len > 0;
        for (guint c = 0; c < definition.columns->len; c++)
            holds_all = holds_all && has_name(drawing, columns, definition.columns->pdata[c]);
        if (holds_all)
            return TRUE;
    }
    return FALSE;
}

static gboolean may_be_null(
    const Drawing *drawing, const DlnDrawnTable *table, const GPtrArray *columns)
{
    for (guint i = 0; i < columns->len; i++) {
        const DlnDrawnColumn *column = drawn_column(drawing, table, columns->pdata[i]);

        if (column == NULL || (!column->is_primary && !dln_object_is(column->column, "not_null")))
            return TRUE;
    }
    return FALSE;
}

static char *join(const GPtrArray *names, const char *separator)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < names->len; i++) {
        g_autofree char *name = dln_drawn_text(names->pdata[i]);
        g_string_append_printf(text, "%s%s", i > 0 ? separator : "", name);
    }
    return g_strdup(text->str);
}

static void draw_link(Drawing *drawing, const DlnObject *constraint)
{
    g_auto(Definition) definition =
        read_definition(drawing->schema->engine, dln_object_get(constraint, "definition"));
    const DlnObjectId own = dln_object_id_parent(&constraint->id);
    g_autofree char *name = dln_object_id_text(&own);
    const guint from = number_of(drawing, name);
    const DlnDrawnTable *table = drawing->diagram->tables->pdata[from];
    DlnDrawnLink *link;

    if (definition.columns->len == 0 || definition.target->len == 0)
        return;
    g_autofree char *target = join(definition.target, ".");
    link = g_new0(DlnDrawnLink, 1);
    link->from = from;
    link->to = number_of(drawing, target);
    link->from_column = find_column(drawing, table, definition.columns->pdata[0]);
    link->to_column = definition.others->len > 0
                          ? find_column(drawing, drawing->diagram->tables->pdata[link->to],
                                definition.others->pdata[0])
                          : -1;
    link->label = join(definition.columns, ", ");
    link->is_optional = may_be_null(drawing, table, definition.columns);
    link->is_single = is_single(drawing, &own, definition.columns);
    g_ptr_array_add(drawing->diagram->links, link);
}

static gboolean is_drawn(const DlnObject *table)
{
    return table->id.kind == DLN_OBJECT_TABLE && dln_object_get(table, "partition_of") == NULL;
}

static void draw_links(Drawing *drawing, const DlnObject *table)
{
    g_autoptr(GPtrArray) constraints =
        dln_schema_children(drawing->schema, DLN_OBJECT_CONSTRAINT, &table->id);

    for (guint i = 0; i < constraints->len; i++) {
        if (is_type(constraints->pdata[i], "foreign key"))
            draw_link(drawing, constraints->pdata[i]);
    }
}

DlnDiagram *dln_diagram_new(const DlnSchema *schema)
{
    DlnDiagram *diagram = g_new0(DlnDiagram, 1);
    g_autoptr(GHashTable) numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Drawing drawing = {schema, diagram, numbers};
    guint n = 0;

    diagram->tables = g_ptr_array_new_with_free_func(table_free);
    diagram->links = g_ptr_array_new_with_free_func(link_free);
    for (guint i = 0; i < schema->objects->len; i++) {
        if (is_drawn(schema->objects->pdata[i]))
            draw_table(&drawing, schema->objects->pdata[i]);
    }
    for (guint i = 0; i < schema->objects->len; i++) {
        const DlnObject *object = schema->objects->pdata[i];
        if (is_drawn(object))
            mark_keys(&drawing, diagram->tables->pdata[n++], &object->id);
    }
    for (guint i = 0; i < schema->objects->len; i++) {
        if (is_drawn(schema->objects->pdata[i]))
            draw_links(&drawing, schema->objects->pdata[i]);
    }
    return diagram;
}
