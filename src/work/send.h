/*
 * send.h - kind send: a delivery to a target, by HTTP; the functions of an http_action
 *
 * The first claim freezes the form of the body (send_form.h); URL, secrets, headers and limits are
 * those that the target has at each attempt.  See http_action.h for each.
 */
#ifndef HOOKLET_WORK_SEND_H
#define HOOKLET_WORK_SEND_H

#include "work/http_action.h"

void *send_open(struct pool *pool);
void send_close(void *state);
void send_begin_turn(void *state, struct pool *pool);
int send_prepare_job(struct db *db, struct job *job, struct pool *pool, void *state);
bool send_limits(void *state, const struct job *job, struct lane_limits *limits);
int send_order(const struct work *work, const struct job *job, struct http_order *order);
void send_hear(const struct work *work, const struct job *job, const struct http_done *done,
               struct http_order *order);
void send_settled(const struct work *work, const struct job *job, struct http_order *order);

#endif
