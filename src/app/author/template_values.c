/* SPDX-License-Identifier: Apache-2.0 */
/* template_values.c: values of a template's keys: read, checked, written as SQL. Values come as the shell gave them: a name
 * without quotes, a type and an expression as SQL has them. */
#include "app/author/template_values.h"

#include <string.h>

#include "app/author/author.h"
#include "base/duration.h"
#include "base/suggest.h"
#include "dialect/quote.h"
#include "revision/batching.h"
#include "sql/fragment.h"
#include "sql/lexer.h"

#define NAME_BYTES 63 /* PostgreSQL cuts what is longer */
#define HASH_CHARS 8
#define BODY_QUOTE "$dunlin$" /* what templates put around the bodies of functions */

struct DlnTemplateValues {
    const DlnTemplate *template;
    guint engines;
    GArray *table;       /* DlnTemplateValue, zero-terminated */
    GStringChunk *texts; /* that the table points into */
    GHashTable *raw;     /* name of a key -> as it was given or preset (owned) */
};

void dln_template_values_free(DlnTemplateValues *values)
{
    if (values == NULL)
        return;
    g_array_unref(values->table);
    g_string_chunk_free(values->texts);
    g_hash_table_unref(values->raw);
    g_free(values);
}

const DlnTemplateValue *dln_template_values_table(const DlnTemplateValues *values)
{
    return (const DlnTemplateValue *)(gpointer)values->table->data;
}

gboolean dln_template_values_has(const DlnTemplateValues *values, const char *name)
{
    return g_hash_table_contains(values->raw, name);
}

static const char *lookup(const DlnTemplateValues *values, const char *name)
{
    const DlnTemplateValue *table = dln_template_values_table(values);

    for (guint i = 0; table[i].name != NULL; i++) {
        if (g_str_equal(table[i].name, name))
            return table[i].value;
    }
    return NULL;
}

/* form: (nullable) */
static void set(DlnTemplateValues *values, const char *key, const char *form, const char *value)
{
    g_autofree char *name = form != NULL ? g_strconcat(key, ":", form, NULL) : g_strdup(key);
    const DlnTemplateValue entry = {g_string_chunk_insert_const(values->texts, name),
        g_string_chunk_insert(values->texts, value)};

    g_array_append_val(values->table, entry);
}

static gboolean refuse(const DlnTemplateKey *key, const char *text, const char *why, GError **error)
{
    dln_error_set(
        error, DUNLIN_ERROR_CONFIG, NULL, "%s=%s: %s (%s)", key->name, text, why, key->help);
    return FALSE;
}

/* -- Names --------------------------------------------------------------------------------------- */

static char *name_as_sql(const char *name)
{
    return dln_fragment_is_bare_name(name) ? g_strdup(name) : dln_quote_identifier(name);
}

static gboolean check_name(const DlnTemplateKey *key, const char *name, GError **error)
{
    if (*name == '\0')
        return refuse(key, name, "a name is empty", error);
    if (strlen(name) > NAME_BYTES)
        return refuse(key, name, "a name is longer than the 63 bytes that PostgreSQL keeps", error);
    for (const char *p = name; *p != '\0'; p = g_utf8_next_char(p)) {
        if (g_unichar_iscntrl(g_utf8_get_char(p)))
            return refuse(key, name, "a control character is in a name", error);
    }
    return TRUE;
}

static gboolean set_name(
    DlnTemplateValues *values, const DlnTemplateKey *key, const char *text, GError **error)
{
    if (!check_name(key, text, error))
        return FALSE;
    g_autofree char *sql = name_as_sql(text);
    g_autofree char *literal = dln_quote_sqlite_literal(text);
    set(values, key->name, NULL, sql);
    set(values, key->name, "literal", literal);
    return TRUE;
}

static gboolean set_names(
    DlnTemplateValues *values, const DlnTemplateKey *key, const char *text, GError **error)
{
    g_auto(GStrv) names = g_strsplit(text, ",", -1);
    g_autoptr(GString) sql = g_string_new(NULL);

    for (guint i = 0; names[i] != NULL; i++) {
        if (!check_name(key, g_strstrip(names[i]), error))
            return FALSE;
        g_autofree char *one = name_as_sql(names[i]);
        g_string_append_printf(sql, "%s%s", i > 0 ? ", " : "", one);
    }
    if (*text == '\0')
        return refuse(key, text, "no name is given", error);
    set(values, key->name, NULL, sql->str);
    return TRUE;
}

/* -- SQL ----------------------------------------------------------------------------------------- */

static gboolean check_fragment(const DlnTemplateValues *values, const DlnTemplateKey *key,
    DlnFragmentKind kind, const char *text, GError **error)
{
    for (guint engine = 0; engine < DLN_N_ENGINES; engine++) {
        g_autoptr(GError) found = NULL;
        if (!(values->engines & DLN_TEMPLATE_ENGINE(engine)) ||
            dln_fragment_check((DlnEngineKind)engine, kind, text, &found))
            continue;
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "%s=%s: %s (%s)", key->name, text,
            found->message, key->help);
        return FALSE;
    }
    return TRUE;
}

static gboolean set_fragment(
    DlnTemplateValues *values, const DlnTemplateKey *key, const char *text, GError **error)
{
    const DlnFragmentKind kind = key->kind == DLN_TEMPLATE_TYPE   ? DLN_FRAGMENT_TYPE
                                 : key->kind == DLN_TEMPLATE_KEYS ? DLN_FRAGMENT_KEYS
                                                                  : DLN_FRAGMENT_EXPRESSION;
    g_autofree char *stripped = g_strstrip(g_strdup(text));

    if (!check_fragment(values, key, kind, stripped, error))
        return FALSE;
    set(values, key->name, NULL, stripped);
    return TRUE;
}

/* "street text" -> the name as SQL has it and the type behind it. */
static gboolean split_column(const DlnTemplateValues *values, const DlnTemplateKey *key,
    const char *column, char **out_name, const char **out_type, GError **error)
{
    const DlnSource source = {.text = column, .length = strlen(column), .line = 1, .column = 1};
    DlnToken token = {.kind = DLN_TOKEN_END};
    DlnLexer lexer;

    dln_lexer_init(&lexer, DLN_ENGINE_POSTGRES, &source);
    if (!dln_lexer_next(&lexer, &token, NULL) ||
        (token.kind != DLN_TOKEN_WORD && token.kind != DLN_TOKEN_QUOTED_NAME))
        return refuse(key, column, "a column begins with its name", error);
    const gsize end = token.offset + token.length;
    g_autofree char *written = g_strndup(column + token.offset, token.length);
    g_autofree char *name = dln_name_from_text(DLN_ENGINE_POSTGRES, written);
    if (name == NULL || !check_name(key, name, error))
        return name == NULL ? refuse(key, column, "a column begins with its name", error) : FALSE;
    const char *type = column + end;
    while (*type != '\0' && dln_is_blank(*type))
        type++;
    if (*type == '\0')
        return refuse(key, column, "a column has a type behind its name", error);
    if (!check_fragment(values, key, DLN_FRAGMENT_TYPE, type, error))
        return FALSE;
    *out_name = name_as_sql(name);
    *out_type = type;
    return TRUE;
}

static void set_element(
    DlnTemplateValues *values, const char *key, const char *form, guint index, const char *value)
{
    g_autofree char *numbered = g_strdup_printf("%s.%u", form, index);

    set(values, key, numbered, value);
}

static gboolean set_columns(
    DlnTemplateValues *values, const DlnTemplateKey *key, const char *text, GError **error)
{
    g_autoptr(GString) names = g_string_new(NULL), news = g_string_new(NULL);
    g_autoptr(GString) definitions = g_string_new(NULL);

    g_auto(GStrv) columns = dln_fragment_split(DLN_ENGINE_POSTGRES, text);
    for (guint i = 0; columns[i] != NULL; i++) {
        g_autofree char *name = NULL;
        const char *type;
        if (!split_column(values, key, columns[i], &name, &type, error))
            return FALSE;
        g_autofree char *definition = g_strconcat(name, " ", type, NULL);
        const char *comma = i > 0 ? ", " : "";
        g_string_append_printf(names, "%s%s", comma, name);
        g_string_append_printf(news, "%sNEW.%s", comma, name);
        g_string_append_printf(definitions, "%s%s", comma, definition);
        set_element(values, key->name, "each", i, definition);
        set_element(values, key->name, "each-name", i, name);
    }
    if (names->len == 0)
        return refuse(key, text, "no column is given", error);
    set(values, key->name, NULL, definitions->str);
    set(values, key->name, "names", names->str);
    set(values, key->name, "new", news->str);
    return TRUE;
}

guint dln_template_values_count(const DlnTemplateValues *values, const char *name)
{
    for (guint i = 0;; i++) {
        g_autofree char *element = g_strdup_printf("%s:each.%u", name, i);
        if (lookup(values, element) == NULL)
            return i;
    }
}

/* -- Words --------------------------------------------------------------------------------------- */

static gboolean set_text(
    DlnTemplateValues *values, const DlnTemplateKey *key, const char *text, GError **error)
{
    g_autofree char *literal = dln_quote_sqlite_literal(text);

    /* Whether it escapes is for a setting of the server to say. */
    if (strchr(text, '\\') != NULL || strchr(text, '\n') != NULL)
        return refuse(key, text, "a backslash or a line end is in it", error);
    set(values, key->name, NULL, literal);
    return TRUE;
}

static gboolean set_count(
    DlnTemplateValues *values, const DlnTemplateKey *key, const char *text, GError **error)
{
    guint64 count;

    if (!g_ascii_string_to_unsigned(text, 10, 1, DLN_BATCHING_MAX_SIZE, &count, NULL))
        return refuse(key, text, "it is no number from 1 to 1000000", error);
    set(values, key->name, NULL, text);
    return TRUE;
}

static gboolean set_duration(
    DlnTemplateValues *values, const DlnTemplateKey *key, const char *text, GError **error)
{
    g_autoptr(GError) found = NULL;
    gint64 duration_ms;

    if (!dln_duration_parse(text, &duration_ms, &found))
        return refuse(key, text, found->message, error);
    set(values, key->name, NULL, text);
    return TRUE;
}

static gboolean set_switch(
    DlnTemplateValues *values, const DlnTemplateKey *key, const char *text, GError **error)
{
    if (g_str_equal(text, "no")) {
        g_hash_table_remove(values->raw, key->name);
        return TRUE;
    }
    if (!g_str_equal(text, "yes"))
        return refuse(key, text, "it is \"yes\" or \"no\"", error);
    set(values, key->name, NULL, "");
    return TRUE;
}

static gboolean set_choice(
    DlnTemplateValues *values, const DlnTemplateKey *key, const char *text, GError **error)
{
    if (!g_strv_contains((const char *const *)key->choices, text)) {
        g_autofree char *words = g_strjoinv(", ", key->choices);
        g_autofree char *why = g_strdup_printf("it is one of %s", words);
        return refuse(key, text, why, error);
    }
    g_autofree char *sql = g_ascii_strup(text, -1);
    set(values, key->name, NULL, g_strdelimit(sql, "-", ' '));
    return TRUE;
}

static gboolean (*const setters[])(
    DlnTemplateValues *values, const DlnTemplateKey *key, const char *text, GError **error) = {
    [DLN_TEMPLATE_NAME] = set_name,
    [DLN_TEMPLATE_NAMES] = set_names,
    [DLN_TEMPLATE_TYPE] = set_fragment,
    [DLN_TEMPLATE_EXPRESSION] = set_fragment,
    [DLN_TEMPLATE_KEYS] = set_fragment,
    [DLN_TEMPLATE_COLUMNS] = set_columns,
    [DLN_TEMPLATE_TEXT] = set_text,
    [DLN_TEMPLATE_COUNT] = set_count,
    [DLN_TEMPLATE_DURATION] = set_duration,
    [DLN_TEMPLATE_SWITCH] = set_switch,
    [DLN_TEMPLATE_CHOICE] = set_choice,
};

/* -- Presets ------------------------------------------------------------------------------------- */

/* A name made of others must not be cut by the server, where two of them could become one. */
static char *shorten(char *name)
{
    if (strlen(name) <= NAME_BYTES)
        return name;
    g_autofree char *whole = name;
    g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, whole, -1);
    const char *end = whole + NAME_BYTES - HASH_CHARS;
    g_autofree char *start = g_strndup(whole, (gsize)(g_utf8_find_prev_char(whole, end) - whole));
    return g_strdup_printf("%s_%.*s", start, HASH_CHARS, hash);
}

/* The words of the other values, for a name; their SQL, for everything else. */
static char *preset_text(const DlnTemplateValues *values, const DlnTemplateKey *key, GError **error)
{
    g_autoptr(GArray) words = g_array_new(TRUE, TRUE, sizeof(DlnTemplateValue));
    g_autoptr(GStringChunk) texts = g_string_chunk_new(256);
    GHashTableIter raw;
    gpointer name, text;

    if (key->kind != DLN_TEMPLATE_NAME)
        return dln_file_template_render(
            key->preset, values->template->display, dln_template_values_table(values), error);
    g_hash_table_iter_init(&raw, values->raw);
    while (g_hash_table_iter_next(&raw, &name, &text)) {
        g_autofree char *slug = dln_author_slug(text);
        const DlnTemplateValue entry = {name, g_string_chunk_insert(texts, slug)};
        g_array_append_val(words, entry);
    }
    char *made = dln_file_template_render(key->preset, values->template->display,
        (const DlnTemplateValue *)(gpointer)words->data, error);
    return made != NULL ? shorten(made) : NULL;
}

/* -- Reading ------------------------------------------------------------------------------------- */

static const DlnTemplateKey *find_key(const DlnTemplate *template, const char *name)
{
    for (guint i = 0; i < template->keys->len; i++) {
        const DlnTemplateKey *key = template->keys->pdata[i];
        if (g_str_equal(key->name, name))
            return key;
    }
    return NULL;
}

/* "its keys are table, column, type" */
static char *list_keys(const DlnTemplate *template)
{
    g_autoptr(GString) list =
        g_string_new(template->keys->len > 0 ? "its keys are " : "it has none");

    for (guint i = 0; i < template->keys->len; i++)
        g_string_append_printf(list, "%s%s", i > 0 ? ", " : "",
            ((const DlnTemplateKey *)template->keys->pdata[i])->name);
    return g_string_free(g_steal_pointer(&list), FALSE);
}

static gboolean refuse_word(
    const DlnTemplate *template, const char *word, const char *why, GError **error)
{
    g_autofree char *valid = g_utf8_make_valid(word, -1);
    g_autofree char *list = list_keys(template);

    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "\"%s\" %s the template \"%s\": %s", valid, why,
        template->name, list);
    return FALSE;
}

static gboolean read_word(DlnTemplateValues *values, const char *word, GError **error)
{
    const char *equals = strchr(word, '=');
    g_autofree char *name = g_strndup(word, strcspn(word, "="));

    if (equals == NULL || equals == word)
        return refuse_word(values->template, word, "is no key=value of", error);
    if (!g_utf8_validate(word, -1, NULL))
        return refuse_word(values->template, word, "is not UTF-8; say otherwise to", error);
    if (find_key(values->template, name) == NULL)
        return refuse_word(values->template, name, "is no key of", error);
    if (g_hash_table_contains(values->raw, name))
        return refuse_word(values->template, name, "is given twice to", error);
    g_hash_table_insert(values->raw, g_steal_pointer(&name), g_strdup(equals + 1));
    return TRUE;
}

/* All that are missing at once: nobody likes to be told one by one. */
static gboolean check_missing(const DlnTemplateValues *values, GError **error)
{
    const DlnTemplate *template = values->template;
    g_autoptr(GString) missing = g_string_new(NULL);

    for (guint i = 0; i < template->keys->len; i++) {
        const DlnTemplateKey *key = template->keys->pdata[i];
        if (key->preset == NULL && !key->is_optional &&
            !g_hash_table_contains(values->raw, key->name))
            g_string_append_printf(
                missing, "%s%s=… (%s)", missing->len > 0 ? ", " : "", key->name, key->help);
    }
    if (missing->len == 0)
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "the template \"%s\" also needs %s",
        template->name, missing->str);
    return FALSE;
}

static gboolean set_key(DlnTemplateValues *values, const DlnTemplateKey *key, GError **error)
{
    if (!g_hash_table_contains(values->raw, key->name)) {
        if (key->preset == NULL)
            return TRUE;
        char *preset = preset_text(values, key, error);
        if (preset == NULL)
            return FALSE;
        g_hash_table_insert(values->raw, g_strdup(key->name), preset);
    }
    const char *text = g_hash_table_lookup(values->raw, key->name);
    g_autofree char *line = g_strdelimit(g_strdup(text), "\n\r\t\v\f", ' ');
    if (strstr(text, BODY_QUOTE) != NULL)
        return refuse(key, text, BODY_QUOTE " is in it, which ends the body of a function", error);
    set(values, key->name, "text", line); /* a comment ends where its line does */
    if (!setters[key->kind](values, key, text, error))
        return FALSE;
    const char *sql = lookup(values, key->name);
    g_autofree char *quoted = sql != NULL ? dln_quote_sqlite_literal(sql) : NULL;
    if (quoted != NULL)
        set(values, key->name, "quoted", quoted);
    return TRUE;
}

DlnTemplateValues *dln_template_values_read(
    const DlnTemplate *template, const char *const *words, guint engines, GError **error)
{
    g_autoptr(DlnTemplateValues) values = g_new0(DlnTemplateValues, 1);

    values->template = template;
    values->engines = engines;
    values->table = g_array_new(TRUE, TRUE, sizeof(DlnTemplateValue));
    values->texts = g_string_chunk_new(1024);
    values->raw = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (guint i = 0; words != NULL && words[i] != NULL; i++) {
        if (!read_word(values, words[i], error))
            return NULL;
    }
    if (!check_missing(values, error))
        return NULL;
    for (guint i = 0; i < template->keys->len; i++) {
        if (!set_key(values, template->keys->pdata[i], error))
            return NULL;
    }
    return g_steal_pointer(&values);
}
