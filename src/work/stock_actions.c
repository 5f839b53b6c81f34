/* stock_actions.c - what this worker can do; stands after all actions, action.h before them */
#include "config.h"

#include "store/target.h"
#include "work/action.h"
#include "work/announce.h"
#include "work/asana.h"
#include "work/build_act.h"
#include "work/chat_job.h"
#include "work/ci_job.h"
#include "work/command.h"
#include "work/comment.h"
#include "work/convert.h"
#include "work/deploy.h"
#include "work/deployment_act.h"
#include "work/fanout.h"
#include "work/exec_act.h"
#include "work/feed.h"
#include "work/feed_job.h"
#include "work/hook.h"
#include "work/invite.h"
#include "work/notify_act.h"
#include "work/notify_wish.h"
#include "work/recover_job.h"
#include "work/resend.h"
#include "work/send.h"
#include "work/slack_act.h"
#include "work/status_act.h"
#include "work/sync.h"
#include "work/ticket_act.h"
#include "work/trigger_act.h"
#include "work/wish.h"

const struct action stock_actions[] = {
    { "deploy", deploy_act },
    { "run", run_act },
    { "command", command_act },
    { "comment", comment_act },
    { "invite", invite_act },
    { RECOVER_KIND, recover_act },
    { "convert", convert_act },
    { FEED_KIND, feed_act },
    { "asana", asana_act },
    { SYNC_KIND, sync_act },
    { HOOK_KIND, hook_act },
    { WISH_KIND, deployment_act },
    { STATUS_KIND, status_act },
    { TRIGGER_KIND, trigger_act },
    { BUILD_KIND, build_act },
    { NOTIFY_KIND, notify_act },
    { CHAT_KIND, slack_act },
    { TICKET_KIND, ticket_act },
    { JOB_RESEND, resend_act },
    { JOB_EXEC, exec_act },
    { NULL, NULL },
};

const struct http_action stock_http_actions[] = {
    { .kind = JOB_SEND,
      .open = send_open,
      .close = send_close,
      .begin_turn = send_begin_turn,
      .prepare = send_prepare_job,
      .limits = send_limits,
      .request = send_order,
      .judge = send_hear,
      .settled = send_settled },
    { .kind = JOB_FANOUT, .act = fanout_act },
    { .kind = NULL },
};
