/* SPDX-License-Identifier: Apache-2.0 */
/* autogenerate.c: the options about renames. */
#include "autogenerate.h"

gboolean dln_cli_rename_options(DlnCli *cli, DunlinRenameOptions *out_options, GError **error)
{
    const char *policy = dln_cli_arguments_text(cli->arguments, "renames");

    *out_options = (DunlinRenameOptions){
        .policy = DUNLIN_RENAMES_REFUSE,
        .renames = dln_cli_arguments_list(cli->arguments, "rename"),
    };
    if (!policy || g_str_equal(policy, "refuse"))
        return TRUE;
    if (g_str_equal(policy, "never")) {
        out_options->policy = DUNLIN_RENAMES_NEVER;
        return TRUE;
    }
    g_set_error(error, DUNLIN_ERROR, DUNLIN_ERROR_CONFIG,
        "--renames \"%s\": it is ask, refuse or never", policy);
    return FALSE;
}
