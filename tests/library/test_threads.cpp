// Sixteen threads ask all questions of one model at once, and get what one alone gets; a child of
// fork does, too.
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <iterator>
#include <thread>

#include "asking.h"
#include "check.h"

using namespace asking;

namespace {

constexpr size_t crowd = 16;

// Whether a child of this process that asks the model all questions gets the same answers.
bool child_agrees(const malvec_model* model, const std::vector<Answer>& alone) {
    const pid_t child = fork();
    if (child == 0) _exit(answers(model) == alone ? 0 : 1);
    int status = -1;
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
           WEXITSTATUS(status) == 0;
}

size_t living_threads() {
    const std::filesystem::directory_iterator tasks("/proc/self/task");
    return static_cast<size_t>(std::distance(begin(tasks), end(tasks)));
}

}  // namespace

TEST(no_thread_outlives_a_call) {
    const size_t before = living_threads();
    for (const std::string& path : models()) {
        const Opened model(path, MALVEC_OPEN_VERIFY);
        answers(model);
        CHECK(living_threads() == before);
    }
}

TEST(answers_are_the_same_mapped_copied_and_opened_again) {
    for (const std::string& path : models()) {
        const std::vector<Answer> first = answers(Opened(path));
        CHECK(!first.empty());
        for (const uint32_t flags : {0u, 1u, 2u, 4u, 7u})
            CHECK(answers(Opened(path, flags)) == first);
    }
}

TEST(sixteen_threads_get_what_one_gets) {
    for (const std::string& path : models()) {
        const Opened model(path);
        const std::vector<Answer> alone = answers(model);
        std::atomic<size_t> same{0};
        std::vector<std::thread> threads;
        for (size_t i = 0; i < crowd; ++i)
            threads.emplace_back([&, i] {
                malvec_model* const own = malvec_retain(model);
                std::vector<Answer> found(alone.size());
                for (size_t q = 0; q < found.size(); ++q) {
                    const size_t at = (q + i) % found.size();
                    questions()[at].ask(own, found[at]);
                }
                same += found == alone;
                malvec_release(own);
            });
        for (std::thread& thread : threads) thread.join();
        CHECK(same == crowd);
    }
}

TEST(sixteen_threads_open_and_close_at_once) {
    for (const std::string& path : models()) {
        const std::vector<Answer> alone = answers(Opened(path));
        std::atomic<size_t> same{0};
        std::vector<std::thread> threads;
        for (size_t i = 0; i < crowd; ++i)
            threads.emplace_back([&, i] { same += answers(Opened(path, i % 8)) == alone; });
        for (std::thread& thread : threads) thread.join();
        CHECK(same == crowd);
    }
}

TEST(a_fork_between_calls_asks_on) {
    for (const std::string& path : models()) {
        const Opened model(path);
        CHECK(child_agrees(model, answers(Opened(path))));  // before the first question
        const std::vector<Answer> alone = answers(model);
        CHECK(child_agrees(model, alone));
        CHECK(answers(model) == alone);
    }
}
