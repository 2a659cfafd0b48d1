// What the control groups of Linux leave of memory and processors: those of a container, a batch
// job or a service. A limit holds for all groups below the one that has it, so each is looked at
// from the group of this process upwards, in the one tree of version 2 and in those of version 1.
// Where a container does not see the tree above it, that is what is mounted as the root. Files that
// cannot be read, or say nothing, are no limit.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace malvec {

// Bytes; files in the cache that nobody uses give way, so they count as free. `root` has proc and
// sys.
std::optional<uint64_t> group_memory(const std::string& root = "/");

// How many processors' time the quotas leave, such as 1.5; infinity without a quota.
double group_quota(const std::string& root = "/");

}  // namespace malvec
