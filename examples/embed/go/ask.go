// Asks a model from Go: neighbours of a word and of a misspelt one, an analogy, two sentences; many
// goroutines at once, which move between threads, and an error.
//
//	export PKG_CONFIG_PATH=$(malvec config --prefix)/lib/pkgconfig
//	export LD_LIBRARY_PATH=$(malvec config --prefix)/lib
//	go run ask.go encoder.safetensors
package main

/*
#cgo pkg-config: malvec
#include <malvec/malvec.h>
#include <stdlib.h>
*/
import "C"

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"unsafe"
)

// Error is a code of malvec.h and its sentence.
type Error struct {
	Code int
	Text string
}

func (e *Error) Error() string { return e.Text }

// Every call fills an error of its own, so that no goroutine needs to stay on its thread.
func failure(code C.int32_t, e *C.malvec_error) error {
	if code == C.MALVEC_OK {
		return nil
	}
	return &Error{int(code), C.GoString(&e.text[0])}
}

// Texts in C's memory, where pointers may point to pointers.
type texts struct{ data []C.malvec_text }

func newTexts(words ...string) texts {
	size := C.size_t(len(words)) * C.sizeof_malvec_text
	made := texts{unsafe.Slice((*C.malvec_text)(C.malloc(size)), len(words))}
	for i, word := range words {
		made.data[i] = C.malvec_text{C.CString(word), C.size_t(len(word))}
	}
	return made
}

func (t texts) free() {
	for _, text := range t.data {
		C.free(unsafe.Pointer(text.data))
	}
	C.free(unsafe.Pointer(&t.data[0]))
}

// Model is an open file that any number of goroutines may ask.
type Model struct{ it *C.malvec_model }

func Open(path string) (*Model, error) {
	name := C.CString(path)
	defer C.free(unsafe.Pointer(name))
	var e C.malvec_error
	model := &Model{}
	if err := failure(C.malvec_open(name, nil, &model.it, &e), &e); err != nil {
		return nil, err
	}
	runtime.SetFinalizer(model, func(m *Model) { C.malvec_release(m.it) })
	return model, nil
}

type Neighbour struct {
	Word  string
	Score float32
}

func (m *Model) Similar(word string, topn int) ([]Neighbour, error) {
	plus := newTexts(word)
	defer plus.free()
	return m.ask(topn, func(o *C.malvec_search_options, ids *C.int64_t, scores *C.float, e *C.malvec_error) C.int32_t {
		return C.malvec_similar(m.it, &plus.data[0], 1, nil, 0, o, ids, scores, e)
	})
}

func (m *Model) Analogy(a, b, c string, topn int) ([]Neighbour, error) {
	t := newTexts(a, b, c)
	defer t.free()
	return m.ask(topn, func(o *C.malvec_search_options, ids *C.int64_t, scores *C.float, e *C.malvec_error) C.int32_t {
		return C.malvec_analogy(m.it, t.data[0], t.data[1], t.data[2], C.MALVEC_3COSADD, o, ids, scores, e)
	})
}

type question func(*C.malvec_search_options, *C.int64_t, *C.float, *C.malvec_error) C.int32_t

// The words that a question finds.
func (m *Model) ask(topn int, call question) ([]Neighbour, error) {
	options := C.malvec_search_options{topn: C.size_t(topn)}
	options.size = C.sizeof_malvec_search_options
	ids, scores := make([]C.int64_t, topn), make([]C.float, topn)
	var e C.malvec_error
	if err := failure(call(&options, &ids[0], &scores[0], &e), &e); err != nil {
		return nil, err
	}
	found := []Neighbour{}
	for i := 0; i < topn && ids[i] >= 0; i++ {
		var word C.malvec_text
		if err := failure(C.malvec_word(m.it, C.uint64_t(ids[i]), &word, nil, &e), &e); err != nil {
			return nil, err
		}
		found = append(found, Neighbour{C.GoStringN(word.data, C.int(word.size)), float32(scores[i])})
	}
	runtime.KeepAlive(m)
	return found, nil
}

func (m *Model) Encode(sentences ...string) ([][]float32, error) {
	t := newTexts(sentences...)
	defer t.free()
	var e C.malvec_error
	var dim C.uint64_t
	if err := failure(C.malvec_fact(m.it, C.MALVEC_DIM, &dim, &e), &e); err != nil {
		return nil, err
	}
	out := make([]float32, len(sentences)*int(dim))
	code := C.malvec_encode(m.it, &t.data[0], C.size_t(len(sentences)), nil, (*C.float)(&out[0]), nil, &e)
	if err := failure(code, &e); err != nil {
		return nil, err
	}
	runtime.KeepAlive(m)
	rows := make([][]float32, len(sentences))
	for i := range rows {
		rows[i] = out[i*int(dim) : (i+1)*int(dim)]
	}
	return rows, nil
}

// All answers as a text. Go writes the digits that name a float exactly.
func answers(m *Model) (string, error) {
	var told strings.Builder
	show := func(question string, found []Neighbour, err error) error {
		for _, each := range found {
			fmt.Fprintf(&told, "%s\t%s\t%v\n", question, each.Word, each.Score)
		}
		return err
	}
	for _, word := range []string{"희망", "재밋엇다"} {
		found, err := m.Similar(word, 3)
		if show(word, found, err) != nil {
			return "", err
		}
		runtime.Gosched()
	}
	found, err := m.Analogy("한국영화", "한국", "일본영화", 3)
	if show("한국영화:한국=일본영화:?", found, err) != nil {
		return "", err
	}
	sentences := []string{"재미있는 영화", "지루한 영화"}
	vectors, err := m.Encode(sentences...)
	for i, vector := range vectors {
		fmt.Fprint(&told, sentences[i])
		for _, value := range vector {
			fmt.Fprintf(&told, "\t%v", value)
		}
		fmt.Fprintln(&told)
	}
	return told.String(), err
}

// The answers of many goroutines, which are all the same.
func askTogether(m *Model, count int) (string, error) {
	told, err := answers(m)
	if err != nil {
		return "", err
	}
	same := make(chan bool)
	for i := 0; i < count; i++ {
		go func() {
			mine, err := answers(m)
			same <- err == nil && mine == told
		}()
	}
	for i := 0; i < count; i++ {
		if !<-same {
			return "", fmt.Errorf("a goroutine got another answer")
		}
	}
	return told, nil
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: ask MODEL")
		os.Exit(2)
	}
	model, err := Open(os.Args[1])
	if err == nil {
		var told string
		if told, err = askTogether(model, 16); err == nil {
			fmt.Print(told)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "malvec:", err)
		os.Exit(1)
	}
	if _, err := Open("missing.safetensors"); err != nil {
		fmt.Printf("error %d\t%s\n", err.(*Error).Code, err)
	}
}
