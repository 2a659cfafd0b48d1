// The last step of building a corpus, and the memory and
// files it works in: what goes wrong there is told as it is.
#include <signal.h>
#include <sys/time.h>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "check.h"
#include "core/error.h"
#include "corpus/build/assemble.h"
#include "corpus/storage.h"

using namespace malvec;

namespace {

// A signal every two milliseconds, without a restart of what it interrupts.
class Interruptions {
public:
    Interruptions() {
        struct sigaction action = {};
        action.sa_handler = [](int) {};
        sigaction(SIGALRM, &action, &before_);
        beat(2000);
    }
    ~Interruptions() {
        beat(0);
        sigaction(SIGALRM, &before_, nullptr);
    }

private:
    static void beat(suseconds_t microseconds) {
        const itimerval timer{{0, microseconds}, {0, microseconds}};
        setitimer(ITIMER_REAL, &timer, nullptr);
    }
    struct sigaction before_;
};

std::string assemble_error(std::vector<EncodedBlock> blocks, const Spool& spool) {
    MergedWords words;
    words.final_ids = {{0}};
    BuiltCorpus corpus;
    try {
        assemble({blocks, &spool, true, ""}, words, 24, nullptr, corpus);
    } catch (const std::exception& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST(assemble_tells_what_went_wrong_not_that_something_did) {
    const Spool spool(".");
    std::vector<EncodedBlock> blocks(24);
    blocks[0].tokens = 1, blocks[0].place = 1 << 20;  // never written; the others wait for it
    for (int round = 0; round < 200; ++round)
        CHECK(assemble_error(blocks, spool).starts_with("cannot read a temporary file"));
}

TEST(storage_survives_signals) {
    // Memory files give up at a signal, other file systems rarely do.
    const std::string directory = std::filesystem::is_directory("/dev/shm") ? "/dev/shm" : ".";
    const size_t bytes = 96 << 20;
    const Interruptions interruptions;
    for (int round = 0; round < 3; ++round) {
        const auto memory = allocate_storage(bytes, directory);
        CHECK(memory[0] == 0 && memory[bytes - 1] == 0);
    }
}

TEST(storage_has_no_name) {
    const auto path = std::filesystem::temp_directory_path() / "malvec_test_storage";
    std::filesystem::create_directory(path);
    {
        const Spool spool(path.string());
        const auto memory = allocate_storage(100, path.string());
        CHECK(std::filesystem::is_empty(path));
        spool.write("abc", 3, 5);
        char back[8] = {};
        spool.read(back, 8, 0);
        CHECK(std::string(back + 5, 3) == "abc" && back[0] == 0);
        CHECK_THROWS(spool.read(back, 8, 1), IoError);
    }
    std::filesystem::remove(path);
    CHECK_THROWS(Spool((path / "missing").string()), IoError);
}
