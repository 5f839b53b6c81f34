/* targets_edit.c - `hooklet targets add` and `edit`: fields by the table that the API has, too */
#include "config.h"

#include <string.h>

#include "base/text.h"
#include "cli/targets.h"
#include "work/target_edit.h"

enum { FIELDS_MOST = 32, OPTIONS_MOST = FIELDS_MOST + 3 };

/* What was said of each field, in the table's order. */
struct said {
    const char *words[FIELDS_MOST];
    struct strings lists[FIELDS_MOST];
    const char *sign, *secret_file; /* add */
    struct cli_option options[OPTIONS_MOST];
};

/* url is a word of `add`, owner nothing to `edit`. */
static void
make_options(struct said *said, bool adding)
{
    struct cli_option *option = said->options;

    for (size_t i = 0; i < target_field_count && i < FIELDS_MOST; i++) {
        const struct target_field *field = &target_fields[i];
        bool many = field->shape == SHAPE_MAP;

        if (adding ? strcmp(field->name, "url") == 0 : field->born)
            continue;
        *option++ = (struct cli_option){
            field->name,
            0,
            many ? CLI_TEXTS : CLI_TEXT,
            many ? (void *)&said->lists[i] : (void *)&said->words[i],
        };
    }
    if (adding) {
        *option++ = (struct cli_option){ "sign", 0, CLI_TEXT, &said->sign };
        *option++ = (struct cli_option){ "secret-file", 0, CLI_TEXT, &said->secret_file };
    }
    *option = (struct cli_option){ NULL, 0, CLI_FLAG, NULL };
}

static int
read_fields(struct cli *cli, const struct said *said, struct target *target)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < target_field_count && i < FIELDS_MOST; i++) {
        const struct target_field *field = &target_fields[i];

        if (said->words[i] != NULL)
            rc = target_read_word(cli->pool, field, said->words[i], target);
        for (size_t j = 0; rc == 0 && j < said->lists[i].count; j++)
            rc = target_read_word(cli->pool, field, said->lists[i].items[j], target);
    }
    return rc;
}

static bool
anything_said(const struct said *said)
{
    for (size_t i = 0; i < FIELDS_MOST; i++)
        if (said->words[i] != NULL || said->lists[i].count > 0)
            return true;
    return false;
}

/* --- add -------------------------------------------------------------------------------------- */

static int
own_secret(struct cli *cli, const char *path, struct target *target)
{
    char *bytes = NULL;
    size_t length = 0;
    int rc = cli_read(cli, path, &bytes, &length);

    if (rc == 0)
        rc = target_secrets_own(cli->pool, text_trim(cli->pool, bytes), cli->now_ms, target);
    return rc;
}

static int
make_secrets(struct cli *cli, const struct said *said, struct target *target)
{
    bool both = text_equal(said->sign, "both"), v1a = text_equal(said->sign, "v1a");

    if (said->secret_file != NULL)
        return own_secret(cli, said->secret_file, target);
    return target_secrets_new(cli->pool, both || !v1a, both || v1a, cli->now_ms, target);
}

static const char *
added_text(struct cli *cli, const struct target *target)
{
    return pool_printf(cli->pool, "is added: %s of %s", target->event, target->owner);
}

static int
add(struct cli *cli, const struct said *said, struct target *target)
{
    int rc = cli_store(cli);

    if (rc == 0)
        rc = read_fields(cli, said, target);
    if (rc == 0)
        rc = target_check(cli->settings, cli->pool, target, TARGET_BY_COMMAND);
    if (rc == 0)
        rc = make_secrets(cli, said, target);
    if (rc == 0)
        rc = target_add(cli->store, target, cli->now_ms);
    if (rc == 0)
        targets_tell(cli, target, added_text(cli, target),
                     said->secret_file == NULL ? cli->now_ms : 0);
    return rc;
}

enum exit_code
targets_add_run(struct cli *cli, int argc, char **argv)
{
    static const char *const kinds[] = { "v1", "v1a", "both" };
    struct said said = { 0 };
    struct target target = target_plain();

    make_options(&said, true);
    if (!cli_parse(cli, said.options, argc, argv) || !cli_words(cli, 1, 1, "the URL of a target") ||
        !cli_choice(cli, "sign", said.sign, STRINGS(kinds)))
        return cli->status;
    if (said.sign != NULL && said.secret_file != NULL)
        return cli_usage(cli->command,
                         "--sign makes secrets, --secret-file brings one along: choose"
                         " one");
    target.url = cli->words.items[0];
    return targets_exit(add(cli, &said, &target));
}

/* --- edit ------------------------------------------------------------------------------------- */

enum exit_code
targets_edit_run(struct cli *cli, int argc, char **argv)
{
    struct said said = { 0 };
    struct target target = { 0 };
    int rc;

    make_options(&said, false);
    if (!cli_parse(cli, said.options, argc, argv))
        return cli->status;
    if (!anything_said(&said))
        return cli_usage(cli->command, "edit what of it? Say --url, --event, ...");
    if (!targets_word(cli, &target))
        return cli->status;
    rc = read_fields(cli, &said, &target);
    if (rc == 0)
        rc = target_check(cli->settings, cli->pool, &target, TARGET_BY_COMMAND);
    if (rc == 0)
        rc = target_change(cli->store, &target, cli->now_ms);
    if (rc == 0)
        targets_tell(cli, &target, "is changed", 0);
    return targets_exit(rc);
}
