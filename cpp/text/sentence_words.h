// Words around the end of a sentence: those that go on with it, and abbreviations.
#pragma once
#include <algorithm>
#include <array>
#include <string_view>

namespace malvec {

template <size_t n>
using WordList = std::array<std::u32string_view, n>;

template <size_t n>
constexpr bool is_among(std::u32string_view word, const WordList<n>& words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}
template <size_t n>
constexpr bool begins_among(std::u32string_view word, const WordList<n>& words) {
    return std::any_of(words.begin(), words.end(),
                       [word](std::u32string_view start) { return word.starts_with(start); });
}

// “좋다!” 라고
constexpr auto quoting_starts = std::to_array<std::u32string_view>(
    {U"라고", U"라는", U"라며", U"라던", U"이라고", U"이라는", U"이라며", U"이라던"});
constexpr auto after_quotation = std::to_array<std::u32string_view>(
    {U"고", U"하고", U"며", U"는", U"란", U"라", U"이라", U"하며", U"하면서"});
// 했다 하더라도, 좋다 보니: behind a word that could end a sentence
constexpr auto carrying_words = std::to_array<std::u32string_view>(
    {U"고",     U"고는", U"고도",   U"며",     U"면",     U"는",     U"라면",    U"란",     U"하고",
     U"하며",   U"하는", U"하던",   U"하면",   U"해도",   U"해서",   U"하여",    U"하여도", U"하니",
     U"하니까", U"하자", U"해야",   U"보니",   U"보면",   U"보니까", U"치고",    U"치면",   U"쳐도",
     U"했다",   U"한다", U"합니다", U"그래도", U"그래서", U"말다",   U"말았다",  U"말고",   U"뿐",
     U"만",     U"만은", U"마는",   U"손",     U"왔다",   U"갔다",   U"와서",    U"가도",   U"느니",
     U"던",     U"더라", U"더니",   U"든지",   U"등",     U"등의",   U"등을",    U"정도",   U"던데",
     U"는데",   U"는걸", U"니",     U"네",     U"까지",   U"한들",   U"할지라도"});
constexpr auto carrying_starts = std::to_array<std::u32string_view>(
    {U"하더", U"했는", U"했지", U"싶", U"보다", U"치더", U"라고", U"라는", U"라며", U"이라"});
// 정말.. 재미있다
constexpr auto adverbs = std::to_array<std::u32string_view>(
    {U"정말",   U"진짜",   U"그냥",   U"너무", U"역시",   U"솔직히", U"글쎄",   U"아직",
     U"완전",   U"제발",   U"참",     U"좀",   U"더",     U"다",     U"또",     U"음",
     U"아",     U"와",     U"오",     U"흠",   U"뭐",     U"막",     U"왜",     U"꼭",
     U"딱",     U"잘",     U"안",     U"못",   U"근데",   U"그런데", U"하지만", U"그리고",
     U"그래서", U"그러나", U"그래도", U"암튼", U"아무튼", U"하여튼", U"특히",   U"다만",
     U"물론",   U"사실",   U"결국"});
// 있음 좋겠다: 있으면
constexpr auto wishing_starts =
    std::to_array<std::u32string_view>({U"좋", U"안", U"못", U"뭐", U"뭔", U"어떻"});

// Abbreviations: those that end no sentence, those that do unless a number follows, and those that
// do where a word follows that often begins one.
constexpr auto before_names = std::to_array<std::u32string_view>(
    {U"mr",  U"mrs",  U"ms",  U"messrs", U"dr",  U"prof", U"gen",  U"rep",  U"reps",
     U"sen", U"sens", U"gov", U"lt",     U"maj", U"col",  U"capt", U"cmdr", U"adm",
     U"sgt", U"cpl",  U"rev", U"hon",    U"mt",  U"ft",   U"vs",   U"cf",   U"approx"});
constexpr auto before_numbers = std::to_array<std::u32string_view>(
    {U"no", U"nos", U"fig", U"figs", U"vol", U"vols", U"p",   U"pp",   U"sec", U"ch",  U"art",
     U"eq", U"jan", U"feb", U"mar",  U"apr", U"aug",  U"sep", U"sept", U"oct", U"nov", U"dec"});
constexpr auto perhaps_ending = std::to_array<std::u32string_view>(
    {U"st", U"al", U"ed", U"eds", U"etc", U"inc", U"corp", U"co", U"ltd", U"jr", U"sr", U"bros",
     U"dept", U"est", U"ave", U"rd", U"blvd"});
constexpr auto english_starters = std::to_array<std::u32string_view>(
    {U"The",       U"He",   U"She",   U"It",      U"In",   U"But",   U"And",
     U"This",      U"That", U"These", U"Those",   U"They", U"We",    U"You",
     U"I",         U"A",    U"An",    U"However", U"When", U"While", U"After",
     U"If",        U"On",   U"At",    U"For",     U"As",   U"There", U"His",
     U"Her",       U"Its",  U"Their", U"What",    U"Who",  U"Where", U"Why",
     U"How",       U"Then", U"So",    U"Or",      U"Yet",  U"Also",  U"Meanwhile",
     U"According", U"Some", U"Many",  U"Most",    U"One",  U"Two",   U"Police"});

}  // namespace malvec
