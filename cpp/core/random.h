// Random numbers as values: a stream is a key, never hidden state.
//   mix64(key ^ counter)   one number for one position (SplitMix64's finaliser;
//                          Steele, Lea & Flood 2014)
//   Random(key)            a sequential stream (xoshiro256++; Blackman & Vigna 2018)
#pragma once
#include <cstdint>

namespace malvec {

constexpr uint64_t mix64(uint64_t x) {
    x += 0x9e3779b97f4a7c15ull;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
    return x ^ (x >> 31);
}

// One key out of several numbers, order matters: random_key(seed, epoch, chunk).
template <class... Parts>
constexpr uint64_t random_key(Parts... parts) {
    uint64_t key = 0;
    ((key = mix64(key ^ static_cast<uint64_t>(parts))), ...);
    return key;
}

// What a key is for, as its second part, so that no two uses of one seed share a stream.
enum RandomPurpose : uint64_t {
    for_rows = 1,
    for_subsampling = 2,
    for_windows = 3,
    for_sampling = 4,
    for_tiles = 11,
    for_schedule = 12,
    for_swivel_rows = 21,
    for_swivel_columns = 22,
    for_nplm_rows = 31,
    for_nplm_samples = 32,
    for_ratings = 40,
    for_svd = 41,
    for_documents = 50,
    for_inference = 51,
    for_thinning_texts = 52,
    // An old mistake that is kept, so that signatures stay what they were. The two never meet:
    // a signature's key has a third part, a document's has none.
    for_minhash = for_documents,
};

// Two purposes of one number do not compile, but for the pair above; nor does one that is missing.
constexpr bool is_known(RandomPurpose purpose) {
    switch (purpose) {
        case for_rows:
        case for_subsampling:
        case for_windows:
        case for_sampling:
        case for_tiles:
        case for_schedule:
        case for_swivel_rows:
        case for_swivel_columns:
        case for_nplm_rows:
        case for_nplm_samples:
        case for_ratings:
        case for_svd:
        case for_documents:
        case for_inference:
        case for_thinning_texts:
            return true;
    }
    return false;
}
static_assert(is_known(for_rows));

class Random {
public:
    explicit Random(uint64_t key) {
        for (auto& word : state_) word = key = mix64(key);
    }

    uint64_t next() {
        const uint64_t result = rotl(state_[0] + state_[3], 23) + state_[0], t = state_[1] << 17;
        state_[2] ^= state_[0], state_[3] ^= state_[1], state_[1] ^= state_[2],
            state_[0] ^= state_[3];
        state_[2] ^= t, state_[3] = rotl(state_[3], 45);
        return result;
    }

    // Uniform on {0 .. n-1} by multiplication (Lemire 2019); bias below n / 2^32.
    uint32_t below(uint32_t n) { return static_cast<uint32_t>((next() >> 32) * n >> 32); }

    float uniform() { return static_cast<float>(next() >> 40) * 0x1p-24f; }  // [0, 1)

private:
    static uint64_t rotl(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }
    uint64_t state_[4];
};

}  // namespace malvec
