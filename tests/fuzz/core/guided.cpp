// The same readers, but inputs are found by libFuzzer, which looks where they lead:
//     malvec_guided_text -reader=nfc -max_total_time=600 FOLDER
// FOLDER holds the inputs that led further, the examples first. Without arguments it names readers.
#include <cstdint>
#include <fstream>
#include <stdexcept>

#include "core/error.h"
#include "reader.h"

using namespace malvec;

namespace {

const fuzz::Reader* chosen = nullptr;

const fuzz::Reader* find_reader(std::string_view name) {
    for (const fuzz::Reader& reader : fuzz::readers())
        if (reader.name == name) return &reader;
    for (const fuzz::Reader& reader : fuzz::readers()) std::puts(reader.name.c_str());
    std::exit(name.empty() ? 0 : 2);
}

}  // namespace

// Takes -reader= and writes the examples into the folder that ends the line.
extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
    constexpr std::string_view option = "-reader=";
    const auto is_option = [&](const char* argument) {
        return std::string_view(argument).starts_with(option);
    };
    char** const end = *argv + *argc;
    char** const told = std::find_if(*argv, end, is_option);
    chosen = find_reader(told == end ? "" : *told + option.size());
    std::copy(told + 1, end + 1, told);  // with the NULL that ends it; libFuzzer has no such option
    --*argc;
    const std::string_view last = (*argv)[*argc - 1];
    if (last.starts_with("-")) return 0;
    for (size_t i = 0; i < chosen->examples.size(); ++i)
        std::ofstream(std::string(last) + "/example-" + std::to_string(i), std::ios::binary)
            << chosen->examples[i];
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    try {
        chosen->read(fuzz::Input({reinterpret_cast<const char*>(data), size}));
    } catch (const std::invalid_argument&) {
    } catch (const std::out_of_range&) {
    } catch (const std::overflow_error&) {
    } catch (const NumericalError&) {
    } catch (const FormatError&) {}
    return 0;
}
