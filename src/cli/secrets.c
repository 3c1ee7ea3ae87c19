/* SPDX-License-Identifier: Apache-2.0 */
/* secrets.c: what a URL with a password looks like is the library's knowledge; which options take one is in the tables
 * of options. Knows no verb. */
#include "secrets.h"

#include <string.h>

#include "dunlin/dunlin.h"

/* A tenant's own values may be anything; they are bound, never shown. What is compared or adopted may be a database. */
static const char *const value_options[] = {
    "--set", "-s", "--from", "--to", "--from-database", NULL};

static void overwrite(char *argument)
{
    g_autofree char *masked = dunlin_mask_passwords(argument);
    gsize length = strlen(argument);

    if (g_str_equal(masked, argument))
        return;
    memset(argument, strlen(masked) > length ? '*' : '\0', length);
    if (strlen(masked) <= length)
        memcpy(argument, masked, strlen(masked));
}

char **dln_cli_secrets_take(int argc, char **argv)
{
    char **taken = g_new0(char *, argc + 1);

    for (int i = 0; i < argc; i++) {
        taken[i] = g_strdup(argv[i]);
        overwrite(argv[i]);
    }
    return taken;
}

static gboolean is_secret(const char *argument)
{
    g_autofree char *masked = dunlin_mask_passwords(argument);

    return strstr(argument, "://") != NULL && !g_str_equal(masked, argument);
}

/* Whether the argument is the option's value: "--url URL", the word before it, or "--url=URL". */
static gboolean is_value_of(const char *option, const char *before, const char *argument)
{
    gsize length = strlen(option);

    if (g_str_equal(before, option))
        return TRUE;
    return g_str_has_prefix(argument, option) && (argument[length] == '=' || option[1] != '-');
}

static gboolean is_taken(const char *before, const char *argument)
{
    for (guint i = 0; value_options[i]; i++)
        if (is_value_of(value_options[i], before, argument))
            return TRUE;
    for (const DunlinSetting *setting = dunlin_settings(); setting->key; setting++) {
        g_autofree char *option = g_strdup_printf("--%s", setting->flag ? setting->flag : "");

        if (setting->flag && g_strcmp0(setting->value_name, "URL") == 0 &&
            is_value_of(option, before, argument))
            return TRUE;
    }
    return FALSE;
}

gboolean dln_cli_secrets_check(int argc, char **argv, GError **error)
{
    for (int i = 1; i < argc; i++) {
        if (!is_secret(argv[i]) || is_taken(argv[i - 1], argv[i]))
            continue;
        g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG,
            "argument %d is a URL with a password, which belongs behind --url, or better in the "
            "environment variable DATABASE_URL",
            i);
        return FALSE;
    }
    return TRUE;
}
