/* SPDX-License-Identifier: Apache-2.0 */
/* statement.c: by the first words of a statement, and for the owner by its last. */
#include "app/schema/statement.h"

#include "sql/defines.h"
#include "sql/reader.h"

typedef struct {
    const char *words; /* separated by blanks */
    DlnSchemaStatement what;
} Beginning;

static const Beginning postgres_beginnings[] = {
    {"GRANT", DLN_SCHEMA_PRIVILEGE},
    {"REVOKE", DLN_SCHEMA_PRIVILEGE},
    {"ALTER DEFAULT PRIVILEGES", DLN_SCHEMA_PRIVILEGE},
    {"SECURITY LABEL", DLN_SCHEMA_SETTING},
    {"COMMENT ON SCHEMA", DLN_SCHEMA_COMMENT},
    {"COMMENT ON DATABASE", DLN_SCHEMA_SETTING},
    {"COMMENT ON EXTENSION", DLN_SCHEMA_SETTING},
    {"ALTER SCHEMA", DLN_SCHEMA_SETTING},
    {"ANALYZE", DLN_SCHEMA_SETTING},
    {"VACUUM", DLN_SCHEMA_SETTING},
    {"RESET", DLN_SCHEMA_SETTING},
    {"INSERT", DLN_SCHEMA_ROWS},
    {"UPDATE", DLN_SCHEMA_ROWS},
    {"DELETE", DLN_SCHEMA_ROWS},
    {"TRUNCATE", DLN_SCHEMA_ROWS},
    {"COPY", DLN_SCHEMA_ROWS},
    {"SELECT pg_catalog . setval", DLN_SCHEMA_ROWS},
    {"SELECT setval", DLN_SCHEMA_ROWS},
    {"SELECT pg_catalog . set_config", DLN_SCHEMA_SETTING},
    {"SELECT set_config", DLN_SCHEMA_SETTING},
    {"DROP", DLN_SCHEMA_DROP},
    {NULL},
};

static const Beginning sqlite_beginnings[] = {
    {"PRAGMA", DLN_SCHEMA_SETTING},
    {"ANALYZE", DLN_SCHEMA_SETTING},
    {"VACUUM", DLN_SCHEMA_SETTING},
    {"INSERT", DLN_SCHEMA_ROWS},
    {"REPLACE", DLN_SCHEMA_ROWS},
    {"UPDATE", DLN_SCHEMA_ROWS},
    {"DELETE", DLN_SCHEMA_ROWS},
    {"DROP", DLN_SCHEMA_DROP},
    {NULL},
};

static const Beginning *const beginnings[DLN_N_ENGINES] = {
    [DLN_ENGINE_POSTGRES] = postgres_beginnings,
    [DLN_ENGINE_SQLITE] = sqlite_beginnings,
};

/* start: at the statement's first word, which is another one nearly always. */
static gboolean begins(const DlnReader *start, const char *words)
{
    if (dln_reader_is_at_end(start) ||
        g_ascii_toupper(start->source.text[start->token.offset]) != *words)
        return FALSE;
    g_auto(GStrv) list = g_strsplit(words, " ", -1);
    /* It reads on in start's source. */
    DlnReader reader = *start;
    for (guint i = 0; list[i] != NULL; i++) {
        const gboolean is_dot = g_str_equal(list[i], ".");
        if (is_dot ? !dln_reader_accept_char(&reader, '.') : !dln_reader_accept(&reader, list[i]))
            return FALSE;
    }
    return TRUE;
}

/* DROP ... IF EXISTS, wherever that stands: behind the kind, of one word or more. */
static gboolean is_conditional(const DlnScript *script, guint statement)
{
    DlnReader reader;

    dln_reader_init(&reader, script, statement);
    for (guint i = 0; i < 4 && dln_reader_advance(&reader); i++) {
        if (dln_reader_is(&reader, "IF"))
            return TRUE;
    }
    return FALSE;
}

/* ALTER ... OWNER TO name, and nothing else. */
static gboolean sets_owner(const DlnScript *script, guint statement)
{
    DlnReader reader;
    guint since_owner = 0;

    dln_reader_init(&reader, script, statement);
    if (!dln_reader_accept(&reader, "ALTER"))
        return FALSE;
    for (; !dln_reader_is_at_end(&reader); dln_reader_advance(&reader)) {
        if (dln_reader_is(&reader, "OWNER"))
            since_owner = 1;
        else if (since_owner == 1 && !dln_reader_is(&reader, "TO"))
            since_owner = 0;
        else if (since_owner > 0)
            since_owner++;
    }
    return since_owner == 3;
}

static gboolean accept_any(DlnReader *reader, const char *const *words)
{
    for (guint i = 0; words[i] != NULL; i++) {
        if (dln_reader_accept(reader, words[i]))
            return TRUE;
    }
    return FALSE;
}

/* GRANT a TO b: what is ON something is a privilege. */
static gboolean has_on(DlnReader *reader)
{
    while (!dln_reader_is_at_end(reader) && !dln_reader_is(reader, "ON"))
        dln_reader_advance(reader);
    return !dln_reader_is_at_end(reader);
}

/* start: at the statement's first word. */
static gboolean is_of_roles(const DlnReader *start)
{
    static const char *const verbs[] = {"CREATE", "ALTER", "DROP", NULL};
    static const char *const grants[] = {"GRANT", "REVOKE", NULL};
    static const char *const objects[] = {"ROLE", "USER", "GROUP", NULL};
    DlnReader reader = *start;

    if (accept_any(&reader, verbs))
        return accept_any(&reader, objects) && !dln_reader_is(&reader, "MAPPING");
    if (accept_any(&reader, grants))
        return !has_on(&reader);
    return dln_reader_accept(&reader, "COMMENT") && dln_reader_accept(&reader, "ON") &&
           dln_reader_is(&reader, "ROLE");
}

/* Something of Dunlin's own schema: a dump of a whole database holds it. */
static gboolean names_own_schema(const DlnScript *script, guint statement)
{
    DlnReader reader;

    dln_reader_init(&reader, script, statement);
    for (guint i = 0; i < 8 && !dln_reader_is_at_end(&reader); i++) {
        g_autofree char *name = dln_reader_accept_name(&reader);
        if (name == NULL)
            dln_reader_advance(&reader);
        else if (g_str_equal(name, "dunlin") && dln_reader_is_char(&reader, '.'))
            return TRUE;
    }
    return FALSE;
}

/* Behind "SET search_path =" the schema that is written to; pg_dump's '' is none. */
static DlnSchemaStatement read_setting(const DlnScript *script, guint statement, char **out_name)
{
    DlnReader reader;

    dln_reader_init(&reader, script, statement);
    dln_reader_accept(&reader, "SET");
    if (!dln_reader_accept(&reader, "SESSION"))
        dln_reader_accept(&reader, "LOCAL");
    if (dln_reader_accept(&reader, "check_function_bodies")) {
        dln_reader_advance(&reader);
        return dln_reader_is(&reader, "false") || dln_reader_is(&reader, "off")
                   ? DLN_SCHEMA_UNCHECKED_BODIES
                   : DLN_SCHEMA_SETTING;
    }
    if (!dln_reader_accept(&reader, "search_path"))
        return DLN_SCHEMA_SETTING;
    dln_reader_advance(&reader);
    *out_name = dln_reader_accept_name(&reader);
    return *out_name != NULL && !g_str_equal(*out_name, "default") && **out_name != '\0'
               ? DLN_SCHEMA_NAME
               : DLN_SCHEMA_SETTING;
}

/* Without what would be no place for anything. */
static char *first_of(DlnReader *reader)
{
    g_autofree char *name = dln_reader_accept_name(reader);

    return name == NULL || *name == '\0' || g_str_equal(name, "default") ||
                   g_str_has_prefix(name, "pg_")
               ? NULL
               : g_steal_pointer(&name);
}

gboolean dln_schema_statement_path(
    const DlnScript *script, guint statement, char **out_first, char **out_path)
{
    DlnReader reader;

    dln_reader_init(&reader, script, statement);
    if (!dln_reader_accept(&reader, "SET"))
        return FALSE;
    if (!dln_reader_accept(&reader, "SESSION"))
        dln_reader_accept(&reader, "LOCAL");
    if (!dln_reader_accept(&reader, "search_path") || !dln_reader_advance(&reader))
        return FALSE;
    const char *names = reader.source.text + reader.token.offset;
    const gsize length = reader.source.length - reader.token.offset;
    *out_first = first_of(&reader);
    *out_path = *out_first != NULL ? g_strndup(names, length) : NULL;
    return TRUE;
}

static DlnSchemaStatement read_postgres(const DlnScript *script, guint statement, char **out_name)
{
    g_auto(DlnDefinition) definition = {0};

    DlnReader start;

    dln_reader_init(&start, script, statement);
    if (begins(&start, "SET"))
        return read_setting(script, statement, out_name);
    if (sets_owner(script, statement) || names_own_schema(script, statement))
        return DLN_SCHEMA_SETTING;
    if (!dln_sql_defines(script, statement, &definition) || definition.name == NULL ||
        !g_str_equal(definition.kind, "schema"))
        return DLN_SCHEMA_COUNTS;
    if (g_str_equal(definition.name, "dunlin"))
        return DLN_SCHEMA_SETTING;
    *out_name = g_steal_pointer(&definition.name);
    return DLN_SCHEMA_NAME;
}

/* What sqlite3's .schema prints of the engine's own. */
static DlnSchemaStatement read_sqlite(const DlnScript *script, guint statement)
{
    g_auto(DlnDefinition) definition = {0};

    return dln_sql_defines(script, statement, &definition) && definition.name != NULL &&
                   g_ascii_strncasecmp(definition.name, "sqlite_", 7) == 0
               ? DLN_SCHEMA_SETTING
               : DLN_SCHEMA_COUNTS;
}

DlnSchemaStatement dln_schema_statement(const DlnScript *script, guint statement, char **out_name)
{
    const guint flags = script->statements[statement].flags;
    DlnReader start;

    if (flags & (DLN_STATEMENT_BEGIN | DLN_STATEMENT_COMMIT))
        return DLN_SCHEMA_SETTING;
    dln_reader_init(&start, script, statement);
    if (script->engine == DLN_ENGINE_POSTGRES && is_of_roles(&start))
        return DLN_SCHEMA_ROLES;
    for (const Beginning *row = beginnings[script->engine]; row->words != NULL; row++) {
        if (!begins(&start, row->words))
            continue;
        return row->what == DLN_SCHEMA_DROP && is_conditional(script, statement)
                   ? DLN_SCHEMA_DROP_IF_EXISTS
                   : row->what;
    }
    return script->engine == DLN_ENGINE_POSTGRES ? read_postgres(script, statement, out_name)
                                                 : read_sqlite(script, statement);
}

gboolean dln_schema_is_global_default(const DlnScript *script, guint statement)
{
    DlnReader reader;

    dln_reader_init(&reader, script, statement);
    if (!begins(&reader, "ALTER DEFAULT PRIVILEGES"))
        return FALSE;
    while (!dln_reader_is_at_end(&reader) && !dln_reader_is(&reader, "SCHEMA"))
        dln_reader_advance(&reader);
    return dln_reader_is_at_end(&reader);
}

gboolean dln_schema_is_block(const DlnScript *script, guint statement)
{
    DlnReader start;

    dln_reader_init(&start, script, statement);
    return script->engine == DLN_ENGINE_POSTGRES && begins(&start, "DO");
}

gboolean dln_schema_is_grant(const DlnScript *script, guint statement)
{
    DlnReader start;

    dln_reader_init(&start, script, statement);
    return script->engine == DLN_ENGINE_POSTGRES &&
           (begins(&start, "GRANT") || begins(&start, "REVOKE"));
}
