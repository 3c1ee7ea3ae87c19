/* SPDX-License-Identifier: Apache-2.0 */
/* target.c: where a plan shall lead, in the user's words. Knows no graph. */
#include "plan/target.h"

static const struct {
    const char *word;
    DlnTargetKind kind;
    DlnDirection direction;
} words[] = {
    {"heads", DLN_TARGET_HEADS, DLN_DIRECTION_UP},
    {"head", DLN_TARGET_HEAD, DLN_DIRECTION_UP},
    {"base", DLN_TARGET_BASE, DLN_DIRECTION_DOWN},
};

static gboolean require_direction(
    const char *text, DlnDirection wanted, DlnDirection direction, GError **error)
{
    if (wanted == direction)
        return TRUE;
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "target \"%s\" is for %s", text,
        wanted == DLN_DIRECTION_UP ? "an upgrade" : "a downgrade");
    return FALSE;
}

static gboolean parse_steps(
    const char *text, DlnDirection direction, DlnTarget *target, GError **error)
{
    DlnDirection wanted = *text == '+' ? DLN_DIRECTION_UP : DLN_DIRECTION_DOWN;
    guint64 steps;

    if (!g_ascii_string_to_unsigned(text + 1, 10, 1, G_MAXUINT, &steps, NULL)) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "target \"%s\" is no number of steps: write \"+1\" or \"-1\" or more", text);
        return FALSE;
    }
    target->kind = DLN_TARGET_STEPS;
    target->steps = (guint)steps;
    return require_direction(text, wanted, direction, error);
}

gboolean dln_target_parse(
    const char *text, DlnDirection direction, DlnTarget *out_target, GError **error)
{
    DlnTarget target = {.kind = DLN_TARGET_REVISION, .text = text};

    if (*text == '\0') {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "the target is empty");
        return FALSE;
    }
    if (*text == '+' || *text == '-') {
        if (!parse_steps(text, direction, &target, error))
            return FALSE;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        if (!g_str_equal(words[i].word, text))
            continue;
        if (!require_direction(text, words[i].direction, direction, error))
            return FALSE;
        target.kind = words[i].kind;
    }
    *out_target = target;
    return TRUE;
}
