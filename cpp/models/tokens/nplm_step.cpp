#include "models/tokens/nplm_step.h"

#include <cmath>
#include <cstring>
#include <numeric>

#include "core/error.h"

namespace malvec {
namespace {

constexpr float no_candidate = -1e30f;  // the score of what is no candidate

std::span<const uint32_t> tile_ids(const Candidates& c, size_t tile) {
    return c.ids.subspan(tile * nplm_tile, std::min(nplm_tile, c.ids.size() - tile * nplm_tile));
}

size_t count_tiles(const Candidates& c) { return (c.ids.size() + nplm_tile - 1) / nplm_tile; }

// tanh x = sign(x) (1 - z) / (1 + z), with z = exp(-2 |x|)
void tanh_each(float* values, size_t count) {
    for (size_t i = 0; i < count; i += lanes) {
        const Vec x = load(values + i), z = exp_nonpositive(-2.0f * abs(x)),
                  t = (1.0f - z) / (1.0f + z);
        store(values + i, x < 0.0f ? -t : t);
    }
}

// out += factor x, row by row of two panels; the factor is one per example.
void add_scaled(const float* panel, const float* factor, size_t depth, float* out) {
    for (size_t h = 0; h < panel_rows; h += lanes) {
        const Vec by = load(factor + h);
        for (size_t k = h; k < depth * panel_rows; k += panel_rows)
            store(out + k, load(out + k) + by * load(panel + k));
    }
}

}  // namespace

NplmStep::NplmStep(const NplmOptions& o, const NplmRows& rows, size_t candidates)
    : options_(o), rows_(rows), width_(o.input_width()), features_(o.feature_width()),
      most_panels_(to_panels(o.batch) / panel_rows), keep_scores_(candidates > 0),
      iota_(std::max<size_t>({o.batch, o.hidden, panel_rows})), context_ids_(panel_rows) {
    std::iota(iota_.begin(), iota_.end(), 0u);
    const size_t b = to_panels(o.batch), h = to_panels(o.hidden), slack = panel_rows * panel_rows;
    x_rows_ = {nullptr, b, width_, padded_dim(width_)},
    f_rows_ = {nullptr, b, features_, padded_dim(features_)};
    const std::pair<float**, size_t> parts[] = {
        {&x_rows_.data, b * x_rows_.stride},
        {&f_rows_.data, b * f_rows_.stride},
        {&x_, b * width_},
        {&f_, b * features_},
        {&df_, b * features_},
        {&target_rows_, b * features_},
        {&h_forward_, h * width_},
        {&h_back_, h * width_},
        {&x_blocks_, b * width_},
        {&f_blocks_, b * features_},
        {&u_forward_, nplm_tile * features_},
        {&u_back_, nplm_tile * features_},
        {&target_score_, b},
        {&highest_, b},
        {&total_, b},
        {&turned_, std::max(nplm_tile, h) * b},
        {&work_, std::max({nplm_tile * features_, h * width_, b * width_})},
    };
    size_t total = 0;
    for (const auto& [pointer, size] : parts) total += padded_dim(size + slack);
    memory_ = allocate_floats(total);
    float* at = memory_.get();
    for (const auto& [pointer, size] : parts) *pointer = at, at += padded_dim(size + slack);
    scores_ = allocate_floats(std::max<size_t>((candidates + nplm_tile - 1) / nplm_tile, 1) *
                              nplm_tile * b);
}

void NplmStep::gather(const NplmBatch& batch) {
    size_ = batch.size(), padded_ = to_panels(size_);
    for (size_t i = 0; i < size_; ++i) {
        float* x = x_rows_.row(i);
        for (size_t j = 0; j < options_.context; ++j)
            std::memcpy(x + j * options_.dim,
                        rows_.input.row(batch.contexts[i * options_.context + j]),
                        options_.dim * sizeof(float));
        x[width_ - 1] = 1;
    }
    pack_panels(examples(x_rows_), padded_, x_);
}

void NplmStep::features(size_t panel) {
    float *f = panel_of(f_, features_, panel), *x = panel_of(x_, width_, panel);
    multiply(x, h_forward_, width_, options_.hidden, f);
    tanh_each(f, options_.hidden * panel_rows);
    const size_t direct = features_ - options_.hidden;  // the last rows of x
    std::copy_n(x + (width_ - direct) * panel_rows, direct * panel_rows,
                f + options_.hidden * panel_rows);
}

void NplmStep::score_targets(const NplmBatch& batch, const Candidates& candidates, size_t panel) {
    const auto targets = batch.targets.subspan(panel * panel_rows, in_panel(panel));
    const float* f = panel_of(f_, features_, panel);
    float *rows = panel_of(target_rows_, features_, panel),
          *score = target_score_ + panel * panel_rows;
    pack_panels({rows_.output, targets}, panel_rows, rows);
    for (size_t h = 0; h < panel_rows; h += lanes) {
        Vec sum = {};
        for (size_t k = h; k < features_ * panel_rows; k += panel_rows)
            sum += load(f + k) * load(rows + k);
        store(score + h, sum), store(total_ + panel * panel_rows + h, splat(1.0f));
    }
    for (size_t i = 0; candidates.target_shifts && i < targets.size(); ++i)
        score[i] += candidates.target_shifts[targets[i]];
    std::copy_n(score, panel_rows, highest_ + panel * panel_rows);
}

void NplmStep::score_tile(const NplmBatch& batch, const Candidates& candidates, size_t tile) {
    const auto ids = tile_ids(candidates, tile);
    const size_t height = to_panels(ids.size());
    pack_row_blocks({rows_.output, ids}, 0, height, u_forward_);
    for (size_t p = 0; p < panels(); ++p) {
        float* s = scores(p, tile);
        multiply(panel_of(f_, features_, p), u_forward_, features_, height, s);
        for (size_t c = 0; candidates.shifts && c < ids.size(); ++c)
            for (size_t h = c * panel_rows; h < (c + 1) * panel_rows; h += lanes)
                store(s + h, load(s + h) + candidates.shifts[tile * nplm_tile + c]);
        std::fill(s + ids.size() * panel_rows, s + height * panel_rows, no_candidate);
        for (size_t i = 0; i < in_panel(p); ++i) {
            const auto found =
                std::lower_bound(ids.begin(), ids.end(), batch.targets[p * panel_rows + i]);
            if (found != ids.end() && *found == batch.targets[p * panel_rows + i])
                s[static_cast<size_t>(found - ids.begin()) * panel_rows + i] = no_candidate;
        }
        add_to_softmax(p, s, height);
    }
}

// sum = sum exp(m - m') + sum over the new ones of exp(s - m'), m' the highest so far.
void NplmStep::add_to_softmax(size_t panel, const float* s, size_t height) {
    for (size_t h = 0; h < panel_rows; h += lanes) {
        float *highest = highest_ + panel * panel_rows + h,
              *total = total_ + panel * panel_rows + h;
        const Vec before = load(highest);
        Vec now = before, sum = {};
        for (size_t k = h; k < height * panel_rows; k += panel_rows) now = max(now, load(s + k));
        for (size_t k = h; k < height * panel_rows; k += panel_rows)
            sum += exp_nonpositive(load(s + k) - now);
        store(highest, now), store(total, load(total) * exp_nonpositive(before - now) + sum);
    }
}

void NplmStep::forward(const NplmBatch& batch, const Candidates& candidates) {
    gather(batch);
    pack_row_blocks(all(rows_.hidden), 0, options_.hidden, h_forward_);
    for (size_t p = 0; p < panels(); ++p) features(p), score_targets(batch, candidates, p);
    for (size_t t = 0; t < count_tiles(candidates); ++t) score_tile(batch, candidates, t);
    for (size_t i = 0; i < padded_; i += lanes)
        store(highest_ + i, load(highest_ + i) + log_at_least_one(load(total_ + i)));
}

void NplmStep::score(const NplmBatch& batch, const Candidates& candidates, float* log_p) {
    forward(batch, candidates);
    for (size_t i = 0; i < size_; ++i) log_p[i] = target_score_[i] - highest_[i];
}

double NplmStep::train(const NplmBatch& batch, const Candidates& candidates,
                       const NplmRows& squares, const AdaGrad& adagrad) {
    forward(batch, candidates);
    double loss = 0;
    for (size_t i = 0; i < size_; ++i)
        loss += static_cast<double>(highest_[i]) - static_cast<double>(target_score_[i]);
    for (size_t p = 0; p < panels(); ++p)
        unpack_panel(panel_of(f_, features_, p),
                     {f_rows_, std::span(iota_).subspan(p * panel_rows, in_panel(p))});
    pack_dim_blocks(examples(f_rows_), 0, padded_, f_blocks_);
    std::fill_n(df_, padded_ * features_, 0.0f);
    bool finite = std::isfinite(loss);
    for (size_t t = 0; t < count_tiles(candidates); ++t)
        finite &= backward_tile(candidates, t, squares, adagrad);
    finite &= backward_targets(batch, squares, adagrad);
    finite &= backward_contexts(batch, squares, adagrad);
    finite &= backward_hidden(squares, adagrad);
    if (!finite) throw NumericalError("a loss or a row is not finite: use a smaller lr");
    return loss;
}

// Scores -> probabilities, the gradient of the scores;
// from them those of f and of the candidates' output rows.
bool NplmStep::backward_tile(const Candidates& candidates, size_t tile, const NplmRows& squares,
                             const AdaGrad& adagrad) {
    const Picked rows{rows_.output, tile_ids(candidates, tile)};
    const size_t height = to_panels(rows.count());
    pack_dim_blocks(rows, 0, height, u_back_);
    for (size_t p = 0; p < panels(); ++p) {
        float* s = scores(p, tile);
        for (size_t h = 0; h < panel_rows; h += lanes) {
            const Vec denominator = load(highest_ + p * panel_rows + h);
            for (size_t k = h; k < height * panel_rows; k += panel_rows)
                store(s + k, exp_nonpositive(load(s + k) - denominator));
        }
        multiply_add(s, u_back_, height, features_, panel_of(df_, features_, p));
        for (size_t c = 0; c < height; c += panel_rows)
            transpose_square(s + c * panel_rows,
                             turned_ + c * padded_ + p * panel_rows * panel_rows);
    }
    for (size_t c = 0; c < height; c += panel_rows)
        multiply(turned_ + c * padded_, f_blocks_, padded_, features_, work_ + c * features_);
    return adagrad.update(work_, rows, squares.output);
}

// The gradient of a target's score is p - 1.
bool NplmStep::backward_targets(const NplmBatch& batch, const NplmRows& squares,
                                const AdaGrad& adagrad) {
    bool finite = true;
    for (size_t p = 0; p < panels(); ++p) {
        float* g = total_ + p * panel_rows;
        for (size_t i = p * panel_rows, k = 0; k < panel_rows; k += lanes)
            store(g + k,
                  exp_nonpositive(load(target_score_ + i + k) - load(highest_ + i + k)) - 1.0f);
        add_scaled(panel_of(target_rows_, features_, p), g, features_, panel_of(df_, features_, p));
        std::fill_n(work_, features_ * panel_rows, 0.0f);
        add_scaled(panel_of(f_, features_, p), g, features_, work_);
        finite &= adagrad.update(work_,
                                 {rows_.output, batch.targets.subspan(p * panel_rows, in_panel(p))},
                                 squares.output);
    }
    return finite;
}

// df -> the gradient before tanh, in place; through H, and directly, to x and the words' rows.
bool NplmStep::backward_contexts(const NplmBatch& batch, const NplmRows& squares,
                                 const AdaGrad& adagrad) {
    const size_t h = options_.hidden, dim = options_.dim, context = options_.context;
    bool finite = true;
    pack_dim_blocks(all(rows_.hidden), 0, h, h_back_);
    for (size_t p = 0; p < panels(); ++p) {
        float *df = panel_of(df_, features_, p), *f = panel_of(f_, features_, p);
        for (size_t k = 0; k < h * panel_rows; k += lanes)
            store(df + k, load(df + k) * (1.0f - load(f + k) * load(f + k)));
        if (options_.direct)
            std::copy_n(df + h * panel_rows, width_ * panel_rows, work_);
        else
            std::fill_n(work_, width_ * panel_rows, 0.0f);
        multiply_add(df, h_back_, h, width_, work_);
        for (size_t j = 0; j < context; ++j) {
            for (size_t i = 0; i < in_panel(p); ++i)
                context_ids_[i] = batch.contexts[(p * panel_rows + i) * context + j];
            finite &= adagrad.update(work_ + j * dim * panel_rows,
                                     {rows_.input, std::span(context_ids_).first(in_panel(p))},
                                     squares.input);
        }
    }
    return finite;
}

bool NplmStep::backward_hidden(const NplmRows& squares, const AdaGrad& adagrad) {
    const size_t height = to_panels(options_.hidden);
    pack_dim_blocks(examples(x_rows_), 0, padded_, x_blocks_);
    for (size_t p = 0; p < panels(); ++p)
        // beyond the hidden units: values that no row takes
        for (size_t c = 0; c < height; c += panel_rows)
            transpose_square(panel_of(df_, features_, p) + c * panel_rows,
                             turned_ + c * padded_ + p * panel_rows * panel_rows);
    for (size_t c = 0; c < height; c += panel_rows)
        multiply(turned_ + c * padded_, x_blocks_, padded_, width_, work_ + c * width_);
    return adagrad.update(work_, all(rows_.hidden), squares.hidden);
}

}  // namespace malvec
