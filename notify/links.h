/* This host's interfaces and addresses as text, like `ip -br addr`, for the end of a mail. */
#ifndef NOTIFY_LINKS_H
#define NOTIFY_LINKS_H

/* A line an interface, malloc'ed; NULL when the system does not say. */
char *links_text(void);

#endif
