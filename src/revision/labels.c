/* SPDX-License-Identifier: Apache-2.0 */
/* labels.c: the labels of all revisions, each once, and such that a target can name them. Knows no edge. */
#include "revision/labels.h"

#include <string.h>

/* A label that a target could not name is a trap. */
static gboolean check_label(const char *label, const DunlinErrorFacts *facts, GError **error)
{
    static const char *const words[] = {"head", "heads", "base", "current", NULL};

    if (g_strv_contains(words, label)) {
        dln_error_set(error, DUNLIN_ERROR_GRAPH, facts,
            "label \"%s\" has a meaning of its own in targets: choose another", label);
        return FALSE;
    }
    if (label[0] == '+' || label[0] == '-' || strpbrk(label, "@:") != NULL) {
        dln_error_set(error, DUNLIN_ERROR_GRAPH, facts,
            "label \"%s\" could not be named in a target: no \"@\" and no \":\" in it, no \"+\" "
            "and no "
            "\"-\" at its start",
            label);
        return FALSE;
    }
    return TRUE;
}

static gboolean index_label(DlnNodes *nodes, guint node, char *label, GError **error)
{
    const DunlinErrorFacts facts = dln_revision_name_facts(nodes->items[node], label);
    guint other;

    if (!check_label(label, &facts, error))
        return FALSE;
    if (dln_nodes_find(nodes, DLN_SCOPE_BOTH, label, &other)) {
        dln_error_set(error, DUNLIN_ERROR_GRAPH, &facts,
            "label \"%s\" is the id of a revision: \"%s\"", label, nodes->items[other]->file);
        return FALSE;
    }
    if (dln_nodes_find_label(nodes, label, &other)) {
        dln_error_set(error, DUNLIN_ERROR_GRAPH, &facts,
            "label \"%s\" is used twice: it is also that of \"%s\"", label,
            nodes->items[other]->file);
        return FALSE;
    }
    g_hash_table_insert(nodes->by_label, label, GUINT_TO_POINTER(node + 1));
    return TRUE;
}

gboolean dln_labels_index(DlnNodes *nodes, GError **error)
{
    for (guint node = 0; node < nodes->size; node++) {
        char *const *labels = nodes->items[node]->labels;
        for (guint k = 0; labels[k] != NULL; k++) {
            if (!index_label(nodes, node, labels[k], error))
                return FALSE;
        }
    }
    return TRUE;
}
