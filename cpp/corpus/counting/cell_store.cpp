#include "corpus/counting/cell_store.h"

#include <sys/statvfs.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "core/error.h"

namespace malvec {

void check_disk(const std::string& directory, uint64_t bytes, const std::string& what) {
    struct statvfs disk;
    if (statvfs(directory.c_str(), &disk) != 0)
        throw IoError(directory + ": " + std::strerror(errno));
    const uint64_t free = static_cast<uint64_t>(disk.f_bavail) * disk.f_frsize;
    if (free < bytes)
        throw IoError(what + " need " + std::to_string(bytes) + " bytes in " + directory +
                      ", where " + std::to_string(free) +
                      " are free: choose another directory, or more memory");
}

CellStore::CellStore(std::string directory, uint64_t rows, uint64_t most_cells, uint64_t memory,
                     double scale)
    : directory_(std::move(directory)), room_(std::min(most_cells, memory / cell_bytes)),
      scale_(scale) {
    offsets_.reserve(rows + 1);
    offsets_.push_back(0);
    columns_ = allocate_storage(room_ * 4, "");  // untouched pages take no memory
    values_ = allocate_storage(room_ * 8, "");
}

void CellStore::prepare(RowBatch& batch) {
    for (uint64_t& sum : batch.sums)
        sum = std::bit_cast<uint64_t>(static_cast<double>(sum) / scale_);
}

uint64_t CellStore::reserve(const RowBatch& batch) {
    const uint64_t place = offsets_.back();
    for (const uint64_t end : batch.ends) offsets_.push_back(place + end);
    return place;
}

void CellStore::write(RowBatch& batch, uint64_t place) {
    const uint64_t cells = batch.columns.size();
    if (place + cells > room_) {
        const std::unique_lock lock(moving_);
        if (!column_file_) move_to_disk(place + cells);
    }
    const std::shared_lock lock(moving_);
    if (column_file_) {
        column_file_->write(batch.columns.data(), cells * 4, place * 4);
        value_file_->write(batch.sums.data(), cells * 8, place * 8);
    } else if (cells > 0) {
        std::memcpy(columns_.get() + place * 4, batch.columns.data(), cells * 4);
        std::memcpy(values_.get() + place * 8, batch.sums.data(), cells * 8);
    }
}

void CellStore::move_to_disk(uint64_t cells) {
    check_disk(directory_, cells * cell_bytes, "the cells");
    value_file_.emplace(directory_);
    column_file_.emplace(directory_);
    // what is not written yet, its writer writes into the file
    column_file_->write(columns_.get(), room_ * 4, 0);
    value_file_->write(values_.get(), room_ * 8, 0);
    columns_.reset(), values_.reset();
}

BuiltCells CellStore::finish() {
    const uint64_t cells = offsets_.back();
    if (!column_file_) return {std::move(offsets_), std::move(columns_), std::move(values_), false};
    return {std::move(offsets_), column_file_->map(cells * 4), value_file_->map(cells * 8), true};
}

}  // namespace malvec
