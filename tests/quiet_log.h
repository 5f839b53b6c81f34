/*
 * quiet_log.h - before all tests of a program: of what they log, errors alone are seen
 */
#ifndef HOOKLET_TESTS_QUIET_LOG_H
#define HOOKLET_TESTS_QUIET_LOG_H

int quiet_log(void **state);

#endif
