/* SPDX-License-Identifier: Apache-2.0 */
/* archify_keys.c: reads and applies Archify's keys. Knows no file format. */
#include "format/archify_keys.h"

#include <string.h>

#include "base/suggest.h"
#include "sql/lexer.h"

#define PREFIX "MIGRATION_"

static const char *const key_names[] = {
    "MIGRATION_SCOPE", "MIGRATION_VERSION", "MIGRATION_DESCRIPTION", NULL};

/* The template's own text, which is no choice yet. */
static const char placeholder_mark = '|';

/* `MIGRATION_NAME: value`, taken apart. */
typedef struct {
    char *name;
    gsize start; /* of the name, in the source */
    gsize value;
    gsize end;
} Line;

static void line_clear(Line *line)
{
    g_clear_pointer(&line->name, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Line, line_clear)

void dln_archify_keys_clear(DlnArchifyKeys *keys)
{
    g_clear_pointer(&keys->scope.value, g_free);
    g_clear_pointer(&keys->version.value, g_free);
    g_clear_pointer(&keys->description.value, g_free);
}

static DlnArchifyValue *find_value(DlnArchifyKeys *keys, const char *name)
{
    DlnArchifyValue *const values[] = {&keys->scope, &keys->version, &keys->description};

    for (gsize i = 0; i < G_N_ELEMENTS(values); i++)
        if (strcmp(key_names[i], name) == 0)
            return values[i];
    return NULL;
}

static gboolean is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static gsize past(const DlnSource *source, gsize i, gsize end, const char *set)
{
    while (i < end && strchr(set, source->text[i]) != NULL)
        i++;
    return i;
}

static gboolean store(
    DlnArchifyValue *slot, const DlnSource *source, const Line *line, GError **error)
{
    g_autofree char *value = g_strndup(source->text + line->value, line->end - line->value);

    if (*value == '\0') {
        dln_source_error(source, line->value, error, "\"%s\" has no value", line->name);
        return FALSE;
    }
    if (slot->value != NULL && strcmp(slot->value, value) != 0) {
        dln_source_error(source, line->value, error,
            "\"%s\" is said twice: \"%s\", and here \"%s\"", line->name, slot->value, value);
        return FALSE;
    }
    if (slot->value == NULL) {
        slot->value = g_steal_pointer(&value);
        slot->offset = line->value;
    }
    return TRUE;
}

/* Takes a line apart; FALSE when it is no `MIGRATION_NAME: ...`. */
static gboolean split_line(const DlnSource *source, gsize start, gsize end, Line *out_line)
{
    const gsize name = past(source, start, end, " \t#*");
    gsize name_end = name;

    if (end - name < strlen(PREFIX) || strncmp(source->text + name, PREFIX, strlen(PREFIX)) != 0)
        return FALSE;
    while (name_end < end &&
           (g_ascii_isupper(source->text[name_end]) || source->text[name_end] == '_'))
        name_end++;
    gsize colon = past(source, name_end, end, " \t");
    if (colon == end || source->text[colon] != ':')
        return FALSE;

    *out_line = (Line){.name = g_strndup(source->text + name, name_end - name), .start = name};
    out_line->value = past(source, colon + 1, end, " \t");
    while (end > out_line->value && is_blank(source->text[end - 1]))
        end--;
    out_line->end = end;
    return TRUE;
}

static gboolean read_line(
    DlnArchifyKeys *keys, const DlnSource *source, gsize start, gsize end, GError **error)
{
    g_auto(Line) line = {0};

    if (!split_line(source, start, end, &line))
        return TRUE;

    DlnArchifyValue *slot = find_value(keys, line.name);
    if (slot != NULL) {
        keys->n_lines++;
        return store(slot, source, &line, error);
    }
    const char *meant = dln_suggest(line.name, key_names);
    if (meant != NULL)
        dln_source_error(source, line.start, error, "unknown key \"%s\": did you mean \"%s\"?",
            line.name, meant);
    return meant == NULL;
}

gboolean dln_archify_keys_read(
    DlnArchifyKeys *keys, const DlnSource *source, gsize start, gsize end, GError **error)
{
    while (start < end) {
        gsize line_end = start;
        while (line_end < end && source->text[line_end] != '\n' && source->text[line_end] != '\r')
            line_end++;
        if (!read_line(keys, source, start, line_end, error))
            return FALSE;
        start = line_end + 1;
    }
    return TRUE;
}

static gboolean apply_scope(
    const DlnArchifyValue *value, const DlnSource *source, DlnRevision *revision, GError **error)
{
    DlnScope scope;

    if (value->value == NULL)
        return TRUE;
    if (!dln_scope_from_name(value->value, &scope)) {
        dln_source_error(source, value->offset, error,
            strchr(value->value, placeholder_mark) != NULL
                ? "\"%s\" leaves the scope open: choose one of \"public\", \"tenant\" and \"both\""
                : "unknown scope \"%s\": it is \"public\", \"tenant\" or \"both\"",
            value->value);
        return FALSE;
    }
    if (revision->scope != 0 && revision->scope != scope) {
        dln_source_error(source, value->offset, error,
            "MIGRATION_SCOPE says \"%s\", but \"-- dunlin:scope\" says \"%s\"", value->value,
            dln_scope_name(revision->scope));
        return FALSE;
    }
    revision->scope = scope;
    return TRUE;
}

gboolean dln_archify_keys_apply(
    const DlnArchifyKeys *keys, const DlnSource *source, DlnRevision *revision, GError **error)
{
    if (!apply_scope(&keys->scope, source, revision, error))
        return FALSE;

    if (keys->version.value != NULL) {
        guint column;
        if (strcmp(keys->version.value, revision->id) != 0) {
            dln_source_error(source, keys->version.offset, error,
                "MIGRATION_VERSION is \"%s\", but the file's name says \"%s\"", keys->version.value,
                revision->id);
            return FALSE;
        }
        dln_source_position(source, keys->version.offset, &revision->line, &column);
    }
    if (keys->description.value != NULL) {
        g_free(revision->description);
        revision->description = g_strdup(keys->description.value);
    }
    return TRUE;
}
