/* SPDX-License-Identifier: Apache-2.0 */
/* order.c: who makes a name that a statement mentions, and a walk along that, depth first. A name is a word: whether a column or
 * a table is meant is not known, so a circle is no error, and is cut where it is found. */
#include "app/schema/order.h"

#include <string.h>

#include "sql/reader.h"

/* Of the statements of one name, what each needs: the object, then what a foreign key to it may need, then its changes. */
typedef enum {
    RANK_OBJECT,
    RANK_UNIQUE_INDEX,
    RANK_CHANGE,
} Rank;

/* Nothing that is made depends on a comment or a grant. */
typedef enum {
    PHASE_GROUND, /* schemas, and extensions, whose objects nobody names here */
    PHASE_OBJECT,
    PHASE_COMMENT,
    PHASE_GRANT,
    N_PHASES,
} Phase;

typedef struct {
    Phase phase;
    Rank rank;
    gboolean is_alter;     /* may mention what belongs to a table: an index, a trigger */
    gboolean skips_bodies; /* of a function, which the engine does not look into */
    gboolean has_values;   /* its strings are those, not SQL */
    gboolean
        skips_columns; /* CREATE TABLE: the first words between the parentheses are their names */
    gboolean is_begun;
    const GArray *made[2]; /* (nullable items) lists of makers that it is in */
    GArray *needs;         /* (element-type guint) indexes of nodes */
    guint n_seen;          /* of needs */
} Node;

typedef struct {
    const DlnSchemaText *text;
    const DlnSchemaEntry *entries;
    GArray *nodes;      /* (element-type Node) as entries */
    GHashTable *makers; /* name -> (element-type guint) nodes */
    GHashTable *parts;  /* the same for what belongs to a table */
} Order;

static void node_clear(gpointer data)
{
    g_array_unref(((Node *)data)->needs);
}

static void order_clear(Order *order)
{
    g_array_unref(order->nodes);
    g_hash_table_unref(order->makers);
    g_hash_table_unref(order->parts);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Order, order_clear)

static Node *node_at(const Order *order, guint index)
{
    return &g_array_index(order->nodes, Node, index);
}

static const DlnScript *script_of(const Order *order, guint index)
{
    return ((const DlnSchemaFile *)order->text->files->pdata[order->entries[index].file])->script;
}

static void start_reader(const Order *order, guint index, DlnReader *reader)
{
    dln_reader_init(reader, script_of(order, index), order->entries[index].statement);
}

/* ---- who makes what ---- */

/* SQLite's names are the same in any letter case. (transfer full) (nullable) */
static char *key_of(const Order *order, const char *name)
{
    if (name == NULL)
        return NULL;
    return order->text->engine == DLN_ENGINE_SQLITE ? g_ascii_strdown(name, -1) : g_strdup(name);
}

/* Returns the list of the name. (transfer none) (nullable) */
static const GArray *add_maker(const Order *order, GHashTable *table, const char *name, guint index)
{
    g_autofree char *key = key_of(order, name);
    GArray *list = key != NULL ? g_hash_table_lookup(table, key) : NULL;

    if (key == NULL)
        return NULL;
    if (list == NULL) {
        list = g_array_new(FALSE, FALSE, sizeof(guint));
        g_hash_table_insert(table, g_steal_pointer(&key), list);
    }
    g_array_append_val(list, index);
    return list;
}

static gboolean is_object(const char *kind)
{
    static const char *const kinds[] = {"table", "view", "materialized view", "sequence", "type",
        "domain", "function", "procedure", "aggregate", "collation", "server", "schema", NULL};

    return g_strv_contains(kinds, kind);
}

static gboolean is_part(const char *kind)
{
    static const char *const kinds[] = {"index", "trigger", "rule", "policy", "statistics", NULL};

    return g_strv_contains(kinds, kind);
}

static gboolean has_word(const Order *order, guint index, const char *word)
{
    DlnReader reader;

    start_reader(order, index, &reader);
    while (!dln_reader_is_at_end(&reader) && !dln_reader_is(&reader, word))
        dln_reader_advance(&reader);
    return !dln_reader_is_at_end(&reader);
}

/* A foreign key may need a unique index as well as the table. */
static gboolean is_unique_index(const Order *order, guint index)
{
    DlnReader reader;

    start_reader(order, index, &reader);
    return dln_reader_accept(&reader, "CREATE") && dln_reader_accept(&reader, "UNIQUE");
}

static void read_definition(Order *order, guint index, const DlnDefinition *definition)
{
    Node *node = node_at(order, index);
    const char *kind = definition->kind;
    const gboolean is_routine = g_str_equal(kind, "function") || g_str_equal(kind, "procedure");

    if (g_str_equal(kind, "schema") || g_str_equal(kind, "extension"))
        node->phase = PHASE_GROUND;
    node->skips_columns = g_str_equal(kind, "table");
    node->skips_bodies =
        is_routine && (order->text->has_unchecked_bodies || has_word(order, index, "plpgsql"));
    node->has_values = !is_routine;
    if (is_object(kind))
        node->made[0] = add_maker(order, order->makers, definition->name, index);
    else if (is_part(kind))
        add_maker(order, order->parts, definition->name, index);
    if (definition->on != NULL && is_unique_index(order, index)) {
        node->rank = RANK_UNIQUE_INDEX;
        node->made[1] = add_maker(order, order->makers, definition->on, index);
    }
}

/* Behind the name of ALTER TABLE: what nobody else waits for, and what may itself mention an index or a trigger of the table. */
static gboolean is_aside(const Order *order, guint index, const DlnReader *reader)
{
    static const char *const words[] = {"CLUSTER", "DISABLE", "ENABLE"};

    for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
        if (dln_reader_is(reader, words[i]))
            return TRUE;
    }
    return has_word(order, index, "REFERENCES");
}

/* A constraint is an index's name, too. */
static void read_alter(Order *order, guint index)
{
    Node *node = node_at(order, index);
    g_autofree char *schema = NULL;
    g_autofree char *name = NULL;
    DlnReader reader;

    node->is_alter = TRUE;
    node->has_values = TRUE;
    node->rank = RANK_CHANGE;
    start_reader(order, index, &reader);
    dln_reader_accept(&reader, "ALTER");
    dln_reader_accept(&reader, "FOREIGN");
    if (!dln_reader_accept(&reader, "TABLE") && !dln_reader_accept(&reader, "TYPE") &&
        !dln_reader_accept(&reader, "DOMAIN"))
        return;
    dln_reader_skip_if_exists(&reader);
    dln_reader_accept(&reader, "ONLY");
    dln_reader_accept_qualified(&reader, &schema, &name);
    if (!is_aside(order, index, &reader))
        node->made[0] = add_maker(order, order->makers, name, index);
    while (!dln_reader_is_at_end(&reader)) {
        g_autofree char *constraint = NULL;
        if (dln_reader_accept(&reader, "CONSTRAINT"))
            constraint = dln_reader_accept_name(&reader);
        else
            dln_reader_advance(&reader);
        add_maker(order, order->parts, constraint, index);
    }
}

static void read_head(Order *order, guint index)
{
    g_auto(DlnDefinition) definition = {0};
    const DlnSchemaEntry *entry = &order->entries[index];
    Node *node = node_at(order, index);
    DlnReader reader;

    node->phase = PHASE_OBJECT;
    start_reader(order, index, &reader);
    if (dln_sql_defines(script_of(order, index), entry->statement, &definition))
        read_definition(order, index, &definition);
    else if (dln_reader_is(&reader, "ALTER"))
        read_alter(order, index);
    else if (dln_reader_is(&reader, "COMMENT"))
        *node = (Node){.phase = PHASE_COMMENT, .is_alter = TRUE, .needs = node->needs};
    else if (dln_reader_is(&reader, "GRANT") || dln_reader_is(&reader, "REVOKE"))
        node->phase = PHASE_GRANT;
}

/* ---- what a statement needs ---- */

static gint compare_makers(gconstpointer a, gconstpointer b, gpointer data)
{
    const guint first = *(const guint *)a;
    const guint second = *(const guint *)b;
    const Rank one = node_at(data, first)->rank;
    const Rank other = node_at(data, second)->rank;

    return one != other ? (one > other) - (one < other) : (first > second) - (first < second);
}

/* Each needs the one before it, so that who mentions the name needs the last one alone. */
static void chain_makers(Order *order)
{
    GHashTableIter iter;
    gpointer value;

    g_hash_table_iter_init(&iter, order->makers);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        GArray *list = value;
        g_array_sort_with_data(list, compare_makers, order);
        for (guint i = 1; i < list->len; i++)
            g_array_append_val(node_at(order, g_array_index(list, guint, i))->needs,
                g_array_index(list, guint, i - 1));
    }
}

static void need(Order *order, guint index, GHashTable *table, const char *key)
{
    const GArray *list = g_hash_table_lookup(table, key);
    Node *node = node_at(order, index);

    if (list != NULL && list != node->made[0] && list != node->made[1] &&
        g_array_index(list, guint, list->len - 1) != index)
        g_array_append_val(node->needs, g_array_index(list, guint, list->len - 1));
}

static void need_name(Order *order, guint index, const char *name)
{
    g_autofree char *key = key_of(order, name);

    if (key == NULL)
        return;
    need(order, index, order->makers, key);
    if (node_at(order, index)->is_alter)
        need(order, index, order->parts, key);
}

/* Of a function's body, of a name in a string. */
static void need_words(Order *order, guint index, const char *text, gsize length)
{
    gsize end;

    for (gsize at = 0; at < length; at = end) {
        for (end = at; end < length && dln_is_word_byte(text[end]) && text[end] != '$';)
            end++;
        if (end == at) {
            end++;
            continue;
        }
        g_autofree char *word = g_strndup(text + at, end - at);
        g_autofree char *folded = g_ascii_strdown(word, -1);
        need_name(order, index, word);
        if (!g_str_equal(word, folded))
            need_name(order, index, folded);
    }
}

/* Where nextval('people_id_seq') has its name. */
typedef enum {
    PLACE_ANY,
    PLACE_CALL,
    PLACE_ARGUMENT,
} Place;

static Place next_place(Place place, const DlnReader *reader)
{
    if (dln_reader_is(reader, "nextval"))
        return PLACE_CALL;
    return place != PLACE_ANY && reader->token.kind == DLN_TOKEN_OPEN ? PLACE_ARGUMENT : PLACE_ANY;
}

/* 'people'::regclass, 'sum(integer)'::regprocedure. */
static gboolean is_cast_to_name(const DlnReader *string)
{
    DlnReader reader = *string;

    dln_reader_advance(&reader);
    if (reader.token.length != 2 || strncmp(reader.source.text + reader.token.offset, "::", 2) != 0)
        return FALSE;
    dln_reader_advance(&reader);
    if (dln_reader_accept(&reader, "pg_catalog"))
        dln_reader_accept_char(&reader, '.');
    return reader.token.length > 3 &&
           g_ascii_strncasecmp(reader.source.text + reader.token.offset, "reg", 3) == 0;
}

/* SQLite takes a string where a name must stand. */
static gboolean is_sql(const Order *order, guint index, const DlnReader *string, Place place)
{
    const Node *node = node_at(order, index);

    if (node->skips_bodies && string->source.text[string->token.offset] == '$')
        return FALSE;
    return order->text->engine == DLN_ENGINE_SQLITE || !node->has_values ||
           place == PLACE_ARGUMENT || is_cast_to_name(string);
}

static void need_token(Order *order, guint index, const DlnReader *reader, Place place)
{
    const char *text = reader->source.text + reader->token.offset;

    if (reader->token.kind == DLN_TOKEN_WORD || reader->token.kind == DLN_TOKEN_QUOTED_NAME) {
        g_autofree char *name =
            dln_token_name(reader->lexer.engine, reader->source.text, &reader->token);
        need_name(order, index, name);
    } else if (reader->token.kind == DLN_TOKEN_STRING && is_sql(order, index, reader, place)) {
        need_words(order, index, text, reader->token.length);
    }
}

/* Where the columns of CREATE TABLE are named: behind the first parenthesis and each comma, one level deep. */
typedef struct {
    guint depth;
    gboolean is_over;
    gboolean is_column;
} Columns;

static void follow_columns(Columns *columns, const DlnReader *reader)
{
    columns->is_column = FALSE;
    if (reader->token.kind == DLN_TOKEN_OPEN)
        columns->is_column = columns->depth++ == 0 && !columns->is_over;
    else if (reader->token.kind == DLN_TOKEN_CLOSE && columns->depth > 0)
        columns->is_over = --columns->depth == 0 || columns->is_over;
    else if (dln_reader_is_char(reader, ','))
        columns->is_column = columns->depth == 1 && !columns->is_over;
}

static void read_needs(Order *order, guint index)
{
    const gboolean skips_columns = node_at(order, index)->skips_columns;
    Columns columns = {0};
    Place place = PLACE_ANY;
    DlnReader reader;

    start_reader(order, index, &reader);
    while (!dln_reader_is_at_end(&reader)) {
        if (!skips_columns || !columns.is_column)
            need_token(order, index, &reader, place);
        follow_columns(&columns, &reader);
        place = next_place(place, &reader);
        dln_reader_advance(&reader);
    }
}

/* ---- the walk ---- */

static void begin(const Order *order, GArray *stack, guint index)
{
    Node *node = node_at(order, index);

    if (node->is_begun)
        return;
    node->is_begun = TRUE;
    g_array_append_val(stack, index);
}

/* With a stack of its own: a chain may be as long as the text. */
static void walk(const Order *order, GArray *stack, guint root, GArray *out_entries)
{
    begin(order, stack, root);
    while (stack->len > 0) {
        const guint index = g_array_index(stack, guint, stack->len - 1);
        Node *node = node_at(order, index);
        if (node->n_seen < node->needs->len) {
            begin(order, stack, g_array_index(node->needs, guint, node->n_seen++));
            continue;
        }
        g_array_set_size(stack, stack->len - 1);
        g_array_append_val(out_entries, order->entries[index]);
    }
}

static GHashTable *new_makers(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
}

void dln_schema_order(const DlnSchemaText *text, DlnSchemaEntry *entries, guint n_entries)
{
    g_autoptr(GArray) stack = g_array_new(FALSE, FALSE, sizeof(guint));
    g_autoptr(GArray) ordered = g_array_new(FALSE, FALSE, sizeof(DlnSchemaEntry));
    g_auto(Order) order = {.text = text,
        .entries = entries,
        .nodes = g_array_new(FALSE, TRUE, sizeof(Node)),
        .makers = new_makers(),
        .parts = new_makers()};

    g_array_set_clear_func(order.nodes, node_clear);
    g_array_set_size(order.nodes, n_entries);
    for (guint i = 0; i < n_entries; i++)
        node_at(&order, i)->needs = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < n_entries; i++)
        read_head(&order, i);
    chain_makers(&order);
    for (guint i = 0; i < n_entries; i++)
        read_needs(&order, i);
    for (guint phase = 0; phase < N_PHASES; phase++) {
        for (guint i = 0; i < n_entries; i++) {
            if (node_at(&order, i)->phase == phase)
                walk(&order, stack, i, ordered);
        }
    }
    for (guint i = 0; i < n_entries; i++)
        entries[i] = g_array_index(ordered, DlnSchemaEntry, i);
}
