/* Rates over the last minutes; see sample.h. */
#include "vrrptop/sample_state.h"

unsigned sample_trend_at(const struct sample_trend *trend, unsigned age)
{
    if (age >= trend->count)
        return 0;
    return trend->values[(trend->last + SAMPLE_TREND_MAX - age) % SAMPLE_TREND_MAX];
}

static uint32_t saturated(double rate)
{
    return rate < (double)UINT32_MAX ? (uint32_t)(rate + 0.5) : UINT32_MAX;
}

static void next_step(struct sample_trend *trend)
{
    trend->last = (uint8_t)((trend->last + 1) % SAMPLE_TREND_MAX);
    if (trend->count < SAMPLE_TREND_MAX)
        trend->count++;
    trend->values[trend->last] = 0;
    trend->sum = 0;
    trend->sum_count = 0;
}

void sample_trend_add(struct sample_trend *trend, int64_t at_us, double rate)
{
    int64_t step = at_us / SAMPLE_TREND_STEP_US;
    int64_t gap = trend->count == 0 ? 1 : step - trend->step;

    if (rate < 0)
        return;
    for (int i = 0; i < SAMPLE_TREND_MAX && i < gap; i++)
        next_step(trend);
    if (gap > 0)
        trend->step = step;
    trend->sum += rate;
    trend->sum_count++;
    trend->values[trend->last] = saturated(trend->sum / trend->sum_count);
}
