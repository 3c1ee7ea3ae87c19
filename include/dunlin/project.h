/* SPDX-License-Identifier: Apache-2.0 */
/* project.h: a Dunlin project: its configuration and its migrations, read and checked as one. */
#pragma once

#include <glib.h>

#include "dunlin/error.h"

G_BEGIN_DECLS

typedef struct DunlinProject DunlinProject;

/**
 * DunlinProjectOptions:
 * @directory: (nullable): where to look; %NULL is the current directory
 * @config_file: (nullable): configuration file; %NULL is `dunlin.yaml` in @directory, which may be missing
 * @environment: (nullable): name under `environments:`; %NULL takes `DUNLIN_ENV`
 * @overrides: (nullable) (array zero-terminated=1): "key=value" with the configuration's dotted keys
 *   ("run.parallel=8"); they win over environment variables, which win over the file
 * @variables: (nullable) (array zero-terminated=1): "name=value" for variables that the configuration declares; they win
 *   over the environment, which wins over the configuration
 * @environ: (nullable) (array zero-terminated=1): environment to read; %NULL is the process's own
 *
 * What a project is loaded from. Zero-initialise it; everything is copied.
 */
typedef struct {
    const char *directory;
    const char *config_file;
    const char *environment;
    const char *const *overrides;
    const char *const *variables;
    const char *const *environ;
} DunlinProjectOptions;

/**
 * dunlin_project_load:
 *
 * Reads the configuration and every migration file, and checks the revision graph. Touches no database.
 *
 * Errors: %DUNLIN_ERROR_CONFIG, %DUNLIN_ERROR_SYNTAX and %DUNLIN_ERROR_GRAPH, each with file and line or the
 * setting's name.
 *
 * Returns: (transfer full): an immutable project, to be freed with dunlin_project_free(); any number of threads
 *   may use it at once
 */
DunlinProject *dunlin_project_load(const DunlinProjectOptions *options, GError **error);

/**
 * dunlin_project_load_settings:
 *
 * The same without the history: no migration file is looked at, and there need not be any. For dunlin_inspect() alone.
 *
 * Errors: %DUNLIN_ERROR_CONFIG.
 *
 * Returns: (transfer full): as dunlin_project_load()
 */
DunlinProject *dunlin_project_load_settings(const DunlinProjectOptions *options, GError **error);

void dunlin_project_free(DunlinProject *project);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DunlinProject, dunlin_project_free)

/**
 * dunlin_project_get_warnings:
 *
 * Returns: (transfer none) (element-type utf8): what is legal but suspicious, one line each
 */
const GPtrArray *dunlin_project_get_warnings(const DunlinProject *project);

/**
 * DunlinSetting:
 * @key: dotted key in `dunlin.yaml`
 * @flag: (nullable): long option of the program, without dashes
 * @variable: (nullable): environment variable
 * @value_name: (nullable): what to call the value in help; %NULL for a switch
 * @default_text: (nullable): the default as a person would write it
 * @help: one sentence
 * @group: "database", "run", "scratch" or "project": which commands take the flag
 *
 * One row of the only table of settings.
 */
typedef struct {
    const char *key;
    const char *flag;
    const char *variable;
    const char *value_name;
    const char *default_text;
    const char *help;
    const char *group;
} DunlinSetting;

/**
 * dunlin_settings:
 *
 * Returns: (transfer none): every setting, the last row has a %NULL key
 */
const DunlinSetting *dunlin_settings(void);

G_END_DECLS
