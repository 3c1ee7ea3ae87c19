/* SPDX-License-Identifier: Apache-2.0 */
/* substitute.c: writes the text with its values, and the map back. The text itself must read as SQL: only so is it
 * known what is a comment and what stands in quotes. */
#include "sql/substitute.h"

#include <string.h>

#include "sql/lexer.h"
#include "sql/reference.h"

/* NAMEDATALEN - 1: PostgreSQL cuts what is longer, without a word. */
#define POSTGRES_NAME_BYTES 63

typedef enum {
    FORM_AS_IT_IS,
    FORM_LITERAL,
    FORM_IDENTIFIER,
} Form;

static const char *const form_names[] = {
    [FORM_LITERAL] = "literal",
    [FORM_IDENTIFIER] = "identifier",
};

typedef struct {
    DlnEngineKind engine;
    const DlnSource *source;
    const DlnVariables *variables;
    DlnSourceMap *map;
    GString *text;
    gsize copied; /* up to this byte of source text is complete */
    GError *unset;
} Writer;

/* What stands between the braces. */
typedef struct {
    const DlnVariable *variable;
    Form form;
    gsize end; /* behind the closing brace */
} Meaning;

static gboolean refuse(const Writer *writer, gsize offset, GError **error, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

static gboolean refuse(const Writer *writer, gsize offset, GError **error, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    dln_source_error(writer->source, offset, error, "%s", text);
    return FALSE;
}

/* -- Reading a reference -------------------------------------------------------------------------- */

static gboolean read_form(
    const Writer *writer, gsize offset, const char *word, Form *out_form, GError **error)
{
    for (Form form = FORM_LITERAL; form < G_N_ELEMENTS(form_names); form++) {
        if (g_str_equal(word, form_names[form])) {
            *out_form = form;
            return TRUE;
        }
    }
    return refuse(writer, offset, error,
        "unknown form \"%s\": it is \"literal\" or \"identifier\", or none for the value as it is",
        word);
}

static gboolean refuse_unknown(const Writer *writer, gsize offset, const char *name, GError **error)
{
    const char *meant = dln_variables_suggest(writer->variables, name);

    if (meant != NULL)
        return refuse(
            writer, offset, error, "unknown variable \"%s\": did you mean \"%s\"?", name, meant);
    return refuse(writer, offset, error,
        "unknown variable \"%s\": declare it under \"variables\", or write $${ for a plain ${",
        name);
}

static gboolean read_meaning(
    const Writer *writer, const DlnReference *reference, Meaning *out, GError **error)
{
    const char *text = writer->source->text + reference->offset + 2;
    const gsize left = writer->source->length - reference->offset - 2;
    const char *close = memchr(text, '}', left);
    const char *line = memchr(text, '\n', left);

    if (close == NULL || (line != NULL && line < close)) {
        refuse(writer, reference->offset, error,
            "\"${\" is not closed on its line; write $${ for a plain ${");
        return FALSE;
    }
    const char *colon = memchr(text, ':', (gsize)(close - text));
    g_autofree char *name = g_strndup(text, (gsize)((colon != NULL ? colon : close) - text));
    if (!dln_variable_is_name(name, strlen(name))) {
        refuse(writer, reference->offset, error,
            "\"${%s\" names no variable: write ${name}, and $${ for a plain ${", name);
        return FALSE;
    }
    out->variable = dln_variables_find(writer->variables, name);
    if (out->variable == NULL) {
        refuse_unknown(writer, reference->offset, name, error);
        return FALSE;
    }
    out->end = reference->offset + 2 + (gsize)(close - text) + 1;
    out->form = FORM_AS_IT_IS;
    if (colon == NULL)
        return TRUE;
    g_autofree char *form = g_strndup(colon + 1, (gsize)(close - colon - 1));
    return read_form(writer, reference->offset, form, &out->form, error);
}

/* -- Checking it ---------------------------------------------------------------------------------- */

static gboolean joins_before(char c)
{
    return c == '}' || c == '&' || strchr("'\"`", c) != NULL || dln_is_word_byte(c);
}

/* A quoted form must be a token of its own: E${x:literal} would read backslashes in the value, '${x:literal}' would end at the
 * value's first quote. */
static gboolean check_alone(
    const Writer *writer, const DlnReference *reference, const Meaning *meaning, GError **error)
{
    const DlnSource *source = writer->source;
    const char *form = form_names[meaning->form];
    const char next = meaning->end < source->length ? source->text[meaning->end] : ' ';

    if (reference->place == DLN_PLACE_QUOTES)
        return refuse(writer, reference->offset, error,
            "${%s:%s} stands in quotes: it brings its own, remove these", meaning->variable->name,
            form);
    if ((reference->offset > 0 && joins_before(source->text[reference->offset - 1])) ||
        next == '$' || strchr("'\"`", next) != NULL || dln_is_word_byte(next))
        return refuse(writer, reference->offset, error,
            "${%s:%s} must stand by itself: put a blank between it and what is next to it",
            meaning->variable->name, form);
    return TRUE;
}

static gboolean check_identifier(
    const Writer *writer, const DlnReference *reference, const Meaning *meaning, GError **error)
{
    const char *value = meaning->variable->value;

    if (*value == '\0')
        return refuse(writer, reference->offset, error,
            "the value of \"%s\" is empty, which is no identifier", meaning->variable->name);
    if (writer->engine == DLN_ENGINE_POSTGRES && strlen(value) > POSTGRES_NAME_BYTES)
        return refuse(writer, reference->offset, error,
            "the value of \"%s\" is longer than %d bytes: PostgreSQL would cut the name",
            meaning->variable->name, POSTGRES_NAME_BYTES);
    return TRUE;
}

/* A "$" at an edge could make a closing tag together with what is next to it. */
static gboolean check_dollar_quote(const Writer *writer, const DlnReference *reference,
    const Meaning *meaning, const char *text, GError **error)
{
    const gsize length = strlen(text);

    if (reference->tag == NULL || length == 0 ||
        (memmem(text, length, reference->tag, reference->tag_length) == NULL && text[0] != '$' &&
            text[length - 1] != '$'))
        return TRUE;
    return refuse(writer, reference->offset, error,
        "the value of \"%s\" would end the dollar quote %.*s around it: give that another tag",
        meaning->variable->name, (int)reference->tag_length, reference->tag);
}

/* -- Writing -------------------------------------------------------------------------------------- */

static void append_up_to(Writer *writer, gsize offset)
{
    g_string_append_len(
        writer->text, writer->source->text + writer->copied, (gssize)(offset - writer->copied));
    writer->copied = offset;
}

static void replace(Writer *writer, gsize start, gsize end, const char *text)
{
    append_up_to(writer, start);

    const DlnReplacement replacement = {
        .offset = writer->text->len,
        .length = strlen(text),
        .original = start,
        .original_length = end - start,
    };
    g_array_append_val(writer->map->replacements, replacement);
    g_string_append(writer->text, text);
    writer->copied = end;
}

/* The first one is told; empty text stands for each, since whoever runs it is told first. */
static void note_unset(Writer *writer, const DlnReference *reference, const DlnVariable *variable)
{
    DunlinErrorFacts facts = {.file = writer->source->file};

    if (writer->unset != NULL)
        return;
    dln_source_position(writer->source, reference->offset, &facts.line, &facts.column);
    dln_error_set(&writer->unset, DUNLIN_ERROR_CONFIG, &facts,
        "the variable \"%s\" has no value: %s", variable->name, variable->missing);
}

/* (transfer full) */
static char *render(const Writer *writer, const Meaning *meaning)
{
    const DlnQuoting *quoting = dln_variables_quoting(writer->variables);

    switch (meaning->form) {
    case FORM_LITERAL:
        return quoting->literal(writer->engine, meaning->variable->value);
    case FORM_IDENTIFIER:
        return quoting->identifier(meaning->variable->value);
    case FORM_AS_IT_IS:
        break;
    }
    return g_strdup(meaning->variable->value);
}

static gboolean write_reference(Writer *writer, const DlnReference *reference, GError **error)
{
    Meaning meaning = {0};

    if (reference->is_escaped) {
        replace(writer, reference->offset, reference->offset + strlen("$${"), "${");
        return TRUE;
    }
    if (!read_meaning(writer, reference, &meaning, error) ||
        (meaning.form != FORM_AS_IT_IS && !check_alone(writer, reference, &meaning, error)))
        return FALSE;
    if (meaning.variable->value == NULL) {
        note_unset(writer, reference, meaning.variable);
        replace(writer, reference->offset, meaning.end, "");
        return TRUE;
    }
    if (meaning.form == FORM_IDENTIFIER && !check_identifier(writer, reference, &meaning, error))
        return FALSE;
    g_autofree char *text = render(writer, &meaning);
    if (!check_dollar_quote(writer, reference, &meaning, text, error))
        return FALSE;
    replace(writer, reference->offset, meaning.end, text);
    return TRUE;
}

static gboolean write_all(Writer *writer, const GArray *references, GError **error)
{
    for (guint i = 0; i < references->len; i++) {
        const DlnReference *reference = &g_array_index(references, DlnReference, i);
        /* "${a${b}" was read as one. */
        if (reference->offset >= writer->copied && !write_reference(writer, reference, error))
            return FALSE;
    }
    append_up_to(writer, writer->source->length);
    return TRUE;
}

gboolean dln_substitute(DlnEngineKind engine, const DlnSource *source,
    const DlnVariables *variables, DlnSourceMap **out_map, GError **out_unset, GError **error)
{
    g_autoptr(DlnScript) script = NULL;

    *out_map = NULL;
    *out_unset = NULL;
    if (memmem(source->text, source->length, "${", 2) == NULL)
        return TRUE;
    if (!dln_script_parse(engine, source, &script, error))
        return FALSE;
    g_autoptr(GArray) references = dln_references_find(script);
    if (references->len == 0)
        return TRUE;

    g_autoptr(DlnSourceMap) map = dln_source_map_new(source);
    g_autoptr(GString) text = g_string_sized_new(source->length);
    Writer writer = {
        .engine = engine, .source = source, .variables = variables, .map = map, .text = text};
    if (!write_all(&writer, references, error)) {
        g_clear_error(&writer.unset);
        return FALSE;
    }
    map->length = text->len;
    map->text = g_string_free(g_steal_pointer(&text), FALSE);
    *out_map = g_steal_pointer(&map);
    *out_unset = writer.unset;
    return TRUE;
}

/* -- Scripts -------------------------------------------------------------------------------------- */

static gboolean parse_made(DlnEngineKind engine, const DlnSourceMap *map, gboolean is_unset,
    DlnScript **out_script, GError **error)
{
    DlnSource made = map->original;
    g_autoptr(GError) problem = NULL;

    made.text = map->text;
    made.length = map->length;
    made.map = map;
    if (dln_script_parse(engine, &made, out_script, &problem))
        return TRUE;
    if (!is_unset) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
    /* With a value it may be right: until then there is nothing to run. */
    made.length = 0;
    return dln_script_parse(engine, &made, out_script, error);
}

gboolean dln_script_parse_with(DlnEngineKind engine, const DlnSource *source,
    const DlnVariables *variables, DlnScript **out_script, GError **error)
{
    g_autoptr(DlnSourceMap) map = NULL;
    g_autoptr(GError) unset = NULL;
    DlnScript *script = NULL;

    if (variables != NULL && !dln_substitute(engine, source, variables, &map, &unset, error))
        return FALSE;
    if (map == NULL)
        return dln_script_parse(engine, source, out_script, error);
    if (!parse_made(engine, map, unset != NULL, &script, error))
        return FALSE;
    script->map = g_steal_pointer(&map);
    script->unset = g_steal_pointer(&unset);
    *out_script = script;
    return TRUE;
}
