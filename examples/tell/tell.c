/* tell.c - tells everybody who has subscribed that an invoice was paid */
#include <stdio.h>
#include <time.h>

#include <hooklet/data.h>
#include <hooklet/send.h>

static enum hooklet_sent
tell(struct hooklet_sender *sender, const char *owner, const char *number, const char *total)
{
    struct hooklet_data *data = hooklet_data_new();
    struct hooklet_message message = { .event = "invoice.paid", .owner = owner, .id = number };
    enum hooklet_sent sent = HOOKLET_NOT_SENT;
    struct hooklet_receipt receipt;

    hooklet_data_text(data, "number", number);
    hooklet_data_decimal(data, "total", total);
    hooklet_data_time(data, "paid_at", (int64_t)time(NULL) * 1000);
    message.data = hooklet_data_write(data);
    if (message.data == NULL)
        fprintf(stderr, "tell: %s\n", hooklet_data_trouble(data));
    else
        sent = hooklet_send(sender, &message, &receipt);
    if (sent != HOOKLET_NOT_SENT)
        printf("%s, for %lld target%s\n", receipt.id, (long long)receipt.targets,
               receipt.targets == 1 ? "" : "s");
    else if (message.data != NULL)
        fprintf(stderr, "tell: %s\n", hooklet_sender_trouble(sender));
    hooklet_data_free(data);
    return sent;
}

int
main(int argc, char **argv)
{
    struct hooklet_sender *sender;
    enum hooklet_sent sent;

    if (argc != 4) {
        fprintf(stderr, "usage: tell OWNER NUMBER TOTAL\n");
        return 2;
    }
    sender = hooklet_sender_open(NULL);
    if (sender == NULL)
        return 1;
    sent = tell(sender, argv[1], argv[2], argv[3]);
    hooklet_sender_close(sender);
    return sent == HOOKLET_NOT_SENT;
}
