/* SPDX-License-Identifier: Apache-2.0 */
/* text.c: what the first words of a SQLite statement say, as far as running it must know.
 * Reads text only; what it does not recognise, SQLite judges. */
#include "engine/sqlite/sqlite.h"

#include <string.h>

typedef struct {
    const char *start;
    gsize length;
} Word;

static const char *skip_blanks(const char *p, const char *end)
{
    while (p < end) {
        if (g_ascii_isspace(*p)) {
            p++;
        } else if (end - p >= 2 && p[0] == '-' && p[1] == '-') {
            const char *newline = memchr(p, '\n', (gsize)(end - p));
            p = newline != NULL ? newline + 1 : end;
        } else if (end - p >= 2 && p[0] == '/' && p[1] == '*') {
            const char *close = g_strstr_len(p + 2, end - p - 2, "*/");
            p = close != NULL ? close + 2 : end;
        } else {
            break;
        }
    }
    return p;
}

static gboolean is_word_char(char c)
{
    return g_ascii_isalnum(c) || c == '_' || c == '$' || (guchar)c >= 0x80;
}

/* The next word, quoted name (without its quotes) or single character. FALSE at the end. */
static gboolean next_word(const char **cursor, const char *end, Word *out_word)
{
    const char *p = skip_blanks(*cursor, end);

    if (p >= end)
        return FALSE;
    if (strchr("\"'`[", *p) != NULL) {
        char quote = *p == '[' ? ']' : *p;
        const char *close = memchr(p + 1, quote, (gsize)(end - p - 1));
        const char *last = close != NULL ? close : end;
        *out_word = (Word){p + 1, (gsize)(last - p - 1)};
        *cursor = close != NULL ? close + 1 : end;
        return TRUE;
    }

    const char *start = p;
    while (p < end && is_word_char(*p))
        p++;
    if (p == start)
        p++;
    *out_word = (Word){start, (gsize)(p - start)};
    *cursor = p;
    return TRUE;
}

static gboolean word_is(const Word *word, const char *text)
{
    return word->length == strlen(text) &&
           g_ascii_strncasecmp(word->start, text, word->length) == 0;
}

/* Whether one of the next n words is a or b. */
static gboolean has_word(const char *cursor, const char *end, guint n, const char *a, const char *b)
{
    Word word;

    for (guint i = 0; i < n && next_word(&cursor, end, &word); i++) {
        if (word_is(&word, a) || word_is(&word, b))
            return TRUE;
    }
    return FALSE;
}

DlnSqliteTraits dln_sqlite_traits(const char *text, gsize length)
{
    const char *end = text + length;
    Word word;

    if (!next_word(&text, end, &word))
        return 0;
    if (word_is(&word, "pragma"))
        return DLN_SQLITE_SETTINGS;
    /* Many pragmas act when they are prepared, so EXPLAIN does not hold them back. */
    if (word_is(&word, "explain"))
        return has_word(text, end, 3, "pragma", "pragma") ? DLN_SQLITE_SETTINGS : 0;
    if (word_is(&word, "begin"))
        return DLN_SQLITE_BEGIN;
    /* CREATE UNIQUE INDEX IF NOT EXISTS temp.x: the sixth word after CREATE is the last that may say so. A name
     * that happens to be "temp" costs a needless clean-up and no more. */
    if (word_is(&word, "create"))
        return has_word(text, end, 6, "temp", "temporary") ? DLN_SQLITE_TEMPORARY : 0;
    if (word_is(&word, "vacuum"))
        return has_word(text, end, 2, "into", "into") ? DLN_SQLITE_VACUUM | DLN_SQLITE_VACUUM_INTO
                                                      : DLN_SQLITE_VACUUM;
    return 0;
}

/* SQLite's own reading of a boolean: what it does not know is false. */
static int boolean_of(const Word *word)
{
    if (word_is(word, "on") || word_is(word, "yes") || word_is(word, "true"))
        return 1;

    g_autofree char *digits = g_strndup(word->start, word->length);
    return g_ascii_strtoll(digits, NULL, 10) != 0;
}

int dln_sqlite_pragma_value(const char *text, gsize length)
{
    const char *end = text + length;
    gboolean is_named = FALSE;
    Word word;

    while (next_word(&text, end, &word)) {
        if (is_named && !word_is(&word, "=") && !word_is(&word, "("))
            return -1;
        if (is_named)
            break;
        is_named = word_is(&word, "foreign_keys");
    }
    if (!next_word(&text, end, &word))
        return -1;
    if ((word_is(&word, "-") || word_is(&word, "+")) && !next_word(&text, end, &word))
        return -1;
    return boolean_of(&word);
}
