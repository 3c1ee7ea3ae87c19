/* SPDX-License-Identifier: Apache-2.0 */
/* commands.c: the one table of verbs. Adding a verb is a file and a row here. */
#include "commands.h"

#include <string.h>

#include "suggest.h"

/* In the order of help. The row of `x` is dln_command_x, at the end of cmd_x.c. */
#define VERBS(ROW)                                                                                 \
    ROW(init)                                                                                      \
    ROW(revision)                                                                                  \
    ROW(edit)                                                                                      \
    ROW(merge)                                                                                     \
    ROW(checkpoint)                                                                                \
    ROW(rebase)                                                                                    \
    ROW(check)                                                                                     \
    ROW(status)                                                                                    \
    ROW(current)                                                                                   \
    ROW(heads)                                                                                     \
    ROW(branches)                                                                                  \
    ROW(history)                                                                                   \
    ROW(show)                                                                                      \
    ROW(inspect)                                                                                   \
    ROW(diff)                                                                                      \
    ROW(verify)                                                                                    \
    ROW(drift)                                                                                     \
    ROW(upgrade)                                                                                   \
    ROW(downgrade)                                                                                 \
    ROW(stamp)                                                                                     \
    ROW(repair)                                                                                    \
    ROW(migrate)                                                                                   \
    ROW(tenant_create)                                                                             \
    ROW(tenant_adopt)                                                                              \
    ROW(tenant_list)                                                                               \
    ROW(tenant_show)                                                                               \
    ROW(tenant_drop)                                                                               \
    ROW(wait)                                                                                      \
    ROW(completion)                                                                                \
    ROW(version)                                                                                   \
    ROW(help)

#define DECLARE(verb) extern const DlnCommand dln_command_##verb;
#define POINT_AT(verb) &dln_command_##verb,

/* clang-format off */
VERBS(DECLARE)

static const DlnCommand *const commands[] = {
    VERBS(POINT_AT)
    NULL,
};
/* clang-format on */

static const char *const purpose_titles[DLN_N_PURPOSES] = {
    [DLN_PURPOSE_WRITE] = "Write migrations",
    [DLN_PURPOSE_LOOK] = "Look, without changing anything",
    [DLN_PURPOSE_CHANGE] = "Migrate",
    [DLN_PURPOSE_TENANTS] = "Tenants",
    [DLN_PURPOSE_OTHER] = "Other",
};

/* What other tools call the same thing. */
static const struct {
    const char *word;
    const char *name;
} synonyms[] = {
    {"apply", "upgrade"},
    {"deploy", "upgrade"},
    {"revert", "downgrade"},
    {"rollback", "downgrade"},
    {"undo", "downgrade"},
    {"new", "revision"},
    {"add", "revision"},
    {"generate", "revision"},
    {"log", "history"},
    {"info", "status"},
    {"hash", "check"},
    {"validate", "check"},
    {"compare", "diff"},
    {"tenants", "tenant list"},
};

const DlnCommand *const *dln_cli_commands(void)
{
    return commands;
}

const char *dln_cli_purpose_title(DlnPurpose purpose)
{
    return purpose_titles[purpose];
}

const DlnCommand *dln_cli_command_find(const char *name)
{
    for (guint i = 0; commands[i]; i++)
        if (g_str_equal(commands[i]->name, name))
            return commands[i];
    return NULL;
}

gboolean dln_cli_command_is_family(const char *word)
{
    gsize length = strlen(word);

    for (guint i = 0; commands[i]; i++)
        if (g_str_has_prefix(commands[i]->name, word) && commands[i]->name[length] == ' ')
            return TRUE;
    return FALSE;
}

char *dln_cli_command_members(const char *family)
{
    g_autoptr(GPtrArray) members = g_ptr_array_new();
    gsize length = strlen(family);

    for (guint i = 0; commands[i]; i++)
        if (g_str_has_prefix(commands[i]->name, family) && commands[i]->name[length] == ' ')
            g_ptr_array_add(members, (gpointer)(commands[i]->name + length + 1));
    g_ptr_array_add(members, NULL);
    return g_strjoinv(", ", (char **)members->pdata);
}

const char *dln_cli_command_suggest(const char *word)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    for (guint i = 0; i < G_N_ELEMENTS(synonyms); i++)
        if (g_str_equal(synonyms[i].word, word))
            return synonyms[i].name;
    for (guint i = 0; commands[i]; i++)
        g_ptr_array_add(names, (gpointer)commands[i]->name);
    return dln_cli_suggest(word, names);
}
