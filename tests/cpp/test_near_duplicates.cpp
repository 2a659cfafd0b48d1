#include <stdexcept>
#include <string>
#include <vector>

#include "check.h"
#include "text/near_duplicates.h"

using namespace malvec;

TEST(near_duplicates_are_the_same_in_any_number_of_threads) {
    std::string bytes;
    std::vector<uint64_t> offsets{0};
    for (int i = 0; i < 3000; ++i)
        bytes += "영화 " + std::to_string(i % 700 * 7919) + " 정말 재밌어요",
            offsets.push_back(bytes.size());
    DuplicateOptions o;
    const Tick go_on = [](const Progress&) { return true; };
    const auto one = near_duplicates(bytes, offsets, o, 1, go_on),
               three = near_duplicates(bytes, offsets, o, 3, go_on);
    CHECK(one.first == three.first);
    CHECK(one.alike == 2300);
    o.threshold = 0;
    CHECK_THROWS(near_duplicates(bytes, offsets, o, 1, go_on), std::invalid_argument);
}
