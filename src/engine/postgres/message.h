/* SPDX-License-Identifier: Apache-2.0 */
/* message.h: a batch as the messages that PostgreSQL gets: as few as its lexer and COPY allow.
 * Knows the way back from a place in a message to a place in a file; sends nothing. */
#pragma once

#include "engine/batch.h"

/* One statement of a message; the server answers with one result for each, in order. */
typedef struct {
    const DlnItem *item;
    guint statement; /* SCRIPT: index within its script */
    gsize start;     /* byte of the message where its text begins */
} DlnMessagePart;

typedef struct {
    GString *sql;
    GArray *parts;                 /* of DlnMessagePart */
    const DlnStatement *copy_in;   /* the last part is COPY FROM STDIN: its data; else NULL */
    const DlnScript *copy_script;
} DlnMessage;

/* (transfer full) (element-type DlnMessage) */
GPtrArray *dln_messages_compose(const DlnBatch *batch);
