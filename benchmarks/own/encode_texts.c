/* Encodes a file of a text per line by one thread of malvec.h, without Python: encode_texts MODEL
 * DICTIONARY TEXTS prints JSON. */
#define _POSIX_C_SOURCE 200809L
#include <malvec/malvec.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_TEXTS = 1 << 17, AT_ONCE = 1024 };

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void need(int ok, const char *why) {
    if (ok) return;
    fprintf(stderr, "%s\n", why);
    exit(1);
}

int main(int argc, char **argv) {
    static malvec_text texts[MOST_TEXTS];
    malvec_error error;
    malvec_model *model = NULL;
    need(argc == 4, "encode_texts MODEL DICTIONARY TEXTS");
    const malvec_open_options open = {.size = sizeof open, .dictionary = argv[2]};
    need(malvec_open(argv[1], &open, &model, &error) == MALVEC_OK, error.text);
    FILE *const file = fopen(argv[3], "rb");
    need(file != NULL, "there is no such file of texts");
    size_t count = 0, room = 0;
    char *line = NULL;
    for (ssize_t size; count < MOST_TEXTS && (size = getline(&line, &room, file)) > 0; ++count) {
        char *const text = malloc((size_t)size);
        need(text != NULL, "there is not enough memory");
        memcpy(text, line, (size_t)size - 1);
        texts[count] = (malvec_text){text, (size_t)size - 1};
    }
    uint64_t dim = 0, empty = 0, all_empty = 0;
    need(malvec_fact(model, MALVEC_DIM, &dim, &error) == MALVEC_OK, error.text);
    float *const rows = malloc(AT_ONCE * dim * sizeof *rows);
    need(rows != NULL, "there is not enough memory");
    const malvec_encode_options options = {.size = sizeof options, .threads = 1};
    double begin = seconds();
    need(malvec_encode(model, texts, 1, &options, rows, &empty, &error) == MALVEC_OK, error.text);
    const double first = seconds() - begin;
    begin = seconds();
    for (size_t i = 0; i < count; i += AT_ONCE) {
        const size_t some = count - i < AT_ONCE ? count - i : AT_ONCE;
        need(malvec_encode(model, texts + i, some, &options, rows, &empty, &error) == MALVEC_OK,
             error.text);
        all_empty += empty;
    }
    const double spent = seconds() - begin;
    printf("{\"texts\": %zu, \"empty\": %llu, \"first\": %g, \"s\": %g}\n", count,
           (unsigned long long)all_empty, first, spent);
    malvec_release(model);
    return 0;
}
