/*
 * task_item.h - what the newest event said of an issue or a pull request that has a task, or had
 */
#ifndef HOOKLET_STORE_TASK_ITEM_H
#define HOOKLET_STORE_TASK_ITEM_H

enum task_item {
    TASK_OPEN,
    TASK_CLOSED, /* merged, too */
    TASK_DELETED,
    TASK_MOVED /* transferred: it goes on at another place, under another number */
};

#endif
