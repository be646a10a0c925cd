/* The limit that bench/draw.py measures against: the keys of n labels (HMAC-SHA256 with the processor's SHA
 * instructions) and their order by the first 64 bits (radix sort). Reads n labels of 16 bytes from the file named,
 * prints the CPU seconds of hashing and of sorting, and which label stands first and last.
 *
 *     cc -O2 -msha -msse4.1 draw_limit.c -o limit && ./limit PRK_HEX LABELS N
 */
#include <immintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const uint32_t K[64] __attribute__((aligned(16))) = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

typedef struct { uint32_t h[8]; } state;

static const state START = {{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                             0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19}};

static void compress(state *s, const uint8_t *block) {
    const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0bULL, 0x0405060700010203ULL);
    __m128i low = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)&s->h[0]), 0xB1);
    __m128i high = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)&s->h[4]), 0x1B);
    __m128i abef = _mm_alignr_epi8(low, high, 8), cdgh = _mm_blend_epi16(high, low, 0xF0);
    const __m128i abef0 = abef, cdgh0 = cdgh;
    __m128i w[4];
#pragma GCC unroll 16
    for (int i = 0; i < 16; i++) {
        __m128i now;
        if (i < 4) {
            now = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(block + 16 * i)), swap);
        } else {
            now = _mm_sha256msg1_epu32(w[i & 3], w[(i + 1) & 3]);
            now = _mm_add_epi32(now, _mm_alignr_epi8(w[(i + 3) & 3], w[(i + 2) & 3], 4));
            now = _mm_sha256msg2_epu32(now, w[(i + 3) & 3]);
        }
        w[i & 3] = now;
        now = _mm_add_epi32(now, _mm_load_si128((const __m128i *)&K[4 * i]));
        cdgh = _mm_sha256rnds2_epu32(cdgh, abef, now);
        abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(now, 0x0E));
    }
    abef = _mm_add_epi32(abef, abef0);
    cdgh = _mm_add_epi32(cdgh, cdgh0);
    low = _mm_shuffle_epi32(abef, 0x1B);
    high = _mm_shuffle_epi32(cdgh, 0xB1);
    _mm_storeu_si128((__m128i *)&s->h[0], _mm_blend_epi16(low, high, 0xF0));
    _mm_storeu_si128((__m128i *)&s->h[4], _mm_alignr_epi8(high, low, 8));
}

static void put(uint8_t *to, const state *s) {
    for (int i = 0; i < 8; i++) {
        uint32_t word = __builtin_bswap32(s->h[i]);
        memcpy(to + 4 * i, &word, 4);
    }
}

static state pad(const uint8_t *key, uint8_t with) {
    uint8_t block[64];
    for (int i = 0; i < 64; i++) block[i] = (i < 32 ? key[i] : 0) ^ with;
    state s = START;
    compress(&s, block);
    return s;
}

static double cpu(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
}

typedef struct { uint64_t prefix; uint32_t who; } place;

static void radix(place *a, place *b, size_t n) {
    for (int shift = 0; shift < 64; shift += 16) {
        size_t *at = calloc(65537, sizeof *at);
        for (size_t i = 0; i < n; i++) at[(a[i].prefix >> shift & 0xffff) + 1]++;
        for (int d = 0; d < 65536; d++) at[d + 1] += at[d];
        for (size_t i = 0; i < n; i++) b[at[a[i].prefix >> shift & 0xffff]++] = a[i];
        free(at);
        place *t = a; a = b; b = t;
    }
}

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    size_t n = strtoull(argv[3], 0, 10);
    uint8_t prk[32], first[64] = {0}, second[64] = {0};
    for (int i = 0; i < 32; i++) sscanf(argv[1] + 2 * i, "%2hhx", &prk[i]);
    uint8_t *labels = malloc(16 * n);
    FILE *f = fopen(argv[2], "rb");
    if (!labels || !f || fread(labels, 16, n, f) != n) return 3;
    place *a = malloc(n * sizeof *a), *b = malloc(n * sizeof *b);
    if (!a || !b) return 4;
    double start = cpu();
    const state inner = pad(prk, 0x36), outer = pad(prk, 0x5c);
    first[16] = 1, first[17] = 0x80, first[62] = (64 + 17) * 8 >> 8, first[63] = (64 + 17) * 8 & 255;
    second[32] = 0x80, second[62] = (64 + 32) * 8 >> 8, second[63] = (uint8_t)((64 + 32) * 8);
    for (size_t i = 0; i < n; i++) {
        state s = inner;
        memcpy(first, labels + 16 * i, 16);
        compress(&s, first);
        put(second, &s);
        s = outer;
        compress(&s, second);
        a[i].prefix = (uint64_t)s.h[0] << 32 | s.h[1];
        a[i].who = (uint32_t)i;
    }
    double hashed = cpu();
    radix(a, b, n);
    double sorted = cpu();
    printf("{\"hash_s\":%.6f,\"sort_s\":%.6f,\"first\":%u,\"last\":%u}\n", hashed - start, sorted - hashed, a[0].who,
           a[n - 1].who);
    return 0;
}
