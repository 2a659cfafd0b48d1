// The foundations: random numbers, the alias table, workers, aligned memory, hashing.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <numeric>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include "check.h"
#include "core/alias.h"
#include "core/hash.h"
#include "core/matrix.h"
#include "core/parallel.h"
#include "core/random.h"
#include "core/vec.h"

using namespace malvec;

TEST(mix64_is_splitmix64) {
    // The first three numbers of SplitMix64 from state 0.
    constexpr uint64_t step = 0x9e3779b97f4a7c15ull;
    CHECK(mix64(0) == 0xe220a8397b1dcdafull);
    CHECK(mix64(step) == 0x6e789e6aa1b965f4ull);
    CHECK(mix64(2 * step) == 0x06c45d188009454full);
}

TEST(random_key_depends_on_order_and_length) {
    CHECK(random_key(1, 2, 3) == random_key(1, 2, 3));
    CHECK(random_key(1, 2, 3) != random_key(3, 2, 1));
    CHECK(random_key(0) != random_key(0, 0));
    std::set<uint64_t> keys;
    for (int seed = 0; seed < 10; ++seed)
        for (int chunk = 0; chunk < 100; ++chunk) keys.insert(random_key(seed, 0, chunk));
    CHECK(keys.size() == 1000);
}

TEST(random_streams_repeat_and_differ) {
    Random a(7), b(7), c(8);
    bool equal = true, other = true;
    for (int i = 0; i < 100; ++i) {
        const uint64_t x = a.next();
        equal &= x == b.next();
        other &= x != c.next();
    }
    CHECK(equal);
    CHECK(other);
}

TEST(random_below_is_uniform) {
    constexpr int draws = 100'000, n = 10;
    std::vector<int> seen(n);
    Random random(1);
    for (int i = 0; i < draws; ++i) ++seen.at(random.below(n));
    double chi2 = 0;
    for (const int count : seen) chi2 += std::pow(count - draws / n, 2) / (draws / n);
    CHECK(chi2 < 33.7);  // 9 degrees of freedom, p = 1e-4
}

TEST(random_uniform_stays_in_its_interval) {
    Random random(2);
    double sum = 0;
    bool inside = true;
    for (int i = 0; i < 100'000; ++i) {
        const float x = random.uniform();
        inside &= x >= 0 && x < 1;
        sum += x;
    }
    CHECK(inside);
    CHECK(std::abs(sum / 100'000 - 0.5) < 0.005);
}

static std::vector<double> drawn_shares(const std::vector<double>& weights, int draws) {
    const AliasTable table(weights);
    std::vector<double> share(weights.size());
    Random random(3);
    for (int i = 0; i < draws; ++i) share.at(table.draw(random.next())) += 1.0 / draws;
    return share;
}

TEST(alias_draws_by_weight) {
    const std::vector<double> weights{1, 0, 5, 2, 0.5, 100, 3};
    const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
    const auto share = drawn_shares(weights, 400'000);
    for (size_t i = 0; i < weights.size(); ++i)
        CHECK(std::abs(share[i] - weights[i] / total) < 0.003);
    CHECK(share[1] == 0);
}

TEST(alias_of_one_and_of_equal_weights) {
    CHECK(drawn_shares({4}, 100)[0] > 0.999);
    for (const double share : drawn_shares({2, 2, 2, 2}, 100'000))
        CHECK(std::abs(share - 0.25) < 0.01);
}

TEST(alias_survives_extreme_weights) {
    const auto share = drawn_shares({1e-300, 1e300, 1e-300}, 10'000);
    CHECK(share[1] > 0.999);
}

TEST(alias_refuses_weights_without_a_draw) {
    CHECK_THROWS(AliasTable(std::vector<double>{}), std::invalid_argument);
    CHECK_THROWS(AliasTable(std::vector<double>{0, 0}), std::invalid_argument);
    CHECK_THROWS(AliasTable(std::vector<double>{1, NAN}), std::invalid_argument);
    CHECK_THROWS(AliasTable(std::vector<double>{1, INFINITY}), std::invalid_argument);
}

TEST(parallel_pieces_runs_each_piece_once) {
    for (const unsigned threads : {0u, 1u, 2u, 4u, 9u}) {
        std::vector<std::atomic<int>> runs(1000);
        std::atomic<bool> workers_in_range{true};
        const uint64_t done =
            parallel_pieces(runs.size(), threads, [&](uint64_t piece, unsigned worker) {
                ++runs[piece];
                if (worker >= std::max(threads, 1u)) workers_in_range = false;
            });
        CHECK(done == runs.size());
        CHECK(std::all_of(runs.begin(), runs.end(), [](const auto& n) { return n == 1; }));
        CHECK(workers_in_range);
    }
}

TEST(parallel_pieces_of_nothing) {
    CHECK(parallel_pieces(0, 4, [](uint64_t, unsigned) { throw std::logic_error("no piece"); }) ==
          0);
}

TEST(parallel_pieces_rethrows_on_the_caller) {
    const auto fail_at_17 = [](uint64_t piece, unsigned) {
        if (piece == 17) throw std::out_of_range("seventeen");
    };
    CHECK_THROWS(parallel_pieces(1000, 1, fail_at_17), std::out_of_range);
    CHECK_THROWS(parallel_pieces(1000, 4, fail_at_17), std::out_of_range);
    CHECK_THROWS(
        parallel_pieces(1000, 4, [](uint64_t, unsigned) { throw std::logic_error("all"); }),
        std::logic_error);
}

static void nap(uint64_t, unsigned) { std::this_thread::sleep_for(std::chrono::milliseconds(10)); }

TEST(parallel_pieces_stops_when_asked) {
    std::atomic<uint64_t> begun{0};
    const uint64_t done = parallel_pieces(
        100'000, 2, [&](uint64_t p, unsigned w) { ++begun, nap(p, w); }, [] { return false; });
    CHECK(done > 0);
    CHECK(done < 1000);
    CHECK(done == begun);  // a prefix, nothing left out
}

TEST(parallel_pieces_passes_on_the_exception_of_a_tick) {
    CHECK_THROWS(parallel_pieces(100'000, 2, nap, []() -> bool { throw std::range_error("tick"); }),
                 std::range_error);
}

TEST(all_pieces_does_all_or_throws) {
    std::atomic<uint64_t> begun{0};
    int ticks = 0;
    all_pieces(50, 2, [&](uint64_t p, unsigned w) { ++begun, nap(p, w); }, [&] { ++ticks; });
    CHECK(begun == 50 && ticks > 0);
    CHECK_THROWS(all_pieces(100'000, 2, nap, [] { throw std::range_error("tick"); }),
                 std::range_error);
    all_pieces(2, 2, nap, nullptr);
}

TEST(parallel_pieces_ticks_on_the_calling_thread) {
    const auto caller = std::this_thread::get_id();
    bool same = true;
    int ticks = 0;
    parallel_pieces(60, 2, nap,
                    [&] { return same &= std::this_thread::get_id() == caller, ++ticks, true; });
    CHECK(same);
    CHECK(ticks > 0);
}

TEST(one_worker_is_the_calling_thread) {
    const auto caller = std::this_thread::get_id();
    bool here = true, apart = true;
    for (const unsigned threads : {0u, 1u})
        parallel_pieces(20, threads,
                        [&](uint64_t, unsigned) { here &= std::this_thread::get_id() == caller; });
    parallel_pieces(1, 8,
                    [&](uint64_t, unsigned) { here &= std::this_thread::get_id() == caller; });
    parallel_pieces(
        20, 1, [&](uint64_t, unsigned) { apart &= std::this_thread::get_id() != caller; }, nullptr,
        Alone::apart);
    CHECK(here);
    CHECK(apart);
}

TEST(one_worker_is_asked_ten_times_a_second) {
    int asked = 0;
    const auto count = [&] { return ++asked, true; };
    CHECK(parallel_pieces(35, 1, nap, count) == 35);
    CHECK(asked >= 1 && asked <= 3);
    asked = 0;
    const auto long_nap = [](uint64_t, unsigned) {
        std::this_thread::sleep_for(std::chrono::milliseconds(110));
    };
    CHECK(parallel_pieces(4, 1, long_nap, count) == 4);
    CHECK(asked == 3);  // after the last piece there is nothing to stop
    CHECK(parallel_pieces(1000, 1, long_nap, [] { return false; }) == 1);
    CHECK_THROWS(
        parallel_pieces(1000, 1, long_nap, []() -> bool { throw std::range_error("tick"); }),
        std::range_error);
}

TEST(denormals_are_flushed_for_a_while) {
    const volatile float small = 1e-38f;
    const auto half = [&] { return small * 0.5f; };
    CHECK(half() > 0);
#if defined(__SSE2__)
    {
        const FlushDenormals flush;
        CHECK(half() == 0);
    }
#endif
    CHECK(half() > 0);
}

TEST(parallel_ranges_covers_every_item_once) {
    for (const uint64_t items : {0, 1, 7, 64, 1000, 12345})
        for (const unsigned threads : {1u, 3u}) {
            std::vector<std::atomic<int>> runs(items);
            parallel_ranges(items, 64, threads, [&](uint64_t begin, uint64_t end) {
                for (uint64_t i = begin; i < end; ++i) ++runs[i];
            });
            CHECK(std::all_of(runs.begin(), runs.end(), [](const auto& n) { return n == 1; }));
        }
}

TEST(padded_dim_is_whole_cache_lines) {
    CHECK(padded_dim(1) == 16);
    CHECK(padded_dim(16) == 16);
    CHECK(padded_dim(17) == 32);
    CHECK(padded_dim(300) * sizeof(float) % row_alignment == 0);
}

TEST(allocate_floats_gives_aligned_zeros) {
    const auto memory = allocate_floats(1000);
    CHECK(reinterpret_cast<uintptr_t>(memory.get()) % row_alignment == 0);
    CHECK(std::all_of(memory.get(), memory.get() + 1000, [](float x) { return x == 0; }));
    const Matrix m{memory.get(), 10, 90, padded_dim(90)};
    CHECK(m.row(3) == memory.get() + 3 * m.stride);
    CHECK(allocate_floats(0) != nullptr);
}

TEST(allocate_floats_refuses_the_impossible) {
    CHECK_THROWS(allocate_floats(SIZE_MAX), std::bad_alloc);
    CHECK_THROWS(allocate_floats(SIZE_MAX / sizeof(float) - 1), std::bad_alloc);
    CHECK_THROWS(allocate_floats(size_t{1} << 60), std::bad_alloc);
}

TEST(hash_differs_for_near_inputs) {
    std::set<uint64_t> seen;
    std::string text(100, 'a');
    for (size_t length = 0; length <= text.size(); ++length)
        seen.insert(hash_bytes({text.data(), length}));
    CHECK(seen.size() == 101);
    for (char& c : text) {
        c = 'b';
        seen.insert(hash_bytes(text));
        c = 'a';
    }
    CHECK(seen.size() == 201);
    CHECK(hash_bytes(std::string_view("\0", 1)) != hash_bytes(std::string_view("\0\0", 2)));
}

TEST(hash_fills_low_bits_evenly) {
    constexpr int slots = 256, words = 25'600;
    std::vector<int> seen(slots);
    for (int i = 0; i < words; ++i) ++seen[hash_bytes("word" + std::to_string(i)) % slots];
    double chi2 = 0;
    for (const int count : seen) chi2 += std::pow(count - words / slots, 2) / (words / slots);
    CHECK(chi2 < 347);  // 255 degrees of freedom, p = 1e-4
}

// The two purposes share a number; a signature's key has a third part, a document's has none.
TEST(keys_of_signatures_and_of_documents_never_meet) {
    std::vector<uint64_t> keys;
    for (uint64_t seed = 0; seed < 200; ++seed) {
        keys.push_back(random_key(seed, for_documents));
        for (uint64_t component = 0; component < 200; ++component)
            keys.push_back(random_key(seed, for_minhash, component));
    }
    std::sort(keys.begin(), keys.end());
    CHECK(std::adjacent_find(keys.begin(), keys.end()) == keys.end());
}
