// Attacks on libmalvec: malvec_library_tests FOLDER [name] runs all, or those whose name contains
// it, on the files that `python -m library.models FOLDER` wrote.
#include <algorithm>
#include <filesystem>

#include "asking.h"
#include "check.h"

namespace {

std::vector<std::string>& given_files() {
    static std::vector<std::string> list;
    return list;
}

}  // namespace

const std::vector<std::string>& asking::files() { return given_files(); }

const std::vector<std::string>& asking::models() {
    static const std::vector<std::string> found = [] {
        std::vector<std::string> opened;
        for (const std::string& path : given_files()) {
            malvec_model* model = nullptr;
            if (malvec_open(path.c_str(), nullptr, &model, nullptr) == MALVEC_OK)
                opened.push_back(path);
            malvec_release(model);
        }
        return opened;
    }();
    return found;
}

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: %s FOLDER [name]\n", argv[0]);
        return 2;
    }
    for (const auto& entry : std::filesystem::directory_iterator(argv[1]))
        if (entry.path().extension() == ".safetensors") given_files().push_back(entry.path());
    std::sort(given_files().begin(), given_files().end());
    size_t passed = 0, run = 0;
    for (const check::Test& test : check::tests()) {
        if (argc > 2 && test.name.find(argv[2]) == std::string::npos) continue;
        const int before = check::failures;
        check::run(test);
        ++run, passed += check::failures == before;
        if (check::failures > before) std::fprintf(stderr, "FAILED %s\n", test.name.c_str());
    }
    std::printf("%zu of %zu attacks withstood, %zu models\n", passed, run, asking::models().size());
    return passed != run || asking::models().empty();
}
