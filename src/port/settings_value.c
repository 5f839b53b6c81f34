/* settings_value.c - values by the table */
#include "config.h"

#include <limits.h>
#include <stdarg.h>
#include <string.h>

#include "base/clock.h"
#include "base/encode.h"
#include "base/text.h"
#include "port/settings_value.h"

static const char *const true_words[] = { "true", "yes", "on", NULL };
static const char *const false_words[] = { "false", "no", "off", NULL };
static const char empty[] = "an empty value; fill it in or remove the key";
static const char control[] = "a control character or invalid UTF-8 in the value; take it out";

void
value_wrong(struct config *config, struct config_section *section, const char *name,
            const char *format, ...)
{
    struct file_place place = section->place;
    const char *text;
    va_list args;

    va_start(args, format);
    text = pool_vprintf(config->pool, format, args);
    va_end(args);
    if (name != NULL && value_written(section, name))
        place = config_key(section, name)->place;
    mistakes_add(config->mistakes, place, "%s%s", config_label(config->pool, section), text);
    section->flawed = true;
}

static struct strings
words_of(const char *const *words)
{
    struct strings list = { .items = words };

    while (words[list.count] != NULL)
        list.count++;
    return list;
}

/* Index of the word, or -1. */
static int
word_index(const char *const *words, const char *text)
{
    for (int i = 0; words[i] != NULL; i++) {
        if (strcmp(words[i], text) == 0)
            return i;
    }
    return -1;
}

static const char *
word_trouble(struct pool *pool, const struct setting *setting, const char *text)
{
    const char *near;
    const char *all = setting->words[0];

    if (word_index(setting->words, text) >= 0)
        return NULL;
    for (size_t i = 1; setting->words[i] != NULL; i++)
        all = pool_printf(pool, "%s, %s", all, setting->words[i]);
    near = nearest(words_of(setting->words), text);
    if (near != NULL)
        return pool_printf(pool, "unknown word %s, did you mean %s? It takes %s", text, near, all);
    return pool_printf(pool, "unknown word %s; it takes %s", text, all);
}

static const char *
range_trouble(struct pool *pool, const struct setting *setting, const char *text)
{
    const bool number = setting->form == FORM_NUMBER;
    int64_t value = number ? text_number(text, strlen(text), INT64_MAX) : 0;

    if (number && value < 0)
        return pool_printf(pool, "%s is no number; write one from %lld to %lld", text,
                           (long long)setting->least, (long long)setting->most);
    if (!number && !duration_parse(text, &value))
        return pool_printf(pool, "%s is no duration; write 90s, 10m, 2h or 7d", text);
    if (value >= setting->least && value <= setting->most)
        return NULL;
    if (number)
        return pool_printf(pool, "%s is out of range; it takes %lld to %lld", text,
                           (long long)setting->least, (long long)setting->most);
    return pool_printf(pool, "%s is out of range; it takes %s to %s", text,
                       duration_format(pool, setting->least), duration_format(pool, setting->most));
}

/* Line ends and tabs are no control characters to it. */
static const char *
prose_trouble(struct pool *pool, const struct setting *setting, const char *text)
{
    char *line = pool_string(pool, text);

    for (char *at = line; *at != '\0'; at++) {
        if (*at == '\n' || *at == '\t' || (at[0] == '\r' && at[1] == '\n'))
            *at = ' ';
    }
    if (line[strspn(line, " ")] == '\0')
        return empty;
    if (!text_printable(line))
        return control;
    if ((int64_t)strlen(text) > setting->most)
        return pool_printf(pool,
                           "a text of %zu bytes; it takes %lld, as a comment does not hold "
                           "more",
                           strlen(text), (long long)setting->most);
    return NULL;
}

/* What is wrong with one item, or NULL. */
static const char *
item_trouble(struct pool *pool, const struct setting *setting, const char *text, size_t at)
{
    if (setting->form == FORM_PROSE)
        return prose_trouble(pool, setting, text);
    /* A program may well be given an empty argument. */
    if (text[0] == '\0' && (setting->form != FORM_ARGV || at == 0))
        return empty;
    if (!text_printable(text))
        return control;

    switch (setting->form) {
    case FORM_FLAG:
        if (word_index(true_words, text) < 0 && word_index(false_words, text) < 0)
            return pool_printf(pool, "%s is neither true nor false", text);
        return NULL;
    case FORM_NUMBER:
    case FORM_DURATION:
        return range_trouble(pool, setting, text);
    case FORM_WORD:
    case FORM_WORDS:
        return word_trouble(pool, setting, text);
    case FORM_ARGV:
        if (at == 0 && strchr(text, ' ') != NULL)
            return pool_printf(
                pool,
                "\"%s\" is one word with a blank; write a list of words, { \"make\", \"deploy\" }",
                text);
        return NULL;
    case FORM_NAME:
        if (text[strspn(text, LETTERS "0123456789._-")] != '\0')
            return pool_printf(pool, "%s is no name of letters, digits, '.', '_' and '-'", text);
        return NULL;
    case FORM_TEXT:
    case FORM_PROSE:
    case FORM_LIST:
        return NULL;
    }
    return NULL;
}

static void
check_key(struct config *config, struct config_section *section, const struct setting *setting)
{
    struct config_key *key = config_key(section, setting->name);
    const char *trouble = NULL;

    if (key->place.line == 0 || key->refused)
        return;
    if (key->items.count == 0 && (!setting_is_list(setting) || setting->least > 0))
        trouble = "an empty list; fill it in or remove the key";
    for (size_t i = 0; i < key->items.count && trouble == NULL; i++)
        trouble = item_trouble(config->pool, setting, key->items.items[i], i);
    if (trouble == NULL)
        return;
    value_wrong(config, section, setting->name, "%s: %s", setting->name, trouble);
    key->items = (struct strings){ 0 };
}

const char *
value_trouble(struct pool *pool, const struct setting *setting, const char *text)
{
    return item_trouble(pool, setting, text, 0);
}

void
values_check(struct config *config, struct config_section *section)
{
    for (size_t i = 0; i < setting_count; i++) {
        if ((setting_table[i].sections & 1u << section->kind) != 0)
            check_key(config, section, &setting_table[i]);
    }
}

bool
value_written(const struct config_section *section, const char *name)
{
    return config_key(section, name)->place.line != 0;
}

struct strings
value_list(const struct config_section *section, const char *name)
{
    return config_key(section, name)->items;
}

const char *
value_text(const struct config_section *section, const char *name)
{
    struct strings items = value_list(section, name);

    return items.count == 0 ? NULL : items.items[0];
}

bool
value_flag(const struct config_section *section, const char *name)
{
    const char *text = value_text(section, name);

    return text != NULL && word_index(true_words, text) >= 0;
}

int
value_number(const struct config_section *section, const char *name)
{
    const char *text = value_text(section, name);
    int64_t number = text == NULL ? -1 : text_number(text, strlen(text), INT_MAX);

    return number < 0 ? 0 : (int)number;
}

const char *
value_url(struct pool *pool, const char *url)
{
    size_t length = strlen(url);

    while (length > 1 && url[length - 1] == '/')
        length--;
    return pool_copy(pool, url, length);
}

int64_t
value_duration(const struct config_section *section, const char *name)
{
    const char *text = value_text(section, name);
    int64_t ms = 0;

    return text != NULL && duration_parse(text, &ms) ? ms : 0;
}

unsigned
value_words(const struct config_section *section, const char *name)
{
    struct strings items = value_list(section, name);
    const struct setting *setting = setting_find(section->kind, name);
    unsigned bits = 0;

    for (size_t i = 0; i < items.count; i++) {
        int index = word_index(setting->words, items.items[i]);

        if (index >= 0)
            bits |= 1u << index;
    }
    return bits;
}

unsigned
value_word(const struct config_section *section, const char *name)
{
    unsigned bits = value_words(section, name);
    unsigned index = 0;

    while (bits > 1u) {
        bits >>= 1;
        index++;
    }
    return index;
}
