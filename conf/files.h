/* The loader that reads the disk: bounded size, O_NOFOLLOW for secrets, glob(3). The only file of this room
 * that makes system calls. */
#ifndef CONF_FILES_H
#define CONF_FILES_H

#include "conf/loader.h"

/* A loader of the real file system; nothing to free. */
struct conf_loader conf_files_loader(void);

#endif
