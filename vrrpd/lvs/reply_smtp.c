/* A mail server's replies; see reply_smtp.h. */
#include "vrrpd/lvs/reply_smtp.h"

#include <string.h>

void reply_smtp_begin(struct reply_smtp *reply)
{
    memset(reply, 0, sizeof(*reply));
}

static void keep(struct reply_smtp *reply, char byte)
{
    if (reply->first_over || reply->text_size >= REPLY_SMTP_TEXT - 1)
        return;
    if (byte == '\r')
        return;
    reply->text[reply->text_size++] = (byte >= ' ' && byte <= '~') ? byte : '?';
    reply->text[reply->text_size] = '\0';
}

/* The end of a line. */
static enum reply_smtp_state end_line(struct reply_smtp *reply)
{
    reply->first_over = true;
    if (reply->column < 3 || (reply->code != 0 && reply->line_code != reply->code))
        return REPLY_SMTP_BROKEN;
    reply->code = reply->line_code;
    if (reply->column == 3 || reply->last_line)
        return REPLY_SMTP_WHOLE;
    reply->column = 0;
    reply->line_code = 0;
    return REPLY_SMTP_MORE;
}

/* "250", then a space, or '-' when more lines follow. */
static enum reply_smtp_state take_byte(struct reply_smtp *reply, char byte)
{
    if (++reply->total > REPLY_SMTP_TOTAL_MAX || reply->column > REPLY_SMTP_LINE_MAX)
        return REPLY_SMTP_BROKEN;
    if (byte == '\n')
        return end_line(reply);
    keep(reply, byte);
    if (byte == '\r' && reply->column >= 3)
        return REPLY_SMTP_MORE;
    if (reply->column < 3) {
        if (byte < (reply->column == 0 ? '2' : '0') || byte > (reply->column == 0 ? '5' : '9'))
            return REPLY_SMTP_BROKEN;
        reply->line_code = reply->line_code * 10 + (byte - '0');
    } else if (reply->column == 3) {
        if (byte != ' ' && byte != '-')
            return REPLY_SMTP_BROKEN;
        reply->last_line = byte == ' ';
    }
    reply->column++;
    return REPLY_SMTP_MORE;
}

enum reply_smtp_state reply_smtp_take(struct reply_smtp *reply, const char *bytes, size_t size, size_t *used)
{
    *used = 0;
    while (reply->state == REPLY_SMTP_MORE && *used < size)
        reply->state = take_byte(reply, bytes[(*used)++]);
    return reply->state;
}
