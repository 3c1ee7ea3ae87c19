/* SPDX-License-Identifier: Apache-2.0 */
/* diagram.h: the tables of a model and how they refer to each other, as text for programs that draw. No connection, no state. */
#pragma once

#include "model/schema.h"

/* A Mermaid erDiagram: each table with its columns, types and keys, and a line for each foreign key. What Mermaid cannot say in a name
 * is replaced, and the name as it is stands beside it. Partitions are left out: they are their table. (transfer full) */
char *dln_diagram_mermaid(const DlnSchema *schema);
/* The same for Graphviz's dot. (transfer full) */
char *dln_diagram_dot(const DlnSchema *schema);
