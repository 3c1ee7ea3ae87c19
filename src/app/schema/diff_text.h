/* SPDX-License-Identifier: Apache-2.0 */
/* diff_text.h: a way from one schema to another as SQL that a person reads with ease. Knows no file and no database. */
#pragma once

#include "diff/diff.h"

/* The statements of a part: what belongs to one thing under its name, what is lost and what has to be known above the statement. */
void dln_diff_text_append(GString *out, const DlnDiffPart *part);

/* Whether it copies the rows of a table and drops the first: where the copy fails, and what follows is run all the same, they are gone. */
gboolean dln_diff_text_copies(const DlnDiffPart *part);

/* The losses (notes) of diff, a line each, each once. (transfer full) (element-type utf8) */
GPtrArray *dln_diff_losses(const DlnDiff *diff);
GPtrArray *dln_diff_notes(const DlnDiff *diff);
/* "-- " before each line of text, the first behind lead. */
void dln_diff_text_comment(GString *out, const char *lead, const char *text);
/* texts (element-type utf8) as the public structs hold them. (transfer full) */
char **dln_diff_text_list(const GPtrArray *texts);
