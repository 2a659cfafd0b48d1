// The best few of many scored rows. Of equal scores the
// lower id wins, so the result depends on no order of work.
#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace malvec {

struct Hit {
    float score;
    int64_t id;
};

inline bool better(const Hit& a, const Hit& b) {
    return a.score > b.score || (a.score == b.score && a.id < b.id);
}

// A heap bounded to `size` hits with the worst on top. A score that is NaN never enters.
class TopK {
public:
    explicit TopK(size_t size) : size_(size) {}

    // Where ids come in ascending order, only scores above this can enter.
    float threshold() const { return threshold_; }

    void offer(Hit hit);
    void absorb(const TopK& other);
    std::vector<Hit> sorted() const;  // best first

private:
    size_t size_;
    float threshold_ = -std::numeric_limits<float>::infinity();
    std::vector<Hit> heap_;
};

}  // namespace malvec
