/* SPDX-License-Identifier: Apache-2.0 */
/* text_file.c: reading with the system's own reason in the error. Knows nothing of what the text means. */
#include "project/text_file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define MAX_SIZE_BYTES (16 * 1024 * 1024)

typedef int FileDescriptor;

static void close_file(FileDescriptor *fd)
{
    if (*fd >= 0)
        close(*fd);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(FileDescriptor, close_file)

static gboolean refuse(const char *display, guint line, const char *why, GError **error)
{
    const DunlinErrorFacts facts = {.file = display, .line = line};

    dln_error_set(error, DUNLIN_ERROR_CONFIG, &facts, "%s", why);
    return FALSE;
}

static gboolean refuse_errno(const char *display, int code, GError **error)
{
    g_autofree char *why = g_strdup_printf("cannot be read: %s", g_strerror(code));

    return refuse(display, 0, why, error);
}

static gboolean read_all(int fd, const char *display, GString *text, GError **error)
{
    char buffer[16 * 1024];

    for (;;) {
        const ssize_t n = read(fd, buffer, sizeof buffer);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return refuse_errno(display, errno, error);
        if (n == 0)
            return TRUE;
        if (text->len + (gsize)n > MAX_SIZE_BYTES)
            return refuse(display, 0, "is larger than 16 MiB", error);
        g_string_append_len(text, buffer, n);
    }
}

static guint line_of(const char *text, const char *position)
{
    guint line = 1;

    for (const char *p = text; p < position; p++)
        line += *p == '\n';
    return line;
}

/* Opening one waits for somebody to write, for ever. What a shell passes as /dev/fd/63 is open already. */
static gboolean is_named_pipe(const char *path)
{
    GStatBuf status;

    return g_lstat(path, &status) == 0 && S_ISFIFO(status.st_mode);
}

gboolean dln_text_file_read(
    const char *path, const char *display, DlnTextFileNeed need, char **out_text, GError **error)
{
    static const char byte_order_mark[] = "\xef\xbb\xbf";
    g_autoptr(GString) text = g_string_new(NULL);
    const char *invalid;

    if (is_named_pipe(path))
        return refuse(display, 0, "is a named pipe, to which nobody may ever write", error);
    g_auto(FileDescriptor) fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT && need == DLN_TEXT_FILE_OPTIONAL) {
        *out_text = NULL;
        return TRUE;
    }
    if (fd < 0)
        return refuse_errno(display, errno, error);
    if (!read_all(fd, display, text, error))
        return FALSE;
    if (!g_utf8_validate_len(text->str, text->len, &invalid))
        return refuse(display, line_of(text->str, invalid),
            *invalid == '\0' ? "holds a NUL byte" : "is not valid UTF-8", error);
    if (g_str_has_prefix(text->str, byte_order_mark))
        g_string_erase(text, 0, (gssize)strlen(byte_order_mark));
    *out_text = g_string_free(g_steal_pointer(&text), FALSE);
    return TRUE;
}
