/* SPDX-License-Identifier: Apache-2.0 */
/* directive_rules.h: the directives by name: what each takes, and what those of the header mean for a revision.
 * Knows no sections: `up`, `down` and `engine` are only told apart here. */
#pragma once

#include "format/directive.h"
#include "revision/revision.h"

typedef struct {
    char *text;
    gsize offset; /* in the source */
} DlnArgument;

typedef enum {
    DLN_DIRECTIVE_HEADER, /* stands before every section; has an `apply` */
    DLN_DIRECTIVE_ENGINE,
    DLN_DIRECTIVE_UP,
    DLN_DIRECTIVE_DOWN,
    DLN_DIRECTIVE_ASSERT, /* in the header or in a section; its line is no list of words */
    DLN_DIRECTIVE_REMAINING, /* within an up section: what stands below is a query of its own */
    DLN_DIRECTIVE_LATER, /* a word of the language that this version does not read */
} DlnDirectiveKind;

typedef struct {
    const char *name;
    DlnDirectiveKind kind;
    guint min_arguments;
    guint max_arguments;
    gboolean repeats; /* may stand more than once */
    const char *usage; /* its arguments, for messages */
    /* Adds what the directive says to revision. arguments: (element-type DlnArgument), as many as allowed. */
    gboolean (*apply)(DlnRevision *revision, const DlnSource *source, GArray *arguments, GError **error);
} DlnDirectiveRule;

/* The rule of a directive. Errors, SYNTAX with the position: an unknown name (with the one that was probably
 * meant), one that this version does not support. */
const DlnDirectiveRule *dln_directive_rule_find(
    const DlnSource *source, const DlnDirective *directive, GError **error);

/* A directive's arguments, cut at blanks and commas: (element-type DlnArgument) (transfer full), NULL on error.
 * Errors, SYNTAX with the position: fewer or more than the rule allows. */
GArray *dln_directive_arguments(
    const DlnDirectiveRule *rule, const DlnSource *source, const DlnDirective *directive, GError **error);

/* The bit of a rule in a set of rules. */
guint dln_directive_rule_bit(const DlnDirectiveRule *rule);
