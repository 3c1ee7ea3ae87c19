/* SPDX-License-Identifier: Apache-2.0 */
/* nodes.h: the revisions of a graph as numbered nodes, and how names find them. Knows no edges. */
#pragma once

#include "base/error.h"
#include "revision/revision.h"

#define DLN_N_LINEAGES 2

static const DlnScope dln_lineage_scopes[DLN_N_LINEAGES] = {DLN_SCOPE_PUBLIC, DLN_SCOPE_TENANT};

/* The nodes of one lineage, found in three ways. */
typedef struct {
    guint size;
    GHashTable *by_id; /* id -> node + 1 */
    guint *by_name;    /* sorted by strcmp of the id: for prefixes */
    guint *by_number;  /* sorted by dln_revision_id_compare: for numbers */
} DlnLookup;

typedef struct {
    guint size;
    const DlnRevision **items; /* borrowed */
    DlnLookup lookups[DLN_N_LINEAGES];
    GHashTable *by_label; /* label, borrowed -> node + 1; filled by whoever checks the labels */
} DlnNodes;

/* Numbers the revisions in the order of their ids. Errors: GRAPH: an id used twice within a lineage.
 * nodes is to be cleared in any case. */
gboolean dln_nodes_init(DlnNodes *nodes, const GPtrArray *revisions, GError **error);
void dln_nodes_clear(DlnNodes *nodes);

/* Renumbers: order[i] is the node that becomes i. Linear. */
void dln_nodes_reorder(DlnNodes *nodes, const guint *order);

/* Exact id in the lineages of mask, public first. */
gboolean dln_nodes_find(const DlnNodes *nodes, DlnScope mask, const char *id, guint *out_node);

/* What name may mean in the lineages of mask: the exact id; else, for a name of digits, the ids with that number
 * (among several, the only one that begins with the name); else the ids that begin with it. None: unknown.
 * Several: ambiguous. (transfer full) (element-type guint) */
GArray *dln_nodes_match(const DlnNodes *nodes, DlnScope mask, const char *name);
/* The same in all lineages, or the revision that carries the label: what a file may write behind "depends". */
GArray *dln_nodes_match_or_label(const DlnNodes *nodes, const char *name);
/* The revision that carries the label. */
gboolean dln_nodes_find_label(const DlnNodes *nodes, const char *label, guint *out_node);

/* Where the error about a revision stands. */
DunlinErrorFacts dln_revision_facts(const DlnRevision *revision);
/* The same for an error about a name that its file gives as parent, depends or label. */
DunlinErrorFacts dln_revision_name_facts(const DlnRevision *revision, const char *name);
