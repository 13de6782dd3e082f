/* The control socket's way in, for sources and for what is asked once. */
#ifndef VRRPTOP_SOURCE_SOCKET_H
#define VRRPTOP_SOURCE_SOCKET_H

/* Connects to the socket at `path` and says `line`, which ends in a newline. A descriptor that does not
 * block, or negative errno. */
int source_socket_open(const char *path, const char *line);

#endif
