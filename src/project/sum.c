/* SPDX-License-Identifier: Apache-2.0 */
/* sum.c: reading, comparing and writing dunlin.sum. The format is in the header. */
#include "project/sum.h"

#include <string.h>

#include "base/new_file.h"
#include "base/text_hash.h"
#include "format/format.h"
#include "project/text_file.h"

#define HEAD "dunlin.sum "
#define VERSION "v1"
#define DRAFT "draft"
#define HASH_LENGTH 64

/* -- Lines --------------------------------------------------------------------------------------- */

static void line_free(gpointer data)
{
    DlnSumLine *line = data;

    g_free(line->name);
    g_free(line->hash);
    g_free(line);
}

DlnSum *dln_sum_new(void)
{
    DlnSum *sum = g_new0(DlnSum, 1);

    sum->lines = g_ptr_array_new_with_free_func(line_free);
    return sum;
}

void dln_sum_free(DlnSum *sum)
{
    if (sum == NULL)
        return;
    g_ptr_array_unref(sum->lines);
    g_free(sum);
}

/* The first line whose name is not below name. */
static guint lower_bound(const DlnSum *sum, const char *name)
{
    guint low = 0, high = sum->lines->len;

    while (low < high) {
        const guint middle = low + (high - low) / 2;
        const DlnSumLine *line = sum->lines->pdata[middle];
        if (strcmp(line->name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static gboolean is_at(const DlnSum *sum, guint index, const char *name)
{
    return index < sum->lines->len &&
           strcmp(((const DlnSumLine *)sum->lines->pdata[index])->name, name) == 0;
}

const DlnSumLine *dln_sum_find(const DlnSum *sum, const char *name)
{
    const guint index = lower_bound(sum, name);

    return is_at(sum, index, name) ? sum->lines->pdata[index] : NULL;
}

void dln_sum_set(DlnSum *sum, const char *name, const char *hash)
{
    const guint index = lower_bound(sum, name);
    DlnSumLine *line;

    if (is_at(sum, index, name)) {
        line = sum->lines->pdata[index];
    } else {
        line = g_new0(DlnSumLine, 1);
        line->name = g_strdup(name);
        g_ptr_array_insert(sum->lines, (int)index, line);
    }
    g_free(line->hash);
    line->hash = g_strdup(hash);
}

void dln_sum_remove(DlnSum *sum, const char *name)
{
    const guint index = lower_bound(sum, name);

    if (is_at(sum, index, name))
        g_ptr_array_remove_index(sum->lines, index);
}

/* -- Hashes and text ----------------------------------------------------------------------------- */

static char *hash_of(const char *text, gsize length)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);

    dln_text_hash_feed(checksum, text, length);
    return g_strdup(g_checksum_get_string(checksum));
}

char *dln_sum_hash(GBytes *text)
{
    gsize length;
    const char *data = g_bytes_get_data(text, &length);

    return hash_of(data, length);
}

char *dln_sum_hash_text(const char *text)
{
    return hash_of(text, strlen(text));
}

char *dln_sum_to_text(const DlnSum *sum)
{
    g_autoptr(GString) body = g_string_new(NULL);

    for (guint i = 0; i < sum->lines->len; i++) {
        const DlnSumLine *line = sum->lines->pdata[i];
        g_string_append_printf(
            body, "%s %s\n", line->hash != NULL ? line->hash : DRAFT, line->name);
    }
    g_autofree char *hash =
        g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)body->str, body->len);
    return g_strdup_printf(HEAD VERSION " %s\n%s", hash, body->str);
}

/* -- Reading ------------------------------------------------------------------------------------- */

/* A text being read, and where in it. */
typedef struct {
    const char *display;
    guint line;
} Place;

static gboolean refuse(const Place *place, GError **error, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

static gboolean refuse(const Place *place, GError **error, const char *format, ...)
{
    const DunlinErrorFacts facts = {.file = place->display, .line = place->line};
    va_list args;

    va_start(args, format);
    g_autofree char *why = g_strdup_vprintf(format, args);
    va_end(args);
    dln_error_set(error, DUNLIN_ERROR_INTEGRITY, &facts, "%s", why);
    return FALSE;
}

static gboolean is_conflict_mark(const char *line)
{
    static const char *const marks[] = {"<<<<<<<", "|||||||", "=======", ">>>>>>>"};

    for (guint i = 0; i < G_N_ELEMENTS(marks); i++) {
        if (g_str_has_prefix(line, marks[i]))
            return TRUE;
    }
    return FALSE;
}

static gboolean is_hash(const char *text)
{
    gsize i = 0;

    while (i < HASH_LENGTH && g_ascii_isxdigit(text[i]) && !g_ascii_isupper(text[i]))
        i++;
    return i == HASH_LENGTH;
}

/* "HASH NAME" or "draft NAME". out_hash: NULL for a draft. */
static gboolean split_line(const char *text, char **out_hash, const char **out_name)
{
    const char *blank = strchr(text, ' ');

    if (blank == NULL || blank[1] == '\0' || strchr(blank + 1, '/') != NULL)
        return FALSE;
    const gsize length = (gsize)(blank - text);
    const gboolean is_draft = length == strlen(DRAFT) && g_str_has_prefix(text, DRAFT);
    if (!is_draft && (length != HASH_LENGTH || !is_hash(text)))
        return FALSE;
    *out_hash = is_draft ? NULL : g_strndup(text, length);
    *out_name = blank + 1;
    return TRUE;
}

static gboolean read_line(DlnSum *sum, const Place *place, const char *text, GError **error)
{
    g_autofree char *hash = NULL;
    const char *name;

    if (!split_line(text, &hash, &name))
        return refuse(place, error,
            "this is no line of dunlin.sum: it holds a file's hash and its name; `dunlin check "
            "--update` writes the file anew");
    if (sum->lines->len > 0) {
        const DlnSumLine *before = sum->lines->pdata[sum->lines->len - 1];
        const int order = strcmp(before->name, name);
        if (order == 0)
            return refuse(place, error,
                "\"%s\" is listed twice, also in line %u: `dunlin check --update` writes the file "
                "anew",
                name, before->line);
        if (order > 0)
            return refuse(place, error,
                "\"%s\" is out of order: `dunlin check --update` writes the file anew", name);
    }
    DlnSumLine *line = g_new0(DlnSumLine, 1);
    line->name = g_strdup(name);
    line->hash = g_steal_pointer(&hash);
    line->line = place->line;
    g_ptr_array_add(sum->lines, line);
    return TRUE;
}

/* Said before anything else that the marks break. */
static gboolean refuse_conflict(char *const *lines, const char *display, GError **error)
{
    for (guint i = 0; lines[i] != NULL; i++) {
        const Place place = {display, i + 1};
        if (is_conflict_mark(lines[i]))
            return refuse(&place, error,
                "a merge in Git stopped here: two branches changed the migrations; see with "
                "`dunlin "
                "history` that the files are right, then `dunlin check --update` resolves this "
                "file");
    }
    return TRUE;
}

static gboolean check_head(const DlnSum *sum, const char *head, const Place *place, GError **error)
{
    g_autofree char *text = dln_sum_to_text(sum);
    const gsize length = strcspn(text, "\n");

    if (strlen(head) == length && strncmp(head, text, length) == 0)
        return TRUE;
    return refuse(place, error,
        "the hash is not that of the lines below: the file was edited or merged by hand; `dunlin "
        "check "
        "--update` writes it anew");
}

static gboolean check_version(const char *head, const Place *place, GError **error)
{
    if (g_str_has_prefix(head, HEAD VERSION " "))
        return TRUE;
    if (g_str_has_prefix(head, HEAD "v"))
        return refuse(place, error,
            "this version of Dunlin reads dunlin.sum " VERSION " only, not \"%.40s\"", head);
    return refuse(place, error,
        "the first line of dunlin.sum must be \"" HEAD VERSION "\" and a hash: `dunlin check "
        "--update` writes the file anew");
}

static char **split_lines(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    guint n = g_strv_length(lines);

    /* What follows the last line's end is no line. */
    if (n > 0 && *lines[n - 1] == '\0')
        g_clear_pointer(&lines[n - 1], g_free);
    for (guint i = 0; lines[i] != NULL; i++) {
        const gsize length = strlen(lines[i]);
        if (length > 0 && lines[i][length - 1] == '\r')
            lines[i][length - 1] = '\0';
    }
    return g_steal_pointer(&lines);
}

gboolean dln_sum_parse(const char *text, const char *display, DlnSum **out_sum, GError **error)
{
    g_auto(GStrv) lines = split_lines(text);
    g_autoptr(DlnSum) sum = dln_sum_new();
    const Place first = {display, 1};

    if (!refuse_conflict(lines, display, error) ||
        !check_version(lines[0] != NULL ? lines[0] : "", &first, error))
        return FALSE;
    for (guint i = 1; lines[i] != NULL; i++) {
        const Place place = {display, i + 1};
        if (!read_line(sum, &place, lines[i], error))
            return FALSE;
    }
    if (!check_head(sum, lines[0], &first, error))
        return FALSE;
    *out_sum = g_steal_pointer(&sum);
    return TRUE;
}

DlnSum *dln_sum_parse_leniently(const char *text)
{
    g_auto(GStrv) lines = split_lines(text);
    DlnSum *sum = dln_sum_new();

    for (guint i = 0; lines[i] != NULL; i++) {
        g_autofree char *hash = NULL;
        const char *name;
        if (split_line(lines[i], &hash, &name) && dln_sum_find(sum, name) == NULL)
            dln_sum_set(sum, name, hash);
    }
    return sum;
}

/* -- Comparing ----------------------------------------------------------------------------------- */

static void add_problem(DlnSumState *state, guint line, const char *file, const char *what)
{
    const DunlinErrorFacts facts = {.file = file != NULL ? file : state->display, .line = line};
    GError *problem = NULL;

    dln_error_set(&problem, DUNLIN_ERROR_INTEGRITY, &facts, "%s", what);
    g_ptr_array_add(state->problems, problem);
}

static void compare_line(
    DlnSumState *state, const DlnSumLine *line, const char *display, const GPtrArray *files)
{
    GBytes *text = dln_files_find(files, line->name);

    if (text == NULL) {
        g_autofree char *what = g_strdup_printf(
            "\"%s\" is gone: put it back, or accept that with `dunlin check --update`", line->name);
        add_problem(state, line->line, NULL, what);
        return;
    }
    if (line->hash == NULL) {
        g_ptr_array_add(state->drafts, g_build_filename(display, line->name, NULL));
        return;
    }
    g_autofree char *hash = dln_sum_hash(text);
    if (strcmp(hash, line->hash) != 0) {
        g_autofree char *what = g_strdup_printf(
            "\"%s\" was changed: put it back, or accept it as it is with `dunlin check --update`",
            line->name);
        add_problem(state, line->line, NULL, what);
    }
}

static void find_unlisted(DlnSumState *state, const char *display, const GPtrArray *files)
{
    for (guint i = 0; i < files->len; i++) {
        const DlnFile *file = files->pdata[i];
        if (dln_sum_find(state->sum, file->name) != NULL)
            continue;
        g_autofree char *shown = g_build_filename(display, file->name, NULL);
        g_autofree char *what = g_strdup_printf(
            "was added, but \"%s\" does not list it: accept it with `dunlin check --update`",
            state->display);
        add_problem(state, 0, shown, what);
    }
}

DlnSumState *dln_sum_look(const char *directory, const char *display, const GPtrArray *files)
{
    DlnSumState *state = g_new0(DlnSumState, 1);
    g_autofree char *path = g_build_filename(directory, DLN_SUM_NAME, NULL);
    g_autofree char *text = NULL;
    GError *problem = NULL;

    state->directory = g_strdup(directory);
    state->display = g_build_filename(display, DLN_SUM_NAME, NULL);
    state->problems = g_ptr_array_new_with_free_func((GDestroyNotify)g_error_free);
    state->drafts = g_ptr_array_new_with_free_func(g_free);
    const gboolean is_read =
        dln_text_file_read(path, state->display, DLN_TEXT_FILE_OPTIONAL, &text, &problem);
    state->exists = !is_read || text != NULL;
    if (!is_read || (text != NULL && !dln_sum_parse(text, state->display, &state->sum, &problem)))
        g_ptr_array_add(state->problems, problem);
    if (state->sum == NULL)
        return state;
    for (guint i = 0; i < state->sum->lines->len; i++)
        compare_line(state, state->sum->lines->pdata[i], display, files);
    find_unlisted(state, display, files);
    return state;
}

void dln_sum_state_free(DlnSumState *state)
{
    if (state == NULL)
        return;
    g_free(state->directory);
    g_free(state->display);
    dln_sum_free(state->sum);
    g_ptr_array_unref(state->problems);
    g_ptr_array_unref(state->drafts);
    g_free(state);
}

gboolean dln_sum_write(
    const char *directory, const char *display, const DlnSum *sum, GError **error)
{
    g_autofree char *path = g_build_filename(directory, DLN_SUM_NAME, NULL);
    g_autofree char *text = dln_sum_to_text(sum);

    return dln_replace_file(path, display, text, error);
}
