/*
 * api.h - what the headers of hooklet's library have in common
 *
 *     <hooklet/program.h>  a web program of your own: which events it takes, what they ask for
 *     <hooklet/event.h>    what has happened, to read
 *     <hooklet/plan.h>     what is to be done about it
 *     <hooklet/job.h>      a job of a kind of your own
 *     <hooklet/worker.h>   a worker that does such jobs, beside those that hooklet does itself
 *     <hooklet/work.h>     the job at hand, and how it ends
 *     <hooklet/github.h>   calls of GitHub's API, for actions
 *     <hooklet/send.h>     messages to those who have subscribed
 *     <hooklet/data.h>     the data of such a message
 *     <hooklet/version.h>  which version this is
 *
 * They are C17, and C++ all the same.  Every name begins with hooklet_ or HOOKLET_.
 * Within a major version, what compiles today goes on compiling and means the same: functions stay,
 * structs grow at their end only, and a new member that is zero changes nothing.  So begin with zero:
 * struct hooklet_job job = { .kind = "journal-line" };
 *
 * memory  what a function gives you belongs to the event (in a program: until your decide() returns)
 *         or to the job (in an action: until it ends); you free nothing, and what you hand over is
 *         copied, but for the program and the actions themselves
 * errors  running out of memory ends the process, and nothing half done is acknowledged
 */
#ifndef HOOKLET_HOOKLET_API_H
#define HOOKLET_HOOKLET_API_H

#ifdef __cplusplus
#define HOOKLET_BEGIN extern "C" {
#define HOOKLET_END }
#else
#define HOOKLET_BEGIN
#define HOOKLET_END
#endif

#ifdef __GNUC__
#define HOOKLET_API __attribute__((__visibility__("default")))
/* Arguments are checked against the format, as printf(3)'s are. */
#define HOOKLET_PRINTF(text, rest) __attribute__((__format__(__printf__, text, rest)))
/* The list of arguments ends with NULL. */
#define HOOKLET_LIST __attribute__((__sentinel__))
/* To forget what it returns is a mistake. */
#define HOOKLET_RESULT __attribute__((__warn_unused_result__))
#else
#define HOOKLET_API
#define HOOKLET_PRINTF(text, rest)
#define HOOKLET_LIST
#define HOOKLET_RESULT
#endif

#endif
