/* settings_invite.c - reads the texts of invitations, and what makes no sense in them */
#include "config.h"

#include <string.h>

#include "port/settings_invite.h"
#include "port/settings_value.h"

/* Files may have Windows' line ends; Markdown has one kind. */
static const char *
text_of(struct pool *pool, const struct config_section *section, const char *name)
{
    char *text = pool_string(pool, value_text(section, name));
    size_t length = 0;

    if (text == NULL)
        return NULL;
    for (const char *from = text; *from != '\0'; from++) {
        if (from[0] != '\r' || from[1] != '\n')
            text[length++] = *from;
    }
    text[length] = '\0';
    return text;
}

static struct strings
all_of(struct pool *pool, const char *organization)
{
    const char **items = pool_array(pool, 1, sizeof(*items));

    items[0] = pool_printf(pool, "%s/*", organization);
    return (struct strings){ .items = items, .count = 1 };
}

void
invite_fill(struct config *config, const struct config_section *section, struct rule *rule)
{
    struct pool *pool = config->pool;
    struct invite *invite = pool_alloc(pool, sizeof(*invite));

    invite->organization = value_text(section, "organization");
    invite->after = value_number(section, "after");
    invite->admin = value_word(section, "role") == 1;
    invite->message = text_of(pool, section, "message");
    invite->countdown = text_of(pool, section, "countdown");
    invite->greeting = text_of(pool, section, "greeting");
    invite->welcome = text_of(pool, section, "welcome");
    invite->welcome_repository = value_text(section, "welcome_repository");
    rule->invite = invite;
    rule->repositories = value_list(section, "repositories");
    if (!value_written(section, "repositories") && login_valid(invite->organization))
        rule->repositories = all_of(pool, invite->organization);
}

/* One mistake for each name that is no placeholder of ours. */
static void
check_text(struct config *config, struct config_section *section, const char *name)
{
    const char *text = value_text(section, name);
    size_t length = 0;

    while (text != NULL && (text = invite_placeholder(text, &length)) != NULL) {
        const char *word = pool_copy(config->pool, text + 1, length);
        const char *near = nearest(invite_placeholders, word);

        text += length;
        if (near != NULL && strcmp(near, word) == 0)
            continue;
        value_wrong(config, section, name, "%s: unknown placeholder {%s}; %s", name, word,
                    near != NULL ? pool_printf(config->pool, "did you mean {%s}?", near)
                                 : "there are {username}, {org}, {repository}, {count} and "
                                   "{remaining}");
    }
}

static void
check_welcome(struct config *config, struct config_section *section, const struct invite *invite)
{
    const char *repository = invite->welcome_repository;

    if (repository != NULL && !repository_valid(repository))
        value_wrong(config, section, "welcome_repository",
                    "welcome_repository: %s is not OWNER/NAME", repository);
    else if (invite->welcome != NULL && repository == NULL && !section->flawed)
        value_wrong(config, section, "welcome",
                    "welcome needs a place for its issue; add welcome_repository = \"OWNER/NAME\"");
    else if (invite->welcome == NULL && repository != NULL && !section->flawed)
        value_wrong(config, section, "welcome_repository",
                    "welcome_repository needs a text; add welcome, or remove it");
}

void
invite_check(struct config *config, struct config_section *section, const struct rule *rule)
{
    static const char *const texts[] = { "message", "countdown", "greeting", "welcome" };
    const struct invite *invite = rule->invite;

    if (invite->organization == NULL && !section->flawed)
        value_wrong(config, section, NULL, "organization is missing; add organization = \"LOGIN\"");
    else if (invite->organization != NULL && !login_valid(invite->organization))
        value_wrong(config, section, "organization", "organization: %s is no login of GitHub's",
                    invite->organization);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        check_text(config, section, texts[i]);
    if (invite->countdown != NULL && invite->after == 1)
        value_wrong(config, section, "countdown",
                    "countdown is never said: the first merge invites; set after = 2 or more, or "
                    "remove countdown");
    check_welcome(config, section, invite);
}
