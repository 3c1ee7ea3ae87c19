/* SPDX-License-Identifier: Apache-2.0 */
/* operators.c: changes of operators, casts, operator families and classes. An operator and its commutator or negator name each other;
 * the server says it of both when the second is made, and of neither any more when one goes. */
#include <string.h>

#include "diff/postgres/postgres.h"
#include "sql/lexer.h"

/* ---- operators that name each other ---- */

/* "OPERATOR(billing.=)", which stands where search_path has no such thing. */
#define ELSEWHERE "OPERATOR("

/* The operator that is the object's commutator or negator, of a schema; NULL: it has none, or none of the model. */
static DlnPair *find_partner(const DlnTransition *transition, const DlnSchema *side,
    const DlnObject *object, const char *property)
{
    const char *text = dln_object_get(object, property);
    const char *left = dln_object_get(object, "left");
    const char *right = dln_object_get(object, "right");
    const gboolean swaps = g_str_equal(property, "commutator");
    g_autofree char *arguments = g_strdup_printf("%s, %s",
        swaps          ? right
        : left != NULL ? left
                       : "NONE",
        swaps ? left : right);
    const char *dot = text != NULL && g_str_has_prefix(text, ELSEWHERE) ? strrchr(text, '.') : NULL;
    g_autofree char *quoted =
        dot != NULL ? g_strndup(text + strlen(ELSEWHERE), (gsize)(dot - text) - strlen(ELSEWHERE))
                    : NULL;
    g_autofree char *schema =
        quoted != NULL ? dln_name_from_text(DLN_ENGINE_POSTGRES, quoted) : NULL;
    g_autofree char *name = dot != NULL ? g_strndup(dot + 1, strlen(dot + 1) - 1) : g_strdup(text);
    const DlnObjectId id = {
        .kind = DLN_OBJECT_OPERATOR, .name = name, .arguments = arguments, .schema = schema};

    return text != NULL ? dln_pair_find(transition, side, &id) : NULL;
}

/* Whether one of the two that are on both sides has to be made anew, and it is the other one. */
static gboolean is_partner_remade(const DlnPair *pair, const DlnPair *partner, const char *property)
{
    return partner != pair && dln_pair_differs(partner, property) &&
           dln_object_id_compare(&pair->to->id, &partner->to->id) < 0;
}

static gboolean follows_partner(
    const DlnTransition *transition, const DlnPair *pair, const char *property)
{
    const DlnPair *before = find_partner(transition, transition->from, pair->from, property);
    const DlnPair *after = find_partner(transition, transition->to, pair->to, property);

    if (dln_object_get(pair->from, property) != NULL &&
        (before == NULL || (before->to != NULL && !is_partner_remade(pair, before, property))))
        return FALSE;
    return dln_object_get(pair->to, property) == NULL ||
           (after != NULL && (after->from == NULL || is_partner_remade(pair, after, property)));
}

gboolean dln_operator_can_change(DlnTransition *transition, const DlnPair *pair)
{
    static const char *const changeable[] = {
        "comment", "restrict", "join", "commutator", "negator", NULL};
    static const char *const links[] = {"commutator", "negator"};

    for (guint i = 0; i < G_N_ELEMENTS(links); i++) {
        if (dln_pair_differs(pair, links[i]) && !follows_partner(transition, pair, links[i]))
            return FALSE;
    }
    return !dln_pair_differs_beside(pair, changeable);
}

static void change_operator(DlnTransition *transition, const DlnPair *pair)
{
    static const char *const estimates[] = {"restrict", "join"};
    g_autofree char *target = dln_create_target(pair->to);
    g_autoptr(GString) list = g_string_new(NULL);

    for (guint i = 0; i < G_N_ELEMENTS(estimates); i++) {
        const char *value = dln_object_get(pair->to, estimates[i]);

        if (dln_pair_differs(pair, estimates[i]))
            g_string_append_printf(list, "%s%s = %s", list->len > 0 ? ", " : "", estimates[i],
                value != NULL ? value : "NONE");
    }
    if (list->len > 0)
        dln_write(transition, pair->to, g_strdup_printf("ALTER %s SET (%s)", target, list->str));
}

/* ---- families ---- */

/* Behind the next bracket that is open, or closed, in no name. */
static const char *behind_bracket(const char *at, char bracket)
{
    gboolean is_quoted = FALSE;

    for (; *at != '\0' && (is_quoted || *at != bracket); at++)
        is_quoted = is_quoted != (*at == '"');
    return *at != '\0' ? at + 1 : at;
}

/* "OPERATOR 1 (integer,bigint)" of "OPERATOR 1 <(integer,bigint)", and likewise of a function: what DROP calls it. (transfer full) */
static char *member_key(const char *member)
{
    const char *number = strchr(member, ' ') + 1;
    const char *open = behind_bracket(member, '(');
    const char *close = behind_bracket(open, ')');

    return g_strdup_printf("%.*s (%.*s", (int)(number - member + (gssize)strcspn(number, " ")),
        member, (int)(close - open), open);
}

/* Of from what to has not, as what is added or dropped. (transfer full) */
static char *members_lacking(char *const *from, char *const *to, char *(*text_of)(const char *))
{
    GString *list = g_string_new(NULL);

    for (guint i = 0; from[i] != NULL; i++) {
        g_autofree char *text = text_of(from[i]);

        if (!g_strv_contains((const char *const *)to, from[i]))
            g_string_append_printf(list, "%s\n    %s", list->len > 0 ? "," : "", text);
    }
    return g_string_free(list, FALSE);
}

static void change_family(DlnTransition *transition, const DlnPair *pair)
{
    g_auto(GStrv) from = dln_property_list(dln_object_get(pair->from, "members"));
    g_auto(GStrv) to = dln_property_list(dln_object_get(pair->to, "members"));
    g_autofree char *target = dln_create_target(pair->to);
    g_autofree char *dropped = members_lacking(from, to, member_key);
    g_autofree char *added = members_lacking(to, from, g_strdup);

    if (*dropped != '\0')
        dln_write(transition, pair->to, g_strdup_printf("ALTER %s DROP%s", target, dropped));
    if (*added != '\0')
        dln_write(transition, pair->to, g_strdup_printf("ALTER %s ADD%s", target, added));
}

/* ---- all of them ---- */

static void make(DlnTransition *transition, const DlnObject *object)
{
    if (object->id.kind == DLN_OBJECT_OPERATOR)
        dln_create_operator(&transition->maker, object);
    else if (object->id.kind == DLN_OBJECT_CAST)
        dln_create_cast(&transition->maker, object);
    else if (object->id.kind == DLN_OBJECT_OPERATOR_FAMILY)
        dln_create_family(&transition->maker, object);
    else
        dln_create_class(&transition->maker, object);
    dln_write_made(transition, object);
}

static void change(DlnTransition *transition, const DlnPair *pair)
{
    if (pair->to->id.kind == DLN_OBJECT_OPERATOR)
        change_operator(transition, pair);
    else if (pair->to->id.kind == DLN_OBJECT_OPERATOR_FAMILY)
        change_family(transition, pair);
    dln_write_comment(transition, pair);
}

void dln_write_operator(DlnTransition *transition, DlnPair *pair, DlnMoment moment)
{
    dln_write_whole(transition, pair, moment, make, change);
}
