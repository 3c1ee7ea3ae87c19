/* SPDX-License-Identifier: Apache-2.0 */
/* history_graph.h: a history as a drawing: in the terminal, as Mermaid, as DOT. */
#pragma once

#include "cli.h"
#include "lineage.h"

/* Draws one lineage beside its lines, like `git log --graph`: the newest on top. */
void dln_cli_history_draw(const DlnCli *cli, const DlnLineage *lineage, const char *indent);

/* The whole of history as the text of a diagram: parents above children, dashed lines for depends. (transfer full) */
char *dln_cli_history_mermaid(const GPtrArray *history);
char *dln_cli_history_dot(const GPtrArray *history);
