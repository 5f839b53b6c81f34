/* notice_text.c - one sentence for each thing that can happen. */
#include "config.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "wire/slack_text.h"
#include "work/mention.h"
#include "work/notice.h"

enum { TITLE_MOST = 250, NAME_MOST = 100 }; /* as Slack counts */

/* Who and what, ready to be put into a sentence. */
struct words {
    const char *by;   /* who did it */
    const char *whom; /* whom it is about, or NULL */
    bool self;        /* who is who did it */
    const char *item; /* "pull request <..|#12 Title>" */
};

static const char *
item_of(struct pool *pool, const struct notice *notice)
{
    const char *label = notice->title;
    const char *what = "";

    if (notice->number > 0) {
        label = pool_printf(pool, "#%" PRId64 " %s", notice->number, notice->title);
        what = strcmp(notice->event, "issues") == 0 ? "issue " : "pull request ";
    }
    /* The link escapes its label, so it is cut before: what it counts is no more than that. */
    label = slack_cut(pool, label, TITLE_MOST);
    return pool_printf(pool, "%s%s", what, slack_link(pool, notice->url, label));
}

static struct words
words_of(struct pool *pool, const struct notice *notice, const struct people *people)
{
    const char *by = notice->by, *whom = notice->whom;

    return (struct words){
        .by = mention(pool, people, by),
        .whom = whom == NULL ? NULL : mention(pool, people, whom),
        .self = by != NULL && whom != NULL && strcasecmp(by, whom) == 0,
        .item = item_of(pool, notice),
    };
}

static const char *
asked_for_review(struct pool *pool, const struct notice *notice, const struct words *words)
{
    const char *whom = words->whom;

    if (whom == NULL && notice->team != NULL)
        whom = pool_printf(pool, "team %s",
                           slack_cut(pool, slack_line(pool, notice->team), NAME_MOST));
    return pool_printf(pool, "%s asks %s to review %s", words->by, whom != NULL ? whom : "somebody",
                       words->item);
}

static const char *
merged(struct pool *pool, const struct notice *notice, const struct words *words)
{
    if (notice->base == NULL)
        return pool_printf(pool, "%s merged %s", words->by, words->item);
    return pool_printf(pool, "%s merged %s into %s", words->by, words->item,
                       slack_code(pool, notice->base));
}

static const char *
closed(struct pool *pool, const struct notice *notice, const struct words *words)
{
    const char *how = "";

    if (notice->kind == NOTICE_MERGE)
        how = " without merging it";
    else if (notice->not_planned)
        how = " as not planned";
    return pool_printf(pool, "%s closed %s%s", words->by, words->item, how);
}

static const char *
assigned(struct pool *pool, const struct words *words)
{
    if (words->self)
        return pool_printf(pool, "%s took %s", words->by, words->item);
    return pool_printf(pool, "%s assigned %s to %s", words->by, words->item,
                       words->whom != NULL ? words->whom : "somebody");
}

static const char *
released(struct pool *pool, const struct notice *notice, const struct words *words)
{
    return pool_printf(pool, "%s released %s of %s%s", words->by, words->item,
                       slack_line(pool, notice->repository),
                       notice->early ? " as a prerelease" : "");
}

const char *
notice_text(struct pool *pool, const struct notice *notice, const struct people *people)
{
    const struct words words = words_of(pool, notice, people);

    switch (notice->what) {
    case NOTICE_IS_OPENED:
        return pool_printf(pool, "%s opened %s%s", words.by, words.item,
                           notice->draft ? " as a draft" : "");
    case NOTICE_IS_REOPENED:
        return pool_printf(pool, "%s reopened %s", words.by, words.item);
    case NOTICE_IS_READY:
        return pool_printf(pool, "%s says that %s is ready for review", words.by, words.item);
    case NOTICE_IS_REVIEW_WANTED:
        return asked_for_review(pool, notice, &words);
    case NOTICE_IS_APPROVED:
        return pool_printf(pool, "%s approved %s", words.by, words.item);
    case NOTICE_IS_CHANGES_WANTED:
        return pool_printf(pool, "%s wants changes in %s", words.by, words.item);
    case NOTICE_IS_COMMENTED:
        return pool_printf(pool, "%s commented on %s", words.by, words.item);
    case NOTICE_IS_MERGED:
        return merged(pool, notice, &words);
    case NOTICE_IS_CLOSED:
        return closed(pool, notice, &words);
    case NOTICE_IS_ASSIGNED:
        return assigned(pool, &words);
    case NOTICE_IS_RELEASED:
        return released(pool, notice, &words);
    }
    return words.item;
}
