/* malvec in C: open a model that malvec wrote, look words up, compose the vectors of unseen ones,
 * search, ask, encode texts.
 *
 *     malvec_model *model = NULL;
 *     malvec_error error;
 *     if (malvec_open("reviews.safetensors", NULL, &model, &error)) puts(error.text);
 *     malvec_text word = {"희망", strlen("희망")};
 *     malvec_search_options ten = {sizeof ten, 10};
 *     int64_t ids[10]; float scores[10];
 *     malvec_similar(model, &word, 1, NULL, 0, &ten, ids, scores, &error);
 *     malvec_release(model);
 *
 * Promises
 *   Memory    Results are written into memory of the caller. A text that a function gives lives as
 *             long as its model. No pointer of the caller is kept beyond a call.
 *   Threads   A model does not change: any number of threads may use one at once, and no call waits
 *             for another. No thread outlives a call; with one thread a call runs on its caller's.
 *   fork      is fine between calls, in parent and child alike; both share the mapped file.
 *   Errors    A function that can fail returns a code and writes it with a sentence into the error
 *             it was given, which may be NULL (0 and no sentence after a success); memory for
 *             results may be partly written then.
 *             Nothing is thrown, printed, aborted, or kept for a later call to ask.
 *   Process   No locale is set, and no environment, signal handler, standard stream, exit, or state
 *             that changes is touched. Only the system's reasons of MALVEC_IO are in its language.
 *   Files     are mapped. To replace one by renaming is safe; to cut one that is open ends this
 *             process (SIGBUS). MALVEC_OPEN_COPY reads it into memory instead: for network disks.
 *   Versions  While MALVEC_ABI stays, functions, facts, flags and codes are only added. A struct of
 *             options begins with its size: a smaller one comes from an older caller, and what it
 *             lacks is zero; a larger one is refused, and so are unknown flags.
 *
 * Options may be NULL, and zero in a field stands for the default. Texts are UTF-8; other bytes,
 * NUL too, are part of a word like any others. What is called back must not throw, nor jump out.
 */
#ifndef MALVEC_H
#define MALVEC_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define MALVEC_NOEXCEPT noexcept
extern "C" {
#else
#define MALVEC_NOEXCEPT
#endif

#if defined(__GNUC__)
#define MALVEC_API __attribute__((visibility("default")))
#else
#define MALVEC_API
#endif

#define MALVEC_ABI 1

typedef struct malvec_model malvec_model;
typedef struct malvec_tokenizer malvec_tokenizer;

typedef struct malvec_error {
    int32_t code;
    char text[252]; /* UTF-8 but for paths, which stand as given; ends in NUL, cut at a character */
} malvec_error;

typedef struct malvec_text {
    const char* data; /* may be NULL where size is 0 */
    size_t size;      /* in bytes */
} malvec_text;

enum {
    MALVEC_OK = 0,
    MALVEC_INVALID = 1,     /* an argument that cannot be; the sentence names it */
    MALVEC_NOT_FOUND = 2,   /* a word has no vector, a key no text */
    MALVEC_IO = 3,          /* the system refused the file */
    MALVEC_FORMAT = 4,      /* cut, damaged, of another kind, or written by a newer malvec; what is
                               not read when opening is told by the call that meets it */
    MALVEC_MEMORY = 5,      /* there is not enough */
    MALVEC_UNSUPPORTED = 6, /* this model cannot, such as encode without an encoder */
    MALVEC_STOPPED = 7,     /* a function of the caller said so */
    MALVEC_NUMERICAL = 8,   /* a vector is not finite */
    MALVEC_BUG = 99         /* of malvec: please tell us */
};

/* --- The library itself --- */

MALVEC_API uint32_t malvec_abi(void) MALVEC_NOEXCEPT;
MALVEC_API const char* malvec_version(void) MALVEC_NOEXCEPT;
/* The instruction-set level chosen for this processor: "v4", "v3", "v2", "base"; "none"
 * where it runs none of those that were built, and malvec_open says so. */
MALVEC_API const char* malvec_isa(void) MALVEC_NOEXCEPT;
/* How many processors this process may use, by affinity and the quota of its control group. */
MALVEC_API uint32_t malvec_thread_budget(void) MALVEC_NOEXCEPT;

/* Asked on the thread of the call, ten times a second or so: 0 stops it. NULL: nobody is asked. */
typedef int32_t (*malvec_keep_going)(void* state);

/* --- Models --- */

enum {
    MALVEC_OPEN_COPY = 1,    /* read the file into memory, map nothing */
    MALVEC_OPEN_VERIFY = 2,  /* read everything once and compare the checksums */
    MALVEC_OPEN_PREFAULT = 4 /* bring the whole file into memory now, not page by page */
};

typedef struct malvec_open_options {
    size_t size; /* sizeof(malvec_open_options) */
    uint32_t flags;
    uint32_t threads;             /* of verifying, and of norms that a file lacks; 0: the budget */
    malvec_keep_going keep_going; /* while checksums are compared */
    void* state;
    const char* dictionary; /* the folder of MeCab's, where the model's text was cut by it: another
                               one than its own is refused; NULL: as for a tokenizer, below */
} malvec_open_options;

/* Opens a file of word vectors, of a sentence encoder, or of another kind that holds word vectors;
 * only its header is read, but of a file of malvec's first versions, which lacks norms of rows or
 * the table of words: these are made. *model is NULL after an error. */
MALVEC_API int32_t malvec_open(const char* path, const malvec_open_options* options,
                               malvec_model** model, malvec_error* error) MALVEC_NOEXCEPT;
/* One more owner; gives the same model. */
MALVEC_API malvec_model* malvec_retain(malvec_model* model) MALVEC_NOEXCEPT;
/* One owner less, and after the last one the file is closed. NULL is fine. */
MALVEC_API void malvec_release(malvec_model* model) MALVEC_NOEXCEPT;

enum {
    MALVEC_DIM = 1,           /* components of a vector */
    MALVEC_WORDS = 2,         /* how many words have a row, or names of an index */
    MALVEC_HAS_SUBWORDS = 3,  /* 1 where unseen words get vectors, else 0, and so for those below */
    MALVEC_HAS_ENCODER = 4,   /* weights of words: malvec_encode_tokens works */
    MALVEC_HAS_TOKENIZER = 5, /* one of the core: malvec_encode works, where there is an encoder;
                                 reads its description, so that MALVEC_FORMAT may be told */
    MALVEC_HAS_COUNTS = 6,
    MALVEC_HAS_INDEX = 7,   /* 8-bit codes beside the floats: the same answers, sooner */
    MALVEC_BYTES = 8,       /* of the file */
    MALVEC_FINGERPRINT = 9, /* of the file's header with the checksums of all it holds */
    MALVEC_ROWS = 10        /* what is searched: as many as words, but for an index without names */
};

MALVEC_API int32_t malvec_fact(const malvec_model* model, int32_t fact, uint64_t* value,
                               malvec_error* error) MALVEC_NOEXCEPT;
/* A text that was stored with the model, such as "recipe", "report", "tokenizer": JSON mostly. */
MALVEC_API int32_t malvec_metadata(const malvec_model* model, malvec_text key, malvec_text* value,
                                   malvec_error* error) MALVEC_NOEXCEPT;

/* --- Words --- */

/* The id of a word as it stands, else as the text of the model was cleaned, else in Unicode's form
 * NFC where sub-words are of jamo. -1: it is not among the words; -2: the arguments cannot be, or
 * there is not enough memory. */
MALVEC_API int64_t malvec_find(const malvec_model* model, malvec_text word) MALVEC_NOEXCEPT;
/* The word with an id, and how often it was seen, 0 where that is not known; each may be NULL. */
MALVEC_API int32_t malvec_word(const malvec_model* model, uint64_t id, malvec_text* word,
                               uint64_t* count, malvec_error* error) MALVEC_NOEXCEPT;

enum {
    /* Words that were not seen get the mean of the vectors of their sub-words; without those, of
     * the tokens that they are cut into, where all are known and the core has the tokenizer. */
    MALVEC_COMPOSE = 1,
    MALVEC_UNIT = 2 /* vectors are scaled to length 1; zeros stay */
};

/* Vectors of words, out [n][dim]; ids [n] or NULL: -1 for one that was composed, -2 for one without
 * a vector, whose row is zeros. */
MALVEC_API int32_t malvec_vectors(const malvec_model* model, const malvec_text* words, size_t n,
                                  uint32_t flags, float* out, int64_t* ids,
                                  malvec_error* error) MALVEC_NOEXCEPT;

/* --- Questions --- */

typedef struct malvec_search_options {
    size_t size;             /* sizeof(malvec_search_options) */
    size_t topn;             /* how many to find; 0: 10 */
    size_t restrict_rows;    /* only the first so many words, the most frequent ones; 0: all */
    const uint64_t* allowed; /* [(MALVEC_ROWS + 63) / 64]: word i may be found where bit i % 64 of
                                allowed[i / 64] is 1; NULL: all */
    uint32_t threads;        /* 0: the budget */
    uint32_t flags;          /* none yet */
    malvec_keep_going keep_going;
    void* state;
} malvec_search_options;

enum { MALVEC_3COSADD = 0, MALVEC_3COSMUL = 1 };

/* The words nearest by cosine, exactly, best first, of equal ones the lower id first: ids and
 * scores [topn], filled up with -1 and -infinity where there are fewer.
 *
 * malvec_nearest does so for each of `count` vectors [count][dim], and fills [count][topn]; query i
 * does not find excluded[excluded_offsets[i] .. excluded_offsets[i + 1] - 1], which ascend. Both
 * are NULL where nothing is left out. */
MALVEC_API int32_t malvec_nearest(const malvec_model* model, const float* queries, size_t count,
                                  const int64_t* excluded, const uint64_t* excluded_offsets,
                                  const malvec_search_options* options, int64_t* ids, float* scores,
                                  malvec_error* error) MALVEC_NOEXCEPT;
/* To the sum of the unit vectors of `plus` less those of `minus`; these words are not found. Here
 * and below words that were not seen are composed, and MALVEC_NOT_FOUND names one without a vector.
 * The words of an index are its texts: to ask for another text encode it, and take malvec_nearest.
 */
MALVEC_API int32_t malvec_similar(const malvec_model* model, const malvec_text* plus,
                                  size_t plus_count, const malvec_text* minus, size_t minus_count,
                                  const malvec_search_options* options, int64_t* ids, float* scores,
                                  malvec_error* error) MALVEC_NOEXCEPT;

/* a is to b as c is to what? Of 3CosMul the score is s(b) s(c) / (s(a) + 0.001), where s(x) is
 * (1 + cosine to x) / 2. */
MALVEC_API int32_t malvec_analogy(const malvec_model* model, malvec_text a, malvec_text b,
                                  malvec_text c, int32_t method,
                                  const malvec_search_options* options, int64_t* ids, float* scores,
                                  malvec_error* error) MALVEC_NOEXCEPT;
/* The cosine of two words; 0 where one has a vector of zeros. */
MALVEC_API int32_t malvec_similarity(const malvec_model* model, malvec_text a, malvec_text b,
                                     double* cosine, malvec_error* error) MALVEC_NOEXCEPT;

/* --- Sentences: the same vector alone and among others, by any number of threads --- */

typedef struct malvec_encode_options {
    size_t size;      /* sizeof(malvec_encode_options) */
    uint32_t threads; /* 0: the budget */
    uint32_t flags;   /* none yet */
    malvec_keep_going keep_going;
    void* state;
} malvec_encode_options;

/* Texts to vectors, out [n][dim], cleaned and cut as the model's text was. One without any word
 * that has a vector gets zeros; `empty`, which may be NULL, counts those. */
MALVEC_API int32_t malvec_encode(const malvec_model* model, const malvec_text* texts, size_t n,
                                 const malvec_encode_options* options, float* out, uint64_t* empty,
                                 malvec_error* error) MALVEC_NOEXCEPT;
/* The same of tokens: text i is tokens[offsets[i] .. offsets[i + 1] - 1]; offsets [n + 1]. */
MALVEC_API int32_t malvec_encode_tokens(const malvec_model* model, const malvec_text* tokens,
                                        const uint64_t* offsets, size_t n,
                                        const malvec_encode_options* options, float* out,
                                        uint64_t* empty, malvec_error* error) MALVEC_NOEXCEPT;

/* Cuts a cleaned text: calls `emit` with `sink` for each token, in order. 0 stops everything. */
typedef int32_t (*malvec_cut)(void* state, malvec_text text,
                              void (*emit)(void* sink, malvec_text token), void* sink);

/* The same by a tokenizer of the caller, such as a morphological analyser: `cut` runs on the
 * thread of this call alone. */
MALVEC_API int32_t malvec_encode_cut(const malvec_model* model, const malvec_text* texts, size_t n,
                                     malvec_cut cut, void* state,
                                     const malvec_encode_options* options, float* out,
                                     uint64_t* empty, malvec_error* error) MALVEC_NOEXCEPT;

/* --- Tokens: what malvec_encode cuts texts into, and tokenizers without a model --- */

typedef struct malvec_tokenizer_options {
    size_t size;            /* sizeof(malvec_tokenizer_options) */
    const char* dictionary; /* the folder of a compiled dictionary, for "mecab"; NULL: that of the
                               package python-mecab-ko-dic beside malvec's own, else where mecab-ko
                               installs it; the environment is not asked */
    uint32_t flags;         /* none yet */
} malvec_tokenizer_options;

/* A tokenizer by its name: "whitespace", "eojeols", "characters", "mecab"; as malvec describes it
 * in JSON, which is the metadata "tokenizer" of a model; or by the path of a tokenizer.json or of a
 * .model of SentencePiece. MALVEC_INVALID: it is none of these, such as a name with a letter wrong;
 * MALVEC_UNSUPPORTED: a tokenizer that the core does not have, such as "kiwi", or cannot open.
 * Like a model it does not change, and has owners. *tokenizer is NULL after an error. */
MALVEC_API int32_t malvec_tokenizer_open(malvec_text description,
                                         const malvec_tokenizer_options* options,
                                         malvec_tokenizer** tokenizer,
                                         malvec_error* error) MALVEC_NOEXCEPT;
/* That of a model, with the cleaning of texts before; it may live longer than the model. */
MALVEC_API int32_t malvec_model_tokenizer(const malvec_model* model, malvec_tokenizer** tokenizer,
                                          malvec_error* error) MALVEC_NOEXCEPT;
MALVEC_API malvec_tokenizer* malvec_tokenizer_retain(malvec_tokenizer* tokenizer) MALVEC_NOEXCEPT;
MALVEC_API void malvec_tokenizer_release(malvec_tokenizer* tokenizer) MALVEC_NOEXCEPT;

typedef struct malvec_token {
    malvec_text form, tag; /* live until `take` returns; the tag is empty but for analysers */
    size_t begin, end;     /* where it stands, in bytes of the text as it was given, or as it was
                              cleaned where the model's cleaning changes it */
} malvec_token;

/* Called for each token, in order. 0 stops the call. */
typedef int32_t (*malvec_take_token)(void* sink, const malvec_token* token);

MALVEC_API int32_t malvec_tokenize(const malvec_tokenizer* tokenizer, malvec_text text,
                                   malvec_take_token take, void* sink,
                                   malvec_error* error) MALVEC_NOEXCEPT;

/* Called for each sentence, bytes begin .. end - 1 of the text, in order. 0 stops the call. */
typedef int32_t (*malvec_take_sentence)(void* sink, size_t begin, size_t end);

/* The sentences of Korean or English text, by rules; blanks alone stand between them. */
MALVEC_API int32_t malvec_sentences(malvec_text text, malvec_take_sentence take, void* sink,
                                    malvec_error* error) MALVEC_NOEXCEPT;

#ifdef __cplusplus
}
#endif
#endif
