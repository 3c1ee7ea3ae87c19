/* SPDX-License-Identifier: Apache-2.0 */
/* rename.h: what went away from a schema and came back under another name: who decides whether its data is to be kept. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * DunlinRenamePolicy:
 * @DUNLIN_RENAMES_REFUSE: what neither a hint nor @renames decides is an error that tells both readings
 * @DUNLIN_RENAMES_ASK: @ask decides
 * @DUNLIN_RENAMES_NEVER: a drop and an add are meant, where nothing else is said
 */
typedef enum {
    DUNLIN_RENAMES_REFUSE,
    DUNLIN_RENAMES_ASK,
    DUNLIN_RENAMES_NEVER,
} DunlinRenamePolicy;

/**
 * DunlinRenameCandidate:
 * @kept: what a rename does: "rename column users.phone to telephone, keeping its values"
 * @replaced: what happens without: "drop column users.phone with its values, and add users.telephone"
 * @flag: what --rename has to be given for it: "users.phone=telephone"
 * @hint: (nullable): what the schema's file has to say at the new one: "-- dunlin:renamed-from phone"; %NULL: there is no file, or no line can say it
 * @score: of likeness, up to 1
 */
typedef struct {
    const char *kept;
    const char *replaced;
    const char *flag;
    const char *hint;
    double score;
} DunlinRenameCandidate;

/**
 * DunlinRenameQuestion:
 * @gone: what is not there any more: "column users.phone"
 * @candidates: (array length=n_candidates): what it may have become, the likeliest first; one at least
 */
typedef struct {
    const char *gone;
    const DunlinRenameCandidate *candidates;
    guint n_candidates;
} DunlinRenameQuestion;

/** DUNLIN_RENAME_NONE: none of them; what is gone is dropped. */
#define DUNLIN_RENAME_NONE (-1)

/**
 * DunlinRenameAsk:
 * @out_choice: (out): the number of a candidate, or %DUNLIN_RENAME_NONE
 * @cancellable: (nullable): of whoever compares: asking ends with it
 *
 * Called once for each thing that may have been renamed, before anything is written, by the thread that compares.
 *
 * Returns: %FALSE with @error set: nobody answers; nothing is written then
 */
typedef gboolean (*DunlinRenameAsk)(const DunlinRenameQuestion *question, int *out_choice,
    GCancellable *cancellable, gpointer user_data, GError **error);

/**
 * DunlinRenameOptions:
 * @policy: what happens to what nobody has decided yet
 * @renames: (array zero-terminated=1) (nullable): "OLD=NEW" as --rename takes it
 * @ask: (nullable): for %DUNLIN_RENAMES_ASK
 *
 * All unset: refuse.
 */
typedef struct {
    DunlinRenamePolicy policy;
    const char *const *renames;
    DunlinRenameAsk ask;
    gpointer user_data;
} DunlinRenameOptions;

G_END_DECLS
