/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_init.c: `dunlin init`. */
#include "cli.h"
#include "json.h"
#include "run_verb.h"
#include "signals.h"
#include "text.h"

static const DlnOption options[] = {
    {"url", 'u', DLN_OPTION_TEXT, "URL",
        "the shared database, as dunlin.yaml is to name it (default: that of --from-database, or "
        "${DATABASE_URL}, read when it is used)"},
    {"tenants", 't', DLN_OPTION_TEXT, "schemas|databases|files",
        "tenants, each in a schema, a database or a file of its own (default: no tenants)",
        "schemas databases files"},
    {"from-database", 0, DLN_OPTION_TEXT, "URL",
        "adopt this database: its schema becomes the first migration, and is recorded as applied"},
    {"schema", 0, DLN_OPTION_TEXT, "NAME", "PostgreSQL: the schema to adopt (default: public)"},
    {"schemas", 0, DLN_OPTION_TEXT, "NAMES",
        "and other schemas of the database, with commas; * is all of them"},
    {"directory", 'C', DLN_OPTION_PATH, "DIR", "run as if started in DIR"},
    {NULL},
};

static const DlnExample examples[] = {
    {"dunlin init", "a single database, named by DATABASE_URL"},
    {"dunlin init --tenants schemas shop", "a schema for each tenant; in the new directory shop"},
    {"dunlin init --url sqlite:///data/system.db --tenants files",
        "SQLite, a file for each tenant"},
    {"dunlin init --from-database \"$DATABASE_URL\"",
        "a database that is there, and has no history"},
    {NULL},
};

static void print_files(const DlnCli *cli, char *const *files)
{
    g_autoptr(GString) json = g_string_new("{");

    if (cli->json) {
        dln_cli_json_key(json, "files");
        dln_cli_json_strings(json, (const char *const *)files);
        g_string_append_c(json, '}');
        dln_cli_print_json(cli, json->str);
        return;
    }
    for (guint i = 0; files[i]; i++) {
        g_autofree char *file = dln_cli_text_safe(files[i]);

        dln_cli_screen_print(&cli->out, "created %s\n", file);
    }
    fflush(cli->out.stream);
    dln_cli_hint(
        cli, dln_cli_arguments_has(cli->arguments, "tenants")
                 ? "`dunlin revision -m \"create users\" --scope tenant` writes the first migration"
                 : "`dunlin revision -m \"create users\"` writes the first migration");
}

/* -- A database that is there -------------------------------------------------------------------- */

static void notice(const char *text, gpointer cli)
{
    dln_cli_warn(cli, text);
}

static void print_adopted(DlnCli *cli, const DunlinAdopted *adopted)
{
    g_autoptr(GString) json = g_string_new("{");

    dln_cli_warn_all(cli, adopted->warnings);
    if (cli->json) {
        dln_cli_json_key(json, "files");
        dln_cli_json_strings(json, (const char *const *)adopted->files);
        g_string_append_printf(json, ", \"revision\": \"%s\", \"fingerprint\": \"%s\"}",
            adopted->id, adopted->fingerprint);
        dln_cli_print_json(cli, json->str);
        return;
    }
    for (guint i = 0; adopted->files[i]; i++) {
        g_autofree char *file = dln_cli_text_safe(adopted->files[i]);

        dln_cli_screen_print(&cli->out, "created %s\n", file);
    }
    dln_cli_screen_print(&cli->out,
        "the database is at %s, which builds its schema (fingerprint %.12s)\n", adopted->id,
        adopted->fingerprint);
    fflush(cli->out.stream);
    dln_cli_hint(
        cli, adopted->needs_url
                 ? "set DATABASE_URL in the environment: its password is not in dunlin.yaml"
                 : "`dunlin revision -m \"what changes\"` writes the next migration");
}

static int adopt(DlnCli *cli, const DunlinInitOptions *init, const char *database, GError **error)
{
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    const char *schema = init->schema;
    g_autofree char *override = g_strconcat("system.schema=", schema ? schema : "public", NULL);
    g_autoptr(GStrvBuilder) overrides = g_strv_builder_new();
    g_autoptr(DunlinAdopted) adopted = NULL;
    g_autoptr(GError) failed = NULL;

    g_strv_builder_addv(overrides, (const char **)dln_cli_arguments_overrides(cli->arguments));
    g_strv_builder_add(overrides, override);
    if (init->schemas) {
        g_autofree char *others = g_strconcat("system.schemas=", init->schemas, NULL);
        g_strv_builder_add(overrides, others);
    }
    g_auto(GStrv) all = g_strv_builder_end(overrides);
    const DunlinAdoptOptions wanted = {
        .database = database,
        .overrides = (const char *const *)all,
        .cancellable = cancellable,
    };
    if (init->tenants) {
        g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG,
            "--from-database adopts the shared database alone: add `tenants` to dunlin.yaml "
            "afterwards");
        return DLN_EXIT_USAGE;
    }
    DlnSignals *signals = dln_cli_signals_start(cancellable, NULL, notice, cli);
    dunlin_init_from_database(init, &wanted, &adopted, &failed);
    int signal_number = dln_cli_signals_stop(signals);
    if (failed)
        return dln_cli_fail(cli, failed, dln_cli_run_exit_code(failed, signal_number));
    print_adopted(cli, adopted);
    return DLN_EXIT_DONE;
}

static int run(DlnCli *cli, GError **error)
{
    const char *root = dln_cli_arguments_text(cli->arguments, "directory");
    const char *below = dln_cli_word(cli, 0);
    g_autofree char *directory = root && below ? g_build_filename(root, below, NULL) : NULL;
    DunlinInitOptions init = {
        .directory = directory ? directory : (below ? below : root),
        .url = dln_cli_arguments_text(cli->arguments, "url"),
        .tenants = dln_cli_arguments_text(cli->arguments, "tenants"),
        .schema = dln_cli_arguments_text(cli->arguments, "schema"),
        .schemas = dln_cli_arguments_text(cli->arguments, "schemas"),
    };
    const char *database = dln_cli_arguments_text(cli->arguments, "from-database");
    g_auto(GStrv) files = NULL;

    if (directory && g_path_is_absolute(below))
        init.directory = below;
    if (database)
        return adopt(cli, &init, database, error);
    if (init.schema || init.schemas) {
        g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG, "--schema%s is for --from-database",
            init.schema ? "" : "s");
        return DLN_EXIT_USAGE;
    }
    if (!dunlin_init(&init, &files, error))
        return DLN_EXIT_FAILED;
    print_files(cli, files);
    return DLN_EXIT_DONE;
}

const DlnCommand dln_command_init = {
    .name = "init",
    .purpose = DLN_PURPOSE_WRITE,
    .arguments = "[DIRECTORY]",
    .max_words = 1,
    .summary = "write dunlin.yaml and a directory for migrations",
    .description =
        "Starts a project in DIRECTORY (default: the current one; made when missing): writes "
        "`dunlin.yaml` "
        "with every line explained and an empty directory for migrations. A file that is there is "
        "never "
        "overwritten. A password does not belong in the file: put it in the environment.\n\n"
        "With `--from-database` the project is for a database that has a schema and no history: "
        "that becomes the migration `001_baseline`, and the database is recorded as being there. "
        "First the migration is applied to a scratch database, and must build the same schema, by "
        "its fingerprint; else nothing is written.",
    .takes = DLN_TAKES_SCRATCH,
    .options = options,
    .examples = examples,
    .run = run,
};
