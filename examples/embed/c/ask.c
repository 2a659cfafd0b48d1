/* Asks a model from C99: neighbours of a word and of a misspelt one, an analogy, two sentences;
 * four threads at once, and an error.
 *
 *     cc -std=c99 ask.c $(pkg-config --cflags --libs malvec) -pthread -o ask
 *     ./ask encoder.safetensors
 */
#define _POSIX_C_SOURCE 200809L
#include <malvec/malvec.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TOPN = 3, THREADS = 4 };

static malvec_text text(const char* characters) {
    malvec_text made = {characters, strlen(characters)};
    return made;
}

/* Every failure is a code and a sentence. */
static void need(int32_t code, const malvec_error* error) {
    if (code == MALVEC_OK) return;
    fprintf(stderr, "malvec: %s\n", error->text);
    exit(1);
}

static void show(FILE* out, const malvec_model* model, const char* question, const int64_t* ids,
                 const float* scores) {
    for (int i = 0; i < TOPN && ids[i] >= 0; ++i) {
        malvec_text word;
        malvec_error error;
        need(malvec_word(model, (uint64_t)ids[i], &word, NULL, &error), &error);
        fprintf(out, "%s\t%.*s\t%.9g\n", question, (int)word.size, word.data, scores[i]);
    }
}

static void similar(FILE* out, const malvec_model* model, const char* word) {
    const malvec_search_options options = {.size = sizeof options, .topn = TOPN};
    const malvec_text plus = text(word);
    int64_t ids[TOPN];
    float scores[TOPN];
    malvec_error error;
    need(malvec_similar(model, &plus, 1, NULL, 0, &options, ids, scores, &error), &error);
    show(out, model, word, ids, scores);
}

static void analogy(FILE* out, const malvec_model* model) {
    const malvec_search_options options = {.size = sizeof options, .topn = TOPN};
    int64_t ids[TOPN];
    float scores[TOPN];
    malvec_error error;
    need(malvec_analogy(model, text("한국영화"), text("한국"), text("일본영화"), MALVEC_3COSADD,
                        &options, ids, scores, &error),
         &error);
    show(out, model, "한국영화:한국=일본영화:?", ids, scores);
}

static void encode(FILE* out, const malvec_model* model) {
    const malvec_text texts[] = {text("재미있는 영화"), text("지루한 영화")};
    malvec_error error;
    uint64_t dim;
    need(malvec_fact(model, MALVEC_DIM, &dim, &error), &error);
    float* vectors = malloc(2 * dim * sizeof *vectors);
    if (vectors == NULL) exit(1);
    need(malvec_encode(model, texts, 2, NULL, vectors, NULL, &error), &error);
    for (size_t i = 0; i < 2; ++i) {
        fprintf(out, "%s", texts[i].data);
        for (size_t j = 0; j < dim; ++j) fprintf(out, "\t%.9g", vectors[i * dim + j]);
        fprintf(out, "\n");
    }
    free(vectors);
}

/* All answers as a text; what a thread runs. Nine digits name a float exactly. */
static void* answers(void* model) {
    char* told = NULL;
    size_t size;
    FILE* out = open_memstream(&told, &size);
    if (out == NULL) exit(1);
    similar(out, model, "희망");
    similar(out, model, "재밋엇다");
    analogy(out, model);
    encode(out, model);
    fclose(out);
    return told;
}

static void ask_in_threads(malvec_model* model) {
    pthread_t threads[THREADS];
    char* told = answers(model);
    for (int i = 0; i < THREADS; ++i)
        if (pthread_create(&threads[i], NULL, answers, model) != 0) exit(1);
    for (int i = 0; i < THREADS; ++i) {
        void* same;
        if (pthread_join(threads[i], &same) != 0 || strcmp(told, same) != 0) exit(1);
        free(same);
    }
    fputs(told, stdout);
    free(told);
}

int main(int count, char** arguments) {
    malvec_model* model;
    malvec_error error;
    if (count != 2) {
        fputs("usage: ask MODEL\n", stderr);
        return 2;
    }
    need(malvec_open(arguments[1], NULL, &model, &error), &error);
    ask_in_threads(model);
    malvec_release(model);
    if (malvec_open("missing.safetensors", NULL, &model, &error) != MALVEC_OK)
        printf("error %d\t%s\n", (int)error.code, error.text);
    return 0;
}
