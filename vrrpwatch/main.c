/* vrrpwatch: the command line becomes a run. Decides nothing else. */
#include <stdio.h>
#include <sysexits.h>

int main(void)
{
    fputs("vrrpwatch: not built yet\n", stderr);
    return EX_UNAVAILABLE;
}
