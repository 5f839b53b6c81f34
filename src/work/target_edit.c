/* target_edit.c - reads, judges and tells a target by its table of fields */
#include "config.h"

#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/json_members.h"
#include "base/text.h"
#include "port/catalogue.h"
#include "work/target_edit.h"
#include "work/target_words.h"

int
target_read_word(struct pool *pool, const struct target_field *field, const char *word,
                 struct target *target)
{
    const char *trouble = field->read(pool, word, target);

    return trouble == NULL ? 0 : fail(FAIL_FIELD, "--%s: %s", field->name, trouble);
}

/* --- JSON ------------------------------------------------------------------------------------- */

/* The numbers of an array as they are written, without brackets and blanks; NULL: it holds
 * something else.  There may be hundreds of thousands. */
static const char *
list_word(struct pool *pool, const struct json_value *list)
{
    struct json_want want = { .pointer = "/*" };
    char *word = pool_alloc(pool, list->length + 1), *to = word;

    if (list->type != JSON_ARRAY || json_scan(pool, list->text, list->length, &want, 1) != 0)
        return NULL;
    for (const struct json_value *value = want.first; value != NULL; value = value->next) {
        if (value->type != JSON_NUMBER)
            return NULL;
    }
    for (const char *from = list->text; *from != '\0'; from++) {
        if (strchr("[] \t\r\n", *from) == NULL)
            *to++ = *from;
    }
    return word;
}

/* What the field's reader takes; NULL: the value is of another type. */
static const char *
word_of(struct pool *pool, const struct target_field *field, const struct json_value *value)
{
    bool text = value->type == JSON_STRING && strlen(value->text) == value->length;

    switch (field->shape) {
    case SHAPE_TEXT:
        return text ? value->text : NULL;
    case SHAPE_NUMBER:
        if (value->type != JSON_NUMBER)
            return NULL;
        return text_ends_with(field->member, "_ms") ? pool_printf(pool, "%sms", value->text)
                                                    : value->text;
    case SHAPE_YES:
        return value->type == JSON_TRUE || value->type == JSON_FALSE ? value->text : NULL;
    case SHAPE_LIST:
        return list_word(pool, value);
    case SHAPE_MAP:
        break;
    }
    return NULL;
}

/* What is wrong with it, or NULL. */
static const char *
read_value(struct pool *pool, const struct target_field *field, const struct json_value *value,
           struct target *target)
{
    static const char *const types[] = {
        [SHAPE_TEXT] = "it is a string",
        [SHAPE_NUMBER] = "it is a number",
        [SHAPE_YES] = "it is true or false",
        [SHAPE_LIST] = "it is an array of numbers",
        [SHAPE_MAP] = "it is an object of strings",
    };
    const char *word;

    if (value->type == JSON_NULL)
        return field->read(pool, "", target);
    if (field->shape == SHAPE_MAP && value->type == JSON_OBJECT)
        return target_read_headers(pool, value->text, value->length, target);
    word = word_of(pool, field, value);
    return word != NULL ? field->read(pool, word, target) : types[field->shape];
}

static const struct target_field *
field_of(const char *member)
{
    for (size_t i = 0; i < target_field_count; i++)
        if (strcmp(target_fields[i].member, member) == 0)
            return &target_fields[i];
    return NULL;
}

static int
refuse_member(struct pool *pool, const char *member, struct strings others)
{
    static const char *const told[] = { "id",         "state",         "reason",
                                        "failures",   "failing_since", "failing_since_ms",
                                        "created",    "created_ms",    "updated",
                                        "updated_ms", "secrets" };
    const char **names = pool_array(pool, target_field_count + others.count, sizeof *names);
    size_t count = 0;
    const char *near;

    for (size_t i = 0; i < target_field_count; i++)
        names[count++] = target_fields[i].member;
    for (size_t i = 0; i < others.count; i++)
        names[count++] = others.items[i];
    near = nearest((struct strings){ names, count }, member);
    for (size_t i = 0; i < target_field_count; i++)
        if (strcmp(target_fields[i].name, member) == 0)
            near = target_fields[i].member; /* the command's name of it */
    if (text_among(STRINGS(told), member))
        return fail(FAIL_FIELD, "%s: it is told, not set", member);
    return fail(FAIL_FIELD, "a target has no \"%s\"%s%s%s", member,
                near != NULL ? "; did you mean " : "", near != NULL ? near : "",
                near != NULL ? "?" : "");
}

static int
read_member(struct pool *pool, const struct json_member *member, bool fresh, struct strings others,
            struct target *target)
{
    const struct target_field *field = field_of(member->key);
    const char *trouble;

    if (field == NULL)
        return text_among(others, member->key) ? 0 : refuse_member(pool, member->key, others);
    if (field->born && !fresh)
        return fail(FAIL_FIELD, "%s: it stays as it was when the target was made", field->member);
    trouble = read_value(pool, field, &member->value, target);
    return trouble == NULL ? 0 : fail(FAIL_FIELD, "%s: %s", field->member, trouble);
}

int
target_read_json(struct pool *pool, const char *text, size_t length, bool fresh,
                 struct strings others, struct target *target)
{
    struct json_members members;
    int rc = json_members(pool, text, length, &members);

    if (rc == FAIL_FIELD)
        return fail(FAIL_FIELD, "a target is a JSON object");
    for (size_t i = 0; rc == 0 && i < members.count; i++)
        rc = read_member(pool, &members.items[i], fresh, others, target);
    return rc;
}

static void
set_field(struct pool *pool, struct json *top, const struct target_field *field,
          const struct target *target)
{
    const char *word = field->word(pool, target);
    int64_t ms = 0;

    if (field->shape == SHAPE_MAP)
        json_set_raw(top, field->member, target_headers_masked(pool, target));
    else if (field->shape == SHAPE_YES)
        json_set_bool(top, field->member, text_equal(word, "yes"));
    else if (word == NULL || field->shape == SHAPE_TEXT)
        json_set_string(top, field->member, word);
    else if (field->shape == SHAPE_LIST)
        json_set_raw(top, field->member, pool_printf(pool, "[%s]", word));
    else if (!text_ends_with(field->member, "_ms"))
        json_set_raw(top, field->member, word);
    else if (duration_parse(word, &ms))
        json_set_integer(top, field->member, ms);
}

struct json *
target_json(struct pool *pool, const struct target *target)
{
    struct json *top = json_object();

    json_set_id(top, "id", target->id);
    for (size_t i = 0; i < target_field_count; i++)
        set_field(pool, top, &target_fields[i], target);
    json_set_string(top, "state", target_state_name(target->state));
    json_set_string(top, "reason", target->reason);
    json_set_integer(top, "failures", target->failures);
    json_set_time(pool, top, "failing_since", target->failing_since_ms);
    json_set_time(pool, top, "created", target->created_ms);
    json_set_time(pool, top, "updated", target->updated_ms);
    return top;
}

/* --- As a whole ------------------------------------------------------------------------------- */

/* A section receiver of that name. */
static int
check_receiver(const struct settings *settings, struct pool *pool, const char *name)
{
    const char **names = pool_array(pool, settings->rule_count + 1, sizeof *names);
    size_t count = 0;
    const char *near;

    for (size_t i = 0; i < settings->rule_count; i++)
        if (settings->rules[i].kind == RULE_RECEIVER)
            names[count++] = settings->rules[i].name;
    if (text_among((struct strings){ names, count }, name))
        return 0;
    near = nearest((struct strings){ names, count }, name);
    if (near != NULL)
        return fail(FAIL_FIELD,
                    TARGET_EXEC "%s: there is no receiver \"%s\" in hooklet.conf; did you mean"
                                " " TARGET_EXEC "%s?",
                    name, name, near);
    return fail(FAIL_FIELD,
                TARGET_EXEC "%s: there is no receiver \"%s\" in hooklet.conf; add a section"
                            " receiver with its command",
                name, name);
}

static int
check_url(const struct settings *settings, struct pool *pool, const struct target *target,
          enum target_maker maker)
{
    const char *receiver = target_receiver(target->url);

    if (target->url[0] == '\0')
        return fail(FAIL_FIELD, "a target needs a url");
    if (receiver == NULL)
        return http_wall_check(pool, &settings->outgoing.wall, target->url);
    if (maker == TARGET_BY_API)
        return fail(FAIL_FIELD, "url: only the command makes targets that are programs");
    return check_receiver(settings, pool, receiver);
}

int
target_check(const struct settings *settings, struct pool *pool, const struct target *target,
             enum target_maker maker)
{
    const char *trouble;

    if (target->owner[0] == '\0')
        return fail(FAIL_FIELD, "a target needs an owner");
    if (!outgoing_owner_valid(target->owner))
        return fail(FAIL_FIELD, "owner: it is " OUTGOING_OWNER_FORM);
    if (target->identifier[0] != '\0' && !outgoing_owner_valid(target->identifier))
        return fail(FAIL_FIELD, "identifier: it is " OUTGOING_OWNER_FORM);
    trouble = catalogue_pattern_trouble(pool, settings, target->event);
    if (trouble != NULL)
        return fail(FAIL_FIELD, "event: %s", trouble);
    return check_url(settings, pool, target, maker);
}
