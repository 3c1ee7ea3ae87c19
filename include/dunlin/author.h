/* SPDX-License-Identifier: Apache-2.0 */
/* author.h: the verbs that write files of a project: init and revision. They touch no database. */
#pragma once

#include "dunlin/project.h"

G_BEGIN_DECLS

/**
 * DunlinInitOptions:
 * @directory: (nullable): where; %NULL is the current directory; made when missing
 * @url: (nullable): the system database's URL; %NULL writes "${DATABASE_URL}"
 * @tenants: (nullable): "schemas", "databases" or "files"; %NULL: no tenants
 */
typedef struct {
    const char *directory;
    const char *url;
    const char *tenants;
} DunlinInitOptions;

/* Writes dunlin.yaml and migrations/. Never overwrites: REFUSED when dunlin.yaml is there, nothing is changed.
 * A password in url is REFUSED (it belongs in the environment).
 * out_files: (out) (transfer full) (array zero-terminated=1): what was written */
gboolean dunlin_init(const DunlinInitOptions *options, char ***out_files, GError **error);

/**
 * DunlinRevisionOptions:
 * @message: becomes the description and, as words joined by "_", part of the file name
 * @scope: (nullable): "public", "tenant" or "both"; %NULL: "public" without tenants, else required
 */
typedef struct {
    const char *message;
    const char *scope;
} DunlinRevisionOptions;

/* Writes the next migration file, numbered after the highest number in use. Errors: CONFIG; nothing is overwritten.
 * out_file: (out) (transfer full): its path as shown */
gboolean dunlin_revision_create(DunlinProject *project, const DunlinRevisionOptions *options, char **out_file,
    GError **error);

G_END_DECLS
