/* SPDX-License-Identifier: Apache-2.0 */
/* init.c: the verb init: a dunlin.yaml and an empty migrations folder. */
#include <glib/gstdio.h>

#include "base/address.h"
#include "base/new_file.h"
#include "dunlin/author.h"
#include "project/sum.h"

/* What to write for each kind of tenants, with one line that says what it means. */
static const struct {
    const char *name;
    const char *yaml;
} tenant_kinds[] = {
    {"schemas", "# A schema each in the system database: tenant \"acme\" is schema tenant_acme.\n"
                "tenants:\n"
                "  schemas: \"tenant_{tenant}\"\n"},
    {"databases",
        "# A database each on the system's server: tenant \"acme\" is database tenant_acme.\n"
        "tenants:\n"
        "  databases: \"tenant_{tenant}\"\n"},
    {"files", "# A SQLite file each: tenant \"acme\" is data/acme/tenant.db.\n"
              "tenants:\n"
              "  files: \"data/{tenant}/tenant.db\"\n"},
};

static gboolean tenants_yaml(const char *kind, const char **out_yaml, GError **error)
{
    *out_yaml = "";
    if (kind == NULL)
        return TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(tenant_kinds); i++) {
        if (g_str_equal(tenant_kinds[i].name, kind)) {
            *out_yaml = tenant_kinds[i].yaml;
            return TRUE;
        }
    }
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
        "unknown kind of tenants \"%s\"; it is schemas, databases or files", kind);
    return FALSE;
}

static gboolean check_url(const char *url, GError **error)
{
    g_autoptr(DlnAddress) address = NULL;
    g_autofree char *masked = NULL;

    if (url == NULL)
        return TRUE;
    if (!dln_address_parse(url, &address, error))
        return FALSE;
    masked = dln_mask_passwords(url);
    if (g_str_equal(masked, url))
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
        "a password does not belong in dunlin.yaml; leave the URL out and set DATABASE_URL in the "
        "environment");
    return FALSE;
}

/* YAML's own escapes: g_strescape() would write "ä" in octal digits, which YAML does not know. */
static void append_quoted(GString *yaml, const char *text)
{
    g_string_append_c(yaml, '"');
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '"' || *p == '\\')
            g_string_append_printf(yaml, "\\%c", *p);
        else if (g_ascii_iscntrl(*p))
            g_string_append_printf(yaml, "\\x%02X", (guint)(guchar)*p);
        else
            g_string_append_c(yaml, *p);
    }
    g_string_append_c(yaml, '"');
}

/* "a,b" as a list. */
static void append_names(GString *yaml, const char *names)
{
    g_auto(GStrv) list = g_strsplit(names, ",", -1);

    for (guint i = 0; list[i] != NULL; i++) {
        g_string_append(yaml, i > 0 ? ", " : "");
        append_quoted(yaml, g_strstrip(list[i]));
    }
}

static char *config_text(const DunlinInitOptions *options, const char *tenants)
{
    const char *url = options->url;
    g_autoptr(GString) yaml = g_string_new(NULL);

    g_string_append(yaml, url != NULL
                              ? "# The shared database, where the public migrations go.\n"
                              : "# The shared database, where the public migrations go; its URL is "
                                "read from the environment.\n");
    g_string_append(yaml, "system:\n  url: ");
    append_quoted(yaml, url != NULL ? url : "${DATABASE_URL}");
    if (options->schema != NULL) {
        g_string_append(yaml, "\n  schema: ");
        append_quoted(yaml, options->schema);
    }
    if (options->schemas != NULL) {
        g_string_append(yaml, "\n  schemas: [");
        append_names(yaml, options->schemas);
        g_string_append_c(yaml, ']');
    }
    g_string_append_printf(yaml,
        "\n\n%s%s# The folder of the migration files.\nmigrations: migrations\n", tenants,
        *tenants != '\0' ? "\n" : "");
    return g_string_free(g_steal_pointer(&yaml), FALSE);
}

/* In a folder of files that somebody brought along, nobody has asked for it: `dunlin check --update` does. */
static gboolean write_sum(const char *directory, gboolean *out_written, GError **error)
{
    g_autofree char *path = g_build_filename(directory, DLN_SUM_NAME, NULL);
    g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
    g_autoptr(DlnSum) sum = dln_sum_new();
    g_autofree char *text = dln_sum_to_text(sum);

    *out_written = dir != NULL && g_dir_read_name(dir) == NULL;
    return !*out_written || dln_write_new_file(path, path, text, error);
}

gboolean dunlin_init(const DunlinInitOptions *options, char ***out_files, GError **error)
{
    /* Empty, the names stand alone: "dunlin.yaml", not "./dunlin.yaml". */
    const char *directory = options->directory != NULL ? options->directory : "";
    g_autofree char *migrations = g_build_filename(directory, "migrations", NULL);
    g_autoptr(GStrvBuilder) files = g_strv_builder_new();
    g_autofree char *config = g_build_filename(directory, "dunlin.yaml", NULL);
    g_autofree char *sum = g_build_filename(migrations, DLN_SUM_NAME, NULL);
    gboolean sum_written;
    const char *tenants;

    if (!tenants_yaml(options->tenants, &tenants, error) || !check_url(options->url, error))
        return FALSE;
    g_autofree char *text = config_text(options, tenants);
    if ((*directory != '\0' && !dln_make_folder(directory, directory, error)) ||
        !dln_write_new_file(config, config, text, error))
        return FALSE;
    if (!dln_make_folder(migrations, migrations, error) ||
        !write_sum(migrations, &sum_written, error)) {
        /* It would be in the way of another try. */
        g_unlink(config);
        return FALSE;
    }
    g_autofree char *folder = g_strconcat(migrations, "/", NULL);
    g_strv_builder_add(files, config);
    g_strv_builder_add(files, folder);
    if (sum_written)
        g_strv_builder_add(files, sum);
    *out_files = g_strv_builder_end(files);
    return TRUE;
}
