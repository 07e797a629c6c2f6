/* The C floors beside which kg's kernels are measured: the same answers, nothing else.
 *
 * Transfers are in time order, times distinct. One file, no library; compiled by floors.py.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef int32_t i32;
typedef int64_t i64;
typedef uint64_t u64;

/* Read payer and payee of every transfer and nothing else. */
u64 stream(i64 n, const i32 *src, const i32 *dst)
{
    u64 sum = 0;
    for (i64 k = 0; k < n; k++) sum += (u64)(src[k] ^ dst[k]);
    return sum;
}

/* One start: a bit for each account. Returns how many accounts are reached. */
i64 reach_one(i64 n, const i32 *src, const i32 *dst, i64 accounts, i32 start, u64 *met)
{
    i64 count = 0;
    memset(met, 0, (size_t)(accounts / 64 + 1) * 8);
    for (i64 k = 0; k < n; k++) {
        i32 a = src[k], b = dst[k];
        if (a == start || (met[a >> 6] >> (a & 63) & 1)) {
            u64 bit = 1ULL << (b & 63);
            count += !(met[b >> 6] & bit);
            met[b >> 6] |= bit;
        }
    }
    return count;
}

/* Up to 64 starts: a mask for each account. own[a] is the bit of the start that a is, or 0. */
void reach_many(i64 n, const i32 *src, const i32 *dst, i64 accounts, const u64 *own, u64 *mask)
{
    memset(mask, 0, (size_t)accounts * 8);
    for (i64 k = 0; k < n; k++) {
        u64 carried = mask[src[k]] | own[src[k]];
        if (carried & ~mask[dst[k]]) mask[dst[k]] |= carried;
    }
}

typedef struct { i64 units; i32 seed, after; } lot;
typedef struct { i32 head, tail; } row;

static i32 fresh(lot **lots, i64 *used, i64 *room, i32 *spare)
{
    if (*spare >= 0) { i32 place = *spare; *spare = (*lots)[place].after; return place; }
    if (*used == *room) { *room *= 2; *lots = realloc(*lots, (size_t)*room * sizeof(lot)); }
    return (i32)(*used)++;
}

static void behind(lot **lots, i64 *used, i64 *room, i32 *spare, row *r, i32 seed, i64 units)
{
    if (r->tail >= 0 && (*lots)[r->tail].seed == seed) { (*lots)[r->tail].units += units; return; }
    i32 place = fresh(lots, used, room, spare);
    (*lots)[place] = (lot){units, seed, -1};
    if (r->tail >= 0) (*lots)[r->tail].after = place; else r->head = place;
    r->tail = place;
}

/* First in, first out, over every account. own[k] is the seed whose whole transfer k is, or -1.
 * Writes what of the seeds each transfer carries; returns what the accounts hold of them at the end.
 */
i64 fifo(i64 n, const i32 *src, const i32 *dst, const i64 *amount, i64 accounts, const i32 *own,
         i64 *traced)
{
    i64 room = 1 << 20, used = 0, kept = 0;
    i32 spare = -1;
    lot *lots = malloc((size_t)room * sizeof(lot));
    row *rows = malloc((size_t)accounts * sizeof(row));
    memset(rows, 0xff, (size_t)accounts * sizeof(row));
    for (i64 k = 0; k < n; k++) {
        i64 rest = amount[k];
        row *payer = rows + src[k], *payee = rows + dst[k];
        traced[k] = 0;
        if (own[k] >= 0) {
            /* its own money: clean lots of the payer go, traced ones stay */
            i64 units = rest;
            for (i32 before = -1, place = payer->head; place >= 0 && units > 0;) {
                i32 after = lots[place].after;
                if (lots[place].seed < 0) {
                    i64 part = units < lots[place].units ? units : lots[place].units;
                    units -= part;
                    lots[place].units -= part;
                    if (!lots[place].units) {
                        if (before >= 0) lots[before].after = after; else payer->head = after;
                        if (payer->tail == place) payer->tail = before;
                        lots[place].after = spare;
                        spare = place;
                        place = after;
                        continue;
                    }
                }
                before = place;
                place = after;
            }
            traced[k] = rest;
            behind(&lots, &used, &room, &spare, payee, own[k], rest);
            continue;
        }
        if (src[k] == dst[k]) {
            /* to itself: what leaves comes back behind all that stays, so take all first */
            i64 taken = 0;
            i32 first = payer->head, place = first, last = -1;
            while (place >= 0 && taken + lots[place].units <= rest) {
                taken += lots[place].units;
                if (lots[place].seed >= 0) traced[k] += lots[place].units;
                last = place;
                place = lots[place].after;
            }
            i64 part = place >= 0 ? rest - taken : 0;
            i32 seed = place >= 0 ? lots[place].seed : -1;
            if (part) { lots[place].units -= part; if (seed >= 0) traced[k] += part; }
            payer->head = place;
            if (place < 0) payer->tail = -1;
            if (last >= 0) {
                lots[last].after = -1;
                for (i32 next; first >= 0; first = next) {
                    next = lots[first].after;
                    behind(&lots, &used, &room, &spare, payer, lots[first].seed, lots[first].units);
                    lots[first].after = spare;
                    spare = first;
                }
            }
            if (part) behind(&lots, &used, &room, &spare, payer, seed, part);
            if (rest > taken + part)
                behind(&lots, &used, &room, &spare, payer, -1, rest - taken - part);
            continue;
        }
        while (rest > 0 && payer->head >= 0) {
            i32 place = payer->head, seed = lots[place].seed;
            i64 part = rest < lots[place].units ? rest : lots[place].units;
            rest -= part;
            lots[place].units -= part;
            if (!lots[place].units) {
                payer->head = lots[place].after;
                if (payer->head < 0) payer->tail = -1;
                lots[place].after = spare;
                spare = place;
            }
            if (seed >= 0) traced[k] += part;
            behind(&lots, &used, &room, &spare, payee, seed, part);
        }
        if (rest > 0) behind(&lots, &used, &room, &spare, payee, -1, rest);
    }
    for (i64 a = 0; a < accounts; a++)
        for (i32 place = rows[a].head; place >= 0; place = lots[place].after)
            if (lots[place].seed >= 0) kept += lots[place].units;
    free(lots);
    free(rows);
    return kept;
}

typedef struct { i64 balance, theirs; } purse;

/* Pro rata, all seeds as one, halves up, the product in 128 bits. */
i64 haircut(i64 n, const i32 *src, const i32 *dst, const i64 *amount, i64 accounts, const i32 *own,
            i64 *traced)
{
    purse *all = calloc((size_t)accounts, sizeof(purse));
    i64 kept = 0;
    for (i64 k = 0; k < n; k++) {
        purse *payer = all + src[k], *payee = all + dst[k];
        i64 rest = amount[k], given = 0;
        if (own[k] >= 0) {
            i64 clean = payer->balance - payer->theirs;
            payer->balance -= rest < clean ? rest : clean;
            given = rest;
        } else {
            if (payer->balance < rest) payer->balance = rest;
            if (payer->theirs) {
                unsigned __int128 product = (unsigned __int128)rest * (u64)payer->theirs;
                u64 total = (u64)payer->balance, remainder = (u64)(product % total);
                given = (i64)(product / total) + (remainder >= total - remainder);
                payer->theirs -= given;
            }
            payer->balance -= rest;
        }
        traced[k] = given;
        payee->balance += rest;
        payee->theirs += given;
    }
    for (i64 a = 0; a < accounts; a++) kept += all[a].theirs;
    free(all);
    return kept;
}
