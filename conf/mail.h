/* Mail addresses and servers as text; servers are URLs: smtp://HOST[:PORT], smtp+starttls://, smtps://,
 * sendmail:[/PATH]. Pure. */
#ifndef CONF_MAIL_H
#define CONF_MAIL_H

#include "conf/model.h"

enum { CONF_MAIL_TIMEOUT_US = 60000000, CONF_MAIL_CONNECT_US = 30000000 };

/* NAME@DOMAIN, or the NAME of a mailbox of the server; nothing that could begin another header or recipient.
 */
bool mail_is_address(const char *text);

/* Reads `url` into *out, whose other fields get their defaults; texts belong to `conf`. NULL, or what is
 * wrong with it, one sentence. A HOST alone is smtp://HOST. IPv6 addresses stand in brackets. */
const char *mail_read_url(struct conf *conf, const char *url, struct conf_mail_server *out);

/* The URL of a server into `text`, cut to `size`. Returns `text`. */
const char *mail_format_url(const struct conf_mail_server *server, char *text, size_t size);

/* The port of a scheme: 25, 587, 465, 0. */
uint16_t mail_scheme_port(enum conf_mail_scheme scheme);

#endif
