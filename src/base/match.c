/* match.c - patterns, names and command lines */
#include "config.h"

#include <fnmatch.h>
#include <string.h>
#include <strings.h>

#include "base/fail.h"
#include "base/match.h"

enum { REF_NAME_MOST = 244, EVENT_NAME_MOST = 64, GID_MOST = 32, EDITS_MOST = 2 };

static bool
any_matches(struct strings patterns, const char *text, int flags)
{
    size_t i;

    for (i = 0; i < patterns.count; i++)
        if (fnmatch(patterns.items[i], text, flags) == 0)
            return true;
    return false;
}

bool
match(const char *pattern, const char *text)
{
    return fnmatch(pattern, text, 0) == 0;
}

bool
match_name(const char *pattern, const char *text)
{
    return fnmatch(pattern, text, FNM_CASEFOLD) == 0;
}

char *
name_lower(struct pool *pool, const char *name)
{
    char *lower = pool_string(pool, name);

    for (char *c = lower; *c != '\0'; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');

    return lower;
}

bool
match_any(struct strings patterns, const char *text)
{
    return any_matches(patterns, text, 0);
}

bool
name_among(struct strings names, const char *name)
{
    for (size_t i = 0; i < names.count; i++) {
        if (strcasecmp(names.items[i], name) == 0)
            return true;
    }
    return false;
}

bool
match_any_name(struct strings patterns, const char *text)
{
    return any_matches(patterns, text, FNM_CASEFOLD);
}

bool
sha_valid(const char *text)
{
    size_t length;

    if (text == NULL)
        return false;
    length = strspn(text, "0123456789abcdef");
    return text[length] == '\0' && (length == 40 || length == 64) && strspn(text, "0") < length;
}

bool
ref_valid(const char *ref)
{
    const char *name;

    if (ref == NULL)
        return false;
    name = text_behind(ref, "refs/heads/");
    if (name == NULL)
        name = text_behind(ref, "refs/tags/");
    if (name == NULL || strspn(name, LETTERS DIGITS "_") == 0 || strlen(name) > REF_NAME_MOST)
        return false;
    if (name[strspn(name, LETTERS DIGITS "._/@#+=,%-")] != '\0')
        return false;
    if (strstr(name, "..") != NULL || strstr(name, "//") != NULL || strstr(name, "/.") != NULL)
        return false;
    return strstr(name, ".lock/") == NULL && !text_ends_with(name, ".lock") &&
           !text_ends_with(name, "/") && !text_ends_with(name, ".");
}

static bool
dots_only(const char *text, size_t length)
{
    return length <= 2 && strspn(text, ".") >= length;
}

bool
repository_path_valid(const char *name)
{
    size_t length;

    for (bool more = false; name != NULL; name += length + 1, more = true) {
        length = strspn(name, LETTERS DIGITS "._-");
        if (dots_only(name, length))
            return false;
        if (name[length] != '/')
            return more && name[length] == '\0';
    }
    return false;
}

bool
repository_valid(const char *name)
{
    return repository_path_valid(name) && strchr(name, '/') == strrchr(name, '/');
}

bool
login_valid(const char *text)
{
    size_t length;

    if (text == NULL || text[0] == '-')
        return false;
    length = strspn(text, LETTERS DIGITS "_-");
    return length >= 1 && length <= 39 && text[length] == '\0';
}

bool
uuid_valid(const char *text)
{
    static const char form[] = "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh";

    if (text == NULL || strlen(text) != strlen(form))
        return false;
    for (size_t i = 0; form[i] != '\0'; i++) {
        if (strchr(form[i] == '-' ? "-" : DIGITS "abcdefABCDEF", text[i]) == NULL)
            return false;
    }
    return true;
}

bool
asana_gid_valid(const char *text)
{
    size_t digits = text == NULL ? 0 : strspn(text, DIGITS);

    return digits > 0 && digits <= GID_MOST && text[digits] == '\0';
}

bool
event_name_valid(const char *name)
{
    size_t length;

    if (name == NULL)
        return false;
    length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");
    return name[length] == '\0' && length > 0 && length <= EVENT_NAME_MOST;
}

/* The end of either is found by what stands before it. */
static bool
swapped(const char *one, const char *other)
{
    return one[0] != '\0' && one[1] != '\0' && one[1] == other[0] && one[0] == other[1];
}

/* Can `edits` insertions, removals, replacements and swaps of two neighbours make one of the other? */
static bool
within(const char *one, const char *other, int edits)
{
    while (*one != '\0' && *one == *other) {
        one++;
        other++;
    }
    if (*one == *other)
        return true;
    if (edits == 0)
        return false;
    return (*one != '\0' && within(one + 1, other, edits - 1)) ||
           (*other != '\0' && within(one, other + 1, edits - 1)) ||
           (*one != '\0' && *other != '\0' && within(one + 1, other + 1, edits - 1)) ||
           (swapped(one, other) && within(one + 2, other + 2, edits - 1));
}

const char *
nearest(struct strings candidates, const char *word)
{
    size_t i;
    int edits;

    for (edits = 0; edits <= EDITS_MOST && 2 * (size_t)edits < strlen(word); edits++)
        for (i = 0; i < candidates.count; i++)
            if (within(word, candidates.items[i], edits))
                return candidates.items[i];
    return NULL;
}

/* Copies one word to *to, with a NUL, and moves *line behind it; false for an unfinished quote. */
static bool
word_copy(const char **line, char **to)
{
    char quote = '\0';
    char c;

    for (; (c = **line) != '\0'; (*line)++) {
        if (quote == '\0' && strchr(" \t\n", c) != NULL)
            break;
        if (c == quote) {
            quote = '\0';
        } else if (quote == '\0' && (c == '\'' || c == '"')) {
            quote = c;
        } else if (c == '\\' && quote != '\'') {
            (*line)++;
            if (**line == '\0')
                return false;
            *(*to)++ = **line;
        } else {
            *(*to)++ = c;
        }
    }
    *(*to)++ = '\0';
    return quote == '\0';
}

/* Every word but the last takes a blank of the line, so both sizes are enough. */
int
words_split(struct pool *pool, const char *line, struct strings *words)
{
    size_t length = strlen(line);
    char *text = pool_alloc(pool, length + 1);
    const char **items = pool_array(pool, length / 2 + 2, sizeof(*items));
    size_t count = 0;

    for (;;) {
        line += strspn(line, " \t\n");
        if (*line == '\0')
            break;
        items[count++] = text;
        if (!word_copy(&line, &text))
            return FAIL_MALFORMED;
    }
    if (count == 0)
        return FAIL_MALFORMED;
    *words = (struct strings){ .items = items, .count = count };
    return 0;
}

/* Measured first: a comment's command may have tens of thousands of words. */
char *
words_join(struct pool *pool, struct strings words, size_t first)
{
    size_t size = 1;
    char *text, *end;

    for (size_t i = first; i < words.count; i++)
        size += strlen(words.items[i]) + 1;
    end = text = pool_alloc(pool, size);
    *end = '\0';
    for (size_t i = first; i < words.count; i++) {
        if (i > first)
            *end++ = ' ';
        end = stpcpy(end, words.items[i]);
    }
    return text;
}
