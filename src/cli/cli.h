/* SPDX-License-Identifier: Apache-2.0 */
/* cli.h: what every verb gets: its arguments, where to print, and the steps that many verbs share. */
#pragma once

#include "arguments.h"
#include "exit_code.h"
#include "screen.h"

struct DlnCli {
    const DlnCommand *command;
    DlnArguments *arguments;
    DlnScreen out; /* results */
    DlnScreen err; /* progress, warnings, errors */
    gboolean json;
    gboolean quiet;
    gboolean verbose;
    GHashTable *warned; /* a warning is printed once, whoever sends it again */
};

/* The n-th word after the verb, NULL when there are fewer. */
const char *dln_cli_word(const DlnCli *cli, guint index);

/* Which project the options name; borrows from the arguments. */
DunlinProjectOptions dln_cli_project_options(const DlnCli *cli);
/* Loads the project that the options name and prints its warnings. */
DunlinProject *dln_cli_load_project(DlnCli *cli, GError **error);
/* The same for a verb that does not ask for the history. */
DunlinProject *dln_cli_load_settings(DlnCli *cli, GError **error);
/* What --public, --tenants and --tenant say; borrows from the arguments. */
DunlinSelection dln_cli_selection(const DlnCli *cli);
/* One of those three that was given, without its dashes; NULL: none. */
const char *dln_cli_selection_option(const DlnCli *cli);

/* "dunlin: warning: TEXT" on stderr, once per text, not when quiet. */
void dln_cli_warn(DlnCli *cli, const char *text);
void dln_cli_warn_all(DlnCli *cli, const GPtrArray *texts);

/* The error, its statement and a hint on stderr. */
void dln_cli_print_error(const DlnCli *cli, const GError *error);
/* The same without "dunlin: ", each line indented. */
void dln_cli_print_cause(const DlnCli *cli, const GError *error, guint indent);
/* The error on both channels: a document where JSON is awaited, sentences for people. Returns code. */
int dln_cli_fail(const DlnCli *cli, const GError *error, int code);
/* "  hint: TEXT" on stderr, not when quiet. */
void dln_cli_hint(const DlnCli *cli, const char *text);

/* Prints one JSON document with its newline on stdout. */
void dln_cli_print_json(const DlnCli *cli, const char *json);
