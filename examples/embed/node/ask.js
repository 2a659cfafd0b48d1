// Asks a model from Node by koffi: neighbours of a word and of a misspelt one, an analogy, two
// sentences; four calls at once, each on a thread of its own, and an error.
//
//     npm install koffi
//     node ask.js $(malvec config --prefix)/lib/libmalvec.so.1 encoder.safetensors
"use strict";
const { promisify } = require("node:util");
const koffi = require("koffi");

const [library, path] = process.argv.slice(2);
if (!path) throw new Error("usage: node ask.js LIBRARY MODEL");

// What malvec.h declares, as far as it is used here.
const malvec = koffi.load(library);
koffi.opaque("malvec_model");
koffi.struct("malvec_error", { code: "int32_t", text: koffi.array("char", 252) });
koffi.struct("malvec_text", { data: "void *", size: "size_t" });
koffi.struct("malvec_search_options", {
  size: "size_t",
  topn: "size_t",
  restrict_rows: "size_t",
  allowed: "void *",
  threads: "uint32_t",
  flags: "uint32_t",
  keep_going: "void *",
  state: "void *",
});
const MODEL = "malvec_model *";
const ANSWER = "malvec_search_options *, _Out_ int64_t *, _Out_ float *, _Out_ malvec_error *";
const open = malvec.func(
  `int32_t malvec_open(str, void *, _Out_ malvec_model **, _Out_ malvec_error *)`,
);
const release = malvec.func(`void malvec_release(${MODEL})`);
const fact = malvec.func(
  `int32_t malvec_fact(${MODEL}, int32_t, _Out_ uint64_t *, _Out_ malvec_error *)`,
);
const word = malvec.func(
  `int32_t malvec_word(${MODEL}, uint64_t, _Out_ malvec_text *, void *, _Out_ malvec_error *)`,
);
const similar = malvec.func(
  `int32_t malvec_similar(${MODEL}, malvec_text *, size_t, void *, size_t, ${ANSWER})`,
);
const analogy = malvec.func(
  `int32_t malvec_analogy(${MODEL}, malvec_text, malvec_text, malvec_text, int32_t, ${ANSWER})`,
);
const encode = malvec.func(
  `int32_t malvec_encode(${MODEL}, malvec_text *, size_t, void *, _Out_ float *, void *,
                         _Out_ malvec_error *)`,
);
const DIM = 1;
const THREE_COS_ADD = 0;

// A function of malvec.h on a thread of Node's pool; a code becomes an error with its sentence.
function call(run, ...given) {
  const error = {};
  return promisify(run.async)(...given, error).then((code) => {
    if (code !== 0) throw Object.assign(new Error(error.text), { code });
  });
}

function text(characters) {
  const bytes = Buffer.from(characters);
  return { data: bytes, size: bytes.length };
}

class Model {
  static async open(path) {
    const model = new Model();
    const it = [null];
    await call(open, path, null, it);
    model.it = it[0];
    return model;
  }

  close() {
    release(this.it);
  }

  async fact(which) {
    const value = [0];
    await call(fact, this.it, which, value);
    return Number(value[0]);
  }

  similar(word, topn) {
    return this.#found(topn, similar, [text(word)], 1, null, 0);
  }

  analogy(a, b, c, topn) {
    return this.#found(topn, analogy, text(a), text(b), text(c), THREE_COS_ADD);
  }

  // Words with their scores.
  async #found(topn, question, ...asked) {
    const options = { size: koffi.sizeof("malvec_search_options"), topn };
    const ids = new BigInt64Array(topn);
    const scores = new Float32Array(topn);
    await call(question, this.it, ...asked, options, ids, scores);
    const there = [...ids].filter((id) => id >= 0);
    return Promise.all(there.map(async (id, i) => [await this.word(id), scores[i]]));
  }

  async word(id) {
    const found = {};
    await call(word, this.it, id, found, null);
    return Buffer.from(koffi.decode(found.data, "uint8_t", Number(found.size))).toString();
  }

  async encode(texts) {
    const dim = await this.fact(DIM);
    const out = new Float32Array(texts.length * dim);
    await call(encode, this.it, texts.map(text), texts.length, null, out, null);
    return texts.map((_, i) => out.subarray(i * dim, (i + 1) * dim));
  }
}

// All answers as a text. Numbers of Node are doubles: their digits name the float too.
async function answers(model) {
  const lines = [];
  const show = (question, found) => {
    for (const [word, score] of found) lines.push(`${question}\t${word}\t${score}`);
  };
  for (const word of ["희망", "재밋엇다"]) show(word, await model.similar(word, 3));
  show("한국영화:한국=일본영화:?", await model.analogy("한국영화", "한국", "일본영화", 3));

  const texts = ["재미있는 영화", "지루한 영화"];
  const vectors = await model.encode(texts);
  texts.forEach((text, i) => lines.push([text, ...vectors[i]].join("\t")));
  return lines.join("\n");
}

async function main() {
  const model = await Model.open(path);
  const [told, ...others] = await Promise.all([1, 2, 3, 4].map(() => answers(model)));
  if (others.some((other) => other !== told)) throw new Error("threads differ");
  console.log(told);
  model.close();
  await Model.open("missing.safetensors").catch((error) => {
    console.log(`error ${error.code}\t${error.message}`);
  });
}

main().catch((error) => {
  console.error(`malvec: ${error.message}`);
  process.exitCode = 1;
});
