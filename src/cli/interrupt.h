/*
 * interrupt.h - Ctrl-C and its like, for commands that wait
 */
#ifndef HOOKLET_CLI_INTERRUPT_H
#define HOOKLET_CLI_INTERRUPT_H

/*
 * From now on SIGINT, SIGTERM and SIGHUP end nothing, but make fd readable, a signalfd.  Before the
 * first thread starts, as others would take them (the store has one).  The caller closes it.  errors  FAIL_SYSTEM
 */
int interrupt_open(int *fd) __attribute__((warn_unused_result));

#endif
