// MinHash and near-duplicates: texts as bytes and offsets in, arrays out, without the GIL.
#include "text/near_duplicates.h"

#include "bindings/arrays.h"
#include "bindings/numeric/register.h"
#include "bindings/options.h"
#include "bindings/tick.h"

namespace malvec {
namespace {

py::array_t<uint32_t> signatures_of(const Array<uint8_t>& bytes, const Array<uint64_t>& offsets,
                                    const py::dict& knobs, uint32_t permutations, uint64_t seed) {
    check_words(as_words(bytes, offsets));
    const auto options = options_from<ShingleOptions>(knobs);
    check(options);
    const auto ends = as_span(offsets);
    const auto chars = as_chars(bytes);
    py::array_t<uint32_t> signatures(
        {static_cast<py::ssize_t>(ends.size()) - 1, static_cast<py::ssize_t>(permutations)});
    uint32_t* const out = signatures.mutable_data();
    const py::gil_scoped_release released;
    const MinHash hashes(permutations, seed);
    std::vector<uint32_t> set;
    for (size_t i = 0; i + 1 < ends.size(); ++i) {
        shingles({chars.data() + ends[i], ends[i + 1] - ends[i]}, options, set);
        hashes.sign(set, out + i * permutations);
    }
    return signatures;
}

py::tuple duplicates_of(const Array<uint8_t>& bytes, const Array<uint64_t>& offsets,
                        const py::dict& knobs, unsigned threads, const py::object& tick) {
    check_words(as_words(bytes, offsets));
    const auto options = options_from<DuplicateOptions>(knobs);
    const Tick call = make_tick(tick);
    DuplicateGroups found;
    {
        const py::gil_scoped_release released;
        found = near_duplicates(as_chars(bytes), as_span(offsets), options, threads, call);
    }
    return py::make_tuple(to_array(std::move(found.first)), found.alike);
}

}  // namespace

void register_near_duplicates(py::module_& m) {
    m.def("minhash", &signatures_of, py::arg("bytes").noconvert(), py::arg("offsets").noconvert(),
          py::arg("knobs"), py::arg("permutations"), py::arg("seed"),
          "Signatures uint32 [texts, permutations].");
    m.def("near_duplicates", &duplicates_of, py::arg("bytes").noconvert(),
          py::arg("offsets").noconvert(), py::arg("knobs"), py::arg("threads"), py::arg("tick"),
          "(first text of each one's group uint64, texts equal to an earlier one).");
}

}  // namespace malvec
