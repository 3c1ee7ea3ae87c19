/* SPDX-License-Identifier: Apache-2.0 */
/* text.c: text for people. Knows no terminal, only columns. */
#include "text.h"

#include <string.h>

typedef enum {
    KEEP_NOTHING,
    KEEP_LINES,
} Keep;

/* Characters that make a terminal, or a reader, see something else than what is there. */
static gboolean is_harmful(gunichar c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c || (c >= 0x200e && c <= 0x200f) ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

static void append_escaped(GString *out, gunichar c)
{
    if (c == '\n')
        g_string_append(out, "\\n");
    else if (c == '\t')
        g_string_append(out, "\\t");
    else if (c == '\r')
        g_string_append(out, "\\r");
    else
        g_string_append_printf(
            out, "\\u%04x", c); /* not \x: libsmartcols would escape that once more */
}

static char *make_safe(const char *text, Keep keep)
{
    g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
    GString *out = g_string_new(NULL);

    for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);

        if (keep == KEEP_LINES && c == '\r' && p[1] == '\n')
            continue;
        if (is_harmful(c) && !(keep == KEEP_LINES && (c == '\n' || c == '\t')))
            append_escaped(out, c);
        else
            g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

char *dln_cli_text_safe(const char *text)
{
    return make_safe(text, KEEP_NOTHING);
}

char *dln_cli_text_safe_block(const char *text)
{
    return make_safe(text, KEEP_LINES);
}

static guint char_columns(gunichar c)
{
    if (g_unichar_iszerowidth(c))
        return 0;
    return g_unichar_iswide(c) ? 2 : 1;
}

guint dln_cli_text_columns(const char *text)
{
    guint columns = 0;

    for (const char *p = text; *p; p = g_utf8_next_char(p))
        columns += char_columns(g_utf8_get_char(p));
    return columns;
}

char *dln_cli_text_fit(const char *text, guint columns, const char *ellipsis)
{
    guint room, used = 0;
    const char *p = text;

    if (dln_cli_text_columns(text) <= columns)
        return g_strdup(text);
    if (dln_cli_text_columns(ellipsis) > columns)
        ellipsis = "";
    room = columns - dln_cli_text_columns(ellipsis);
    while (*p && used + char_columns(g_utf8_get_char(p)) <= room) {
        used += char_columns(g_utf8_get_char(p));
        p = g_utf8_next_char(p);
    }
    return g_strdup_printf("%.*s%s", (int)(p - text), text, ellipsis);
}

char *dln_cli_text_number(guint64 number)
{
    g_autofree char *digits = g_strdup_printf("%" G_GUINT64_FORMAT, number);
    GString *out = g_string_new(NULL);
    gsize length = strlen(digits);

    for (gsize i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            g_string_append_c(out, ',');
        g_string_append_c(out, digits[i]);
    }
    return g_string_free(out, FALSE);
}

char *dln_cli_text_count(guint64 number, const char *noun)
{
    g_autofree char *digits = dln_cli_text_number(number);

    return g_strdup_printf("%s %s%s", digits, noun, number == 1 ? "" : "s");
}

char *dln_cli_text_duration(gint64 duration_us)
{
    gint64 seconds = duration_us / G_USEC_PER_SEC;

    if (duration_us < G_USEC_PER_SEC)
        return g_strdup_printf("%" G_GINT64_FORMAT " ms", (duration_us + 500) / 1000);
    if (seconds < 10)
        return g_strdup_printf("%.1f s", duration_us / (double)G_USEC_PER_SEC);
    if (seconds < 60)
        return g_strdup_printf("%" G_GINT64_FORMAT " s", seconds);
    if (seconds < 3600)
        return g_strdup_printf(
            "%" G_GINT64_FORMAT " min %" G_GINT64_FORMAT " s", seconds / 60, seconds % 60);
    return g_strdup_printf(
        "%" G_GINT64_FORMAT " h %" G_GINT64_FORMAT " min", seconds / 3600, seconds / 60 % 60);
}

gboolean dln_cli_text_parse_duration(const char *text, gint64 *out_duration_ms, GError **error)
{
    static const struct {
        const char *name;
        gint64 ms;
    } units[] = {{"", 1000}, {"ms", 1}, {"s", 1000}, {"m", 60000}, {"min", 60000}, {"h", 3600000}};
    gsize n_digits = strspn(text, "0123456789");
    g_autofree char *digits = g_strndup(text, n_digits);
    guint64 number;

    for (guint i = 0; n_digits > 0 && i < G_N_ELEMENTS(units); i++) {
        if (!g_str_equal(text + n_digits, units[i].name))
            continue;
        if (!g_ascii_string_to_unsigned(digits, 10, 0, G_MAXINT64 / units[i].ms, &number, NULL))
            break;
        *out_duration_ms = (gint64)number * units[i].ms;
        return TRUE;
    }
    g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG,
        "\"%s\" is no duration: write a number and ms, s, min or h, like 60s", text);
    return FALSE;
}

char *dln_cli_text_names(const GPtrArray *names, guint max)
{
    GString *out = g_string_new(NULL);
    guint shown = names->len > max ? max : names->len;

    for (guint i = 0; i < shown; i++) {
        g_autofree char *name = dln_cli_text_safe(names->pdata[i]);

        g_string_append_printf(out, "%s%s", i > 0 ? ", " : "", name);
    }
    if (shown < names->len) {
        g_autofree char *rest = dln_cli_text_number(names->len - shown);

        g_string_append_printf(out, ", … and %s more", rest);
    }
    return g_string_free(out, FALSE);
}

char *dln_cli_text_join(char *const *names, guint max)
{
    g_autoptr(GPtrArray) array = g_ptr_array_new();

    for (guint i = 0; names && names[i]; i++)
        g_ptr_array_add(array, names[i]);
    return dln_cli_text_names(array, max);
}

void dln_cli_text_wrap(GString *out, const char *text, guint at, guint indent, guint width)
{
    g_auto(GStrv) words = g_strsplit_set(text, " \n", -1);
    guint column = at;
    gboolean first = TRUE;

    for (guint i = 0; words[i]; i++) {
        guint columns = dln_cli_text_columns(words[i]);

        if (columns == 0)
            continue;
        if (!first && column + 1 + columns > width) {
            g_string_append_printf(out, "\n%*s", (int)indent, "");
            column = indent;
        } else if (!first) {
            g_string_append_c(out, ' ');
            column++;
        }
        g_string_append(out, words[i]);
        column += columns;
        first = FALSE;
    }
    g_string_append_c(out, '\n');
}
