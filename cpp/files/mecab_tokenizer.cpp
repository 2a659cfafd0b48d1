#include "files/mecab_tokenizer.h"

#include <optional>

#include "core/error.h"
#include "files/tokenizer_settings.h"
#include "text/mecab/mecab_tokenizer.h"
#include "text/mecab/places.h"
#include "text/mecab/user_lexicon.h"

namespace malvec {
namespace {

// Lines of MeCab's CSV; ids that one dictionary lacks are found when it is opened.
std::vector<std::string> csv_settings(const Json& user_dictionary) {
    check_settings(user_dictionary, {"csv"});
    std::vector<std::string> lines = word_settings(needed_setting(user_dictionary, "csv"));
    check_csv(lines);
    return lines;
}

DescribedTokenizer opened_mecab(const MecabOptions& options,
                                const std::optional<std::string>& fingerprint) {
    if (options.dictionary.empty())
        return {nullptr,
                "the tokenizer 'mecab' needs a dictionary: give the folder of one, such as that"
                " of python-mecab-ko-dic, in `dictionary` of the options"};
    const auto refused = [](const std::exception& error, const char* advice = "") {
        return DescribedTokenizer{nullptr, std::string("the tokenizer 'mecab' cannot be opened: ") +
                                               error.what() + advice};
    };
    std::shared_ptr<const MecabTokenizer> made;
    try {
        made = std::make_shared<const MecabTokenizer>(options);
    } catch (const IoError& error) {
        return refused(error, ": give the folder of a compiled dictionary in `dictionary`");
    } catch (const std::invalid_argument& error) {  // a word of a user
        return refused(error);
    } catch (const std::runtime_error& error) {
        return refused(error);
    }
    if (fingerprint && *fingerprint != made->dictionary().fingerprint())
        return {nullptr, "the dictionary in " + options.dictionary +
                             " is another one than the model was made with: give the folder of"
                             " that one in `dictionary` of the options"};
    if (!options.keep.empty()) check_tags("keep", options.keep, made->tags());
    return {made, ""};
}

}  // namespace

DescribedTokenizer described_mecab(const Json& description, const std::string& dictionary) {
    check_settings(description, {"name", "keep", "user_dictionary", "fingerprint"});
    MecabOptions options;
    const auto words = description.find("user_dictionary"), keep = description.find("keep");
    std::optional<std::string> known;
    if (const auto fingerprint = description.find("fingerprint")) known = fingerprint->text();
    if (keep) options.keep = tag_settings(*keep);
    if (words && words->is(Json::Kind::text))
        return {nullptr,
                "the tokenizer 'mecab' had a compiled user dictionary, which no model"
                " keeps: give tokens, or a function that cuts"};
    options.dictionary = dictionary.empty() ? mecab_dictionary_folder() : dictionary;
    if (words && words->is(Json::Kind::object) && words->find("csv"))
        options.csv = csv_settings(*words);
    else if (words)
        options.words = user_word_settings(*words);
    return opened_mecab(options, known);
}

}  // namespace malvec
