#include "search/topk.h"

#include <algorithm>
#include <cmath>

namespace malvec {

void TopK::offer(Hit hit) {
    if (std::isnan(hit.score) || size_ == 0) return;
    if (heap_.size() == size_) {
        if (!better(hit, heap_.front())) return;
        std::pop_heap(heap_.begin(), heap_.end(), better);
        heap_.back() = hit;
    } else {
        heap_.push_back(hit);
    }
    std::push_heap(heap_.begin(), heap_.end(), better);
    if (heap_.size() == size_) threshold_ = heap_.front().score;
}

void TopK::absorb(const TopK& other) {
    for (const Hit& hit : other.heap_) offer(hit);
}

std::vector<Hit> TopK::sorted() const {
    auto hits = heap_;
    std::sort(hits.begin(), hits.end(), better);
    return hits;
}

}  // namespace malvec
