/* SPDX-License-Identifier: Apache-2.0 */
/* autogenerate.h: what the verbs that compare schemas share: the options about renames. */
#pragma once

#include "cli.h"

#define DLN_RENAME_OPTIONS                                                                         \
    {"renames", 0, DLN_OPTION_TEXT, "ask|refuse|never",                                            \
        "what to make of a table or column that may have been renamed (default: ask on a "         \
        "terminal, refuse elsewhere)",                                                             \
        "ask refuse never"},                                                                       \
    {                                                                                              \
        "rename", 0, DLN_OPTION_LIST, "OLD=NEW",                                                   \
            "this was renamed: table=table, table.column=column; may be repeated"                  \
    }

/* What --renames and --rename say; borrows from the arguments. Errors: CONFIG. */
gboolean dln_cli_rename_options(DlnCli *cli, DunlinRenameOptions *out_options, GError **error);
