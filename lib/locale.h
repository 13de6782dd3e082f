/* The locale of a program: UTF-8, whatever the environment says. */
#ifndef LIB_LOCALE_H
#define LIB_LOCALE_H

/* Lets characters be what they are in UTF-8; call first in main(). */
void locale_init(void);

#endif
