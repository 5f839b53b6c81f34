/*
 * an_event.h - events as the library's users see them, and plans for these
 */
#ifndef HOOKLET_TESTS_LIBRARY_AN_EVENT_H
#define HOOKLET_TESTS_LIBRARY_AN_EVENT_H

#include "library/plan_made.h"
#include "wire/a_delivery.h"

#define AN_ISSUE                                                                                   \
    "{'action':'opened','issue':{'number':12,'title':'Broken','body':'It is *broken*.',"           \
    "'locked':true,'user':{'login':'octocat','type':'User'},'author_association':'NONE',"          \
    "'labels':[{'name':'bug'},{'name':7},{'name':'old'}]},'installation':{'id':42},"               \
    "'repository':{'full_name':'acme/web'},'sender':{'login':'hubot[bot]','type':'Bot'}}"
#define A_STAR                                                                                       \
    "{'action':'created','starred_at':'2026-11-22T10:00:00Z','repository':{'full_name':'acme/web'}," \
    "'sender':{'login':'octocat'}}"

/* The event of such a body, which must be one of its kind. */
struct hooklet_event *event_of(struct pool *pool, const char *kind, const char *text);

#endif
