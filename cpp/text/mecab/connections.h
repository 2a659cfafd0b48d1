// What it costs that one morpheme follows another: the matrix of a MeCab dictionary (matrix.bin),
// and the part of it that a text needs, close together.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "text/mecab/lexicon.h"

namespace malvec {

class ConnectionMatrix {
public:
    // Throws FileError or FormatError.
    explicit ConnectionMatrix(const std::string& path);

    // Costs before a morpheme of this left id, by the right id of what stands there.
    const int16_t* before(uint16_t left) const { return costs_ + size_t{left} * size_.right_ids; }

    struct Shape {
        uint32_t right_ids, left_ids;
    };
    Shape size() const { return size_; }
    // FormatError where there is no such id.
    void check_left(uint16_t id) const { check(id, size_.left_ids); }
    void check_right(uint16_t id) const { check(id, size_.right_ids); }
    uint64_t hash() const;

private:
    static void check(uint16_t id, uint32_t ids);

    std::shared_ptr<const char> owner_;
    const int16_t* costs_ = nullptr;  // [left_ids][right_ids]
    Shape size_{};
};

// Few ids make nearly all connections, and the matrix has them far apart: each thread copies the
// costs between those that it met, numbered in the order in which it met them, side by side.
class MetConnections {
public:
    static constexpr uint32_t most = 1024;  // numbers of either side
    static constexpr uint16_t none = UINT16_MAX;

    explicit MetConnections(const ConnectionMatrix& matrix);

    // The number of an id; none where there are too many already. FormatError where
    // the matrix has no such id.
    uint16_t number_of_left(uint16_t id) {
        return left_numbers_[id] != none ? left_numbers_[id] : add_left(id);
    }
    uint16_t number_of_right(uint16_t id) {
        return right_numbers_[id] != none ? right_numbers_[id] : add_right(id);
    }
    // Whether every right id that was asked for has a number.
    bool all_rights() const { return !right_missed_; }
    const int16_t* before(uint16_t left_number) const {
        return costs_.get() + size_t{left_number} * stride;
    }

private:
    // No power of two: the rows would share a few sets of the cache.
    static constexpr size_t stride = most + 32;

    uint16_t add_left(uint16_t id);
    uint16_t add_right(uint16_t id);

    const ConnectionMatrix& matrix_;
    std::vector<uint16_t> left_numbers_, right_numbers_;  // by id
    std::vector<uint16_t> lefts_, rights_;                // ids by number
    bool right_missed_ = false;
    std::unique_ptr<int16_t[]> costs_;  // [most][most]
};

}  // namespace malvec
