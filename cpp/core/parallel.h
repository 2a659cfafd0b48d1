// Workers for one call: pieces 0..n-1 are taken in
// order from a shared counter by `threads` threads.
// The calling thread only waits and ticks; the first exception of any worker is rethrown on it.
// One worker needs no thread: the calling one does the pieces and ticks between them.
#pragma once
#include <cstdint>
#include <functional>

namespace malvec {

// Where the only worker works. Pieces that may take seconds are done apart: ticks come on time.
enum class Alone : uint8_t { here, apart };

// work(piece, worker) for every piece; after each tick (about
// 10 per second) `keep_going` is asked, and false stops
// the workers after their current piece. Returns the
// number of pieces done: always a prefix 0..result-1.
uint64_t parallel_pieces(uint64_t pieces, unsigned threads,
                         const std::function<void(uint64_t piece, unsigned worker)>& work,
                         const std::function<bool()>& keep_going = nullptr,
                         Alone alone = Alone::here);

// The same, apart, for a job that has no use for a part of its pieces: `tick` throws to stop.
void all_pieces(uint64_t pieces, unsigned threads,
                const std::function<void(uint64_t piece, unsigned worker)>& work,
                const std::function<void()>& tick);

// work(begin, end) over ranges of at least `grain` items; small jobs stay on the calling thread.
void parallel_ranges(uint64_t items, uint64_t grain, unsigned threads,
                     const std::function<void(uint64_t begin, uint64_t end)>& work);

}  // namespace malvec
