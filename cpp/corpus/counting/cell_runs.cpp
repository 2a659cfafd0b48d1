#include "corpus/counting/cell_runs.h"

#include <algorithm>
#include <cerrno>

#include "core/error.h"

namespace malvec {
namespace {

uint8_t* put(uint8_t* out, uint64_t value) {
    for (; value >= 0x80; value >>= 7) *out++ = static_cast<uint8_t>(value | 0x80);
    *out++ = static_cast<uint8_t>(value);
    return out;
}

constexpr size_t longest_cell = 5 + 8;  // sums are below 2^56
constexpr size_t longest_varint = 10;

}  // namespace

void RunWriter::prepare(RowBatch& batch) {
    uint64_t cell = 0;
    for (const uint64_t end : batch.ends) {
        const size_t before = batch.encoded.size();
        batch.encoded.resize(before + longest_varint + (end - cell) * longest_cell);
        uint8_t* out = put(batch.encoded.data() + before, end - cell);
        uint32_t last = 0;
        for (; cell < end; ++cell) {
            out = put(put(out, batch.columns[cell] - last), batch.sums[cell]);
            last = batch.columns[cell];
        }
        batch.encoded.resize(static_cast<size_t>(out - batch.encoded.data()));
    }
}

uint64_t RunWriter::reserve(const RowBatch& batch) {
    const uint64_t place = run_.places.back();
    run_.places.push_back(place + batch.encoded.size());
    return place;
}

void RunWriter::write(RowBatch& batch, uint64_t place) {
    run_.file->write(batch.encoded.data(), batch.encoded.size(), place);
}

RunSums::RunSums(const std::vector<CellRun>& runs, std::span<const uint64_t> masses,
                 unsigned workers, size_t buffer)
    : runs_(runs), masses_(masses), readers_(workers, std::vector<Reader>(runs.size())) {
    for (auto& readers : readers_)
        for (size_t r = 0; r < runs.size(); ++r)
            readers[r].buffer.resize(buffer), readers[r].file = runs[r].file.get();
}

void RunSums::begin_piece(uint64_t piece, unsigned worker) {
    for (size_t r = 0; r < runs_.size(); ++r) {
        Reader& reader = readers_[worker][r];
        reader.at = reader.filled = 0;
        reader.place = runs_[r].places[piece], reader.end = runs_[r].places[piece + 1];
    }
}

void RunSums::add_row(uint64_t, unsigned worker, RowSums& sums) {
    RowSums::Adder<uint64_t> adder(sums);
    for (Reader& reader : readers_[worker]) {
        uint32_t column = 0;
        for (uint64_t cells = reader.next(); cells > 0; --cells) {
            column += static_cast<uint32_t>(reader.next());
            adder.add(column, reader.next());
        }
    }
}

uint64_t RunSums::Reader::next() {
    uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
        if (at == filled) refill();
        const uint8_t byte = buffer[at++];
        value |= static_cast<uint64_t>(byte & 0x7f) << shift;
        if (byte < 0x80) return value;
    }
}

void RunSums::Reader::refill() {
    filled = static_cast<size_t>(std::min<uint64_t>(buffer.size(), end - place));
    if (filled == 0) throw IoError("a temporary file ended too early");
    file->read(buffer.data(), filled, place);
    place += filled, at = 0;
}

}  // namespace malvec
