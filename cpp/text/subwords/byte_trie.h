// Strings of bytes and their numbers, as a double array: a step is one look at a cell (Aoe, 1989).
#pragma once
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace malvec {

class ByteTrie {
public:
    static constexpr uint32_t root = 0, none = UINT32_MAX;

    ByteTrie() : ByteTrie(std::vector<std::pair<std::string_view, uint32_t>>()) {}
    // Of equal strings the last one stays; empty ones are left out.
    explicit ByteTrie(std::vector<std::pair<std::string_view, uint32_t>> strings);

    // The node behind a byte, `none` where no string goes on like that.
    uint32_t step(uint32_t node, char byte) const {
        const uint32_t next = (cells_[node].base & ~ends) ^ static_cast<uint8_t>(byte);
        return cells_[next].parent == node ? next : none;
    }
    // The number of the string that ends there, or `none`.
    uint32_t number(uint32_t node) const {
        return cells_[node].base & ends ? numbers_[node] : none;
    }
    uint32_t walk(uint32_t node, std::string_view bytes) const {
        for (const char byte : bytes)
            if ((node = step(node, byte)) == none) break;
        return node;
    }
    uint32_t find(std::string_view string) const {
        const uint32_t node = walk(root, string);
        return node == none ? none : number(node);
    }

private:
    static constexpr uint32_t ends = 1u << 31, block = 256;
    struct Cell {
        uint32_t base = 0, parent = none;
    };
    struct Node;
    class Builder;

    std::vector<Cell> cells_;  // whole blocks, so that every step stays inside
    std::vector<uint32_t> numbers_;
};

}  // namespace malvec
