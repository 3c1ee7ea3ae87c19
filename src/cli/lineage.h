/* SPDX-License-Identifier: Apache-2.0 */
/* lineage.h: one scope's part of a history, in the order in which it is shown, and a revision in words, as Alembic says
 * it. Prints nothing. */
#pragma once

#include <dunlin/dunlin.h>

#include "line.h"

typedef struct {
    DunlinScope scope;
    GPtrArray
        *revisions; /* (element-type DunlinRevisionInfo), borrowed: what needs others before them */
    GHashTable *indices; /* id -> index + 1 */
} DlnLineage;

/* What of history stands in the lineage of scope. As Alembic walks: from head to base, and along one branch as far as
 * it goes before the next one. */
DlnLineage *dln_cli_lineage_new(const GPtrArray *history, DunlinScope scope);
void dln_cli_lineage_free(DlnLineage *lineage);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DlnLineage, dln_cli_lineage_free)

const DunlinLineagePlace *dln_cli_lineage_place(const DlnLineage *lineage, guint index);
/* FALSE: id is not listed. */
gboolean dln_cli_lineage_find(const DlnLineage *lineage, const char *id, guint *out_index);

typedef enum {
    DLN_WORDS_PARENTS = 1 << 0,     /* "A, B (DEPENDS) -> " before the id */
    DLN_WORDS_TREE = 1 << 1,        /* "(branchpoint)" and "(mergepoint)" behind it */
    DLN_WORDS_DOC = 1 << 2,         /* ", DESCRIPTION" */
    DLN_WORDS_NO_BRANCHES = 1 << 3, /* without the labels */
} DlnWords;

/* "ID (LABELS) (head) (current)", and what words asks for. */
void dln_cli_lineage_describe(const DlnLineage *lineage, guint index, guint words, DlnLine *line);
/* "(current)", of tenants with their number; adds nothing where none stands there. */
void dln_cli_lineage_add_current(DunlinScope scope, int n_current, DlnLine *line);
