// The kinds of malvec's own files: the one table of their names, and the one way to open a file of
// a kind. Metadata of every file: `format` malvec, `kind`, `format_version`; the rest is the
// kind's own.
#pragma once
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "files/safetensors.h"

namespace malvec {

struct FileKind {
    std::string_view name;
    std::string_view holds;   // as errors put it
    std::string_view loader;  // what of Python opens it
    unsigned newest = 1;      // version that is read
};

std::span<const FileKind> file_kinds();

// Whether a file is of malvec, of whatever version.
bool is_own(const TensorFile& file);

// The kind by today's name, whatever version wrote it, that of a
// newer malvec under its own name; FormatError where it is not of malvec.
std::string kind_of(const TensorFile& file);
std::string kind_of_file(const std::string& path);

// The same, or, of an index, the kind of what it is of; empty where it does not tell.
std::string held_kind(const TensorFile& file);
std::string held_kind_of_file(const std::string& path);

// What opens a file of a kind, for the end of a message; nothing for kinds that are not known.
std::string how_to_open(std::string_view kind);

struct StoredFile {
    std::string kind;
    TensorFile file;
};

// A file of one of the `wanted` kinds, the first of which errors name; or an index of such a
// thing, which holds all of it and is told under its kind. Throws FileError, or FormatError
// whose message begins with the path: cut, damaged, of another kind, or by a newer malvec.
StoredFile open_kind(const std::string& path, std::span<const std::string_view> wanted,
                     const OpenOptions& options = {});

}  // namespace malvec
