// One row of a sparse matrix under construction: a
// sum for every column, and which columns have one.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

namespace malvec {

// Some finished rows: their cells end to end.
struct RowBatch {
    std::vector<uint32_t> columns;
    std::vector<uint64_t> sums;
    std::vector<uint64_t> ends;    // of each row, in cells from the start of the batch
    std::vector<uint8_t> encoded;  // where they go to a run
    uint64_t first_row = 0;

    void clear() { columns.clear(), sums.clear(), ends.clear(), encoded.clear(); }
};

class RowSums {
public:
    explicit RowSums(size_t width);
    static constexpr uint64_t memory(uint64_t width) {
        return width * (8 + 4) + width / 8 + width / 512 + 64;
    }

    void add(uint32_t column, uint64_t amount) { Adder<uint64_t>(*this).add(column, amount); }

    // Adds many amounts (at least 1 each) to one row; Sum must
    // hold the row's largest sum. One kind of Sum per row.
    template <class Sum>
    class Adder {
    public:
        explicit Adder(RowSums& row)
            : row_(row), sums_(static_cast<Sum*>(row.sums_.get())), touched_(row.touched_.get()),
              found_(row.found_) {
            row.wide_ = sizeof(Sum) == 8;
        }
        ~Adder() { row_.found_ = found_; }
        Adder(const Adder&) = delete;
        Adder& operator=(const Adder&) = delete;

        void add(uint32_t column, Sum amount) {
            const Sum before = sums_[column];
            touched_[found_] = column;  // kept only if it is new
            found_ += before == 0;
            sums_[column] = before + amount;
        }

    private:
        RowSums& row_;
        Sum* sums_;
        uint32_t* touched_;
        size_t found_;
    };

    // Appends the cells in ascending order of columns, and is empty
    // again. Throws overflow_error where a sum exceeds `largest_sum`.
    void take(RowBatch& batch);

    // value * scale still rounds to the sum
    static constexpr uint64_t largest_sum = uint64_t{1} << 51;

private:
    void sort_touched();
    template <class Sum>
    void move_sums(RowBatch& batch);

    std::shared_ptr<void> sums_;  // uint32 or uint64 [width], zero between rows
    std::unique_ptr<uint32_t[]> touched_;
    std::vector<uint64_t> bitmap_, summary_;  // a bit per column, a bit per word of the bitmap
    size_t found_ = 0;
    bool wide_ = true;
};

}  // namespace malvec
