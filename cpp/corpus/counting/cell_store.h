// The cells of a sparse matrix that grows row by row: in memory
// as long as they fit, else in temporary files without names.
#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <vector>

#include "corpus/counting/row_pipeline.h"
#include "corpus/storage.h"

namespace malvec {

struct BuiltCells {
    std::vector<uint64_t> offsets;
    std::shared_ptr<char[]> columns, values;  // uint32, double [cells]
    bool on_disk = false;
};

class CellStore : public RowSink {
public:
    static constexpr uint64_t cell_bytes = 4 + 8;

    // `most_cells` is how many there can be, `memory` bytes
    // are for those in memory; values are sums / scale.
    CellStore(std::string directory, uint64_t rows, uint64_t most_cells, uint64_t memory,
              double scale);

    void prepare(RowBatch& batch) override;
    uint64_t reserve(const RowBatch& batch) override;
    void write(RowBatch& batch, uint64_t place) override;
    BuiltCells finish();

private:
    void move_to_disk(uint64_t cells);

    std::string directory_;
    uint64_t room_;  // cells in memory
    double scale_;
    std::vector<uint64_t> offsets_;
    std::shared_ptr<char[]> columns_, values_;
    std::optional<Spool> column_file_, value_file_;
    std::shared_mutex moving_;  // writers share it
};

// Throws IoError where the disk of a directory has fewer bytes free than surely are needed.
void check_disk(const std::string& directory, uint64_t bytes, const std::string& what);

}  // namespace malvec
