/*
 * invite_wish.h - whom an "invite" job is about, and why: as its args, and back
 *
 * args: {"what":"merged"|"opened"|"joined","organization","login","installation"}, and of a pull
 * request {"repository"} and what github_place_write() adds.
 * The serial key is of person and organisation, so that whatever happens to one person is done one
 * after the other, in the order in which it happened.
 * Pure.
 */
#ifndef HOOKLET_WORK_INVITE_WISH_H
#define HOOKLET_WORK_INVITE_WISH_H

#include "store/types.h"
#include "wire/github_place.h"

enum invite_what {
    INVITE_MERGED, /* a pull request of theirs was merged */
    INVITE_OPENED, /* they opened one */
    INVITE_JOINED  /* they are a member now */
};
#define INVITE_WHATS 3 /* steps of the invite jobs of a rule are below, of what follows above */

struct invite_wish {
    enum invite_what what;
    const char *organization;
    const char *login;
    int64_t installation;      /* of the event, or 0 */
    struct github_place place; /* the pull request; INVITE_JOINED: none */
    int64_t order_ms;          /* when it happened; not read back */
};

/* Fills the whole job. */
void invite_wish_plan(const struct invite_wish *wish, const struct rule *rule,
                      const struct github_api *api, struct pool *pool, struct planned_job *job);
/* NULL, or why the args can't be used. */
const char *invite_wish_read(struct pool *pool, const char *args, struct invite_wish *wish);
/* "acme/ann": a person in an organisation, however the names are spelled. */
const char *invite_wish_key(struct pool *pool, const struct invite_wish *wish);

#endif
