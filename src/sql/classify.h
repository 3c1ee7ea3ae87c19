/* SPDX-License-Identifier: Apache-2.0 */
/* classify.h: what the words of one statement say about how it must be run. Reads tokens, never a whole grammar. */
#pragma once

#include "sql/lexer.h"

/* Enough for every form that is told apart by its first words, the longest being
 * ALTER TABLE IF EXISTS ONLY a.b.c DETACH PARTITION d.e.f CONCURRENTLY. */
#define DLN_N_HEAD_TOKENS 32

/* What a statement does to standard_conforming_strings. */
typedef enum {
    DLN_STRINGS_UNCHANGED,
    DLN_STRINGS_STANDARD,       /* on */
    DLN_STRINGS_ESCAPES,        /* off */
    DLN_STRINGS_LOCAL_STANDARD, /* on until the transaction ends */
    DLN_STRINGS_LOCAL_ESCAPES,
    DLN_STRINGS_LOCAL_ENDS,     /* COMMIT, ROLLBACK: as it was before what was local */
} DlnStringsChange;

typedef enum {
    DLN_COPY_NOT,       /* no COPY, or one whose direction is known not to matter */
    DLN_COPY_TABLE,     /* COPY ... */
    DLN_COPY_FROM,      /* ... FROM */
    DLN_COPY_TO,
    DLN_COPY_DECIDED,
} DlnCopyPlace;

/* Zero-initialise it at the start of every statement, but for engine and text. */
typedef struct {
    DlnEngineKind engine;
    const char *text; /* of the source that the tokens are from */
    DlnToken head[DLN_N_HEAD_TOKENS];
    guint n_head;
    guint n_parens;
    DlnCopyPlace copy;
    gboolean behind_dot;
    DlnStatementFlags seen; /* what tokens beyond the head may tell too */
} DlnClassifier;

void dln_classifier_init(DlnClassifier *classifier, DlnEngineKind engine, const char *text);
/* Takes the next token of the statement, its last semicolon left out. */
void dln_classifier_add(DlnClassifier *classifier, const DlnToken *token);
/* Those flags that tokens set by themselves as they are added, COPY's among them: known without the rules. */
DlnStatementFlags dln_classifier_seen(const DlnClassifier *classifier);
/* The flags of the statement whose tokens were added. */
DlnStatementFlags dln_classifier_finish(const DlnClassifier *classifier);

/* For the engines' files, and PostgreSQL's lexer state. All look at the head alone; an index behind it is no word. */
gboolean dln_head_is(const DlnClassifier *classifier, guint index, const char *word);
/* Whether the words begin at index; words are separated by one blank. */
gboolean dln_head_has(const DlnClassifier *classifier, guint index, const char *words);
/* The index of the first such word at or behind index, or n_head. */
guint dln_head_find(const DlnClassifier *classifier, guint index, const char *word);
/* Whether the token is this name or this value, quoted in any way or not at all, letter case aside. */
gboolean dln_head_says(const DlnClassifier *classifier, guint index, const char *name);

DlnStatementFlags dln_classify_postgres(const DlnClassifier *classifier);
DlnStatementFlags dln_classify_sqlite(const DlnClassifier *classifier);
DlnStringsChange dln_classify_strings_change(const DlnClassifier *classifier);
