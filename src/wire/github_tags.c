/* github_tags.c - all tags by pages of a hundred, sorted by what their names say. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "wire/github_pages.h"
#include "wire/github_tags.h"

/* Numbers of any length: leading zeros count for nothing. */
static int
order_numbers(const char **one, const char **other)
{
    size_t lengths[2];
    int order;

    *one += strspn(*one, "0");
    *other += strspn(*other, "0");
    lengths[0] = strspn(*one, DIGITS);
    lengths[1] = strspn(*other, DIGITS);
    order = lengths[0] == lengths[1] ? strncmp(*one, *other, lengths[0])
                                     : (lengths[0] > lengths[1] ? 1 : -1);
    *one += lengths[0];
    *other += lengths[1];
    return order;
}

static bool
digit(char c)
{
    return c >= '0' && c <= '9';
}

/*
 * What a name has before its first '-' or letter behind the numbers: "1.10" of "1.10-rc.1".  Moves
 * both behind it.
 */
static int
order_releases(const char **one, const char **other)
{
    int order = 0;

    while (order == 0 && (digit(**one) || digit(**other))) {
        order = order_numbers(one, other); /* a number that is missing counts as 0: 1 is 1.0 */
        if (**one == '.' && digit((*one)[1]))
            ++*one;
        if (**other == '.' && digit((*other)[1]))
            ++*other;
    }
    return order;
}

static bool
ends(char c)
{
    return c == '\0' || c == '+';
}

/* Behind a dot between letters and a number, which some write and others don't: rc.1 is rc1. */
static const char *
behind_dot(const char *at)
{
    return *at == '.' && digit(at[1]) && !digit(at[-1]) ? at + 1 : at;
}

/* By parts: numbers before words, as Semantic Versioning has it, and a beginning before the rest. */
static int
order_rest(const char *one, const char *other)
{
    int order = 0;

    while (order == 0 && !ends(*one) && !ends(*other)) {
        one = behind_dot(one);
        other = behind_dot(other);
        if (digit(*one) && digit(*other))
            order = order_numbers(&one, &other);
        else if (digit(*one) != digit(*other))
            order = digit(*one) ? -1 : 1;
        else
            order = (unsigned char)*one++ - (unsigned char)*other++;
    }
    return order != 0 ? order : ends(*other) - ends(*one);
}

/* Where the version begins: behind a 'v' of its own ("k8s-v1.2"), else at the first digit. */
static const char *
version_in(const char *name)
{
    for (const char *at = name; *at != '\0'; at++) {
        if ((*at == 'v' || *at == 'V') && digit(at[1]) &&
            (at == name || strchr(LETTERS DIGITS, at[-1]) == NULL))
            return at + 1;
    }
    return strpbrk(name, DIGITS);
}

int
github_tag_order(const char *one, const char *other)
{
    const char *left = version_in(one), *right = version_in(other);
    int order;

    if (left == NULL || right == NULL)
        return left == right ? strcmp(one, other) : (left != NULL ? 1 : -1);
    order = order_releases(&left, &right);
    /* Who has nothing more to say is the release itself. */
    if (order == 0 && ends(*left) != ends(*right))
        order = ends(*left) ? 1 : -1;
    if (order == 0)
        order = order_rest(left, right);
    return order != 0 ? order : strcmp(one, other);
}

static int
newest_first(const void *one, const void *other)
{
    return github_tag_order(((const struct github_tag *)other)->name,
                            ((const struct github_tag *)one)->name);
}

enum field { NAME, COMMIT, FIELDS };

struct gathering {
    struct pool *pool;
    struct strings patterns;
    struct github_tags tags;
    size_t room;
};

/* A tag of something else than a commit has none to deploy. */
static int
take(struct gathering *gathering, const struct json_value *element)
{
    struct json_want wants[FIELDS] = { [NAME].pointer = "/name", [COMMIT].pointer = "/commit/sha" };
    struct github_tags *tags = &gathering->tags;
    struct github_tag tag;
    int rc = json_scan(gathering->pool, element->text, element->length, wants, FIELDS);

    if (rc != 0)
        return rc;
    tag = (struct github_tag){ json_string(&wants[NAME]), json_string(&wants[COMMIT]) };
    if (tag.name == NULL || !sha_valid(tag.sha) || !match_any(gathering->patterns, tag.name))
        return 0;
    tags->items =
        pool_grow(gathering->pool, tags->items, tags->count, &gathering->room, sizeof *tags->items);
    tags->items[tags->count++] = tag;
    return 0;
}

int
github_tags_get(struct github *github, const char *repository, struct strings patterns,
                struct github_tags *tags)
{
    struct github_pages pages = { .path = pool_printf(github->pool, "/repos/%s/tags?per_page=100",
                                                      repository) };
    struct gathering gathering = { .pool = github->pool, .patterns = patterns };
    int rc;

    do {
        struct json_want want = { .pointer = "/*" };

        rc = github_next_page(github, &pages, &want, 1);
        for (const struct json_value *at = want.first; rc == 1 && at != NULL; at = at->next) {
            int taken = take(&gathering, at);

            rc = taken == 0 ? 1 : taken;
        }
    } while (rc == 1);
    if (rc != 0)
        return rc;
    if (gathering.tags.count > 1)
        qsort(gathering.tags.items, gathering.tags.count, sizeof *gathering.tags.items,
              newest_first);
    *tags = gathering.tags;
    return 0;
}

int
github_tags_newest(struct github *github, const char *repository, struct strings patterns,
                   struct github_tag *tag)
{
    struct github_tags tags;
    int rc = github_tags_get(github, repository, patterns, &tags);

    if (rc != 0)
        return rc;
    if (tags.count == 0)
        return FAIL_NOT_FOUND;
    *tag = tags.items[0];
    return 0;
}
