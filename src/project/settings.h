/* SPDX-License-Identifier: Apache-2.0 */
/* settings.h: what the table of settings holds beside its public columns: how to read a value and where it goes. */
#pragma once

#include "project/project.h"

typedef enum {
    DLN_SETTING_TEXT,     /* char *, never empty */
    DLN_SETTING_LIST,     /* char **: a YAML sequence, or text with commas */
    DLN_SETTING_URL,      /* DlnAddress *; the word "none" is NULL */
    DLN_SETTING_COUNT,    /* guint from minimum to maximum */
    DLN_SETTING_DURATION, /* gint64 milliseconds from minimum to maximum */
    DLN_SETTING_CHOICE,   /* an enum: the index of the word in choices */
    DLN_SETTING_SWITCH,   /* gboolean */
} DlnSettingType;

typedef struct {
    DlnSettingType type;
    gsize offset; /* of the field in DlnConfig */
    gint64 minimum;
    gint64 maximum;
    const char *const *choices; /* CHOICE: NULL-terminated, in the order of the enum */
} DlnSettingRule;

/* An index is a row's place in dunlin_settings(). */
guint dln_settings_count(void);
const DlnSettingRule *dln_setting_rule(guint index);

/* The row of a dotted key; FALSE when there is none. */
gboolean dln_setting_find(const char *key, guint *out_index);
/* As above for a key that the table is known to hold. */
guint dln_setting_index(const char *key);

/* Whether any key begins with "section.". */
gboolean dln_setting_is_section(const char *section);

/* ` (did you mean "x"?)` with what may stand below section ("" is the top), or "". (transfer full) */
char *dln_setting_suggestion(const char *section, const char *name);
