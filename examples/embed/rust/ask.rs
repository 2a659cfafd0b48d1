//! Asks a model from Rust, without crates: neighbours of a word and of a misspelt one, an analogy,
//! two sentences; four threads at once, and an error.
//!
//!     lib=$(malvec config --prefix)/lib
//!     rustc --edition 2021 -L $lib -C link-arg=-Wl,-rpath,$lib ask.rs
//!     ./ask encoder.safetensors
use std::ffi::{c_void, CStr, CString};
use std::fmt::Write;
use std::os::raw::c_char;
use std::ptr::{null, null_mut};
use std::{env, process, thread};

/// What malvec.h declares, as far as it is used here.
mod ffi {
    use super::*;

    pub enum Model {}

    #[repr(C)]
    pub struct Error {
        pub code: i32,
        pub text: [c_char; 252],
    }

    #[repr(C)]
    #[derive(Clone, Copy)]
    pub struct Text {
        pub data: *const u8,
        pub size: usize,
    }

    #[repr(C)]
    pub struct SearchOptions {
        pub size: usize,
        pub topn: usize,
        pub restrict_rows: usize,
        pub allowed: *const u64,
        pub threads: u32,
        pub flags: u32,
        pub keep_going: Option<extern "C" fn(*mut c_void) -> i32>,
        pub state: *mut c_void,
    }

    pub const DIM: i32 = 1;
    pub const THREE_COS_ADD: i32 = 0;

    #[link(name = "malvec")]
    extern "C" {
        pub fn malvec_open(
            path: *const c_char,
            options: *const c_void,
            model: *mut *mut Model,
            error: *mut Error,
        ) -> i32;
        pub fn malvec_release(model: *mut Model);
        pub fn malvec_fact(
            model: *const Model,
            fact: i32,
            value: *mut u64,
            error: *mut Error,
        ) -> i32;
        pub fn malvec_word(
            model: *const Model,
            id: u64,
            word: *mut Text,
            count: *mut u64,
            error: *mut Error,
        ) -> i32;
        pub fn malvec_similar(
            model: *const Model,
            plus: *const Text,
            plus_count: usize,
            minus: *const Text,
            minus_count: usize,
            options: *const SearchOptions,
            ids: *mut i64,
            scores: *mut f32,
            error: *mut Error,
        ) -> i32;
        pub fn malvec_analogy(
            model: *const Model,
            a: Text,
            b: Text,
            c: Text,
            method: i32,
            options: *const SearchOptions,
            ids: *mut i64,
            scores: *mut f32,
            error: *mut Error,
        ) -> i32;
        pub fn malvec_encode(
            model: *const Model,
            texts: *const Text,
            n: usize,
            options: *const c_void,
            out: *mut f32,
            empty: *mut u64,
            error: *mut Error,
        ) -> i32;
    }
}

/// A code of malvec.h and its sentence.
#[derive(Debug)]
struct Error(i32, String);
type Result<T> = std::result::Result<T, Error>;

/// Calls a function with an error to fill.
fn checked(call: impl FnOnce(*mut ffi::Error) -> i32) -> Result<()> {
    let mut error = ffi::Error {
        code: 0,
        text: [0; 252],
    };
    match call(&mut error) {
        0 => Ok(()),
        code => {
            let text = unsafe { CStr::from_ptr(error.text.as_ptr()) };
            Err(Error(code, text.to_string_lossy().into_owned()))
        }
    }
}

fn text(characters: &str) -> ffi::Text {
    ffi::Text {
        data: characters.as_ptr(),
        size: characters.len(),
    }
}

/// An open file; any number of threads may ask it, as malvec.h promises.
struct Model(*mut ffi::Model);
unsafe impl Send for Model {}
unsafe impl Sync for Model {}

impl Drop for Model {
    fn drop(&mut self) {
        unsafe { ffi::malvec_release(self.0) }
    }
}

impl Model {
    fn open(path: &str) -> Result<Model> {
        let path = CString::new(path).expect("a path without NUL");
        let mut model = null_mut();
        checked(|e| unsafe { ffi::malvec_open(path.as_ptr(), null(), &mut model, e) })?;
        Ok(Model(model))
    }

    fn similar(&self, word: &str, topn: usize) -> Result<Vec<(&str, f32)>> {
        let plus = text(word);
        self.found(topn, |options, ids, scores, e| unsafe {
            ffi::malvec_similar(self.0, &plus, 1, null(), 0, options, ids, scores, e)
        })
    }

    fn analogy(&self, a: &str, b: &str, c: &str, topn: usize) -> Result<Vec<(&str, f32)>> {
        let (a, b, c) = (text(a), text(b), text(c));
        self.found(topn, |options, ids, scores, e| unsafe {
            ffi::malvec_analogy(self.0, a, b, c, ffi::THREE_COS_ADD, options, ids, scores, e)
        })
    }

    /// The words that a question finds, with their scores.
    fn found(
        &self,
        topn: usize,
        ask: impl FnOnce(*const ffi::SearchOptions, *mut i64, *mut f32, *mut ffi::Error) -> i32,
    ) -> Result<Vec<(&str, f32)>> {
        let options = ffi::SearchOptions {
            size: std::mem::size_of::<ffi::SearchOptions>(),
            topn,
            restrict_rows: 0,
            allowed: null(),
            threads: 0,
            flags: 0,
            keep_going: None,
            state: null_mut(),
        };
        let (mut ids, mut scores) = (vec![-1; topn], vec![0.0; topn]);
        checked(|e| ask(&options, ids.as_mut_ptr(), scores.as_mut_ptr(), e))?;
        let there = ids.iter().zip(&scores).filter(|(&id, _)| id >= 0);
        there
            .map(|(&id, &score)| Ok((self.word(id as u64)?, score)))
            .collect()
    }

    fn word(&self, id: u64) -> Result<&str> {
        let mut word = ffi::Text {
            data: null(),
            size: 0,
        };
        checked(|e| unsafe { ffi::malvec_word(self.0, id, &mut word, null_mut(), e) })?;
        let bytes = unsafe { std::slice::from_raw_parts(word.data, word.size) };
        Ok(std::str::from_utf8(bytes).expect("words in UTF-8"))
    }

    fn dim(&self) -> Result<usize> {
        let mut dim = 0;
        checked(|e| unsafe { ffi::malvec_fact(self.0, ffi::DIM, &mut dim, e) })?;
        Ok(dim as usize)
    }

    fn encode(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>> {
        let dim = self.dim()?;
        let given: Vec<_> = texts.iter().map(|t| text(t)).collect();
        let mut out = vec![0.0f32; given.len() * dim];
        let to = out.as_mut_ptr();
        checked(|e| unsafe {
            ffi::malvec_encode(self.0, given.as_ptr(), given.len(), null(), to, null_mut(), e)
        })?;
        Ok(out.chunks(dim).map(<[f32]>::to_vec).collect())
    }
}

/// All answers as a text. Rust writes the digits that name a float exactly.
fn answers(model: &Model) -> Result<String> {
    let mut told = String::new();
    let mut show = |question: &str, found: Vec<(&str, f32)>| {
        for (word, score) in found {
            writeln!(told, "{question}\t{word}\t{score}").unwrap();
        }
    };
    for word in ["희망", "재밋엇다"] {
        show(word, model.similar(word, 3)?);
    }
    show(
        "한국영화:한국=일본영화:?",
        model.analogy("한국영화", "한국", "일본영화", 3)?,
    );

    let texts = ["재미있는 영화", "지루한 영화"];
    for (text, vector) in texts.iter().zip(model.encode(&texts)?) {
        let values: Vec<_> = vector.iter().map(f32::to_string).collect();
        writeln!(told, "{text}\t{}", values.join("\t")).unwrap();
    }
    Ok(told)
}

fn ask(path: &str) -> Result<()> {
    let model = Model::open(path)?;
    let told = answers(&model)?;
    thread::scope(|scope| {
        let others: Vec<_> = (0..4).map(|_| scope.spawn(|| answers(&model))).collect();
        for other in others {
            assert_eq!(other.join().unwrap().unwrap(), told);
        }
    });
    print!("{told}");
    if let Err(Error(code, sentence)) = Model::open("missing.safetensors") {
        println!("error {code}\t{sentence}");
    }
    Ok(())
}

fn main() {
    let path = env::args().nth(1).expect("usage: ask MODEL");
    if let Err(Error(_, sentence)) = ask(&path) {
        eprintln!("malvec: {sentence}");
        process::exit(1);
    }
}
