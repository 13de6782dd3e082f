#include "vrrptop/batch.h"
bool batch_text(struct batch *b, const struct scene *s, int64_t w, FILE *o){(void)b;(void)s;(void)w;fputs("stub\n",o);return true;}
bool batch_csv(struct batch *b, const struct scene *s, int64_t w, FILE *o){return batch_text(b,s,w,o);}
bool batch_json(struct batch *b, const struct scene *s, int64_t n,int64_t w, FILE *o){(void)n;return batch_text(b,s,w,o);}
void batch_free(struct batch *b){(void)b;}
