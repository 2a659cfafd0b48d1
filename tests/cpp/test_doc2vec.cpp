// Document vectors: the frozen step, training from many
// threads, inference that depends on the text alone.
#include <cmath>
#include <vector>

#include "check.h"
#include "core/error.h"
#include "models/tokens/doc2vec.h"

using namespace malvec;

namespace {

struct Floats {
    std::shared_ptr<float[]> memory;
    Matrix matrix;

    Floats(size_t rows, size_t dim, uint64_t seed)
        : memory(allocate_floats(rows * padded_dim(dim))),
          matrix{memory.get(), rows, dim, padded_dim(dim)} {
        if (seed) initialize_rows(matrix, seed);
    }
    bool equals(const Floats& other) const {
        return std::equal(memory.get(), memory.get() + matrix.rows * matrix.stride,
                          other.memory.get());
    }
};

// Sentences of 0 to 8 words of 20, one after another, each a document with one or two tags.
struct Model {
    std::vector<uint32_t> ids, tag_rows;
    std::vector<uint64_t> offsets{0}, tag_offsets{0}, counts = std::vector<uint64_t>(20, 1);
    Doc2vecOptions options;
    Floats documents, input, output;

    explicit Model(const Doc2vecOptions& o)
        : options(o), documents(301, o.dim, 5), input(20, o.dim, o.seed),
          output(20, o.concat() ? hidden_slots(o, 2) * padded_dim(o.dim) : o.dim, 0) {
        Random random(8);
        for (uint32_t sentence = 0; sentence < 300; ++sentence) {
            for (uint32_t k = random.below(9); k-- > 0;)
                ids.push_back(random.below(20)), ++counts[ids.back()];
            offsets.push_back(ids.size());
            tag_rows.push_back(sentence), tag_rows.push_back(300);
            tag_offsets.push_back(tag_rows.size());
        }
    }
    Matrices matrices() const {
        return {input.matrix, output.matrix, {}, output.matrix.stride / input.matrix.stride};
    }
    Training training() const {
        return Training(window_options(options), {ids, offsets}, counts, matrices());
    }
    Totals train() {
        const Training t = training();
        return run_epoch(t, 0, 0, doc2vec(t, options, {documents.matrix, {tag_rows, tag_offsets}}),
                         nullptr);
    }
};

Doc2vecOptions small(bool dm, const char* combine, bool words, uint32_t threads) {
    Doc2vecOptions o;
    o.dim = 20, o.window = 3, o.sample = 0, o.lr = 0.1, o.dm = dm, o.combine = combine,
    o.dbow_words = words, o.threads = threads;
    return o;
}

const std::vector<Doc2vecOptions> kinds(uint32_t threads) {
    return {small(false, "mean", false, threads), small(false, "mean", true, threads),
            small(true, "mean", false, threads), small(true, "sum", false, threads),
            small(true, "concat", false, threads)};
}

}  // namespace

TEST(doc2vec_frozen_step_changes_its_input_as_training_does) {
    Floats x(1, 20, 1), outputs(9, 20, 2), same(9, 20, 2), a(1, 20, 0), b(1, 20, 0);
    Targets targets(1, 9);
    targets.resize(9), targets.weighted = true;
    for (size_t j = 0; j < 9; ++j)
        targets.set_label(j, j == 0), targets.set_weight(j, j == 3 ? 2 : 1),
            targets.row(j) = outputs.matrix.row(j);
    LogisticStep step(1, 9, x.matrix.stride);
    const double frozen = step.pull(x.matrix.row(0), a.matrix.row(0), targets, 0.1f);
    CHECK(outputs.equals(same));
    const double trained = step.train_apart(x.matrix.row(0), b.matrix.row(0), targets, 0.1f);
    CHECK(!outputs.equals(same));
    CHECK(std::abs(frozen - trained) < 1e-5);
    for (size_t k = 0; k < 20; ++k) CHECK(std::abs(a.matrix.row(0)[k] - b.matrix.row(0)[k]) < 1e-6);
}

TEST(doc2vec_trains_the_same_bits_with_one_thread_and_all_tokens_with_many) {
    for (size_t kind = 0; kind < 5; ++kind) {
        Model a(kinds(1)[kind]), b(kinds(1)[kind]), many(kinds(4)[kind]);
        const Totals first = a.train(), second = b.train(), third = many.train();
        CHECK(a.documents.equals(b.documents) && a.output.equals(b.output) &&
              a.input.equals(b.input));
        CHECK(first.loss == second.loss && first.kept == a.ids.size() && third.kept == first.kept &&
              third.pairs == first.pairs);
        CHECK(all_finite(many.documents.matrix) && !a.documents.equals(Floats(301, 20, 5)));
        const bool words = a.options.neighbours();
        CHECK(a.input.equals(Floats(20, 20, a.options.seed)) == !words);
    }
}

TEST(doc2vec_infers_each_text_by_itself) {
    for (const Doc2vecOptions& o : kinds(1)) {
        Model model(o);
        model.train();
        const Training training = model.training();
        const Sentences texts{model.ids, model.offsets};
        Floats one(300, 20, 0), four(300, 20, 0), single(1, 20, 0),
            kept(20, model.output.matrix.dim, 0);
        std::copy_n(model.output.memory.get(), 20 * model.output.matrix.stride, kept.memory.get());
        InferenceOptions how;
        CHECK(infer_documents(training, o, how, texts, one.matrix, nullptr));
        how.threads = 4;
        CHECK(infer_documents(training, o, how, texts, four.matrix, nullptr));
        CHECK(one.equals(four) && model.output.equals(kept));
        const uint64_t from = model.offsets[200], to = model.offsets[201];
        const std::vector<uint64_t> offsets{0, to - from};
        CHECK(infer_documents(training, o, how, {texts[200], offsets}, single.matrix, nullptr));
        CHECK(std::equal(single.memory.get(), single.memory.get() + 32, one.matrix.row(200)));
        how.lr = 0;
        CHECK_THROWS(infer_documents(training, o, how, texts, one.matrix, nullptr),
                     std::invalid_argument);
    }
}

TEST(doc2vec_refuses_output_rows_that_do_not_fit_the_window) {
    for (const Doc2vecOptions& o : kinds(1)) {
        const Model model(o);
        Floats vectors(300, o.dim, 0);
        const auto infers = [&](const Doc2vecOptions& other) {
            return infer_documents(model.training(), other, {}, {model.ids, model.offsets},
                                   vectors.matrix, nullptr);
        };
        Doc2vecOptions wider = o;
        wider.window = 4;  // 2 * 4 neighbours and no tag: as wide as 2 * 3 and two tags
        if (o.concat()) CHECK_THROWS(infers(wider), std::invalid_argument);
        Training training = model.training();
        training.output.stride *= 3, training.output.rows /= 3;
        if (!o.concat()) CHECK_THROWS(check_output(training, o), std::invalid_argument);
        training.output.stride = 0;
        CHECK_THROWS(check_output(training, o), std::invalid_argument);
        const std::vector<uint64_t> beyond(301, model.ids.size() + 1);
        CHECK_THROWS(
            infer_documents(model.training(), o, {}, {model.ids, beyond}, vectors.matrix, nullptr),
            std::invalid_argument);
    }
}

TEST(doc2vec_refuses_tags_that_do_not_fit) {
    for (const Doc2vecOptions& o : kinds(1)) {
        Model model(o);
        const Training training = model.training();
        const auto fits = [&] {
            doc2vec(training, o, {model.documents.matrix, {model.tag_rows, model.tag_offsets}});
            return true;
        };
        CHECK(fits());
        model.tag_rows[4] = 301;
        CHECK_THROWS(fits(), std::invalid_argument);
        model.tag_rows[4] = 0;
        if (o.concat()) {
            --model.tag_offsets[2];
            CHECK_THROWS(fits(), std::invalid_argument);
            ++model.tag_offsets[2];
        }
        model.tag_offsets.pop_back();
        CHECK_THROWS(fits(), std::invalid_argument);
    }
    Doc2vecOptions o = small(true, "mean", true, 1);
    CHECK_THROWS(malvec::check(o), std::invalid_argument);
    o = small(false, "sum", false, 1);
    CHECK_THROWS(malvec::check(o), std::invalid_argument);
}
