# cython: language_level=3, boundscheck=False, wraparound=False
# Python token lists -> packed bytes, the one place where compiled code walks Python strings.
# Strings become UTF-8; surrogate escapes become the bytes they stand for again, so that every
# string can be packed.

from cpython.bytes cimport PyBytes_FromStringAndSize
from libc.string cimport memcpy
from libcpp.vector cimport vector

cdef extern from "Python.h":
    int PyUnicode_READY(object text) except -1
    bint PyUnicode_IS_ASCII(object text)
    int PyUnicode_KIND(object text)
    void* PyUnicode_DATA(object text)
    unsigned int PyUnicode_READ(int kind, void* data, Py_ssize_t i)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)

ctypedef unsigned long long uint64


cdef inline char* put_code_point(char* p, unsigned int c) noexcept nogil:
    if c < 0x80:
        p[0] = <char>c
        return p + 1
    if 0xDC80 <= c <= 0xDCFF:
        p[0] = <char>(c - 0xDC00)
        return p + 1
    if c < 0x800:
        p[0] = <char>(0xC0 | c >> 6)
        p[1] = <char>(0x80 | c & 63)
        return p + 2
    if c < 0x10000:
        p[0] = <char>(0xE0 | c >> 12)
        p[1] = <char>(0x80 | c >> 6 & 63)
        p[2] = <char>(0x80 | c & 63)
        return p + 3
    p[0] = <char>(0xF0 | c >> 18)
    p[1] = <char>(0x80 | c >> 12 & 63)
    p[2] = <char>(0x80 | c >> 6 & 63)
    p[3] = <char>(0x80 | c & 63)
    return p + 4


cdef class Packer:
    """Bytes in the making; room is doubled where it runs out."""
    cdef vector[char] room
    cdef size_t size

    def __cinit__(self):
        self.room.resize(1 << 16)
        self.size = 0

    cdef int put(self, object text) except -1:
        PyUnicode_READY(text)
        cdef Py_ssize_t i, length = PyUnicode_GET_LENGTH(text)
        cdef int kind = PyUnicode_KIND(text)
        cdef void* data = PyUnicode_DATA(text)
        cdef size_t most = self.size + 4 * <size_t>length
        if most > self.room.size():
            self.room.resize(max(most, 2 * self.room.size()))
        cdef char* p = self.room.data() + self.size
        if PyUnicode_IS_ASCII(text):
            memcpy(p, data, length)
            self.size += length
            return 0
        for i in range(length):
            p = put_code_point(p, PyUnicode_READ(kind, data, i))
        self.size = p - self.room.data()
        return 0

    cdef bytes take(self):
        return PyBytes_FromStringAndSize(self.room.data(), self.size)


cdef bytes take_numbers(vector[uint64]& numbers):
    return PyBytes_FromStringAndSize(<char*>numbers.data(), numbers.size() * sizeof(uint64))


def pack_lines(lines, size_t limit):
    """Packs sequences of tokens from an iterator until `limit` bytes are reached or it ends.

    Returns (bytes, token_ends, line_ends): the tokens' UTF-8 end to end, then uint64 numbers as
    bytes: where each token ends in bytes, where each line ends in tokens. An exhausted iterator
    gives no line ends.
    """
    cdef Packer packer = Packer()
    cdef vector[uint64] token_ends, line_ends
    for line in lines:
        if isinstance(line, (str, bytes)):
            raise TypeError(f"sentences must be lists of str, but one is {type(line).__name__}: "
                            f"{line[:60]!r}; for texts: from_texts")
        try:
            tokens = iter(line)
        except TypeError:
            raise TypeError(f"sentences must be lists of str, but one is {type(line).__name__}: "
                            f"{repr(line)[:60]}") from None
        for token in tokens:
            if type(token) is not str and not isinstance(token, str):
                raise TypeError(f"tokens must be str, but one is {type(token).__name__}: "
                                f"{repr(token)[:60]}")
            packer.put(token)
            token_ends.push_back(packer.size)
        line_ends.push_back(token_ends.size())
        if packer.size >= limit or token_ends.size() * 8 >= limit:
            break
    return packer.take(), take_numbers(token_ends), take_numbers(line_ends)


def pack_texts(texts, size_t limit, size_t number, refuse):
    """UTF-8 of strings from an iterator until `limit` bytes are reached.

    Each is ended by a newline; those within become blanks. An exhausted iterator gives b"". What is
    no str is raised by `refuse(text, its number)`, where the first of them is `number`.
    """
    cdef Packer packer = Packer()
    for text in texts:
        if not isinstance(text, str):
            raise refuse(text, number)
        number += 1
        packer.put(text.replace("\n", " ") if "\n" in text else text)
        packer.put("\n")
        if packer.size >= limit:
            break
    return packer.take()
