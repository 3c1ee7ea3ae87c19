/* SPDX-License-Identifier: Apache-2.0 */
/* mask.c: passwords out of arbitrary text (a driver's message, a log line). Masks rather too much than too little:
 * the end of a password that was not encoded properly can only be guessed. */
#include "base/address.h"

#include <string.h>

#define MASK "***"

static const char *token_end(const char *p)
{
    while (*p != '\0' && !g_ascii_isspace(*p))
        p++;
    return p;
}

/* Where the user-info that begins at start ends, or NULL. A blank in a password makes the URL invalid, yet must not
 * show the rest of it: what follows the colon and is no port is taken for a password up to the '@' of its line. */
static const char *userinfo_end(const char *start, const char *colon)
{
    const char *end = token_end(start);
    const char *at = memrchr(start, '@', (gsize)(end - start));

    if (at != NULL || g_ascii_isdigit(colon[1]) || colon[1] == '\0' || colon[1] == '/')
        return at;
    at = strpbrk(end, "@\n");
    return at != NULL && *at == '@' ? at : end;
}

/* The user-info of a URL whose "://" ends at start: behind its first ':' up to its '@'. Returns where to go on. */
static const char *mask_userinfo(const char *start, GString *out)
{
    const char *colon = start + strcspn(start, ":/@[ \t\r\n");
    const char *end = *colon == ':' ? userinfo_end(start, colon) : NULL;

    /* A colon behind a slash, an '@' or a bracket belongs to something else than user:password. */
    if (end == NULL || end <= colon)
        return start;
    g_string_append_len(out, start, colon + 1 - start);
    g_string_append(out, MASK);
    return end;
}

static const char *skip_quoted(const char *p, char quote)
{
    for (p++; *p != '\0' && *p != quote; p++) {
        if (*p == '\\' && p[1] != '\0')
            p++;
    }
    return *p == quote ? p + 1 : p;
}

/* start stands behind the word "password": if a value follows, both are written, the value masked. */
static const char *mask_value(const char *start, gboolean in_url, GString *out)
{
    const char *p = start;

    while (g_ascii_isspace(*p))
        p++;
    if (*p != '=')
        return start;
    for (p++; g_ascii_isspace(*p);)
        p++;
    if (*p == '\0')
        return start;
    g_string_append_len(out, start, p - start);
    g_string_append(out, MASK);
    if (*p == '\'' && !in_url)
        return skip_quoted(p, '\'');
    while (*p != '\0' && !g_ascii_isspace(*p) && !(in_url && *p == '&'))
        p += *p == '\\' && p[1] != '\0' ? 2 : 1;
    return p;
}

char *dunlin_mask_passwords(const char *text)
{
    return dln_mask_passwords(text);
}

char *dln_mask_passwords(const char *text)
{
    static const char word[] = "password";
    g_autoptr(GString) out = g_string_new(NULL);
    gboolean in_url = FALSE;

    for (const char *p = text; *p != '\0';) {
        const char *next;
        if (strncmp(p, "://", 3) == 0) {
            in_url = TRUE;
            g_string_append_len(out, p, 3);
            p += 3;
            next = mask_userinfo(p, out);
        } else if (g_ascii_strncasecmp(p, word, strlen(word)) == 0) {
            g_string_append_len(out, p, (gssize)strlen(word));
            p += strlen(word);
            next = mask_value(p, in_url, out);
        } else {
            in_url = in_url && !g_ascii_isspace(*p);
            g_string_append_c(out, *p);
            next = p + 1;
        }
        p = next;
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}
