/* SPDX-License-Identifier: Apache-2.0 */
/* target.c: where a plan shall lead, in the user's words. Knows no graph. */
#include "plan/target.h"

#include <string.h>

static const struct {
    const char *word;
    DlnTargetKind kind;
} words[] = {
    {"heads", DLN_TARGET_HEADS},
    {"head", DLN_TARGET_HEAD},
    {"base", DLN_TARGET_BASE},
    {"", DLN_TARGET_CURRENT},
};

static gboolean refuse(const char *text, const char *why, GError **error)
{
    dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "target \"%s\" %s", text, why);
    return FALSE;
}

/* The sign of the steps at the end of text, or NULL. */
static const char *find_sign(const char *text)
{
    gsize end = strlen(text);

    while (end > 0 && g_ascii_isdigit(text[end - 1]))
        end--;
    gboolean is_sign = end > 0 && text[end] != '\0' && strchr("+-", text[end - 1]) != NULL;
    return is_sign ? text + end - 1 : NULL;
}

/* rest: what stands behind the "@". */
static gboolean read_steps(
    DlnTarget *target, const char *rest, const char **out_end, GError **error)
{
    const char *sign = find_sign(rest);
    guint64 steps = 0;
    gboolean is_number =
        sign != NULL && g_ascii_string_to_unsigned(sign + 1, 10, 1, G_MAXINT, &steps, NULL);

    /* Behind a name, what is no number is part of the name. */
    if (strchr("+-", rest[0]) != NULL && (sign != rest || !is_number))
        return refuse(target->text, "is no number of steps: write \"+1\" or \"-1\" or more", error);
    if (is_number)
        target->steps = *sign == '-' ? -(int)steps : (int)steps;
    *out_end = is_number ? sign : rest + strlen(rest);
    return TRUE;
}

static gboolean parse(DlnTarget *target, GError **error)
{
    const char *at = strchr(target->text, '@');
    const char *rest = at != NULL ? at + 1 : target->text;
    const char *end;

    if (*target->text == '\0') {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL, "the target is empty");
        return FALSE;
    }
    if (at == target->text)
        return refuse(target->text, "has no branch before the \"@\"", error);
    if (*rest == '\0')
        return refuse(target->text, "has nothing behind the \"@\"", error);
    if (at != NULL)
        target->branch = g_strndup(target->text, (gsize)(at - target->text));
    if (!read_steps(target, rest, &end, error))
        return FALSE;

    g_autofree char *name = g_strndup(rest, (gsize)(end - rest));
    target->kind = DLN_TARGET_NAME;
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        if (g_str_equal(words[i].word, name))
            target->kind = words[i].kind;
    }
    if (target->kind == DLN_TARGET_NAME) {
        target->name = g_steal_pointer(&name);
        target->whole = target->steps != 0 ? g_strdup(rest) : NULL;
    }
    return TRUE;
}

gboolean dln_target_parse(const char *text, DlnTarget *out_target, GError **error)
{
    g_auto(DlnTarget) target = {.text = g_strdup(text)};

    if (!parse(&target, error))
        return FALSE;
    *out_target = target;
    target = (DlnTarget){0};
    return TRUE;
}

void dln_target_clear(DlnTarget *target)
{
    g_clear_pointer(&target->text, g_free);
    g_clear_pointer(&target->branch, g_free);
    g_clear_pointer(&target->name, g_free);
    g_clear_pointer(&target->whole, g_free);
}

gboolean dln_target_check_direction(const DlnTarget *target, DlnDirection direction, GError **error)
{
    gboolean is_current = target->kind == DLN_TARGET_CURRENT;
    gboolean is_base = target->kind == DLN_TARGET_BASE && target->steps == 0;

    if (direction == DLN_DIRECTION_UP && (is_base || (is_current && target->steps < 0)))
        return refuse(target->text, "is for a downgrade", error);
    if (direction == DLN_DIRECTION_DOWN && is_current && target->steps > 0)
        return refuse(target->text, "is for an upgrade", error);
    return TRUE;
}

/* -- Ranges -------------------------------------------------------------------------------------- */

static char *part(const char *start, const char *end)
{
    return end > start ? g_strndup(start, (gsize)(end - start)) : NULL;
}

gboolean dln_range_split(const char *text, DlnRange *out_range, GError **error)
{
    const char *colon = strchr(text, ':');

    if (colon == NULL || strchr(colon + 1, ':') != NULL) {
        dln_error_set(error, DUNLIN_ERROR_CONFIG, NULL,
            "\"%s\" is no range: write \"FROM:TO\", \"FROM:\" or \":TO\"", text);
        return FALSE;
    }
    *out_range = (DlnRange){part(text, colon), part(colon + 1, text + strlen(text))};
    return TRUE;
}

void dln_range_clear(DlnRange *range)
{
    g_clear_pointer(&range->from, g_free);
    g_clear_pointer(&range->to, g_free);
}
