// Runs the tests of check.h and counts.
#include <cstdio>

#include "check.h"

int main(int argc, char** argv) {
    const std::string wanted = argc > 1 ? argv[1] : "";
    int passed = 0, failed = 0;
    for (const auto& test : check::tests()) {
        if (test.name.find(wanted) == std::string::npos) continue;
        const int before = check::failures;
        check::run(test);
        const bool good = check::failures == before;
        good ? ++passed : ++failed;
        if (!good) std::printf("FAILED %s\n", test.name.c_str());
    }
    std::printf("%d passed, %d failed\n", passed, failed);
    return failed || passed == 0;
}
