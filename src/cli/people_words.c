/* people_words.c - logins, gids, ids and names, as people write them */
#include "config.h"

#include <string.h>

#include "base/encode.h"
#include "base/fail.h"
#include "cli/asana.h"
#include "cli/people.h"
#include "cli/table.h"
#include "wire/asana_names.h"

/* Bytes.  Slack's ids have 9 to 11 today. */
enum { SLACK_MOST = 32, NAME_MOST = 255 };

struct strings
person_members(void)
{
    static const char *const names[PERSON_MEMBERS] = { "github", "asana", "slack", "name" };

    return (struct strings){ names, PERSON_MEMBERS };
}

/* "@ann" is how GitHub shows a login. */
static int
read_login(struct cli *cli, const char *text, const char **login, const char **why)
{
    text += text[0] == '@' ? 1 : 0;
    if (!login_valid(text)) {
        *why = pool_printf(cli->pool,
                           "\"%s\" is no login of GitHub's, which is what stands behind"
                           " github.com/ in the address of somebody's profile",
                           table_line(cli->pool, text));
        return FAIL_FIELD;
    }
    *login = text;
    return 0;
}

/* What a spreadsheet makes of a long number: 1.20453E+15. */
static bool
is_shortened(const char *text)
{
    size_t digits = strspn(text, DIGITS ".,");

    return digits > 0 && (text[digits] == 'E' || text[digits] == 'e') &&
           strspn(text + digits + 1, DIGITS "+") > 0;
}

static int
gid_by_mail(struct cli *cli, const char *mail, const char **gid, const char **why)
{
    struct asana asana;
    int rc = asana_client(cli, &asana);

    if (rc != 0)
        return rc;
    if (!asana_api_configured(asana.api)) {
        *why = pool_printf(cli->pool,
                           "\"%s\" is an e-mail address, and nobody can be asked whose it is: add"
                           " token_file or client_id to asana { }, or give the user's gid",
                           table_line(cli->pool, mail));
        return FAIL_FIELD;
    }
    rc = asana_user_by_mail(&asana, mail, gid);
    if (rc == FAIL_NOT_FOUND)
        *why = pool_printf(cli->pool, "nobody whom we can see at Asana has the address %s",
                           table_line(cli->pool, mail));
    return rc;
}

static int
read_gid(struct cli *cli, const char *text, const char **gid, const char **why)
{
    static const char place[] = "which are the digits in the address of somebody's profile in"
                                " Asana";

    if (asana_gid_valid(text)) {
        *gid = text;
        return 0;
    }
    if (strchr(text, '@') != NULL)
        return gid_by_mail(cli, text, gid, why);
    if (is_shortened(text))
        *why = pool_printf(cli->pool,
                           "\"%s\" is what a spreadsheet has made of a long number: format the"
                           " column as text, and enter the gids anew",
                           table_line(cli->pool, text));
    else
        *why = pool_printf(cli->pool, "\"%s\" is no gid of an Asana user, %s",
                           table_line(cli->pool, text), place);
    return FAIL_FIELD;
}

static int
read_slack(struct cli *cli, const char *text, const char **id, const char **why)
{
    size_t length = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ" DIGITS);

    if ((text[0] != 'U' && text[0] != 'W') || length < 3 || length > SLACK_MOST ||
        text[length] != '\0') {
        *why = pool_printf(cli->pool,
                           "\"%s\" is no member ID of Slack's, which looks like U012AB3CD: in"
                           " Slack it is in the menu of somebody's profile, \"Copy member ID\"",
                           table_line(cli->pool, text));
        return FAIL_FIELD;
    }
    *id = text;
    return 0;
}

static int
read_name(struct cli *cli, const char *text, const char **name, const char **why)
{
    if (!text_printable(text) || strlen(text) > NAME_MOST) {
        *why = pool_printf(cli->pool, "the name \"%.40s\" is too long, or more than one line",
                           table_line(cli->pool, text));
        return FAIL_FIELD;
    }
    *name = text;
    return 0;
}

int
person_read(struct cli *cli, size_t member, const char *text, struct person *person,
            const char **why)
{
    switch (member) {
    case PERSON_BY_GITHUB:
        return read_login(cli, text, &person->github, why);
    case PERSON_BY_ASANA:
        return read_gid(cli, text, &person->asana, why);
    case PERSON_BY_SLACK:
        return read_slack(cli, text, &person->slack, why);
    default:
        return read_name(cli, text, &person->name, why);
    }
}

const char *
person_change_word(enum person_change change)
{
    static const char *const words[] = {
        [PERSON_NEW] = "new", [PERSON_CHANGED] = "changed", [PERSON_SAME] = "unchanged"
    };

    return words[change];
}

struct json *
person_json(const struct person *person)
{
    struct json *top = json_object();

    for (enum person_key key = 0; key < PERSON_KEYS; key++)
        json_set_string(top, person_members().items[key], person_key(person, key));
    json_set_string(top, "name", person->name);
    return top;
}
