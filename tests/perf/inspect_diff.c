/* SPDX-License-Identifier: Apache-2.0 */
/* inspect_diff.c: reads the schema public of two databases at the same time and finds the way from the one to the other: what
 * `dunlin diff` does without trying the result on a scratch copy.
 * Usage: inspect_diff FROM-URL TO-URL */
#include <stdlib.h>

#include "diff/diff.h"
#include "engine/inspect.h"

static DlnSchema *read_schema(const char *url, GError **error)
{
    g_autoptr(DlnAddress) address = NULL;
    DlnSession *session = NULL;

    if (!dln_address_parse(url, &address, error))
        return NULL;
    const DlnOpenOptions options = {.address = address, .connect_timeout_ms = 10000, .lock_timeout_ms = 5000};
    if (!dln_session_open(&options, NULL, &session, error))
        return NULL;
    DlnSchema *schema = dln_session_inspect(session, "public", NULL, error);
    dln_session_close(session);
    return schema;
}

typedef struct {
    const char *url;
    GError *error;
} Reading;

static gpointer read_beside(gpointer data)
{
    Reading *reading = data;

    return read_schema(reading->url, &reading->error);
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;

    if (argc != 3) {
        g_printerr("inspect_diff: give two URLs\n");
        return EXIT_FAILURE;
    }
    Reading reading = {.url = argv[1]};
    GThread *beside = g_thread_new("read", read_beside, &reading);
    g_autoptr(DlnSchema) to = read_schema(argv[2], &error);
    g_autoptr(DlnSchema) from = g_thread_join(beside);
    g_autoptr(GError) other = reading.error;
    const DlnDiffOptions options = {.from = from, .to = to};
    g_autoptr(DlnDiff) diff = from != NULL && to != NULL ? dln_diff_make(&options, &error) : NULL;

    if (diff == NULL) {
        g_printerr("inspect_diff: %s\n", error != NULL ? error->message : other->message);
        return EXIT_FAILURE;
    }
    for (guint p = 0; p < diff->parts->len; p++) {
        const DlnDiffPart *part = diff->parts->pdata[p];
        for (guint i = 0; i < part->steps->len; i++)
            g_print("%s;\n", ((const DlnDiffStep *)part->steps->pdata[i])->sql);
    }
    return EXIT_SUCCESS;
}
