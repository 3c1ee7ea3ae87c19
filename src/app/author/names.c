/* SPDX-License-Identifier: Apache-2.0 */
/* names.c: numbers, words and names of new migrations. */
#include <string.h>

#include "app/author/author.h"
#include "app/author/text.h"
#include "format/format.h"

#define SLUG_BYTES 60
#define REV_ID_BYTES 120
#define MIN_DIGITS 3
#define TIMESTAMP_DIGITS 14
#define MAX_NUMBER G_GUINT64_CONSTANT(999999999999999999)

char *dln_author_slug(const char *message)
{
    g_autofree char *lower = g_utf8_strdown(message, -1);
    g_autoptr(GString) slug = g_string_new(NULL);

    for (const char *p = lower; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isalnum(c))
            g_string_append_unichar(slug, c);
        else if (slug->len > 0 && slug->str[slug->len - 1] != '_')
            g_string_append_c(slug, '_');
        if (slug->len >= SLUG_BYTES)
            break;
    }
    while (slug->len > 0 && slug->str[slug->len - 1] == '_')
        g_string_truncate(slug, slug->len - 1);
    return g_string_free(g_steal_pointer(&slug), FALSE);
}

/* -- Numbers ------------------------------------------------------------------------------------- */

/* How many digits people write: 0042 goes on as 0043. */
static void count_name(const char *name, DlnNumber *highest)
{
    const gsize digits = strspn(name, "0123456789");
    const guint64 number = digits > 0 ? g_ascii_strtoull(name, NULL, 10) : 0;

    if (digits > 0 && number >= highest->number)
        *highest = (DlnNumber){number, (guint)digits};
}

static gboolean highest_number(const DunlinProject *project, DlnNumber *out_highest, GError **error)
{
    const DlnConfig *config = &project->config;

    *out_highest = (DlnNumber){0, MIN_DIGITS};
    for (guint d = 0; config->migrations[d] != NULL; d++) {
        g_autoptr(GPtrArray) files = NULL;
        if (!dln_format_list_directory(config->migrations[d], config->migrations_display[d],
                DLN_LIST_NAMES, &files, error))
            return FALSE;
        for (guint i = 0; i < files->len; i++)
            count_name(((const DlnFile *)files->pdata[i])->name, out_highest);
    }
    if (out_highest->number < MAX_NUMBER)
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
        "a migration has the number %" G_GUINT64_FORMAT ", and none can be counted behind it",
        out_highest->number);
    return FALSE;
}

static guint64 timestamp(void)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *text = g_date_time_format(now, "%Y%m%d%H%M%S");

    return g_ascii_strtoull(text, NULL, 10);
}

gboolean dln_author_next_number(const DunlinProject *project, DlnNumber *out_number, GError **error)
{
    DlnNumber number;

    if (!highest_number(project, &number, error))
        return FALSE;
    number.number++;
    /* Two files of one second, or a clock that went back: the order of the names must still be that of the making. */
    if (project->config.numbering == DLN_NUMBERING_TIMESTAMP)
        number = (DlnNumber){MAX(number.number, timestamp()), TIMESTAMP_DIGITS};
    *out_number = number;
    return TRUE;
}

char *dln_author_number_text(const DlnNumber *number)
{
    return g_strdup_printf("%0*" G_GUINT64_FORMAT, (int)number->digits, number->number);
}

/* -- Words --------------------------------------------------------------------------------------- */

static gboolean refuse_word(const char *what, const char *text, const char *why, GError **error)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);

    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "\"%s\" cannot be a %s: %s", valid, what, why);
    return FALSE;
}

gboolean dln_author_check_word(const char *what, const char *text, GError **error)
{
    static const char *const taken[] = {"none", "base", "head", "heads", "current", NULL};

    if (*text == '\0')
        return refuse_word(what, text, "it is empty", error);
    if (g_strv_contains(taken, text))
        return refuse_word(what, text, "the word has a meaning of its own", error);
    if (strchr("+-", *text) != NULL)
        return refuse_word(what, text, "it begins with a sign", error);
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        const gunichar c = g_utf8_get_char(p);
        if (g_unichar_isspace(c) || g_unichar_iscntrl(c) ||
            (c < 0x80 && strchr(",@:+\"'`\\", (int)c)))
            return refuse_word(what, text,
                "blanks, commas, quotes, \"@\", \":\" and \"+\" would be read as something else",
                error);
    }
    return TRUE;
}

gboolean dln_author_check_rev_id(const char *text, GError **error)
{
    if (!dln_author_check_word("revision id", text, error))
        return FALSE;
    if (strchr(text, '/') != NULL)
        return refuse_word(
            "revision id", text, "it begins the name of a file, which has no \"/\"", error);
    if (*text == '.' || *text == '_' || g_ascii_strncasecmp(text, "readme", 6) == 0)
        return refuse_word("revision id", text, "files of such names are no migrations", error);
    if (strlen(text) > REV_ID_BYTES)
        return refuse_word("revision id", text, "it is too long", error);
    return TRUE;
}

char *dln_author_name_of(const DunlinProject *project, const DlnRevision *revision, GError **error)
{
    const gsize length = strcspn(revision->id, " \t,");
    g_autofree char *name = g_strndup(revision->id, length);

    if (revision->id[length] == '\0')
        return g_steal_pointer(&name);
    g_autoptr(GPtrArray) meant = dln_graph_candidates(project->graph, revision->scope, name);
    if (length > 0 && meant->len == 1)
        return g_steal_pointer(&name);
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
        "no file can name \"%s\": there is a blank or a comma in it, and \"%s\" alone is not "
        "unique; rename "
        "it first",
        revision->id, name);
    return NULL;
}
