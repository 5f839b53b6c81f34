/* chat_ask.c - a question, yes, no. */
#include "config.h"

#include <string.h>

#include "base/match.h"
#include "wire/slack_blocks.h"
#include "wire/slack_text.h"
#include "work/chat_ask.h"
#include "work/deployment_ref.h"

enum { COMMIT_SHOWN = 10 };

const char *
chat_ref_words(struct pool *pool, const char *ref, const char *sha)
{
    const char *brief = sha == NULL ? NULL : pool_copy(pool, sha, strnlen(sha, COMMIT_SHOWN));
    struct deployment_ref read = deployment_ref_read(pool, ref);

    if (read.kind == REF_NONE || read.kind == REF_COMMIT)
        return slack_code(pool, brief == NULL ? "?" : brief);
    if (brief == NULL)
        return slack_code(pool, deployment_ref_show(pool, ref));
    return pool_printf(pool, "%s (%s)", slack_code(pool, deployment_ref_show(pool, ref)),
                       slack_code(pool, brief));
}

void
chat_ask(struct pool *pool, const struct chat_button *wish, struct slack_reply *reply)
{
    struct chat_button yes = *wish, no = *wish;
    struct slack_button buttons[2];
    struct slack_blocks blocks;

    yes.kind = CHAT_DEPLOY;
    no.kind = CHAT_CANCEL;
    buttons[0] = (struct slack_button){ .action = chat_button_id(CHAT_DEPLOY),
                                        .text = "Deploy",
                                        .value = chat_button_value(pool, &yes),
                                        .style = "primary" };
    buttons[1] = (struct slack_button){ .action = chat_button_id(CHAT_CANCEL),
                                        .text = "Cancel",
                                        .value = chat_button_value(pool, &no) };
    *reply = (struct slack_reply){
        .text = pool_printf(
            pool, "Deploy %s of *%s* to *%s*?", chat_ref_words(pool, wish->ref, wish->sha),
            slack_line(pool, wish->repository), slack_line(pool, wish->environment)),
    };
    slack_blocks_begin(&blocks, pool);
    slack_section(&blocks, reply->text);
    slack_buttons(&blocks, NULL, buttons, 2);
    reply->blocks = slack_blocks_text(&blocks);
}
