/* SPDX-License-Identifier: Apache-2.0 */
/* mutate.h: small random damage to a text, weighted towards what a lexer cares for. Deterministic for a seed. */
#pragma once

#include <string.h>

#include <glib.h>

static void mutate_once(GRand *rand, GString *text)
{
    static const char *const pieces[] = {"'", "''", "\"", "$", "$$", "$a$", "\\", "\\'", "E'", "e'", "U&'", "x'", "--",
        "/*", "*/", "/", "*", "-", ";", "(", ")", "\n", "\r", "\r\n", " ", "\\.", "[", "]", "`", ":", "::", "?", "@",
        "BEGIN ", " ATOMIC ", " END", " END;", "; END;", "CASE ", "CREATE ", " FUNCTION ", " TRIGGER ", "COPY t FROM stdin;\n",
        "1", "e", ".", "é", "\xC3", "\xFF", "😀", "SET standard_conforming_strings = off;"};
    gint32 length = (gint32)text->len;
    gint32 at = g_rand_int_range(rand, 0, length + 1);
    gint32 wanted = g_rand_int_range(rand, 1, 12), span = MIN(wanted, length - at);
    const char *piece = pieces[g_rand_int_range(rand, 0, (gint32)G_N_ELEMENTS(pieces))];

    switch (g_rand_int_range(rand, 0, 4)) {
    case 0:
        g_string_insert(text, at, piece);
        break;
    case 1:
        g_string_erase(text, at, span);
        break;
    case 2:
        g_string_erase(text, at, MIN(1, span));
        g_string_insert(text, at, piece);
        break;
    default: {
        g_autofree char *copy = g_strndup(text->str + at, (gsize)span);
        g_string_insert(text, g_rand_int_range(rand, 0, length + 1), copy);
    }
    }
}

/* A copy of origin with one to four damages. (transfer full) */
static GString *mutate(GRand *rand, const char *origin)
{
    GString *text = g_string_new(origin);

    for (gint32 n = g_rand_int_range(rand, 1, 5); n > 0; n--)
        mutate_once(rand, text);
    return text;
}
