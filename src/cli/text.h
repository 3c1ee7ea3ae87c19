/* SPDX-License-Identifier: Apache-2.0 */
/* text.h: text for people: harmless, measured in columns, counted, wrapped. Prints nothing. */
#pragma once

#include <dunlin/dunlin.h>

/* text as one line that a terminal cannot take for commands: invalid UTF-8 replaced, control characters and those
 * that reorder a line written as \n, \u001b, \u202e. text may be NULL: "". (transfer full) */
char *dln_cli_text_safe(const char *text);
/* The same for a block: line ends and tabs stay. (transfer full) */
char *dln_cli_text_safe_block(const char *text);

/* Columns that valid UTF-8 takes in a terminal. */
guint dln_cli_text_columns(const char *text);
/* text cut to at most columns, the ellipsis (which may be "") included. (transfer full) */
char *dln_cli_text_fit(const char *text, guint columns, const char *ellipsis);

/* 4988 -> "4,988". (transfer full) */
char *dln_cli_text_number(guint64 number);
/* (4988, "tenant") -> "4,988 tenants". (transfer full) */
char *dln_cli_text_count(guint64 number, const char *noun);
/* "12 ms", "3.2 s", "4 min 10 s", "2 h 5 min". (transfer full) */
char *dln_cli_text_duration(gint64 duration_us);
/* "500ms", "60s", "60", "5min", "1h" (a bare number is seconds). Errors: CONFIG. */
gboolean dln_cli_text_parse_duration(const char *text, gint64 *out_duration_ms, GError **error);

/* names: (element-type utf8), made safe: "a, b, c, … and 9 more" when there are more than max. (transfer full) */
char *dln_cli_text_names(const GPtrArray *names, guint max);
/* The same for NULL-terminated names; NULL is none. (transfer full) */
char *dln_cli_text_join(char *const *names, guint max);

/* Appends text with its lines filled up to width columns and indented; starts at column `at` of the first line. */
void dln_cli_text_wrap(GString *out, const char *text, guint at, guint indent, guint width);
