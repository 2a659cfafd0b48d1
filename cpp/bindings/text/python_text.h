// Strings of Python as UTF-8, and many of them cut at once.
#pragma once
#include <pybind11/pybind11.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "core/parallel.h"

namespace malvec {

// The bytes of a str, while this lives; a lone surrogate is three bytes, as of a character.
class PythonText {
public:
    explicit PythonText(const pybind11::handle& text) {
        if (!PyUnicode_Check(text.ptr()))
            throw pybind11::type_error("texts must be str, but one is " +
                                       std::string(Py_TYPE(text.ptr())->tp_name));
        if (PyUnicode_IS_COMPACT_ASCII(text.ptr())) {
            bytes_ = pybind11::reinterpret_borrow<pybind11::object>(text);
            view_ = {static_cast<const char*>(PyUnicode_DATA(text.ptr())),
                     static_cast<size_t>(PyUnicode_GET_LENGTH(text.ptr()))};
            return;
        }
        bytes_ = pybind11::reinterpret_steal<pybind11::object>(
            PyUnicode_AsEncodedString(text.ptr(), "utf-8", "surrogatepass"));
        if (!bytes_) throw pybind11::error_already_set();
        view_ = {PyBytes_AS_STRING(bytes_.ptr()),
                 static_cast<size_t>(PyBytes_GET_SIZE(bytes_.ptr()))};
    }
    std::string_view view() const { return view_; }

    // read(view()), without Python's lock where it takes a while.
    template <class Read>
    void read(Read&& read) const {
        constexpr size_t soon = 4096;
        if (view_.size() < soon) return read(view_);
        const pybind11::gil_scoped_release release;
        read(view_);
    }

private:
    pybind11::object bytes_;
    std::string_view view_;
};

// A list of what give(made) is for each text, where cut(text, made) made it without Python's lock.
template <class Made, class Cut, class Give>
pybind11::list each_text(const pybind11::list& texts, unsigned threads, Cut&& cut, Give&& give) {
    constexpr size_t together = 1024, apiece = 64;
    pybind11::list lists(texts.size());
    std::vector<PythonText> given;
    for (size_t first = 0; first < texts.size(); first += together) {
        if (PyErr_CheckSignals() != 0) throw pybind11::error_already_set();
        const size_t count = std::min(together, texts.size() - first);
        given.clear();
        for (size_t i = 0; i < count; ++i) given.emplace_back(texts[first + i]);
        std::vector<Made> made(count);
        {
            const pybind11::gil_scoped_release release;
            parallel_pieces((count + apiece - 1) / apiece, threads, [&](uint64_t piece, unsigned) {
                for (size_t i = piece * apiece; i < std::min(count, (piece + 1) * apiece); ++i)
                    cut(given[i].view(), made[i]);
            });
        }
        for (size_t i = 0; i < count; ++i) lists[first + i] = give(made[i]);
    }
    return lists;
}

}  // namespace malvec
