/*
 * worker_shared.h - what the threads of one worker share
 *
 * worker.c opens and closes it, worker_loop.c claims and acts, worker_send.c sends by the hundred,
 * worker_keeper.c watches, worker_care.c cleans up, worker_drain.c drains.
 */
#ifndef HOOKLET_WORKER_SHARED_H
#define HOOKLET_WORKER_SHARED_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/pool.h"
#include "live.h"
#include "store/store.h"
#include "worker.h"

/* A job that some thread has. */
struct running {
    struct job job;
    bool lost; /* its lease went to somebody else */
    struct running *next;
};

struct worker {
    const struct worker_options *options;
    struct pool *pool; /* of the keeper's thread; lives as long as the worker */
    struct live live;
    struct store *store;
    const char *owner;         /* HOST:PID:RANDOM */
    const char *heartbeat;     /* key of its row: the owner, or HOST:drain for all drains */
    struct strings kinds;      /* of the threads */
    struct strings http_kinds; /* of the loop; none: there is no loop */
    struct strings all_kinds;
    int signal_fd;
    int stop_fd;       /* readable: actions end soon */
    int nudge_fd;      /* readable: the keeper looks at the threads again */
    int send_fd;       /* readable: the loop looks at what is said here */
    bool told_to_stop; /* by a signal; the keeper's, as is the next */
    bool out_of_time;
    int64_t end_at; /* when most_ms is over, by the steady clock; INT64_MAX: never */

    pthread_mutex_t mutex; /* guards all that follows */
    pthread_cond_t hinted;
    struct pool *lane_pool;
    const char *after_lane; /* lane of the newest claim, in lane_pool */
    struct running *running;
    int hints;              /* threads that shall look for work */
    int idle, alive;        /* threads */
    int trouble;            /* why the newest claim failed, or 0 */
    bool stopping;          /* claim no more */
    bool send_alive;        /* the loop's thread */
    bool send_hinted;       /* it shall look for work */
    bool send_busy;         /* it has jobs in hand, or may get some soon */
    bool chores;            /* some thread shall do them */
    int chores_asked;       /* how often they were asked for */
    int64_t chores_due_ms;  /* when next, by the clock; INT64_MAX: they are being done */
    int64_t chores_done_ms; /* when last, by the clock; 0: never, or they are being done */
};

/* Wakes one thread that waits for work; it wakes the next when it found some. */
void worker_hint(struct worker *worker);
/* The same for the loop. */
void worker_hint_send(struct worker *worker);
/* From now on nobody claims. */
void worker_stop(struct worker *worker);
/* A thread's life, and that of the loop's; data is the worker. */
void *worker_thread(void *data);
void *worker_send_thread(void *data);
/* Its lease is renewed from here on, to there. */
void worker_running_add(struct worker *worker, struct running *running);
void worker_running_remove(struct worker *worker, const struct running *running);
/* What a failure of an action means for its job; an action that knows better says it itself. */
struct outcome worker_outcome(int rc, struct pool *pool);
/*
 * Until when (steady clock) a store in trouble is asked again to take a result.  A drain gives up
 * when the lease is over, as others do the job again then; a worker that stays never does.
 */
int64_t worker_patience(const struct worker *worker);
/* In the log: what the attempt came to could not be recorded, and why. */
void worker_say_lost(const struct job *job, const struct outcome *outcome, int rc);

/* Works with as many threads as could be made, until told to stop or drained. */
int worker_work(struct worker *worker) __attribute__((warn_unused_result));
/* Works under the drain lock, and looks once more after releasing it. */
int worker_drain(struct worker *worker) __attribute__((warn_unused_result));
/* Watches over the threads until all have ended. */
void worker_keep(struct worker *worker);

/*
 * Chores: what comes round (schedule.h), and deleting what is older than the configuration keeps,
 * once an hour for all workers.  Some thread does them as soon as it has no job, or between two.
 */
/* Asks for them when their time has come, or at once. */
void worker_ask_chores(struct worker *worker, bool at_once);
/* Does them if they are asked for. */
void worker_do_chores(struct worker *worker);
/* Takes back the jobs of workers that are gone, forgets their heartbeats. */
void worker_reap(struct worker *worker);

#endif
