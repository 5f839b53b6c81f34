/* mention.c - logins become members of Slack. */
#include "config.h"

#include <strings.h>

#include "wire/slack_text.h"
#include "work/mention.h"

const char *
mention(struct pool *pool, const struct people *people, const char *login)
{
    if (login == NULL)
        return "somebody";
    for (size_t i = 0; i < people->count; i++) {
        const struct person *person = &people->rows[i];

        if (person->github != NULL && person->slack != NULL &&
            strcasecmp(person->github, login) == 0)
            return slack_mention(pool, person->slack);
    }
    return slack_line(pool, login);
}

const char *
mention_member(struct pool *pool, const struct people *people, const char *member,
               const char *login)
{
    return member != NULL ? slack_mention(pool, member) : mention(pool, people, login);
}
