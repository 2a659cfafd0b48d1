// Searches sentences: the texts nearest to a question, in an index that was made of them by
//     malvec index reviews.txt --encoder encoder.safetensors -o reviews.index
#include <iomanip>
#include <iostream>
#include <malvec/malvec.hpp>

int main(int count, char** arguments) try {
    if (count != 3) {
        std::cerr << "usage: search INDEX QUESTION\n";
        return 2;
    }
    const malvec::Model index(arguments[1]);
    const auto question = index.encode(arguments[2]);
    std::cout << std::setprecision(9);
    for (const auto& [text, score, id] : index.nearest(question[0], 3))
        std::cout << score << '\t' << text << '\n';
    return 0;
} catch (const std::exception& error) {
    std::cerr << "malvec: " << error.what() << '\n';
    return 1;
}
