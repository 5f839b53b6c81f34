/* deployment_ref.c - branches, tags, pull requests and commits by their names. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/match.h"
#include "work/deployment_ref.h"

enum { COMMIT_SHOWN = 10, NUMBER_DIGITS = 10 };

/* What stands behind a prefix that may be written out in full ("refs/heads/", "heads/"). */
static const char *
behind(const char *text, const char *prefix)
{
    static const char refs[] = "refs/";
    size_t length = strlen(prefix);

    if (strncmp(text, refs, sizeof refs - 1) == 0)
        text += sizeof refs - 1;
    return strncmp(text, prefix, length) == 0 ? text + length : NULL;
}

/* A number from 1 on, and where it ends; 0: there is none. */
static int64_t
read_number(const char *text, const char **end)
{
    size_t digits = strspn(text, DIGITS);
    int64_t number = 0;

    if (text[0] == '0' || digits > NUMBER_DIGITS)
        return 0;
    for (size_t i = 0; i < digits; i++)
        number = number * 10 + (text[i] - '0');
    *end = text + digits;
    return number;
}

/* 0: it names no pull request. */
static int64_t
pull_number(const char *text)
{
    const char *number = text[0] == '#' ? text + 1 : behind(text, "pull/");
    const char *end = "";
    int64_t found = number == NULL ? 0 : read_number(number, &end);

    if (end[0] == '\0' || (text[0] != '#' && strcmp(end, "/head") == 0))
        return found;
    return 0;
}

static bool
name_valid(struct pool *pool, const char *name)
{
    return ref_valid(pool_printf(pool, "refs/heads/%s", name));
}

struct deployment_ref
deployment_ref_read(struct pool *pool, const char *text)
{
    struct deployment_ref ref = { 0 };
    const char *branch, *tag;

    if (text == NULL)
        return ref;
    branch = behind(text, "heads/");
    tag = behind(text, "tags/");
    ref.number = pull_number(text);
    if (ref.number > 0)
        return (struct deployment_ref){ REF_PULL,
                                        pool_printf(pool, "pull/%" PRId64 "/head", ref.number),
                                        ref.number };
    if (sha_valid(name_lower(pool, text)))
        return (struct deployment_ref){ REF_COMMIT, name_lower(pool, text), 0 };

    ref.kind = branch != NULL ? REF_BRANCH : tag != NULL ? REF_TAG : REF_NAME;
    ref.name = branch != NULL ? branch : tag != NULL ? tag : text;
    /* What is left of refs/ is notes, or the merge of a pull request: nothing to deploy. */
    if (!name_valid(pool, ref.name) || (ref.kind == REF_NAME && behind(text, "") != text))
        return (struct deployment_ref){ 0 };
    return ref;
}

const char *
deployment_ref_full(struct pool *pool, const struct deployment_ref *ref)
{
    switch (ref->kind) {
    case REF_BRANCH:
        return pool_printf(pool, "refs/heads/%s", ref->name);
    case REF_TAG:
        return pool_printf(pool, "refs/tags/%s", ref->name);
    case REF_PULL:
        return pool_printf(pool, "refs/%s", ref->name);
    case REF_COMMIT:
    case REF_NAME:
        return ref->name;
    case REF_NONE:
        break;
    }
    return NULL;
}

const char *
deployment_ref_show(struct pool *pool, const char *text)
{
    const struct deployment_ref ref = deployment_ref_read(pool, text);

    switch (ref.kind) {
    case REF_PULL:
        return pool_printf(pool, "#%" PRId64, ref.number);
    case REF_COMMIT:
        return pool_copy(pool, ref.name, COMMIT_SHOWN);
    case REF_BRANCH:
    case REF_TAG:
    case REF_NAME:
        return ref.name;
    case REF_NONE:
        break;
    }
    return "";
}

const char *
ref_kind_name(enum ref_kind kind)
{
    static const char *const names[] = {
        [REF_NONE] = "nothing", [REF_NAME] = "name",         [REF_BRANCH] = "branch",
        [REF_TAG] = "tag",      [REF_PULL] = "pull request", [REF_COMMIT] = "commit",
    };

    return names[kind];
}
