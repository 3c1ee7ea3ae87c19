/* SPDX-License-Identifier: Apache-2.0 */
/* command.h: what a verb of the program is. A verb = one file that ends in its DlnCommand, and one row of the table
 * in commands.c; parsing, help, manual pages and completion are all made from these rows. */
#pragma once

#include <glib.h>

typedef struct DlnCli DlnCli;

typedef enum {
    DLN_OPTION_SWITCH,
    DLN_OPTION_TEXT, /* the last one given counts; must be UTF-8 */
    DLN_OPTION_PATH, /* the same for a file or directory; any bytes */
    DLN_OPTION_LIST, /* may be repeated */
} DlnOptionKind;

typedef struct {
    const char *name; /* without dashes; NULL ends a table */
    char letter;      /* 0: none */
    DlnOptionKind kind;
    const char *value_name; /* NULL for a switch */
    const char *help;
    const char *words; /* (nullable): the values there are, separated by spaces, for completion */
    gboolean hidden;
} DlnOption;

/* Which shared options a verb takes besides its own; see option_list.c. */
typedef enum {
    DLN_TAKES_PROJECT = 1 << 0,   /* --config and so on: everything that loads a project */
    DLN_TAKES_DATABASE = 1 << 1,  /* settings of the group "database" */
    DLN_TAKES_RUN = 1 << 2,       /* settings of the group "run" */
    DLN_TAKES_SELECTION = 1 << 3, /* --public, --tenants, --tenant */
    DLN_TAKES_SCRATCH = 1 << 4,   /* settings of the group "scratch" */
    DLN_TAKES_DIFF = 1 << 9,      /* settings of the group "diff" */
    DLN_TAKES_VARIABLES = 1 << 8, /* --set, for what runs or prints migrations */
} DlnTakes;

typedef enum {
    DLN_PURPOSE_WRITE,
    DLN_PURPOSE_LOOK,
    DLN_PURPOSE_CHANGE,
    DLN_PURPOSE_TENANTS,
    DLN_PURPOSE_OTHER,
} DlnPurpose;

#define DLN_N_PURPOSES 5

typedef struct {
    const char *line; /* NULL ends a table */
    const char *meaning;
} DlnExample;

typedef struct {
    const char *name; /* "upgrade"; a verb of a family has two words: "tenant create" */
    DlnPurpose purpose;
    const char *arguments; /* as in usage: "[TARGET]"; "" for none */
    guint min_words;
    guint max_words;
    const char *words;       /* (nullable): what the first argument may be, for completion */
    const char *summary;     /* one line, lower-case, no period */
    const char *description; /* paragraphs separated by an empty line; `...` marks what is typed */
    guint takes;             /* DlnTakes */
    const DlnOption *options;   /* (nullable) */
    const DlnExample *examples; /* (nullable) */
    /* Returns an exit code, or sets error: then the caller prints it and derives the code. */
    int (*run)(DlnCli *cli, GError **error);
} DlnCommand;
