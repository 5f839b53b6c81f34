/*
 * programs.h - the table of web programs (cgi-bin/programs.def), for those who configure web
 * servers
 *
 * The programs themselves need nothing of it: a path is the web server's business.
 *
 * memory  static
 */
#ifndef HOOKLET_PROGRAMS_H
#define HOOKLET_PROGRAMS_H

#include <stdbool.h>
#include <stddef.h>

enum web_flag {
    WEB_SECRET = 1 << 0,  /* the address holds a secret, so no log gets it */
    WEB_LOCAL = 1 << 1,   /* for this machine alone; others are not told that it is there */
    WEB_SOURCES = 1 << 2, /* the sections source of hooklet.conf say how large a body may be,
                             body_most at most (struct web_config, source_most) */
    WEB_PEOPLE = 1 << 3,  /* what people see is an answer with status 200 alone: where the program
                             is not there it is a sentence for them, WEB_SORRY */
    WEB_FALLBACK = 1 << 4 /* only on a server of our own, where nothing else is at that path */
};

/* What is answered at a WEB_PEOPLE path in place of a program that isn't there, as JSON. */
#define WEB_SORRY                                                                                  \
    "{\"response_type\":\"ephemeral\",\"text\":\"Sorry, I am not there just now. Please try "      \
    "again in a minute, and look first whether this was done.\"}"

#define WEB_OTHER "github-other" /* has the events of GitHub's that nobody else has */

/* cgi-bin/NAME.c, NAME.fcgi, NAME.sock */
struct web_program {
    const char *name;  /* "github-push" */
    const char *event; /* of GitHub's, "push"; NULL: none is its own */
    int kept;          /* connections that a process of the web server may keep; 0: none, and a
                          request is never handed over twice */
};

struct web_route {
    const char *program; /* NULL: web_event_program() of the header X-GitHub-Event */
    const char *path;    /* "/a/b/": all that is below it; "/a/b", and "/": that path alone */
    size_t body_most;    /* bytes */
    int wait_ms;         /* for the program's answer */
    unsigned flags;      /* enum web_flag */
    const char *why;     /* sentences for who reads the configuration, or "" */
};

/* A drop-in path. */
struct web_alias {
    const char *path;
    const char *route; /* the path of a web_route */
};

/* In the order of the table; of routes, those of GitHub's events are the first. */
extern const struct web_program web_programs[];
extern const size_t web_program_count;
extern const struct web_route web_routes[];
extern const size_t web_route_count;
extern const struct web_alias web_aliases[];
extern const size_t web_alias_count;

/* NULL: there is none of that name. */
const struct web_program *web_program_find(const char *name);
/* Whose event of GitHub's is it?  WEB_OTHER's if nobody else's. */
const struct web_program *web_event_program(const char *event) __attribute__((returns_nonnull));
/* The route with exactly this path in the table, or NULL. */
const struct web_route *web_route_find(const char *path);
/* Is all that is below the path its own?  "/a/b/" */
bool web_path_is_tree(const char *path);
/* Does what is below an alias lead to what is below its route?  false: it is one path alone. */
bool web_alias_is_tree(const struct web_alias *alias);

#endif
