#include "text/mecab/connections.h"

#include "core/error.h"
#include "core/mapped_file.h"
#include "text/mecab/sampled_hash.h"

namespace malvec {
namespace {

constexpr size_t all_ids = size_t{1} << 16;

}  // namespace

ConnectionMatrix::ConnectionMatrix(const std::string& path) {
    const RegularFile file(path);
    owner_ = file.map(RegularFile::How::mapped);
    const auto* const numbers = reinterpret_cast<const int16_t*>(owner_.get());
    if (file.size() >= 4)
        size_ = {static_cast<uint16_t>(numbers[0]), static_cast<uint16_t>(numbers[1])};
    if (size_.left_ids == 0 || size_.right_ids == 0 ||
        file.size() != (uint64_t{size_.right_ids} * size_.left_ids + 2) * sizeof(int16_t))
        throw FormatError(path + " is no matrix of connection costs of MeCab, or damaged");
    costs_ = numbers + 2;
}

void ConnectionMatrix::check(uint16_t id, uint32_t ids) {
    if (id >= ids)
        throw FormatError(
            "the dictionary of MeCab is damaged: a word has a connection id that"
            " matrix.bin lacks");
}

uint64_t ConnectionMatrix::hash() const {
    return sampled_hash({reinterpret_cast<const char*>(costs_),
                         size_t{size_.left_ids} * size_.right_ids * sizeof(int16_t)});
}

MetConnections::MetConnections(const ConnectionMatrix& matrix)
    : matrix_(matrix), left_numbers_(all_ids, none), right_numbers_(all_ids, none),
      costs_(new int16_t[size_t{most} * stride]) {}

uint16_t MetConnections::add_left(uint16_t id) {
    matrix_.check_left(id);
    if (lefts_.size() == most) return none;
    const auto number = static_cast<uint16_t>(lefts_.size());
    int16_t* const row = costs_.get() + size_t{number} * stride;
    const int16_t* const all = matrix_.before(id);
    for (size_t r = 0; r < rights_.size(); ++r) row[r] = all[rights_[r]];
    lefts_.push_back(id);
    return left_numbers_[id] = number;
}

uint16_t MetConnections::add_right(uint16_t id) {
    matrix_.check_right(id);
    if (rights_.size() == most) {
        right_missed_ = true;
        return none;
    }
    const auto number = static_cast<uint16_t>(rights_.size());
    for (size_t l = 0; l < lefts_.size(); ++l)
        costs_[l * stride + number] = matrix_.before(lefts_[l])[id];
    rights_.push_back(id);
    return right_numbers_[id] = number;
}

}  // namespace malvec
