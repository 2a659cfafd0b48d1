// Feeds every reader with changed examples: malvec_fuzz_text [--inputs 1000] [--seed 1] [--first 0]
// [reader]. An input is made of the seed, the reader's name and its number alone, so that one that
// crashes is had again by its number, which is printed.
#include <csignal>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/hash.h"
#include "core/random.h"
#include "reader.h"

using namespace malvec;

namespace {

struct Asked {
    uint64_t inputs = 1000, seed = 1, first = 0;
    std::string reader;
};

const fuzz::Reader* running = nullptr;
uint64_t running_number = 0, running_seed = 0;

void say_which(int number) {
    std::fprintf(stderr, "again: %s --seed %llu --first %llu --inputs 1\n", running->name.c_str(),
                 static_cast<unsigned long long>(running_seed),
                 static_cast<unsigned long long>(running_number));
    std::signal(number, SIG_DFL);
    std::raise(number);
}

// What opens or ends something in text, and characters that are treated in a way of their own.
constexpr std::string_view pieces =
    "\n|\r\n| |\t|&#x|&amp;|<b>|</|<|>|\xff|\xed\xa0\x80|\xf4\x90\x80\x80|\xc0\x80|"
    "가|ㅋ|ᄀ|ᅡ|ᆨ|\xcc\x81|\xe2\x80\x8b|Ａ|nan|inf|1e400|-|.|0x1p3|</s>";

// One of them, or a number of 1 to 8 bytes near a power of two.
std::string piece(Random& random) {
    if (random.below(2)) {
        const size_t at = random.below(pieces.size()), begin = pieces.rfind('|', at) + 1;
        return std::string(pieces.substr(begin, pieces.find('|', begin) - begin));
    }
    const uint64_t number = (uint64_t{1} << random.below(64)) - random.below(3);
    return {reinterpret_cast<const char*>(&number), size_t{1} << random.below(4)};
}

void change(std::string& bytes, const std::string& other, Random& random) {
    const auto below = [&](size_t n) { return random.below(static_cast<uint32_t>(n)); };
    const size_t at = below(bytes.size() + 1), size = below(1 + bytes.size() - at);
    switch (below(12)) {
        case 0:
            bytes.erase(at, 1 + below(8));
            break;
        case 1:
            bytes.insert(at, piece(random));
            break;
        case 2:
            bytes.insert(at, bytes.substr(at, size));
            break;
        case 3:
            bytes.insert(at, other.substr(below(other.size() + 1), 1 + below(32)));
            break;
        case 4:
            bytes.insert(at, 1 + below(70), static_cast<char>(random.next()));
            break;
        case 5:
        case 6: {
            const std::string written = piece(random);
            bytes.replace(at, written.size(), written);
            break;
        }
        default:
            if (at < bytes.size()) bytes[at] ^= static_cast<char>(1 << below(8));
    }
}

std::string make_input(const fuzz::Reader& reader, uint64_t seed, uint64_t number) {
    Random random(random_key(seed, hash_bytes(reader.name), number));
    const auto any = [&]() -> const std::string& {
        return reader.examples[random.below(static_cast<uint32_t>(reader.examples.size()))];
    };
    std::string bytes = any();
    // one change where the rest has to stay what it was, or several
    for (uint32_t left = random.below(2) ? 1 : 1 + random.below(6); left-- > 0;)
        change(bytes, any(), random);
    return bytes;
}

void run(const fuzz::Reader& reader, const Asked& asked) {
    running = &reader, running_seed = asked.seed;
    uint64_t refused = 0;
    const uint64_t inputs = (asked.inputs + reader.one_in - 1) / reader.one_in;
    for (uint64_t i = asked.first; i < asked.first + inputs; ++i) {
        running_number = i;
        // exactly as large as it is, so that a sanitizer sees a step beyond it
        const std::string input = make_input(reader, asked.seed, i);
        const std::vector<char> bytes(input.begin(), input.end());
        try {
            reader.read(fuzz::Input({bytes.data(), bytes.size()}));
        } catch (const std::invalid_argument&) {
            ++refused;
        } catch (const std::out_of_range&) {
            ++refused;
        } catch (const std::overflow_error&) {
            ++refused;
        } catch (const NumericalError&) {
            ++refused;
        } catch (const FormatError&) {
            ++refused;
        }
    }
    std::printf("%s: %llu inputs, %llu refused\n", reader.name.c_str(),
                static_cast<unsigned long long>(inputs), static_cast<unsigned long long>(refused));
    std::fflush(stdout);
}

Asked parse(const std::vector<std::string>& arguments) {
    Asked asked;
    for (size_t i = 0; i < arguments.size(); ++i) {
        uint64_t* number = arguments[i] == "--inputs"  ? &asked.inputs
                           : arguments[i] == "--seed"  ? &asked.seed
                           : arguments[i] == "--first" ? &asked.first
                                                       : nullptr;
        if (number != nullptr && i + 1 < arguments.size())
            *number = std::stoull(arguments[++i]);
        else
            asked.reader = arguments[i];
    }
    return asked;
}

}  // namespace

int main(int argc, char** argv) {
    const Asked asked = parse({argv + 1, argv + argc});
    for (const int number : {SIGABRT, SIGSEGV, SIGFPE, SIGBUS, SIGALRM})
        std::signal(number, &say_which);
    size_t run_readers = 0;
    for (const fuzz::Reader& reader : fuzz::readers())
        if (asked.reader.empty() || reader.name == asked.reader) run(reader, asked), ++run_readers;
    return run_readers == 0;
}
