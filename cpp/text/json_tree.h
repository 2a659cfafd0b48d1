// How a tree of JSON lies in memory: one array of nodes, one of bytes.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "text/json.h"

namespace malvec {

// In the order of the text, the values of a list or an object right after
// it; before each value of an object its name, which is a text too.
struct JsonNode {
    Json::Kind kind;
    uint32_t end = 0;              // of all that is inside: where the next one is
    uint32_t begin = 0, size = 0;  // in the source
    union {
        bool boolean;
        int64_t integer;
        double number;
        uint64_t items;
        struct {
            uint32_t begin, size;
        } text;
    };
};

struct JsonTree {
    std::string bytes;  // the source; after it texts that had escapes
    std::vector<JsonNode> nodes;

    std::string_view text(const JsonNode& node) const {
        return std::string_view(bytes).substr(node.text.begin, node.text.size);
    }
};

}  // namespace malvec
