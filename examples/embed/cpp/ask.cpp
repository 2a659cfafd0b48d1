// Asks a model from C++: neighbours of a word and of a misspelt one, an analogy, two sentences;
// four threads at once, and an error. CMakeLists.txt builds it.
#include <future>
#include <iomanip>
#include <iostream>
#include <malvec/malvec.hpp>
#include <sstream>
#include <string>
#include <vector>

static void show(std::ostream& out, const std::string& question, const malvec::Neighbours& found) {
    for (const auto& [word, score, id] : found)
        out << question << '\t' << word << '\t' << score << '\n';
}

// All answers as a text. Nine digits name a float exactly.
static std::string answers(const malvec::Model& model) {
    std::ostringstream out;
    out << std::setprecision(9);
    for (const char* word : {"희망", "재밋엇다"}) show(out, word, model.similar(word, 3));
    show(out, "한국영화:한국=일본영화:?", model.analogy("한국영화", "한국", "일본영화", 3));

    const std::vector<std::string> texts{"재미있는 영화", "지루한 영화"};
    const auto vectors = model.encode(texts);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        out << texts[i];
        for (float value : vectors[i]) out << '\t' << value;
        out << '\n';
    }
    return out.str();
}

int main(int count, char** arguments) try {
    if (count != 2) {
        std::cerr << "usage: ask MODEL\n";
        return 2;
    }
    const malvec::Model model(arguments[1]);
    const std::string told = answers(model);
    std::vector<std::future<std::string>> others;
    for (int i = 0; i < 4; ++i)
        others.push_back(std::async(std::launch::async, [model] { return answers(model); }));
    for (auto& other : others)
        if (other.get() != told) return 1;
    std::cout << told;
    try {
        malvec::Model("missing.safetensors");
    } catch (const malvec::Error& error) {
        std::cout << "error " << error.code() << '\t' << error.what() << '\n';
    }
    return 0;
} catch (const std::exception& error) {
    std::cerr << "malvec: " << error.what() << '\n';
    return 1;
}
