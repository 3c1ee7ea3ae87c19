/* SPDX-License-Identifier: Apache-2.0 */
/* views.h: what the verbs that show the history share: which part of it, one lineage after the other, and everything
 * about one revision. */
#pragma once

#include "cli.h"
#include "lineage.h"

/* The rows of the options that they share, for the table of a verb. */
#define DLN_OPTION_SCOPE                                                                           \
    {                                                                                              \
        "scope", 0, DLN_OPTION_TEXT, "NAME", "only the lineage of this scope: public or tenant",   \
            "public tenant"                                                                        \
    }

/* The history of a project, or the part of it that options name; --scope is filled in. */
GPtrArray *dln_cli_views_load(
    const DlnCli *cli, DunlinProject *project, DunlinHistoryOptions options, GError **error);

/* Prints one lineage; each line begins with indent. */
typedef void (*DlnViewFunc)(
    const DlnCli *cli, const DlnLineage *lineage, const char *indent, gconstpointer user_data);

/* The lineages of history that hold something, under headings when there are several. Returns: how many. */
guint dln_cli_views_print(
    const DlnCli *cli, const GPtrArray *history, DlnViewFunc print, gconstpointer user_data);

/* A DlnViewFunc: everything about each revision, in the words of Alembic, with an empty line between them. */
void dln_cli_views_print_details(
    const DlnCli *cli, const DlnLineage *lineage, const char *indent, gconstpointer unused);
/* Everything about one. */
void dln_cli_views_print_revision(
    const DlnCli *cli, const DlnLineage *lineage, guint index, const char *indent);
