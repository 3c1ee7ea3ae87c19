/* SPDX-License-Identifier: Apache-2.0 */
/* format_helper.h: reads a text as a file, and shows a revision as one comparable text. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "format/format.h"

static inline gboolean read_as(const char *basename, const char *text, const char *down_text,
    DlnRevision **out_revision, GError **error)
{
    g_autofree char *path = g_strconcat("m/", basename, NULL);
    g_autofree char *down_path = g_strconcat("m/", basename, NULL);
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    g_autoptr(GBytes) down = down_text != NULL ? g_bytes_new(down_text, strlen(down_text)) : NULL;

    if (down != NULL)
        memcpy(strrchr(down_path, '.'), ".dwn", 4); /* told apart from the path in messages */
    const DlnFormatInput input = {.path = path,
        .basename = basename,
        .text = bytes,
        .down_path = down != NULL ? down_path : NULL,
        .down_text = down};
    return dln_format_read_text(&input, out_revision, error);
}

static inline void show_list(GString *shown, const char *name, char **list)
{
    if (list[0] == NULL)
        return;
    g_autofree char *joined = g_strjoinv("+", list);
    g_string_append_printf(shown, "%s=%s ", name, joined);
}

static inline void show_section(
    GString *shown, const char *name, const char *engine, const DlnSource *section)
{
    if (section->text == NULL)
        return;
    g_autofree char *text = g_strndup(section->text, section->length);
    g_string_append_printf(shown, "%s%s@%s:%u:%u[%s] ", name, engine,
        section->file[strlen(section->file) - 1] == 'n' ? "down" : "", section->line,
        section->column, text);
}

/* The line in which an engine's query begins, 0 for none. */
static inline guint remaining_line(const DlnRevision *revision, DlnEngineKind engine)
{
    const DlnSource *up = &revision->sections[DLN_DIRECTION_UP][engine];
    const char *at = revision->batching->remaining[engine];
    guint line = 0, column;

    if (at != NULL)
        dln_source_position(up, (gsize)(at - up->text), &line, &column);
    return line;
}

static inline void show_batching(GString *shown, const DlnRevision *revision)
{
    const DlnBatching *batching = revision->batching;

    g_string_append_printf(shown, "batch=%s.%s/%u/%d@%u,%u ", batching->table, batching->key,
        batching->size, (int)batching->pause_ms, remaining_line(revision, DLN_ENGINE_POSTGRES),
        remaining_line(revision, DLN_ENGINE_SQLITE));
}

/* Only what is not the default; a section that serves both engines once. */
static inline char *show_revision(const DlnRevision *revision)
{
    GString *shown = g_string_new(NULL);

    if (revision->scope != 0)
        g_string_append_printf(shown, "scope=%s ", dln_scope_name(revision->scope));
    if (*revision->description != '\0')
        g_string_append_printf(shown, "description=%s; ", revision->description);
    if (revision->flags & DLN_REVISION_NO_TRANSACTION)
        g_string_append(shown, "no-transaction ");
    if (revision->flags & DLN_REVISION_IRREVERSIBLE)
        g_string_append(shown, "irreversible ");
    if (revision->flags & DLN_REVISION_EXPLICIT_PARENTS)
        g_string_append(shown, "explicit ");
    if (revision->flags & DLN_REVISION_ORDERED_BY_NAME)
        g_string_append(shown, "by-name ");
    if (revision->flags & DLN_REVISION_PLAIN)
        g_string_append(shown, "plain ");
    if (revision->flags & DLN_REVISION_REPEATABLE)
        g_string_append(shown, "repeatable ");
    if (revision->batching != NULL)
        show_batching(shown, revision);
    if (revision->checkpoint != NULL) {
        const DlnCheckpoint *checkpoint = revision->checkpoint;
        g_string_append_printf(shown, "checkpoint=%s/%s@%u ", checkpoint->prefix, checkpoint->text,
            checkpoint->line);
        show_list(shown, "fresh", checkpoint->fresh);
        show_list(shown, "keep", checkpoint->keep);
    }
    show_list(shown, "parents", revision->parents);
    show_list(shown, "depends", revision->depends);
    show_list(shown, "labels", revision->labels);
    if (revision->lock_timeout_ms != -1)
        g_string_append_printf(shown, "lock=%d ", (int)revision->lock_timeout_ms);
    if (revision->statement_timeout_ms != -1)
        g_string_append_printf(shown, "statement=%d ", (int)revision->statement_timeout_ms);
    if (revision->line != 1)
        g_string_append_printf(shown, "line=%u ", revision->line);
    for (int direction = 0; direction < DLN_N_DIRECTIONS; direction++) {
        const char *name = direction == DLN_DIRECTION_UP ? "up" : "down";
        const DlnSource *sections = revision->sections[direction];
        if (sections[0].text == sections[1].text && sections[0].length == sections[1].length) {
            show_section(shown, name, "", &sections[0]);
            continue;
        }
        show_section(shown, name, ".postgres", &sections[DLN_ENGINE_POSTGRES]);
        show_section(shown, name, ".sqlite", &sections[DLN_ENGINE_SQLITE]);
    }
    if (shown->len > 0)
        g_string_truncate(shown, shown->len - 1);
    return g_string_free(shown, FALSE);
}

typedef struct {
    const char *name;
    const char *basename;
    const char *text;
    const char *down_text;
    const char *expected; /* as show_revision */
} ReadCase;

static inline void check_read(const ReadCase *row)
{
    g_autoptr(DlnRevision) revision = NULL;
    g_autoptr(GError) error = NULL;

    if (!read_as(row->basename, row->text, row->down_text, &revision, &error))
        fail_msg("%s: %s", row->name, error->message);
    g_autofree char *shown = show_revision(revision);
    if (strcmp(shown, row->expected) != 0)
        fail_msg("%s:\n  is        %s\n  should be %s", row->name, shown, row->expected);
    assert_int_equal(strlen(revision->checksum), 64);
}

typedef struct {
    const char *name;
    const char *text;
    const char *position; /* "line:column", the column 0 where there is none */
    const char *says;     /* part of the message */
    const char *down_text;
} BadCase;

static inline void check_bad(const char *basename, const BadCase *row)
{
    g_autoptr(DlnRevision) revision = NULL;
    g_autoptr(GError) error = NULL;

    if (read_as(basename, row->text, row->down_text, &revision, &error))
        fail_msg("%s: was accepted", row->name);
    assert_null(revision);
    const DunlinErrorFacts *facts = dunlin_error_get_facts(error);
    g_autofree char *position = g_strdup_printf("%u:%u", facts->line, facts->column);
    if (!dln_error_is(error, DUNLIN_ERROR_SYNTAX) || facts->file == NULL ||
        strcmp(position, row->position) != 0 || strstr(error->message, row->says) == NULL)
        fail_msg("%s:\n  is        %s: %s\n  should be %s: %s", row->name, position,
            error->message, row->position, row->says);
}
