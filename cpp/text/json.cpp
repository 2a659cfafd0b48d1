#include "text/json.h"

#include "core/error.h"
#include "text/json_tree.h"

namespace malvec {
namespace {

constexpr std::string_view kind_names[] = {"null",   "true or false", "a whole number", "a number",
                                           "a text", "a list",        "an object"};

}  // namespace

Json::Kind Json::kind() const { return tree_ ? tree_->nodes[place_].kind : Json::Kind::null; }

void Json::want(Kind kind) const {
    if (!is(kind))
        throw FormatError(std::string(kind_names[static_cast<size_t>(kind)]) +
                          " is expected, not " +
                          std::string(kind_names[static_cast<size_t>(this->kind())]));
}

bool Json::boolean() const {
    want(Kind::boolean);
    return tree_->nodes[place_].boolean;
}

int64_t Json::integer() const {
    want(Kind::integer);
    return tree_->nodes[place_].integer;
}

double Json::number() const {
    if (is(Kind::integer)) return static_cast<double>(integer());
    want(Kind::number);
    return tree_->nodes[place_].number;
}

std::string_view Json::text() const {
    want(Kind::text);
    return tree_->text(tree_->nodes[place_]);
}

std::string_view Json::source() const {
    if (!tree_) return "null";
    const JsonNode& node = tree_->nodes[place_];
    return std::string_view(tree_->bytes).substr(node.begin, node.size);
}

size_t Json::size() const {
    if (!is(Kind::list)) want(Kind::object);
    return tree_->nodes[place_].items;
}

Json::Items Json::items() const {
    if (!is(Kind::list)) want(Kind::object);
    return {*this, place_ + 1, tree_->nodes[place_].end, is(Kind::object)};
}

Json::Items Json::members() const {
    want(Kind::object);
    return items();
}

std::optional<Json> Json::find(std::string_view name) const {
    want(Kind::object);
    const auto& nodes = tree_->nodes;
    for (uint32_t i = place_ + 1; i < nodes[place_].end; i = nodes[i + 1].end)
        if (tree_->text(nodes[i]) == name) return Json(tree_, i + 1);
    return std::nullopt;
}

Json::Item Json::Items::Iterator::operator*() const {
    const auto& tree = items_->owner_.tree_;
    if (!items_->named_) return {{}, Json(tree, place_)};
    return {tree->text(tree->nodes[place_]), Json(tree, place_ + 1)};
}

Json::Items::Iterator& Json::Items::Iterator::operator++() {
    place_ = items_->owner_.tree_->nodes[place_ + items_->named_].end;
    return *this;
}

}  // namespace malvec
