/* SPDX-License-Identifier: Apache-2.0 */
/* converge.c: makes each pair of schemas into each other by dln_diff_make(), and says as TAP which of them arrive. See usage below;
 * a worker for each --database pair of PostgreSQL (both empty; what it leaves in them is for who made them), or --jobs for SQLite. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dump.h"
#include "generate.h"

#define MAX_WORKERS 32
#define NAME_SIZE 200

/* What the workers share. */
typedef struct {
    gint next; /* the first pair that nobody has */
    char at[MAX_WORKERS][NAME_SIZE];
} Shared;

typedef struct {
    gboolean update;
    gboolean dump;
    gboolean online;
    gint jobs;
    gint seeds; /* how many pairs are made up, */
    gint first_seed;
    gboolean there_and_back;
    gboolean show;
    char *known_file;
    char *support; /* where this program's SQL is */
    char **databases;
    char **cases;
} Arguments;

static void arguments_clear(Arguments *arguments)
{
    g_free(arguments->known_file);
    g_free(arguments->support);
    g_strfreev(arguments->databases);
    g_strfreev(arguments->cases);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Arguments, arguments_clear)

typedef struct {
    const Arguments *arguments;
    GHashTable *known; /* (key-type utf8) (value-type utf8): a pair that is known to fail → why */
    Shared *shared;
    guint number; /* of this worker */
} Worker;

typedef struct {
    char *name;
    Outcome *outcome;
} Result;

static void result_free(gpointer data)
{
    Result *result = data;

    g_free(result->name);
    outcome_free(result->outcome);
    g_free(result);
}

/* ---- known failures ---- */

/* "postgres/name why": a line each. */
static GHashTable *read_known(const char *file)
{
    GHashTable *known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autofree char *text = NULL;

    if (file == NULL || !g_file_get_contents(file, &text, NULL, NULL))
        return known;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++) {
        g_auto(GStrv) parts = g_strsplit(lines[i], " ", 2);
        if (parts[0] != NULL && *parts[0] != '\0' && *parts[0] != '#')
            g_hash_table_insert(
                known, g_strdup(parts[0]), g_strdup(parts[1] != NULL ? parts[1] : ""));
    }
    return known;
}

/* ---- a worker ---- */

static void print_indented(FILE *out, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (guint i = 0; lines[i] != NULL; i++) {
        if (*lines[i] != '\0' || lines[i + 1] != NULL)
            fprintf(out, "#   %s\n", lines[i]);
    }
}

/* Returns whether it is as it is known to be. */
static gboolean print_result(FILE *out, const Worker *worker, const Result *result)
{
    const char *known = g_hash_table_lookup(worker->known, result->name);
    const gboolean failed = result->outcome->text->len > 0;

    if (known != NULL && failed) {
        fprintf(out, "ok %s # known to fail: %s\n", result->name, known);
    } else if (known != NULL) {
        fprintf(out, "not ok %s\n#   it arrives now: take it off %s\n", result->name,
            worker->arguments->known_file);
    } else if (failed) {
        fprintf(out, "not ok %s\n", result->name);
        print_indented(out, result->outcome->text->str);
    } else {
        fprintf(out, "ok %s\n", result->name);
    }
    return failed == (known != NULL);
}

/* What pg_dump says is added to the results. */
static void add_dumps(Bench *bench, GPtrArray *results)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GHashTable) found = dump_compare_kept(bench, &error);

    for (guint i = 0; i < results->len; i++) {
        const Result *result = results->pdata[i];
        if (result->outcome->kept == NULL)
            continue;
        const char *text =
            found != NULL ? g_hash_table_lookup(found, result->outcome->kept) : error->message;
        if (text != NULL)
            outcome_add(result->outcome, "%s", text);
    }
}

static gboolean open_bench(Bench *bench, const Worker *worker, GError **error)
{
    char **databases = worker->arguments->databases;

    bench->directory = worker->arguments->support;
    return place_open(&bench->a, databases != NULL ? databases[worker->number * 2] : NULL, error) &&
           place_open(
               &bench->b, databases != NULL ? databases[worker->number * 2 + 1] : NULL, error) &&
           place_clear(&bench->a, NULL, error) && place_clear(&bench->b, NULL, error);
}

/* The index-th: of the cases first, then of those that are made up. (transfer full) */
static Pair *nth_pair(const Arguments *arguments, guint index, GError **error)
{
    const guint n_cases = arguments->cases != NULL ? g_strv_length(arguments->cases) : 0;

    return index < n_cases ? pair_read(arguments->cases[index], error)
                           : generate_pair((guint32)arguments->first_seed + index - n_cases);
}

static guint n_pairs(const Arguments *arguments)
{
    return (arguments->cases != NULL ? g_strv_length(arguments->cases) : 0) +
           (guint)arguments->seeds;
}

/* What is made up stays too much in the server's way to keep all of it for pg_dump. */
#define DUMPED_OF_SEEDS 20

/* NULL: it could not be read, said so to out. */
static Result *run_pair(Bench *bench, const Worker *worker, guint index, FILE *out)
{
    const Arguments *arguments = worker->arguments;
    g_autoptr(GError) error = NULL;
    g_autoptr(Pair) pair = nth_pair(arguments, index, &error);
    PairFlags flags = arguments->update ? PAIR_UPDATE : PAIR_PLAIN;

    if (pair == NULL) {
        fprintf(out, "not ok %u\n#   %s\n", index + 1, error->message);
        return NULL;
    }
    g_strlcpy(worker->shared->at[worker->number], pair->name, NAME_SIZE);
    if (arguments->online)
        flags |= PAIR_ONLINE;
    if (arguments->dump && (pair->directory != NULL || index % DUMPED_OF_SEEDS == 0))
        flags |= PAIR_KEEP;
    if (pair->directory == NULL && !arguments->there_and_back)
        flags |= PAIR_ONE_WAY;
    Result *result = g_new0(Result, 1);
    result->name = g_strdup(pair->name);
    result->outcome = pair_converge(bench, pair, flags);
    if (pair->directory == NULL && result->outcome->text->len > 0)
        outcome_add(result->outcome, "current:\n%s\ndesired:\n%s", pair->current, pair->desired);
    return result;
}

/* Returns how many were not as they are known to be. */
static guint work(const Worker *worker, FILE *out)
{
    const guint n = n_pairs(worker->arguments);
    g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func(result_free);
    g_autoptr(GError) error = NULL;
    Bench bench = {0};
    guint n_failed = 0;
    guint i;

    if (!open_bench(&bench, worker, &error)) {
        fprintf(out, "not ok open\n#   %s\n", error->message);
        return 1;
    }
    while ((i = (guint)g_atomic_int_add(&worker->shared->next, 1)) < n) {
        Result *result = run_pair(&bench, worker, i, out);
        if (result != NULL)
            g_ptr_array_add(results, result);
        else
            n_failed++;
    }
    add_dumps(&bench, results);
    for (i = 0; i < results->len; i++)
        n_failed += print_result(out, worker, results->pdata[i]) ? 0 : 1;
    place_close(&bench.a);
    place_close(&bench.b);
    return n_failed;
}

/* ---- all workers ---- */

static void copy_out(FILE *from)
{
    char buffer[8192];
    size_t n;

    rewind(from);
    while ((n = fread(buffer, 1, sizeof buffer, from)) > 0)
        fwrite(buffer, 1, n, stdout);
}

/* Whom the cases grant something to. They stay: other databases of the server may know them. */
static const char make_roles[] = "DO $$ DECLARE one text; BEGIN FOREACH one IN ARRAY "
                                 "ARRAY['dunlin_reader', 'dunlin_writer'] LOOP"
                                 " BEGIN EXECUTE 'CREATE ROLE ' || one; EXCEPTION WHEN "
                                 "duplicate_object OR unique_violation THEN NULL;"
                                 " END; END LOOP; END $$";

static gboolean prepare(const Arguments *arguments, GError **error)
{
    Place place = {0};
    gboolean ok = arguments->databases == NULL ||
                  (place_open(&place, arguments->databases[0], error) &&
                      dln_session_execute(place.session, make_roles, NULL, 0, NULL, error));

    place_close(&place);
    return ok;
}

/* Each in a process of its own, so that one that dies is one that failed. */
static gboolean run_workers(const Arguments *arguments, guint n_workers)
{
    FILE *outs[MAX_WORKERS] = {0};
    pid_t children[MAX_WORKERS] = {0};
    g_autoptr(GHashTable) known = read_known(arguments->known_file);
    Shared *shared =
        mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    gboolean ok = shared != MAP_FAILED;

    g_print("1..%u\n", n_pairs(arguments));
    fflush(stdout);
    for (guint w = 0; ok && w < n_workers; w++) {
        outs[w] = tmpfile();
        children[w] = fork();
        if (children[w] == 0) {
            const Worker worker = {arguments, known, shared, w};
            guint n_failed = work(&worker, outs[w]);
            fflush(outs[w]);
            _exit(n_failed > 0 ? 1 : 0);
        }
    }
    for (guint w = 0; ok && w < n_workers; w++) {
        int status = 0;
        waitpid(children[w], &status, 0);
        copy_out(outs[w]);
        if (!WIFEXITED(status) || WEXITSTATUS(status) > 1)
            printf("not ok worker %u died at %s, status %d\n", w, shared->at[w], status);
        children[w] = status;
    }
    for (guint w = 0; ok && w < n_workers; w++)
        ok = children[w] == 0;
    return ok;
}

static gboolean parse(Arguments *arguments, int *argc, char ***argv, GError **error)
{
    const GOptionEntry entries[] = {
        {"update", 0, 0, G_OPTION_ARG_NONE, &arguments->update, "write what the cases expect",
            NULL},
        {"dump", 0, 0, G_OPTION_ARG_NONE, &arguments->dump, "compare by pg_dump, too", NULL},
        {"online", 0, 0, G_OPTION_ARG_NONE, &arguments->online, "by what --online writes", NULL},
        {"jobs", 0, 0, G_OPTION_ARG_INT, &arguments->jobs, "SQLite: how many at once", "N"},
        {"known", 0, 0, G_OPTION_ARG_FILENAME, &arguments->known_file, "those that fail", "FILE"},
        {"support", 0, 0, G_OPTION_ARG_FILENAME, &arguments->support, "where plant.sql is",
            "FOLDER"},
        {"database", 0, 0, G_OPTION_ARG_STRING_ARRAY, &arguments->databases,
            "two for each worker, in order", "URL"},
        {"seeds", 0, 0, G_OPTION_ARG_INT, &arguments->seeds, "PostgreSQL: make up so many", "N"},
        {"first-seed", 0, 0, G_OPTION_ARG_INT, &arguments->first_seed, "and begin with", "SEED"},
        {"there-and-back", 0, 0, G_OPTION_ARG_NONE, &arguments->there_and_back,
            "what is made up, too", NULL},
        {"show", 0, 0, G_OPTION_ARG_NONE, &arguments->show, "print the pair of --first-seed", NULL},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments->cases, NULL, NULL},
        {0},
    };
    g_autoptr(GOptionContext) context = g_option_context_new("FOLDER...");

    g_option_context_add_main_entries(context, entries, NULL);
    return g_option_context_parse(context, argc, argv, error);
}

/* As the two files of a case. */
static int show_pair(const Arguments *arguments)
{
    g_autoptr(Pair) pair = generate_pair((guint32)arguments->first_seed);

    g_print("%s-- >>\n%s", pair->current, pair->desired);
    return 0;
}

int main(int argc, char **argv)
{
    g_auto(Arguments) arguments = {.jobs = 1};
    g_autoptr(GError) error = NULL;
    guint n_databases;

    if (!parse(&arguments, &argc, &argv, &error) || n_pairs(&arguments) == 0 ||
        arguments.support == NULL) {
        g_printerr("converge: %s\n", error != NULL ? error->message : "--support FOLDER CASE...");
        return 2;
    }
    if (arguments.show)
        return show_pair(&arguments);
    n_databases = arguments.databases != NULL ? g_strv_length(arguments.databases) : 0;
    const guint n_workers =
        CLAMP(n_databases > 0 ? n_databases / 2 : (guint)arguments.jobs, 1, MAX_WORKERS);
    if (!prepare(&arguments, &error)) {
        g_printerr("converge: %s\n", error->message);
        return 2;
    }
    return run_workers(&arguments, n_workers) ? 0 : 1;
}
