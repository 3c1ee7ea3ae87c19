/* SPDX-License-Identifier: Apache-2.0 */
/* defines.c: reads the head of a CREATE statement. */
#include "sql/defines.h"

#include "sql/reader.h"

/* Words between CREATE and what is created that say no more than how. */
static const char *const manners[] = {"OR", "REPLACE", "UNLOGGED", "RECURSIVE", "UNIQUE",
    "CONSTRAINT", "TRUSTED", "PROCEDURAL", "EVENT", "FOREIGN", "DEFAULT", "VIRTUAL", "GLOBAL",
    "LOCAL"};

/* What shares its names with others: a table and a view of one name cannot both be. */
static const struct {
    const char *kind;
    const char *family;
} families[] = {
    {"table", "relation"},
    {"view", "relation"},
    {"materialized view", "relation"},
    {"sequence", "relation"},
    {"index", "relation"},
    {"type", "type"},
    {"domain", "type"},
    {"function", "routine"},
    {"procedure", "routine"},
    {"aggregate", "routine"},
    {"trigger", "trigger"},
    {"rule", "rule"},
    {"policy", "policy"},
    {"statistics", "statistics"},
    {"collation", "collation"},
};

void dln_definition_clear(DlnDefinition *definition)
{
    g_clear_pointer(&definition->kind, g_free);
    g_clear_pointer(&definition->schema, g_free);
    g_clear_pointer(&definition->name, g_free);
    g_clear_pointer(&definition->on, g_free);
    g_clear_pointer(&definition->details, g_free);
}

static void skip_manners(DlnReader *reader)
{
    gboolean found = TRUE;

    while (found) {
        found = FALSE;
        for (gsize i = 0; !found && i < G_N_ELEMENTS(manners); i++)
            found = dln_reader_accept(reader, manners[i]);
    }
}

static char *read_kind(DlnReader *reader)
{
    if (dln_reader_accept(reader, "MATERIALIZED"))
        return dln_reader_accept(reader, "VIEW") ? g_strdup("materialized view") : NULL;
    if (reader->token.kind != DLN_TOKEN_WORD)
        return NULL;
    char *kind =
        g_ascii_strdown(reader->source.text + reader->token.offset, (gssize)reader->token.length);
    dln_reader_advance(reader);
    return kind;
}

static gboolean is_on_a_table(const char *kind)
{
    static const char *const kinds[] = {"trigger", "rule", "policy", "index", NULL};

    return g_strv_contains(kinds, kind);
}

/* A rule is ON an event TO its table. */
static void read_table(DlnReader *reader, DlnDefinition *definition)
{
    const char *word = g_str_equal(definition->kind, "rule") ? "TO" : "ON";
    g_autofree char *schema = NULL;

    while (!dln_reader_is_at_end(reader) && !dln_reader_is(reader, word))
        dln_reader_advance(reader);
    if (!dln_reader_accept(reader, word))
        return;
    dln_reader_accept(reader, "ONLY");
    dln_reader_accept_qualified(reader, &schema, &definition->on);
    if (definition->schema == NULL)
        definition->schema = g_steal_pointer(&schema);
}

static void read_arguments(DlnReader *reader, DlnDefinition *definition)
{
    g_autoptr(GString) words = g_string_new(NULL);
    guint depth = 0;

    do {
        if (dln_reader_is_char(reader, '('))
            depth++;
        else if (dln_reader_is_char(reader, ')'))
            depth--;
        g_string_append_len(
            words, reader->source.text + reader->token.offset, (gssize)reader->token.length);
        g_string_append_c(words, ' ');
    } while (depth > 0 && dln_reader_advance(reader));
    definition->details = g_string_free(g_steal_pointer(&words), FALSE);
}

gboolean dln_sql_defines(const DlnScript *script, guint statement, DlnDefinition *out_definition)
{
    g_auto(DlnDefinition) definition = {0};
    DlnReader reader;

    dln_reader_init(&reader, script, statement);
    if (!dln_reader_accept(&reader, "CREATE"))
        return FALSE;
    skip_manners(&reader);
    if (dln_reader_is(&reader, "TEMP") || dln_reader_is(&reader, "TEMPORARY"))
        return FALSE;
    definition.kind = read_kind(&reader);
    if (definition.kind == NULL)
        return FALSE;
    dln_reader_accept(&reader, "CONCURRENTLY");
    dln_reader_skip_if_exists(&reader);
    if (!g_str_equal(definition.kind, "index") || !dln_reader_is(&reader, "ON"))
        dln_reader_accept_qualified(&reader, &definition.schema, &definition.name);
    if (is_on_a_table(definition.kind))
        read_table(&reader, &definition);
    else if (dln_reader_is_char(&reader, '('))
        read_arguments(&reader, &definition);
    *out_definition = definition;
    definition = (DlnDefinition){0};
    return TRUE;
}

char *dln_definition_key(const DlnDefinition *definition)
{
    if (definition->name == NULL)
        return NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(families); i++) {
        if (!g_str_equal(families[i].kind, definition->kind))
            continue;
        const gboolean is_of_table =
            definition->on != NULL && !g_str_equal(definition->kind, "index");
        const gboolean is_routine = g_str_equal(families[i].family, "routine");
        return g_strconcat(families[i].family, "\n", definition->name, "\n",
            is_of_table ? definition->on : "", "\n",
            is_routine && definition->details != NULL ? definition->details : "", NULL);
    }
    return NULL;
}
