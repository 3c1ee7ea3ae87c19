/* SPDX-License-Identifier: Apache-2.0 */
/* directory.c: which files of a directory are migrations, and their texts. Knows no format by name. */
#include "format/format.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#define DOWN_SUFFIX ".down.sql"

typedef struct {
    const char *directory;
    const char *prefix; /* how the directory is shown, may be "" */
    GPtrArray *names;   /* (element-type utf8) of migrations and down files, sorted */
} Listing;

static const char *const extensions[] = {".sql", ".py"};

/* -- Reading a file ------------------------------------------------------------------------------- */

static gboolean set_problem(const char *shown, const char *why, GError **error)
{
    const DunlinErrorFacts facts = {.file = shown};

    dln_error_set(error, DUNLIN_ERROR_CONFIG, &facts, "cannot be read: %s", why);
    return FALSE;
}

static gboolean set_unreadable(const char *shown, int why, GError **error)
{
    return set_problem(shown, g_strerror(why), error);
}

/* NULL with errno. Exactly as large as the text: a project holds thousands of them as long as it lives. */
static GBytes *read_all(int fd, gsize expected_bytes)
{
    gsize have = 0, room = expected_bytes + 1;
    g_autofree char *text = g_malloc(room);

    for (;;) {
        gssize n = read(fd, text + have, room - have);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return NULL;
        if (n == 0)
            break;
        have += (gsize)n;
        /* One byte more was asked for: a regular file that gives no more has ended. */
        if (have == expected_bytes)
            break;
        if (have > G_MAXINT) {
            errno = EFBIG;
            return NULL;
        }
        /* It has grown since it was looked at. */
        if (have == room)
            text = g_realloc(text, room *= 2);
    }
    text = g_realloc(text, MAX(have, 1));
    return g_bytes_new_take(g_steal_pointer(&text), have);
}

/* O_NONBLOCK: opening a FIFO must not wait for somebody to write to it. */
static GBytes *read_file(const char *path, const char *shown, GError **error)
{
    const int fd = g_open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
    if (fd < 0) {
        set_unreadable(shown, errno, error);
        return NULL;
    }

    GBytes *bytes = NULL;
    struct stat info;
    if (fstat(fd, &info) != 0)
        set_unreadable(shown, errno, error);
    else if (S_ISDIR(info.st_mode))
        set_unreadable(shown, EISDIR, error);
    else if (!S_ISREG(info.st_mode))
        set_problem(shown, "it is no regular file", error);
    else if (info.st_size > G_MAXINT)
        set_unreadable(shown, EFBIG, error);
    else if ((bytes = read_all(fd, (gsize)info.st_size)) == NULL)
        set_unreadable(shown, errno, error);
    close(fd);
    return bytes;
}

/* -- Which files ---------------------------------------------------------------------------------- */

static char *shown_path(const char *prefix, const char *name)
{
    if (*prefix == '\0')
        return g_strdup(name);
    return g_build_filename(prefix, name, NULL);
}

static const char *shown_directory(const Listing *listing)
{
    return *listing->prefix != '\0' ? listing->prefix : listing->directory;
}

static gboolean is_ignored(const char *name)
{
    return name[0] == '.' || name[0] == '_' || g_ascii_strncasecmp(name, "readme", 6) == 0;
}

static gboolean has_extension(const char *name, gboolean *out_wrong_case)
{
    *out_wrong_case = FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(extensions); i++) {
        gsize length = strlen(name), suffix = strlen(extensions[i]);
        if (length <= suffix || g_ascii_strcasecmp(name + length - suffix, extensions[i]) != 0)
            continue;
        *out_wrong_case = strcmp(name + length - suffix, extensions[i]) != 0;
        return TRUE;
    }
    return FALSE;
}

/* Names stand in messages and in the ledger: they must be text of one line. */
static gboolean check_name(const Listing *listing, const char *name, GError **error)
{
    gboolean clean = g_utf8_validate(name, -1, NULL);

    for (const char *p = name; clean && *p != '\0'; p = g_utf8_next_char(p))
        clean = !g_unichar_iscntrl(g_utf8_get_char(p));
    if (!clean) {
        g_autofree char *escaped = g_strescape(name, NULL);
        const DunlinErrorFacts facts = {.file = shown_directory(listing)};
        dln_error_set(error, DUNLIN_ERROR_CONFIG, &facts,
            "the file name \"%s\" is not UTF-8 or holds control characters", escaped);
    }
    return clean;
}

static gboolean add_name(Listing *listing, const char *name, GError **error)
{
    gboolean wrong_case;

    if (is_ignored(name) || !has_extension(name, &wrong_case))
        return TRUE;
    if (!check_name(listing, name, error))
        return FALSE;
    if (wrong_case) {
        g_autofree char *shown = shown_path(listing->prefix, name);
        const DunlinErrorFacts facts = {.file = shown};
        dln_error_set(error, DUNLIN_ERROR_CONFIG, &facts,
            "the extension must be in lower case: rename the file");
        return FALSE;
    }
    g_ptr_array_add(listing->names, g_strdup(name));
    return TRUE;
}

static gint compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static gboolean read_names(Listing *listing, DIR *dir, GError **error)
{
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(dir);
        if (entry == NULL && errno != 0)
            return set_unreadable(shown_directory(listing), errno, error);
        if (entry == NULL)
            return TRUE;
        if (!add_name(listing, entry->d_name, error))
            return FALSE;
    }
}

static gboolean list_names(Listing *listing, GError **error)
{
    DIR *dir = opendir(listing->directory);
    if (dir == NULL)
        return set_unreadable(shown_directory(listing), errno, error);

    const gboolean ok = read_names(listing, dir, error);
    closedir(dir);
    g_ptr_array_sort(listing->names, compare_names);
    return ok;
}

/* -- Files ---------------------------------------------------------------------------------------- */

void dln_file_free(DlnFile *file)
{
    if (file == NULL)
        return;
    g_free(file->name);
    g_clear_pointer(&file->text, g_bytes_unref);
    g_free(file);
}

static int compare_with_name(const void *name, const void *element)
{
    return strcmp(name, (*(DlnFile *const *)element)->name);
}

static const DlnFile *find_file(const GPtrArray *files, const char *name)
{
    if (files->len == 0)
        return NULL;
    DlnFile *const *found =
        bsearch(name, files->pdata, files->len, sizeof(gpointer), compare_with_name);
    return found != NULL ? *found : NULL;
}

GBytes *dln_files_find(const GPtrArray *files, const char *name)
{
    const DlnFile *file = find_file(files, name);

    return file != NULL ? file->text : NULL;
}

static GBytes *read_named(const Listing *listing, const char *name, GError **error)
{
    g_autofree char *path = g_build_filename(listing->directory, name, NULL);
    g_autofree char *shown = shown_path(listing->prefix, name);

    return read_file(path, shown, error);
}

gboolean dln_format_list_directory(const char *directory, const char *display_prefix,
    DlnListDepth depth, GPtrArray **out_files, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func((GDestroyNotify)dln_file_free);
    Listing listing = {.directory = directory, .prefix = display_prefix, .names = names};

    if (!list_names(&listing, error))
        return FALSE;
    for (guint i = 0; i < names->len; i++) {
        DlnFile *file = g_new0(DlnFile, 1);
        file->name = g_strdup(names->pdata[i]);
        g_ptr_array_add(files, file);
        if (depth == DLN_LIST_NAMES)
            continue;
        file->text = read_named(&listing, file->name, error);
        if (file->text == NULL)
            return FALSE;
    }
    *out_files = g_steal_pointer(&files);
    return TRUE;
}

/* -- Migrations ----------------------------------------------------------------------------------- */

/* "003_x.sql" for "003_x.down.sql", NULL for any other name. (transfer full) */
static char *up_name(const char *name)
{
    if (!g_str_has_suffix(name, DOWN_SUFFIX))
        return NULL;

    g_autofree char *stem = g_strndup(name, strlen(name) - strlen(DOWN_SUFFIX));
    return g_strconcat(stem, ".sql", NULL);
}

char *dln_format_down_name(const char *name)
{
    if (!g_str_has_suffix(name, ".sql"))
        return NULL;

    g_autofree char *stem = g_strndup(name, strlen(name) - strlen(".sql"));
    return g_strconcat(stem, DOWN_SUFFIX, NULL);
}

static gboolean check_has_up_file(
    const GPtrArray *files, const char *prefix, const char *name, const char *up, GError **error)
{
    if (find_file(files, up) != NULL)
        return TRUE;

    g_autofree char *shown = shown_path(prefix, name);
    const DunlinErrorFacts facts = {.file = shown, .line = 1};
    dln_error_set(error, DUNLIN_ERROR_SYNTAX, &facts,
        "down SQL without its migration: there is no \"%s\"", up);
    return FALSE;
}

static gboolean read_migration(const GPtrArray *files, const char *prefix, const DlnFile *file,
    GPtrArray *revisions, GError **error)
{
    g_autofree char *shown = shown_path(prefix, file->name);
    g_autofree char *down = dln_format_down_name(file->name);
    const DlnFile *down_file = down != NULL ? find_file(files, down) : NULL;
    g_autofree char *down_shown = down_file != NULL ? shown_path(prefix, down) : NULL;
    const DlnFormatInput input = {.path = shown,
        .basename = file->name,
        .text = file->text,
        .down_path = down_shown,
        .down_text = down_file != NULL ? down_file->text : NULL};
    DlnRevision *revision = NULL;

    if (!dln_format_read_text(&input, &revision, error))
        return FALSE;
    g_ptr_array_add(revisions, revision);
    return TRUE;
}

static gint compare_revisions(gconstpointer a, gconstpointer b)
{
    const DlnRevision *first = *(DlnRevision *const *)a;
    const DlnRevision *second = *(DlnRevision *const *)b;
    const int order = dln_revision_id_compare(first->id, second->id);

    /* 003_x.py beside 003_x.sql: the graph judges, but always in the same order. */
    return order != 0 ? order : strcmp(first->file, second->file);
}

gboolean dln_format_read_files(
    const GPtrArray *files, const char *display_prefix, GPtrArray *out_revisions, GError **error)
{
    g_autoptr(GPtrArray) revisions =
        g_ptr_array_new_with_free_func((GDestroyNotify)dln_revision_free);

    for (guint i = 0; i < files->len; i++) {
        const DlnFile *file = g_ptr_array_index(files, i);
        g_autofree char *up = up_name(file->name);
        if (up != NULL ? !check_has_up_file(files, display_prefix, file->name, up, error)
                       : !read_migration(files, display_prefix, file, revisions, error))
            return FALSE;
    }
    g_ptr_array_sort(revisions, compare_revisions);
    g_ptr_array_extend_and_steal(out_revisions, g_steal_pointer(&revisions));
    return TRUE;
}

gboolean dln_format_read_directory(
    const char *directory, const char *display_prefix, GPtrArray *out_revisions, GError **error)
{
    g_autoptr(GPtrArray) files = NULL;

    return dln_format_list_directory(directory, display_prefix, DLN_LIST_TEXTS, &files, error) &&
           dln_format_read_files(files, display_prefix, out_revisions, error);
}
