// Words with their vectors, and the rows of n-grams, as Python holds them; kept alive behind the
// core's views of them.
#pragma once
#include <memory>
#include <optional>

#include "bindings/numeric/rows.h"
#include "bindings/numeric/search_options.h"
#include "bindings/options.h"
#include "bindings/words.h"
#include "library/lookup.h"
#include "text/compose.h"

namespace malvec {

// (rows float32 or encoded, kept uint32 or None, knobs).
struct HeldNgrams {
    HeldRows rows;
    Array<uint32_t> kept;
    NgramTable table;

    explicit HeldNgrams(const py::tuple& parts) : rows(parts[0]) {
        if (rows.encoded) {
            table.encoded = rows.encoded->rows;
            table.rows = {nullptr, table.encoded->rows, table.encoded->dim, 0};
        } else {
            table.rows = as_rows(rows.floats);
        }
        table.options = checked_options<SubwordOptions>(parts[2].cast<py::dict>());
        table.pruned = !parts[1].is_none();
        if (table.pruned) {
            kept = parts[1].cast<Array<uint32_t>>();
            table.kept = as_span(kept);
        }
        check(table);
    }
};

// A dict of words (bytes, offsets, index), rows, inverse_norms float32 [rows], or None where
// nothing asks for them, codes as encode_codes8 gives them or None, ngrams as HeldNgrams takes
// them, or None, unit_length, and counts uint64 [rows] or None. Stays where it is.
struct HeldWordTable {
    Array<uint8_t> bytes;
    Array<uint64_t> offsets, counts;
    Array<uint32_t> index;
    HeldRows rows;
    Array<float> inverse_norms;
    std::optional<HeldCodes8> codes;
    std::unique_ptr<HeldNgrams> ngrams;
    WordTable table;

    explicit HeldWordTable(const py::dict& parts) : rows(parts["rows"]) {
        const auto words = parts["words"].cast<py::tuple>();
        bytes = words[0].cast<Array<uint8_t>>();
        offsets = words[1].cast<Array<uint64_t>>();
        index = words[2].cast<Array<uint32_t>>();
        table.vocab = as_vocab(bytes, offsets, index);
        table.rows = rows.view();
        const bool searched = !parts["inverse_norms"].is_none();
        if (searched) inverse_norms = parts["inverse_norms"].cast<Array<float>>();
        if (searched) table.inverse_norms = as_span(inverse_norms);
        const py::object codes8 = parts["codes"], subwords = parts["ngrams"],
                         seen = parts["counts"];
        if (!codes8.is_none())
            table.rows.codes = &codes.emplace(codes8.cast<py::tuple>(), table.rows).view;
        if (!seen.is_none()) table.counts = as_span(counts = seen.cast<Array<uint64_t>>());
        if (!subwords.is_none()) {
            ngrams = std::make_unique<HeldNgrams>(subwords.cast<py::tuple>());
            table.ngrams = &ngrams->table;
            if (ngrams->table.rows.dim != table.rows.dim)
                throw std::invalid_argument("rows of words and of n-grams do not fit one another");
        }
        table.unit_length = parts["unit_length"].cast<bool>();
        if (table.rows.rows != table.vocab.size() ||
            (searched && table.inverse_norms.size() != table.rows.rows) ||
            (!table.counts.empty() && static_cast<size_t>(counts.size()) != table.rows.rows))
            throw std::invalid_argument("words, rows and norms are not equally many");
    }
    HeldWordTable(const HeldWordTable&) = delete;
};

}  // namespace malvec
