/* Network settings of the kernel under /proc/sys/net, read and written by path ("ipv4/conf/eth0/arp_ignore").
 * Never leaves that folder: no link is followed, "." and ".." are refused. */
#ifndef VRRPD_OS_SYSCTL_FILE_H
#define VRRPD_OS_SYSCTL_FILE_H

enum { SYSCTL_FILE_PATH_MAX = 64, SYSCTL_FILE_VALUE_MAX = 16 };

/* The first word of the setting. 0 or negative errno (-ENOENT: the kernel has no such setting). */
int sysctl_file_read(const char *path, char value[SYSCTL_FILE_VALUE_MAX]);

/* 0 or negative errno. Needs CAP_NET_ADMIN over the network namespace. */
int sysctl_file_write(const char *path, const char *value);

#endif
