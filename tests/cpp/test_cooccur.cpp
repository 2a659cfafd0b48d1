// Counting against a map of pairs, its spilled runs, its errors.
#include "corpus/counting/cooccur.h"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "check.h"
#include "core/error.h"
#include "core/random.h"
#include "corpus/counting/cell_runs.h"
#include "corpus/counting/row_sums.h"

using namespace malvec;

namespace {

struct Text {
    std::vector<uint32_t> ids;
    std::vector<uint64_t> offsets{0};
    uint64_t words;

    CorpusView view() const { return {{ids, offsets}, words}; }
};

Text random_text(uint64_t tokens, uint64_t words) {
    Text text;
    text.words = words;
    Random random(random_key(7));
    while (text.ids.size() < tokens) {
        for (uint32_t n = random.below(60); n > 0; --n) {
            const float u = random.uniform();
            text.ids.push_back(static_cast<uint32_t>(static_cast<float>(words) * u * u * u));
        }
        text.offsets.push_back(text.ids.size());
    }
    return text;
}

using Pairs = std::map<std::pair<uint64_t, uint64_t>, uint64_t>;

Pairs slow_units(const Text& text, const WindowWeights& weights, bool symmetric) {
    Pairs sums;
    for (size_t s = 0; s + 1 < text.offsets.size(); ++s)
        for (uint64_t j = text.offsets[s]; j < text.offsets[s + 1]; ++j)
            for (uint64_t d = 1; d <= weights.units.size() && j - text.offsets[s] >= d; ++d) {
                sums[{text.ids[j - d], text.ids[j]}] += weights.units[d - 1];
                if (symmetric) sums[{text.ids[j], text.ids[j - d]}] += weights.units[d - 1];
            }
    return sums;
}

bool same(const BuiltCells& cells, const Pairs& sums, uint64_t scale) {
    const auto* columns = reinterpret_cast<const uint32_t*>(cells.columns.get());
    const auto* values = reinterpret_cast<const double*>(cells.values.get());
    if (cells.offsets.back() != sums.size()) return false;
    auto pair = sums.begin();
    for (uint64_t row = 0; row + 1 < cells.offsets.size(); ++row)
        for (uint64_t i = cells.offsets[row]; i < cells.offsets[row + 1]; ++i, ++pair)
            if (pair->first != std::pair<uint64_t, uint64_t>{row, columns[i]} ||
                values[i] != static_cast<double>(pair->second) / static_cast<double>(scale))
                return false;
    return true;
}

CountOptions options(uint64_t memory, unsigned threads) {
    CountOptions o;
    o.memory = memory, o.threads = threads, o.directory.assign(1, '.');
    return o;
}

}  // namespace

TEST(counts_equal_a_map_of_pairs_whatever_threads_and_memory) {
    const Text text = random_text(60'000, 900);
    for (const bool symmetric : {true, false}) {
        const WindowWeights weights = window_weights(10, "harmonic");
        const Pairs sums = slow_units(text, weights, symmetric);
        for (const unsigned threads : {1u, 3u})
            for (const uint64_t memory : {uint64_t{1} << 30, uint64_t{1} << 20}) {
                CountOptions o = options(memory, threads);
                o.symmetric = symmetric;
                const CountedCells counted = count_cooccurrences(text.view(), o, nullptr);
                CHECK(same(counted.cells, sums, weights.scale));
                CHECK((counted.blocks > 1) == (memory == uint64_t{1} << 20));
                CHECK(counted.cells.on_disk == (memory == uint64_t{1} << 20));
            }
    }
}

TEST(window_weights_are_whole_units) {
    const WindowWeights harmonic = window_weights(4, "harmonic"),
                        linear = window_weights(3, "linear"), flat = window_weights(2, "flat");
    CHECK(harmonic.scale == 12 && harmonic.units == std::vector<uint64_t>{12, 6, 4, 3});
    CHECK(linear.scale == 3 && linear.units == std::vector<uint64_t>{3, 2, 1});
    CHECK(flat.scale == 1 && flat.units == std::vector<uint64_t>{1, 1});
    CHECK(window_weights(30, "harmonic").scale == 2329089562800);
    CHECK_THROWS(window_weights(0, "flat"), std::invalid_argument);
    CHECK_THROWS(window_weights(31, "harmonic"), std::invalid_argument);
    CHECK_THROWS(window_weights(4097, "flat"), std::invalid_argument);
    CHECK_THROWS(window_weights(5, "square"), std::invalid_argument);
}

TEST(counting_refuses_too_little_memory_and_foreign_ids) {
    Text text = random_text(1000, 50);
    CHECK_THROWS(count_cooccurrences(text.view(), options(1000, 1), nullptr),
                 std::invalid_argument);
    text.ids[7] = 50;
    CHECK_THROWS(count_cooccurrences(text.view(), options(1 << 30, 1), nullptr),
                 std::invalid_argument);
    CountOptions nowhere = options(1 << 20, 1);
    nowhere.directory = "/nowhere";
    const Text large = random_text(60'000, 900);
    CHECK_THROWS(count_cooccurrences(large.view(), nowhere, nullptr), IoError);
}

TEST(row_sums_of_every_size_come_sorted) {
    RowSums sums(70'000);
    for (const uint32_t cells : {0u, 1u, 48u, 49u, 5'000u, 70'000u}) {
        RowBatch batch;
        for (uint32_t i = 0; i < cells; ++i)
            // 48271 and 70000: coprime
            sums.add(static_cast<uint32_t>(uint64_t{i} * 48'271 % 70'000), i + 1);
        sums.take(batch);
        CHECK(batch.columns.size() == cells && batch.ends == std::vector<uint64_t>{cells});
        CHECK(std::is_sorted(batch.columns.begin(), batch.columns.end()));
        uint64_t total = 0;
        for (const uint64_t sum : batch.sums) total += sum;
        CHECK(total == uint64_t{cells} * (cells + 1) / 2);
    }
    RowBatch batch;
    sums.add(3, RowSums::largest_sum);
    sums.take(batch);
    CHECK(batch.sums == std::vector<uint64_t>{RowSums::largest_sum});
    sums.add(3, RowSums::largest_sum), sums.add(3, 1);
    CHECK_THROWS(sums.take(batch), std::overflow_error);
}

TEST(runs_give_back_what_they_took) {
    RowBatch batch, read;
    batch.columns = {0, 127, 128, 69'999, 5};
    batch.sums = {1, 127, 128, RowSums::largest_sum / 2, 300};
    batch.ends = {4, 4, 5};
    RunWriter writer(std::make_shared<Spool>("."), 9);
    writer.prepare(batch);
    writer.write(batch, writer.reserve(batch));
    const CellRun run = writer.finish();
    CHECK(run.places.front() == 9 && run.bytes() == batch.encoded.size());
    const std::vector<CellRun> runs{run, run};
    RunSums source(runs, {}, 1, 3);  // reads three bytes at a time
    RowSums sums(70'000);
    source.begin_piece(0, 0);
    for (uint64_t row = 0; row < 3; ++row) source.add_row(row, 0, sums), sums.take(read);
    for (uint64_t& sum : batch.sums) sum *= 2;
    CHECK(read.columns == batch.columns && read.sums == batch.sums && read.ends == batch.ends);
    CHECK_THROWS(source.add_row(3, 0, sums), IoError);
}

TEST(parts_are_added_by_their_maps) {
    const std::vector<uint64_t> offsets{0, 1, 2};
    const std::vector<uint32_t> columns{0, 1}, swapped{1, 0}, straight{0, 1};
    const std::vector<double> values{0.5, 2.0}, odd{0.4, 2.0};
    const CountsPart a{{offsets, columns, values, 2}, straight, straight},
        b{{offsets, columns, values, 2}, swapped, swapped};
    const std::vector<CountsPart> parts{a, b};
    const CountedCells sum = add_counts(parts, 2, 2, options(1 << 20, 2), nullptr);
    CHECK(same(sum.cells, {{{0, 0}, 5}, {{1, 1}, 5}}, 2));
    const std::vector<CountsPart> broken{{{offsets, columns, odd, 2}, straight, straight}};
    CHECK_THROWS(add_counts(broken, 2, 2, options(1 << 20, 2), nullptr), std::invalid_argument);
    CHECK_THROWS(add_counts(parts, 1, 2, options(1 << 20, 2), nullptr), std::invalid_argument);
}
