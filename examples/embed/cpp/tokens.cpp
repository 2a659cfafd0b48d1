// Cuts text into sentences, and these into tokens with their tags and places:
//     tokens "eojeols" "재미있는 영화. 또 보고 싶다."
//     tokens mecab TEXT FOLDER_OF_A_DICTIONARY
// or by the tokenizer of a model: tokens model.safetensors TEXT
#include <iostream>
#include <malvec/malvec.hpp>
#include <string>

static malvec::Tokenizer opened(const std::string& named, const std::string& dictionary) {
    const bool file = named.find(".safetensors") != std::string::npos;
    return file ? malvec::Model(named).tokenizer() : malvec::Tokenizer(named, dictionary);
}

int main(int count, char** arguments) try {
    if (count < 3 || count > 4) {
        std::cerr << "usage: tokens TOKENIZER|MODEL TEXT [DICTIONARY]\n";
        return 2;
    }
    const malvec::Tokenizer cut = opened(arguments[1], count > 3 ? arguments[3] : "");
    const std::string text = arguments[2];
    for (const auto sentence : malvec::sentences(text)) {
        const auto place = static_cast<std::size_t>(sentence.data() - text.data());
        for (const auto& [form, tag, begin, end] : cut(sentence))
            std::cout << form << '\t' << tag << '\t' << place + begin << '\t' << place + end
                      << '\n';
        std::cout << '\n';
    }
    return 0;
} catch (const std::exception& error) {
    std::cerr << "malvec: " << error.what() << '\n';
    return 1;
}
