/*
 * feed.h - a `feed` rule's own part: an Atom feed whose entries become tasks in Asana
 *
 * A workspace or project that is all digits is a gid, else a name, case aside.
 *
 * memory  all of it lives in the settings that it came from
 */
#ifndef HOOKLET_PORT_FEED_H
#define HOOKLET_PORT_FEED_H

#include <stdint.h>

struct feed {
    const char *url;
    const char *workspace; /* its own, else asana_api.workspace; never NULL */
    const char *project;
    const char *assignee; /* e-mail, gid, login at GitHub or real name; NULL: nobody */
    const char *tag;      /* that every task has */
    int64_t every_ms;     /* between two looks at it */
    int64_t since_ms;     /* entries from then on, Unix, milliseconds; 0: from the first look on */
};

#endif
