/* SPDX-License-Identifier: Apache-2.0 */
/* template.c: reads the text of a template. */
#include "app/author/template.h"

#include <string.h>

#define MARK "-- template:"

static const char *const kind_names[] = {
    [DLN_TEMPLATE_NAME] = "name",
    [DLN_TEMPLATE_NAMES] = "names",
    [DLN_TEMPLATE_TYPE] = "type",
    [DLN_TEMPLATE_EXPRESSION] = "expression",
    [DLN_TEMPLATE_KEYS] = "keys",
    [DLN_TEMPLATE_COLUMNS] = "columns",
    [DLN_TEMPLATE_TEXT] = "text",
    [DLN_TEMPLATE_COUNT] = "count",
    [DLN_TEMPLATE_DURATION] = "duration",
    [DLN_TEMPLATE_SWITCH] = "switch",
    [DLN_TEMPLATE_CHOICE] = "choice",
};

static void key_free(gpointer data)
{
    DlnTemplateKey *key = data;

    g_free(key->name);
    g_strfreev(key->choices);
    g_free(key->preset);
    g_free(key->help);
    g_free(key);
}

static void file_free(gpointer data)
{
    DlnTemplateFile *file = data;

    g_free(file->message);
    g_free(file->text);
    g_free(file);
}

void dln_template_free(DlnTemplate *template)
{
    if (template == NULL)
        return;
    g_free(template->name);
    g_free(template->display);
    g_free(template->summary);
    g_ptr_array_unref(template->keys);
    g_ptr_array_unref(template->files);
    g_free(template);
}

char *dln_template_key_kind(const DlnTemplateKey *key)
{
    if (key->kind != DLN_TEMPLATE_CHOICE)
        return g_strdup(kind_names[key->kind]);
    g_autofree char *words = g_strjoinv("|", key->choices);
    return g_strdup_printf("choice(%s)", words);
}

/* -- Keys ---------------------------------------------------------------------------------------- */

/* "choice(a|b)?" into kind, choices and whether it may be left out. */
static gboolean read_kind(DlnTemplateKey *key, const char *text)
{
    g_autofree char *word = g_strdup(text);

    if (g_str_has_suffix(word, "?")) {
        key->is_optional = TRUE;
        word[strlen(word) - 1] = '\0';
    }
    char *open = strchr(word, '(');
    if (open != NULL && g_str_has_suffix(word, ")")) {
        word[strlen(word) - 1] = '\0';
        *open = '\0';
        key->choices = g_strsplit(open + 1, "|", -1);
    }
    for (guint i = 0; i < G_N_ELEMENTS(kind_names); i++) {
        if (!g_str_equal(kind_names[i], word))
            continue;
        key->kind = (DlnTemplateKind)i;
        return (key->kind == DLN_TEMPLATE_CHOICE) == (key->choices != NULL);
    }
    return FALSE;
}

/* "NAME KIND[?] [= PRESET]" into key. */
static gboolean read_head(DlnTemplateKey *key, char *head)
{
    char *preset = strstr(head, " = ");

    if (preset != NULL) {
        key->preset = g_strstrip(g_strdup(preset + strlen(" = ")));
        *preset = '\0';
    }
    g_auto(GStrv) words = g_strsplit(head, " ", -1);
    if (g_strv_length(words) != 2 || *words[0] == '\0' || !read_kind(key, words[1]))
        return FALSE;
    key->name = g_strdup(words[0]);
    return !key->is_optional || key->preset == NULL;
}

/* -- Lines --------------------------------------------------------------------------------------- */

static gboolean refuse(const DlnTemplate *template, guint line, const char *why, GError **error)
{
    const DunlinErrorFacts facts = {.file = template->display, .line = line};

    dln_error_set(error, DUNLIN_ERROR_CONFIG, &facts, "%s", why);
    return FALSE;
}

static gboolean has_key(const DlnTemplate *template, const char *name)
{
    for (guint i = 0; i < template->keys->len; i++) {
        if (g_str_equal(((const DlnTemplateKey *)template->keys->pdata[i])->name, name))
            return TRUE;
    }
    return FALSE;
}

/* text: "NAME KIND[?] [= PRESET]: HELP" */
static gboolean add_key(DlnTemplate *template, guint line, const char *text, GError **error)
{
    const char *help = strstr(text, ": ");
    g_autofree char *head = g_strndup(text, help != NULL ? (gsize)(help - text) : 0);
    DlnTemplateKey *key = g_new0(DlnTemplateKey, 1);
    const gboolean is_right = read_head(key, head);
    const gboolean is_new = is_right && !has_key(template, key->name);

    /* One that is wrong goes with the template. */
    g_ptr_array_add(template->keys, key);
    if (!is_right)
        return refuse(template, line,
            "a key is written \"-- template:key NAME KIND: HELP\", with \" = PRESET\" behind KIND "
            "or "
            "\"?\" at its end where it need not be given; KIND is name, names, type, expression, "
            "keys, columns, text, count, duration, switch or choice(WORD|WORD)",
            error);
    key->help = g_strstrip(g_strdup(help + 1));
    return is_new || refuse(template, line, "the key is there already", error);
}

static void add_file(DlnTemplate *template, guint line, const char *message)
{
    DlnTemplateFile *file = g_new0(DlnTemplateFile, 1);

    file->message = g_strdup(message);
    file->text = g_strdup("");
    file->line = line + 1;
    g_ptr_array_add(template->files, file);
}

static gboolean read_mark(DlnTemplate *template, guint line, const char *mark, GError **error)
{
    static const char summary[] = "summary ", key[] = "key ", file[] = "file ";

    if (g_str_has_prefix(mark, file)) {
        add_file(template, line, mark + strlen(file));
        return TRUE;
    }
    if (template->files->len == 0 && g_str_has_prefix(mark, key))
        return add_key(template, line, mark + strlen(key), error);
    if (template->files->len == 0 && g_str_has_prefix(mark, summary)) {
        g_free(template->summary);
        template->summary = g_strdup(mark + strlen(summary));
        return TRUE;
    }
    return refuse(template, line,
        "a template has \"-- template:summary\", \"-- template:key\" and then \"-- template:file\"",
        error);
}

/* A line of a migration's text. Before the first one there are only marks, comments and blanks. */
static gboolean add_line(DlnTemplate *template, guint line, const char *text, GError **error)
{
    if (template->files->len == 0) {
        if (*text == '\0' || g_str_has_prefix(text, "--"))
            return TRUE;
        return refuse(template, line, "a line before the first \"-- template:file\"", error);
    }
    DlnTemplateFile *file = template->files->pdata[template->files->len - 1];
    char *longer = g_strconcat(file->text, text, "\n", NULL);
    g_free(file->text);
    file->text = longer;
    return TRUE;
}

/* That each ${name} of the text is a key: found here, where the line is known. */
static gboolean check_names(
    const DlnTemplate *template, const DlnTemplateFile *file, GError **error)
{
    g_auto(GStrv) lines = g_strsplit(file->text, "\n", -1);

    for (guint i = 0; lines[i] != NULL; i++) {
        for (const char *p = lines[i]; (p = strstr(p, "${")) != NULL; p++) {
            g_autofree char *name = g_strndup(p + 2, strcspn(p + 2, ":}"));
            g_autofree char *why = g_strdup_printf("\"%s\" is no key of the template", name);
            if (!has_key(template, name) && (p == lines[i] || p[-1] != '$'))
                return refuse(template, file->line + i, why, error);
        }
    }
    return TRUE;
}

DlnTemplate *dln_template_parse(
    const char *name, const char *display, const char *text, GError **error)
{
    g_autoptr(DlnTemplate) template = g_new0(DlnTemplate, 1);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    template->name = g_strdup(name);
    template->display = g_strdup(display);
    template->summary = g_strdup("");
    template->keys = g_ptr_array_new_with_free_func(key_free);
    template->files = g_ptr_array_new_with_free_func(file_free);
    for (guint i = 0; lines[i] != NULL; i++) {
        g_strchomp(lines[i]);
        const gboolean is_end = lines[i + 1] == NULL && *lines[i] == '\0';
        const gboolean is_mark = g_str_has_prefix(lines[i], MARK) &&
                                 !g_str_has_prefix(lines[i], DLN_TEMPLATE_FOR_ENGINE);
        if (is_mark ? !read_mark(template, i + 1, lines[i] + strlen(MARK), error)
                    : !is_end && !add_line(template, i + 1, lines[i], error))
            return NULL;
    }
    if (template->files->len == 0) {
        refuse(template, 1, "the template has no \"-- template:file\"", error);
        return NULL;
    }
    for (guint i = 0; i < template->files->len; i++) {
        if (!check_names(template, template->files->pdata[i], error))
            return NULL;
    }
    return g_steal_pointer(&template);
}
