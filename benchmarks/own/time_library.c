/* Times calls of malvec.h without Python: time_library MODEL KNOWN UNSEEN prints JSON; with "hold" it
 * asks one question, says so, and keeps the model until its standard input ends. */
#define _POSIX_C_SOURCE 200809L
#include <malvec/malvec.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TOPN = 10, ROUNDS = 9, MOST_DIM = 8192 };

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void need(int32_t code, const malvec_error *error) {
    if (code == MALVEC_OK) return;
    fprintf(stderr, "%s\n", error->text);
    exit(1);
}

static malvec_model *opened(const char *path) {
    malvec_model *model = NULL;
    malvec_error error;
    need(malvec_open(path, NULL, &model, &error), &error);
    return model;
}

/* Kilobytes of this process that lie in memory, of files too. */
static long resident(void) {
    long pages = 0, in_memory = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file && fscanf(file, "%ld %ld", &pages, &in_memory) != 2) in_memory = 0;
    if (file) fclose(file);
    return in_memory * 4;
}

struct question {
    const char *path;
    const malvec_model *model;
    malvec_text word;
};

static void ask(const struct question *q) {
    int64_t ids[TOPN];
    float scores[TOPN];
    malvec_error error;
    need(malvec_similar(q->model, &q->word, 1, NULL, 0, NULL, ids, scores, &error), &error);
}

static void look_up(const struct question *q) {
    if (malvec_find(q->model, q->word) < 0) exit(1);
}

static void compose(const struct question *q) {
    static float row[MOST_DIM];
    malvec_error error;
    need(malvec_vectors(q->model, &q->word, 1, MALVEC_COMPOSE, row, NULL, &error), &error);
}

static void open_and_close(const struct question *q) { malvec_release(opened(q->path)); }

static int by_size(const void *a, const void *b) {
    return (*(const double *)a > *(const double *)b) - (*(const double *)a < *(const double *)b);
}

/* Seconds of a call, the median of rounds of `times` calls. */
static double time_of(void (*job)(const struct question *), const struct question *q, int times) {
    double rounds[ROUNDS];
    job(q);
    for (int r = 0; r < ROUNDS; ++r) {
        const double begin = seconds();
        for (int i = 0; i < times; ++i) job(q);
        rounds[r] = (seconds() - begin) / times;
    }
    qsort(rounds, ROUNDS, sizeof *rounds, by_size);
    return rounds[ROUNDS / 2];
}

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    const double begin = seconds();
    malvec_model *const model = opened(argv[1]);
    const double first = seconds() - begin;
    const long touched = resident();
    const struct question known = {argv[1], model, {argv[2], strlen(argv[2])}},
                          unseen = {argv[1], model, {argv[3], strlen(argv[3])}};
    if (strcmp(argv[3], "hold") == 0) {
        ask(&known);
        puts("ready");
        fflush(stdout);
        while (getchar() != EOF) continue;
    } else {
        const double again = time_of(open_and_close, &known, 1);
        uint64_t bytes = 0;
        malvec_fact(model, MALVEC_BYTES, &bytes, NULL);
        printf("{\"first\": %g, \"open\": %g, \"resident\": %ld, \"find\": %g, \"compose\": %g, \"similar\": %g}\n",
               first, again, touched, *argv[3] ? time_of(look_up, &known, 1000000) : 0.0,
               *argv[3] ? time_of(compose, &unseen, 10000) : 0.0,
               bytes < 1000000000u ? time_of(ask, &known, 20) : 0.0);
    }
    malvec_release(model);
    return 0;
}
