/* usage_words.c - reads usage texts: synopsis and options */
#include "config.h"

#include <string.h>

#include "cli/usage_words.h"

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define NAMES LOWER DIGITS "-_"

enum { WORDS_MOST = 128 };

/* One line of a synopsis, cut at its blanks, with what is joined to it from the next ones. */
struct line {
    const char *words[WORDS_MOST];
    size_t count;
};

struct found {
    struct pool *pool;
    const char **items;
    size_t count;
};

static const char *
line_end(const char *text)
{
    return text + strcspn(text, "\n");
}

static void
add_words(struct pool *pool, struct line *line, const char *text)
{
    const char *end = line_end(text);

    while (line->count < WORDS_MOST) {
        text += strspn(text, " ");
        if (text >= end)
            break;
        line->words[line->count++] = pool_copy(pool, text, strcspn(text, " \n"));
        text += strcspn(text, " \n");
    }
}

/* Reads the line at *text with all that goes on in the next; false: the synopsis is over. */
static bool
next_line(struct pool *pool, const char **text, struct line *line)
{
    size_t indent = strspn(*text, " ");

    *line = (struct line){ 0 };
    if (text_behind(*text + indent, "hooklet ") == NULL || (indent != 0 && indent != 7))
        return false;
    do {
        add_words(pool, line, *text);
        *text = line_end(*text);
        *text += **text == '\n';
    } while (strspn(*text, " ") > 7);
    return true;
}

/* Without brackets around it and dots behind it. */
static const char *
bare(struct pool *pool, const char *word)
{
    size_t length;

    word += strspn(word, "[(");
    length = strcspn(word, "])[");
    while (length > 0 && word[length - 1] == '.')
        length--;
    return pool_copy(pool, word, length);
}

static bool
is_name(const char *word)
{
    return strspn(word, LOWER) > 0 && word[strspn(word, NAMES)] == '\0';
}

/* Words of a name: "github create-app" has two; `hooklet` stands before them. */
static size_t
name_words(const struct command *command)
{
    size_t count = 2;

    for (const char *at = command->name; *at != '\0'; at++)
        count += *at == ' ';
    return count;
}

/* Is the word at this place a part: the first one, or one that stands there instead? */
static bool
is_part(struct pool *pool, const struct command *command, const struct line *line, size_t place)
{
    size_t first = name_words(command);

    if (place < first || !is_name(bare(pool, line->words[place])))
        return false;
    return place == first || strcmp(line->words[place - 1], "|") == 0;
}

static void
add(struct found *found, const char *item)
{
    if (!text_among((struct strings){ found->items, found->count }, item) &&
        found->count < WORDS_MOST)
        found->items[found->count++] = item;
}

/* The next of "all|open"; *text is behind it. */
static const char *
next_choice(struct pool *pool, const char **text)
{
    const char *one = pool_copy(pool, *text, strcspn(*text, "|"));

    *text += strlen(one);
    *text += **text == '|';
    return one;
}

static bool
has_choice(struct pool *pool, const char *choices, const char *one)
{
    while (*choices != '\0')
        if (strcmp(next_choice(pool, &choices), one) == 0)
            return true;
    return false;
}

/* Those of "all|open|NAME" that are meant letter by letter, behind those that were found before. */
static const char *
add_choices(struct pool *pool, const char *before, const char *value)
{
    while (*value != '\0') {
        const char *one = next_choice(pool, &value);

        if (is_name(one) && !has_choice(pool, before, one))
            before = pool_printf(pool, "%s%s%s", before, *before != '\0' ? "|" : "", one);
    }
    return before;
}

/* Where "--name" or "--name=..." stands in the list (strchr finds the NUL, too), else its count. */
static size_t
find_option(const struct found *found, const char *name)
{
    size_t place = 0, length = strlen(name);

    while (place < found->count && (strncmp(found->items[place], name, length) != 0 ||
                                    strchr("=", found->items[place][length]) == NULL))
        place++;
    return place;
}

/* What stands behind the '=' for this value, and what was known of it before. */
static const char *
value_words(struct pool *pool, const char *before, const char *value)
{
    if (text_behind(value, "FILE") != NULL)
        return "FILE";
    if (text_equal(value, "DIR"))
        return "DIR";
    if (strcmp(before, "FILE") == 0 || strcmp(before, "DIR") == 0)
        return before;
    return add_choices(pool, before, value);
}

/* Notes an option; value: NULL where none is told. */
static void
add_option(struct found *found, const char *name, const char *value)
{
    size_t place = find_option(found, name);
    const char *before = place < found->count ? strchr(found->items[place], '=') : NULL;

    if (value != NULL)
        name = pool_printf(found->pool, "%s=%s", name,
                           value_words(found->pool, before != NULL ? before + 1 : "", value));
    if (place == found->count)
        add(found, name);
    else if (value != NULL)
        found->items[place] = name;
}

/* Does the word behind this option belong to it? */
static bool
has_value(const struct line *line, size_t place)
{
    const char *word = line->words[place];

    return strpbrk(word, "])") == NULL && place + 1 < line->count &&
           strchr("[(|-", *line->words[place + 1]) == NULL;
}

/* The word at *place of a synopsis, and what belongs to it; true: all options may stand there. */
static bool
read_word(struct found *found, const struct line *line, size_t *place)
{
    const char *word = bare(found->pool, line->words[*place]);

    if (text_behind(word, "--") != NULL) {
        bool value = has_value(line, *place);

        *place += value;
        add_option(found, word, value ? bare(found->pool, line->words[*place]) : NULL);
        return false;
    }
    if (text_behind(word, "FILE") != NULL)
        add(found, "FILE");
    else if (strcmp(word, "DIR") == 0)
        add(found, "DIR");
    else if (strspn(word, LOWER) > 0)
        for (word = add_choices(found->pool, "", word); *word != '\0';)
            add(found, next_choice(found->pool, &word));
    return strcmp(word, "OPTION") == 0 || strcmp(word, "FIELD") == 0;
}

/* What one line says of a part, or of a command without; true: all options may stand there. */
static bool
read_line(struct found *found, const struct command *command, const struct line *line,
          const char *part)
{
    bool ours = part == NULL, all = false;

    for (size_t i = name_words(command); i < line->count; i++) {
        if (part != NULL && is_part(found->pool, command, line, i))
            ours = strcmp(bare(found->pool, line->words[i]), part) == 0;
        else if (ours && read_word(found, line, &i))
            all = true;
    }
    return all;
}

/* "  -n, --number N  at most ...": behind the option's name is a blank and its value, or two. */
static void
read_option_line(struct found *found, const char *line)
{
    const char *name = strstr(line, "--"), *value = NULL;
    size_t length;

    if (name == NULL || name >= line_end(line))
        return;
    length = 2 + strspn(name + 2, NAMES);
    if (name[length] == ' ' && name[length + 1] != ' ')
        value = pool_copy(found->pool, name + length + 1, strcspn(name + length + 1, " \n"));
    add_option(found, pool_copy(found->pool, name, length), value);
}

struct strings
usage_parts(struct pool *pool, const struct command *command)
{
    struct found found = { pool, pool_array(pool, WORDS_MOST, sizeof(char *)), 0 };
    const char *text = command->usage;
    struct line line;

    while (next_line(pool, &text, &line))
        for (size_t i = 0; i < line.count; i++)
            if (is_part(pool, command, &line, i))
                add(&found, bare(pool, line.words[i]));
    return (struct strings){ found.items, found.count };
}

struct strings
usage_words(struct pool *pool, const struct command *command, const char *part)
{
    struct found found = { pool, pool_array(pool, WORDS_MOST, sizeof(char *)), 0 };
    const char *text = command->usage;
    bool all = part == NULL;
    struct line line;

    while (next_line(pool, &text, &line))
        if (read_line(&found, command, &line, part))
            all = true;
    for (; all && *text != '\0'; text = line_end(text), text += *text == '\n')
        if (text_behind(text, "  -") != NULL)
            read_option_line(&found, text);
    return (struct strings){ found.items, found.count };
}
