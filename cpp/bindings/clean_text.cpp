// Cleaning text, edit distances, MinHash and near-duplicates: bytes and
// arrays in, bytes and arrays out, without the GIL where it takes long.
#include <pybind11/stl.h>

#include <algorithm>
#include <optional>

#include "bindings/arrays.h"
#include "bindings/options.h"
#include "bindings/register.h"
#include "bindings/tick.h"
#include "text/edit_distance.h"
#include "text/near_duplicates.h"
#include "text/nfc.h"
#include "text/normalize.h"

namespace malvec {
namespace {

// The text's UTF-8, which Python keeps with the str; nothing where it holds surrogates.
std::optional<std::string_view> utf8_of(const py::str& text) {
    Py_ssize_t size = 0;
    const char* const bytes = PyUnicode_AsUTF8AndSize(text.ptr(), &size);
    if (bytes) return std::string_view(bytes, static_cast<size_t>(size));
    PyErr_Clear();
    return std::nullopt;
}

py::object normalize_text(const TextNormalizer& normalizer, const py::str& text) {
    const auto utf8 = utf8_of(text);
    if (!utf8) return py::none();
    std::string out;
    return normalizer.normalize(*utf8, out) ? py::str(out) : text;
}

py::object normalize_bytes(const TextNormalizer& normalizer, const py::bytes& text) {
    const std::string_view view = text;
    std::string out;
    bool changed = false;
    {
        const py::gil_scoped_release released;
        changed = normalizer.normalize(view, out);
    }
    return changed ? py::bytes(out) : text;
}

bool text_is_nfc(const py::str& text) {
    const auto utf8 = utf8_of(text);
    return utf8 && certainly_nfc(*utf8);
}

size_t find_not_nfc(const py::buffer& buffer) {
    const py::buffer_info info = buffer.request();
    const std::string_view text = as_text(info);
    const py::gil_scoped_release released;
    return first_not_nfc(text);
}

double distance_of(const std::string& a, const std::string& b, bool jamo) {
    const EditCosts costs{jamo};
    return static_cast<double>(EditDistance(a, costs).to(b)) / costs.unit();
}

void check_text_ends(std::span<const char> bytes, std::span<const uint64_t> offsets) {
    if (offsets.empty() || offsets.front() != 0 || offsets.back() != bytes.size() ||
        !std::is_sorted(offsets.begin(), offsets.end()))
        throw std::invalid_argument("offsets must rise from 0 to the number of bytes");
}

Array<double> distances_of(const std::string& word, const Array<uint8_t>& bytes,
                           const Array<uint64_t>& offsets, bool jamo, unsigned threads) {
    check_text_ends(as_chars(bytes), as_span(offsets));
    std::vector<double> found(static_cast<size_t>(offsets.size()) - 1);
    {
        const py::gil_scoped_release released;
        edit_distances(word, as_chars(bytes), as_span(offsets), {jamo}, threads, found);
    }
    return to_array(std::move(found));
}

py::array_t<uint32_t> signatures_of(const Array<uint8_t>& bytes, const Array<uint64_t>& offsets,
                                    const py::dict& knobs, uint32_t permutations, uint64_t seed) {
    check_text_ends(as_chars(bytes), as_span(offsets));
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
    check_text_ends(as_chars(bytes), as_span(offsets));
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

void register_clean_text(py::module_& m) {
    py::class_<TextNormalizer>(m, "TextNormalizer", py::module_local(),
                               "Cleaning of text, line by line; text/normalize.h has the rules.")
        .def(py::init([](const py::dict& knobs, std::unordered_map<std::string, char32_t> entities,
                         std::unordered_map<std::string, bool> tags) {
                 return TextNormalizer(options_from<NormalizeOptions>(knobs),
                                       {std::move(entities), std::move(tags)});
             }),
             py::arg("knobs"), py::arg("entities"), py::arg("tags"))
        .def("text", &normalize_text, py::arg("text"),
             "A str, the same where nothing changes; None where it holds surrogates.")
        .def("bytes", &normalize_bytes, py::arg("text"),
             "Bytes of UTF-8, broken or not, the same where nothing changes.");
    m.def("text_is_nfc", &text_is_nfc, py::arg("text"),
          "True where a str is in form NFC for sure.");
    m.def("find_not_nfc", &find_not_nfc, py::arg("text"),
          "Where the first byte stands that may not be in form NFC; the size where none does.");
    m.def("edit_distance", &distance_of, py::arg("a"), py::arg("b"), py::arg("jamo"),
          "Levenshtein's distance of two texts in bytes.");
    m.def("edit_distances", &distances_of, py::arg("word"), py::arg("bytes").noconvert(),
          py::arg("offsets").noconvert(), py::arg("jamo"), py::arg("threads"),
          "Those of one word to many, float64.");
    m.def("minhash", &signatures_of, py::arg("bytes").noconvert(), py::arg("offsets").noconvert(),
          py::arg("knobs"), py::arg("permutations"), py::arg("seed"),
          "Signatures uint32 [texts, permutations].");
    m.def("near_duplicates", &duplicates_of, py::arg("bytes").noconvert(),
          py::arg("offsets").noconvert(), py::arg("knobs"), py::arg("threads"), py::arg("tick"),
          "(first text of each one's group uint64, texts equal to an earlier one).");
}

}  // namespace malvec
