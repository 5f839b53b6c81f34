/* asana_error.c - statuses to codes, and the words for them */
#include "config.h"

#include <string.h>

#include "base/json_scan.h"
#include "wire/api_answer.h"
#include "wire/asana_error.h"

/* What `help` begins with when it is about no error in particular. */
#define HELP_FOR_ALL "For more information on API status codes"

enum field { MESSAGES, HELP, PHRASE, OAUTH_ERROR, OAUTH_DESCRIPTION, FIELDS };

/* False: the body says nothing that we could read. */
static bool
scan(struct pool *pool, const struct http_answer *answer, struct json_want *wants)
{
    static const char *const pointers[FIELDS] = {
        [MESSAGES] = "/errors/*/message",
        [HELP] = "/errors/*/help",
        [PHRASE] = "/errors/*/phrase",
        [OAUTH_ERROR] = "/error",
        [OAUTH_DESCRIPTION] = "/error_description",
    };

    for (size_t i = 0; i < FIELDS; i++)
        wants[i].pointer = pointers[i];
    return api_is_json(answer) && json_scan(pool, answer->body, answer->length, wants, FIELDS) == 0;
}

static const char *
join(struct pool *pool, const char *words, const char *between, const char *more)
{
    return words[0] == '\0' ? more : pool_printf(pool, "%s%s%s", words, between, more);
}

static const char *
words_of(struct pool *pool, const struct json_want *wants)
{
    const char *help = json_string(&wants[HELP]), *words = "";

    for (const struct json_value *one = wants[MESSAGES].first; one != NULL; one = one->next) {
        if (one->type == JSON_STRING)
            words = join(pool, words, "; ", one->text);
    }
    if (help != NULL && strncmp(help, HELP_FOR_ALL, strlen(HELP_FOR_ALL)) != 0)
        words = join(pool, words, "; ", help);
    if (json_string(&wants[OAUTH_ERROR]) != NULL)
        words = join(pool, words, "; ", json_string(&wants[OAUTH_ERROR]));
    if (json_string(&wants[OAUTH_DESCRIPTION]) != NULL)
        words = join(pool, words, ": ", json_string(&wants[OAUTH_DESCRIPTION]));
    return words;
}

const char *
asana_complaint(struct pool *pool, const struct http_answer *answer)
{
    struct json_want wants[FIELDS] = { 0 };

    return scan(pool, answer, wants) ? api_words(pool, words_of(pool, wants)) : "";
}

/* Asana's support finds the incident by it. */
static const char *
phrase_note(struct pool *pool, const struct http_answer *answer)
{
    struct json_want wants[FIELDS] = { 0 };

    if (!scan(pool, answer, wants) || json_string(&wants[PHRASE]) == NULL)
        return "";
    return pool_printf(pool, "; phrase for Asana's support: \"%s\"",
                       api_words(pool, json_string(&wants[PHRASE])));
}

enum fail
asana_error(struct pool *pool, const char *call, const struct http_answer *answer,
            const char **said)
{
    const char *complaint = asana_complaint(pool, answer);

    if (answer->status < 400)
        complaint = "and redirects are not followed: see api_url and login_url";
    *said = pool_printf(pool, "Asana: %s: status %d%s%s%s", call, answer->status,
                        complaint[0] != '\0' ? ", " : "", complaint, phrase_note(pool, answer));
    if (answer->status == 404)
        return FAIL_NOT_FOUND;
    return answer->status >= 500 ? FAIL_NETWORK : FAIL_REFUSED;
}
