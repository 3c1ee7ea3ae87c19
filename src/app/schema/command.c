/* SPDX-License-Identifier: Apache-2.0 */
/* command.c: runs the program of a desired state, and says what it said where that fails. */
#include "app/schema/command.h"

#include <string.h>
#include <sys/wait.h>

#include "base/process.h"

/* More than any schema; a program that prints without end is stopped. */
#define OUTPUT_BYTES_MAX (64 * 1024 * 1024)
/* The last of what it said tells most: a traceback ends with what went wrong. */
#define SAID_LINES_MAX 12

typedef struct {
    GString *output;
    GQueue *said; /* (element-type utf8) */
} Listener;

static gboolean take_output(const char *bytes, gsize length, gpointer user_data)
{
    const Listener *listener = user_data;

    g_string_append_len(listener->output, bytes, (gssize)length);
    return listener->output->len <= OUTPUT_BYTES_MAX;
}

static void take_line(const char *line, gpointer user_data)
{
    const Listener *listener = user_data;

    g_queue_push_tail(listener->said, g_strdup(line));
    if (g_queue_get_length(listener->said) > SAID_LINES_MAX)
        g_free(g_queue_pop_head(listener->said));
}

static void refuse(const DlnDesired *desired, const Listener *listener, DunlinErrorCode code,
    const char *what, GError **error)
{
    const DunlinErrorFacts facts = {
        .file = desired->file, .line = desired->line, .column = desired->column};
    g_autoptr(GString) said = g_string_new(NULL);

    for (const GList *at = listener->said->head; at != NULL; at = at->next)
        g_string_append_printf(said, "\n    %s", (const char *)at->data);
    g_autofree char *masked = dunlin_mask_passwords(said->str);
    dln_error_set(error, code, &facts, "\"%s\" %s%s%s", desired->argv[0], what,
        said->len > 0 ? "; it said:" : "", masked);
}

static gboolean check(
    const DlnDesired *desired, const Listener *listener, int status, GError **error)
{
    const GString *output = listener->output;
    g_autofree char *what = NULL;

    if (WIFSIGNALED(status))
        what = g_strdup_printf("was ended by signal %d", WTERMSIG(status));
    else if (WEXITSTATUS(status) != 0)
        what = g_strdup_printf("ended with status %d", WEXITSTATUS(status));
    else if (output->len == 0)
        what = g_strdup("printed nothing: it is to print the SQL of the whole schema");
    else if (!g_utf8_validate_len(output->str, output->len, NULL))
        what = g_strdup("printed what is no UTF-8 text");
    if (what != NULL)
        refuse(desired, listener, DUNLIN_ERROR_REFUSED, what, error);
    return what == NULL;
}

static char **environ_of(const DlnSchemaCommand *command)
{
    char **variables = g_get_environ();

    variables = g_environ_setenv(variables, "DUNLIN_ENGINE", command->engine, TRUE);
    return g_environ_setenv(variables, "DUNLIN_SCOPE", command->scope, TRUE);
}

gboolean dln_schema_command_run(const DlnDesired *desired, const DlnSchemaCommand *command,
    GCancellable *cancellable, char **out_sql, char **out_shown, GError **error)
{
    Listener listener = {g_string_new(NULL), g_queue_new()};
    g_auto(GStrv) variables = environ_of(command);
    const DlnProcess process = {
        .argv = (const char *const *)desired->argv,
        .folder = command->folder,
        .environ = (const char *const *)variables,
        .timeout_ms = desired->timeout_ms,
        .cancellable = cancellable,
        .on_line = take_line,
        .on_output = take_output,
        .user_data = &listener,
    };
    g_autoptr(GError) cause = NULL;
    int status = 0;
    const gboolean has_run = dln_process_run(&process, &status, &cause);

    if (!has_run)
        refuse(desired, &listener, (DunlinErrorCode)cause->code, cause->message, error);
    const gboolean ok = has_run && check(desired, &listener, status, error);
    if (ok) {
        g_autofree char *words = g_strjoinv(" ", desired->argv);
        *out_shown = g_strdup_printf("output of \"%s\"", words);
    }
    char *sql = g_string_free(listener.output, !ok);
    if (ok)
        *out_sql = sql;
    g_queue_free_full(listener.said, g_free);
    return ok;
}
