"use strict";
(() => {
  const by = (id) => document.getElementById(id);
  const bytes = (id) => {
    const text = atob(by(id).textContent), out = new Uint8Array(text.length);
    for (let i = 0; i < out.length; i++) out[i] = text.charCodeAt(i);
    by(id).remove();
    return out;
  };

  // ---- data: words, points [n, 2], groups [n], rows int8 [n, dim] and their norms -------------------------------------------
  const { words, counts, dim, groupNames, ranked, noun } = JSON.parse(by("data").textContent);
  const n = words.length;
  const rows = new Int8Array(bytes("rows").buffer);
  const groups = bytes("groups");
  const points = Float32Array.from(new Uint16Array(bytes("points").buffer), (v) => v / 65535);
  const norms = new Float32Array(n);
  for (let i = 0, at = 0; i < n; i++) {
    let sum = 0;
    for (let d = 0; d < dim; d++, at++) sum += rows[at] * rows[at];
    norms[i] = Math.sqrt(sum);
  }
  const index = new Map();  // texts and tags may come twice: the first counts
  words.forEach((word, i) => { if (!index.has(word)) index.set(word, i); });
  const folded = new Map();  // lower case, composed: the first word of each
  words.forEach((word, i) => { const key = word.normalize("NFC").toLowerCase(); if (!folded.has(key)) folded.set(key, i); });
  const shown = (word) => word.replace(/[\u0000-\u001f]/g, (c) => String.fromCharCode(0x2400 + c.charCodeAt(0))).replace(/[\u2028\u2029]/g, "␤");
  const brief = (i) => {  // as much of a text as a label has room for; Hangul takes twice the room of Latin
    let room = 30, text = "";
    for (const c of shown(words[i])) { room -= c < "\u1100" ? 1 : 2; if (room < 0) return text + "…"; text += c; }
    return text;
  };
  const find = (word) => index.get(word) ?? folded.get(word.normalize("NFC").toLowerCase()) ?? -1;

  function nearest(terms, count) {  // terms: [[sign, id], ...]; unit vectors are added
    if (count < 1) return [];
    const query = new Float32Array(dim), seen = new Set(terms.map(([, i]) => i));
    for (const [sign, i] of terms) for (let d = 0; d < dim; d++) query[d] += norms[i] ? sign * rows[i * dim + d] / norms[i] : 0;
    const length = Math.hypot(...query) || 1, found = [];
    for (let i = 0, at = 0; i < n; i++, at += dim) {
      let sum = 0;
      for (let d = 0; d < dim; d++) sum += query[d] * rows[at + d];
      const score = norms[i] ? sum / (norms[i] * length) : 0;
      if ((found.length < count || score > found[count - 1][1]) && !seen.has(i)) {
        let place = found.length < count ? found.length : count - 1;
        while (place > 0 && found[place - 1][1] < score) { found[place] = found[place - 1]; place--; }
        found[place] = [i, score];
      }
    }
    return found;
  }

  // ---- points in cells, so that the one below the pointer is found at once ----------------------------------------------------
  const CELLS = 128, starts = new Uint32Array(CELLS * CELLS + 1), members = new Uint32Array(n);
  const cell = (v) => Math.min(CELLS - 1, Math.max(0, Math.floor(v * CELLS)));
  const cellOf = (i) => cell(points[2 * i + 1]) * CELLS + cell(points[2 * i]);
  for (let i = 0; i < n; i++) starts[cellOf(i) + 1]++;
  for (let c = 0; c < CELLS * CELLS; c++) starts[c + 1] += starts[c];
  const next = starts.slice();
  for (let i = 0; i < n; i++) members[next[cellOf(i)]++] = i;

  // ---- the view ---------------------------------------------------------------------------------------------------------------
  const map = by("map"), pen = map.getContext("2d"), panel = by("panel");
  let width = 0, height = 0, ratio = 1, fit = 1, view = { x: 0.5, y: 0.5, scale: 1 }, flight = null, dirty = false;
  let chosen = null, hovered = -1, boxes = [];
  let left = 0;  // what the panel covers
  const sx = (x) => (x - view.x) * view.scale + (width + left) / 2;
  const sy = (y) => (y - view.y) * view.scale + height / 2;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  // Okabe & Ito's colours, which people of any colour vision tell apart; then the same, farther from the paper, and nearer
  const BASE = [[0, 114, 178], [213, 94, 0], [0, 158, 115], [204, 121, 167], [230, 159, 0], [86, 180, 233], [127, 127, 127]];
  const SHADES = [[0, 0], [0, 0.45], [255, 0.5], [0, 0.65], [255, 0.7]];
  const colour = (group) => {
    const [shade, share] = SHADES[Math.floor(group / BASE.length) % SHADES.length], to = dark.matches ? 255 - shade : shade;
    return `rgb(${BASE[group % BASE.length].map((c) => Math.round(c + (to - c) * share)).join(" ")})`;
  };
  const only = new Set();  // the groups that are shown; empty for all
  const visible = (i) => !only.size || only.has(groups[i]);
  const redraw = () => { if (!dirty) { dirty = true; requestAnimationFrame(draw); } };

  function resize() {
    ratio = Math.min(devicePixelRatio || 1, 2);
    [width, height] = [Math.max(1, innerWidth), Math.max(1, innerHeight)];  // a frame that is not shown yet has none
    [map.width, map.height] = [width * ratio, height * ratio];
    left = width > 640 ? panel.offsetLeft + panel.offsetWidth : 0;
    const before = fit;
    fit = Math.max(1, 0.94 * Math.min(width - left, height));
    view.scale *= fit / before;
    redraw();
  }

  const clamp = (scale) => Math.min(fit * 400, Math.max(fit * 0.5, scale));
  function zoomAt(factor, px, py) {
    const scale = clamp(view.scale * factor), x = view.x + (px - (width + left) / 2) / view.scale, y = view.y + (py - height / 2) / view.scale;
    view = { x: x - (px - (width + left) / 2) / scale, y: y - (py - height / 2) / scale, scale };
    flight = null;
    redraw();
  }
  function fly(x, y, scale) {
    const to = { x, y, scale: clamp(scale) };
    if (still.matches) { view = to; flight = null; } else flight = { from: { ...view }, to, start: performance.now() };
    redraw();
  }
  function advance(now) {
    const t = Math.min(1, (now - flight.start) / 450), s = t * t * (3 - 2 * t), { from, to } = flight;
    view = { x: from.x + (to.x - from.x) * s, y: from.y + (to.y - from.y) * s, scale: from.scale * (to.scale / from.scale) ** s };
    if (t === 1) flight = null;
  }

  // ---- drawing ----------------------------------------------------------------------------------------------------------------
  const ruler = document.createElement("canvas").getContext("2d", { willReadFrequently: true }), widths = new Float32Array(n);
  const family = getComputedStyle(document.body).fontFamily;
  ruler.font = `500 16px ${family}`;
  const textWidth = (i, size) => (widths[i] ||= Math.max(1, ruler.measureText(brief(i)).width)) * size / 16;
  let ink, paper, accent, image = null;

  function draw(now) {
    dirty = false;
    if (flight) { advance(Math.max(now, performance.now())); redraw(); }
    const style = getComputedStyle(document.documentElement);
    [ink, paper, accent] = ["--ink", "--paper", "--accent"].map((name) => style.getPropertyValue(name).trim());
    dots();
    boxes = [];
    if (chosen) spokes();
    labels();
    if (hovered >= 0) tip();
  }

  function mixed(css, share) {  // a colour over paper, as the number that a pixel is
    ruler.globalAlpha = 1; ruler.fillStyle = paper; ruler.fillRect(0, 0, 1, 1);
    ruler.globalAlpha = share; ruler.fillStyle = css; ruler.fillRect(0, 0, 1, 1);
    return new Uint32Array(ruler.getImageData(0, 0, 1, 1).data.buffer)[0];
  }
  const palettes = new Map();
  function palette(share) {
    const key = paper + share;
    if (!palettes.has(key)) {
      const inks = Array.from({ length: groupNames.length }, (_, group) => colour(group));
      palettes.set(key, { inks, fills: inks.map((css) => mixed(css, share)), ground: mixed(paper, 1) });
    }
    return palettes.get(key);
  }
  function dots() {  // small ones are written pixel by pixel, which is many times faster than as shapes
    const zoom = view.scale / fit, r = Math.min(4.5, Math.max(0.8, 26 / Math.sqrt(n) + 0.55 * Math.log2(Math.max(1, zoom))));
    const share = chosen ? 0.4 : 0.75, { inks, fills, ground } = palette(share);
    pen.setTransform(1, 0, 0, 1, 0, 0);
    if (!image || image.width !== map.width || image.height !== map.height) image = pen.createImageData(map.width, map.height);
    const pixels = new Uint32Array(image.data.buffer), small = r < 2.2, side = Math.max(1, Math.round(2 * r * ratio));
    pixels.fill(ground);
    if (small) {
      const across = map.width, down = map.height;
      for (let i = n - 1; i >= 0; i--) {
        if (!visible(i)) continue;
        const x = Math.round(sx(points[2 * i]) * ratio - side / 2), y = Math.round(sy(points[2 * i + 1]) * ratio - side / 2);
        if (x < 0 || y < 0 || x + side > across || y + side > down) continue;
        const fill = fills[groups[i]];
        for (let at = y * across + x, last = at + side * across; at < last; at += across) for (let k = 0; k < side; k++) pixels[at + k] = fill;
      }
    }
    pen.putImageData(image, 0, 0);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (small) return;
    pen.globalAlpha = share;
    for (let i = n - 1; i >= 0; i--) {
      const x = sx(points[2 * i]), y = sy(points[2 * i + 1]);
      if (x < -9 || y < -9 || x > width + 9 || y > height + 9 || !visible(i)) continue;
      pen.fillStyle = inks[groups[i]];
      pen.beginPath(); pen.arc(x, y, r, 0, 6.2832); pen.fill();
    }
    pen.globalAlpha = 1;
  }

  const centreOf = ({ terms, near }) => terms.length === 1 || !near.length ? terms[0][1] : near[0][0];
  function spokes() {
    const centre = centreOf(chosen);
    const x = sx(points[2 * centre]), y = sy(points[2 * centre + 1]);
    pen.lineWidth = 1.2;
    for (const [i, score] of chosen.near) {
      pen.globalAlpha = 0.15 + 0.6 * Math.max(0, score);
      pen.strokeStyle = accent;
      pen.beginPath(); pen.moveTo(x, y); pen.lineTo(sx(points[2 * i]), sy(points[2 * i + 1])); pen.stroke();
    }
    pen.globalAlpha = 1;
    for (const [i] of chosen.near) disc(i, 3.6, colour(groups[i]));
    for (const [, i] of chosen.terms) disc(i, 5.5, accent);
  }
  function disc(i, r, fill) {
    pen.beginPath(); pen.arc(sx(points[2 * i]), sy(points[2 * i + 1]), r, 0, 6.2832);
    pen.fillStyle = fill; pen.fill(); pen.lineWidth = 1.5; pen.strokeStyle = paper; pen.stroke();
  }

  function labels() {  // the most frequent first; one that would cover another stays away until there is room
    const taken = new Map(), most = Math.round((width * height) / 7000);
    const free = (box) => {
      for (let cx = box[0] >> 6; cx <= box[2] >> 6; cx++) for (let cy = box[1] >> 6; cy <= box[3] >> 6; cy++)
        for (const other of taken.get(cx * 4096 + cy) || []) if (box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]) return false;
      return true;
    };
    const put = (i, size, weight, fill, always) => {
      const x = sx(points[2 * i]), y = sy(points[2 * i + 1]), text = brief(i), half = textWidth(i, size) / 2 + 3;
      const middle = Math.min(width - half - 2, Math.max(half + 2, x)), top = y - size - 5, box = [middle - half, top, middle + half, y - 2];
      if (!always && !free(box)) return false;
      for (let cx = box[0] >> 6; cx <= box[2] >> 6; cx++) for (let cy = box[1] >> 6; cy <= box[3] >> 6; cy++) {
        const key = cx * 4096 + cy;
        if (taken.has(key)) taken.get(key).push(box); else taken.set(key, [box]);
      }
      const wanted = `${weight} ${size}px ${family}`;
      if (font !== wanted) pen.font = font = wanted;
      pen.lineWidth = 3.5; pen.lineJoin = "round"; pen.strokeStyle = paper;
      pen.strokeText(text, middle, y - 6); pen.fillStyle = fill; pen.fillText(text, middle, y - 6);
      boxes.push([i, ...box]);
      return true;
    };
    let font = "";
    pen.textAlign = "center"; pen.textBaseline = "alphabetic";
    if (chosen) {
      for (const [, i] of chosen.terms) put(i, 17, 700, accent, true);
      for (const [i] of chosen.near) put(i, 13, 600, ink, false);
    }
    const special = new Set(chosen ? [...chosen.terms.map(([, i]) => i), ...chosen.near.map(([i]) => i)] : []);
    pen.globalAlpha = chosen ? 0.4 : 1;
    let placed = 0, tried = 0;
    for (let i = 0; i < n && placed < most && tried < 6000; i++) {
      const x = sx(points[2 * i]), y = sy(points[2 * i + 1]);
      if (x < -20 || y < 0 || x > width + 20 || y > height + 20 || !visible(i)) continue;
      tried++;
      if (!special.has(i) && put(i, Math.round(Math.max(11.5, 18 - 0.65 * Math.log(i + 1))), 500, ink, false)) placed++;
    }
    pen.globalAlpha = 1;
  }

  function tip() {
    const text = brief(hovered), x = sx(points[2 * hovered]), y = sy(points[2 * hovered + 1]);
    disc(hovered, 5, colour(groups[hovered]));
    pen.font = `600 14px ${family}`;
    const half = Math.min(pen.measureText(text).width, 360) / 2 + 9, at = Math.min(width - half - 4, Math.max(half + 4, x)), top = y < 44 ? y + 10 : y - 38;
    pen.fillStyle = ink;
    pen.beginPath(); pen.roundRect(at - half, top, 2 * half, 27, 7); pen.fill();
    pen.fillStyle = paper; pen.textAlign = "center"; pen.fillText(text, at, top + 19, 360);
  }

  // ---- choosing a word ----------------------------------------------------------------------------------------------------------
  function parse(text) {  // "a - b + c", or a word that has such signs in it
    if (find(text) >= 0) return [[1, find(text)]];
    const parts = text.trim().split(/\s+([+-])\s+/), terms = [[1, find(parts[0])]];
    for (let k = 1; k < parts.length; k += 2) terms.push([parts[k] === "+" ? 1 : -1, find(parts[k + 1])]);
    const unknown = terms.findIndex(([, i]) => i < 0);
    return unknown < 0 ? terms : parts[unknown ? 2 * unknown : 0];
  }
  function ask(text, move = true) {
    const terms = parse(text);
    by("hits").hidden = true;
    by("search").setAttribute("aria-expanded", "false");
    by("told").hidden = typeof terms !== "string";
    if (typeof terms === "string") { by("told").textContent = `“${shown(terms)}” is not among the ${noun} here.`; return; }
    choose(terms, move);
  }
  const remember = (address) => { try { history.pushState(null, "", address); } catch { /* a frame of a notebook has no address */ } };
  const spelled = (terms) => terms.map(([sign, i], k) => (k ? (sign > 0 ? " + " : " - ") : "") + words[i]).join("");
  function choose(terms, move) {
    chosen = { terms, near: nearest(terms, Math.min(24, Math.max(0, n - terms.length))) };
    const single = terms.length === 1, first = terms[0][1], text = spelled(terms);
    by("word").textContent = shown(text);
    by("rank").textContent = single ? [counts ? `seen ${counts[first].toLocaleString("en")} times` : "", ranked ? `rank ${(first + 1).toLocaleString("en")}` : ""].filter(Boolean).join(" · ") : "nearest to the sum of unit vectors";
    by("near").replaceChildren(...chosen.near.map(([i, score]) => entry(i, score)));
    by("card").hidden = false;
    by("near").scrollTop = 0;
    by("told").hidden = true;
    const wanted = "#word=" + encodeURIComponent(text.toWellFormed ? text.toWellFormed() : text);
    if (location.hash !== wanted) remember(wanted);
    if (move) frame();
    redraw();
  }
  function entry(i, score) {
    const li = document.createElement("li"), button = document.createElement("button"), word = document.createElement("b"), bar = document.createElement("i"), value = document.createElement("em");
    word.textContent = word.title = shown(words[i]);
    bar.style.setProperty("--share", `${Math.max(0, 100 * score)}%`);
    value.textContent = score.toFixed(3);
    button.append(word, bar, value);
    button.onclick = () => choose([[1, i]], true);
    button.onmouseenter = button.onfocus = () => { hovered = i; redraw(); };
    button.onmouseleave = button.onblur = () => { hovered = -1; redraw(); };
    li.append(button);
    return li;
  }
  function frame() {  // the word and the nearer half of its neighbours fill the view
    const centre = centreOf(chosen), [x, y] = [points[2 * centre], points[2 * centre + 1]];
    const far = chosen.near.map(([i]) => Math.hypot(points[2 * i] - x, points[2 * i + 1] - y)).sort((a, b) => a - b);
    const reach = Math.max(far[Math.floor(far.length * 0.6)] || 0, 0.004);
    const scale = 0.36 * Math.min(width - left, height) / reach, covered = width > 640 ? 0 : panel.offsetTop + panel.offsetHeight;
    if (scale > fit) fly(x, y - covered / 2 / clamp(scale), scale); else fly(0.5, 0.5, fit);
  }
  function clear() {
    chosen = null;
    by("card").hidden = by("told").hidden = by("hits").hidden = true;
    if (location.hash) remember(location.pathname + location.search);
    redraw();
  }

  // ---- groups: what is typical of each; those chosen are shown alone ---------------------------------------------------------------
  const sizes = new Uint32Array(groupNames.length);
  for (const group of groups) sizes[group]++;
  const buttons = groupNames.map((name, group) => {
    const button = document.createElement("button"), dot = document.createElement("i"), text = document.createElement("span"), count = document.createElement("em");
    text.textContent = text.title = shown(name) || `group ${group + 1}`;
    count.textContent = sizes[group].toLocaleString("en");
    button.append(dot, text, count);
    button.setAttribute("aria-pressed", "false");
    button.onclick = () => { if (!only.delete(group)) only.add(group); filter(); };
    return button;
  });
  function tint() { buttons.forEach((button, group) => { button.firstChild.style.background = colour(group); }); redraw(); }
  function filter() {
    if (only.size === groupNames.length) only.clear();
    by("entries").classList.toggle("filtered", only.size > 0);
    by("every").hidden = !only.size;
    buttons.forEach((button, group) => button.setAttribute("aria-pressed", String(only.has(group))));
    hovered = -1;
    redraw();
  }
  by("entries").replaceChildren(...buttons.map((button) => { const li = document.createElement("li"); li.append(button); return li; }));
  by("every").onclick = (event) => { event.preventDefault(); only.clear(); filter(); };
  by("legend").hidden = groupNames.length < 2;
  by("legend").open = innerWidth > 640;

  // ---- search: prefixes first, then anywhere; a syllable that is still being typed counts, and so do initial consonants ------------
  const LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
  const key = (text) => text.normalize("NFD").toLowerCase().replace(/[ㄱ-ㅎ]/g, (c) => (LEADS.includes(c) ? String.fromCharCode(0x1100 + LEADS.indexOf(c)) : c));
  const initials = (word) => [...word.normalize("NFC")].map((c) => (c >= "가" && c <= "힣" ? LEADS[Math.floor((c.charCodeAt(0) - 0xac00) / 588)] : c)).join("");
  let keys = null, firsts = null, marked = 0, hits = [];
  function search(text) {
    const asked = text.trim();
    if (!asked) return [];
    if (/^[ㄱ-ㅎ]+$/.test(asked)) {
      firsts ??= words.map(initials);
      return matches(firsts, asked, find(asked));
    }
    keys ??= words.map(key);
    return matches(keys, key(asked), find(asked));
  }
  function matches(texts, asked, exact) {
    const starting = exact >= 0 ? [exact] : [], inside = [];
    for (let i = 0; i < n && starting.length < 12; i++) {
      if (i === exact) continue;
      const at = texts[i].indexOf(asked);
      if (at === 0) starting.push(i); else if (at > 0 && inside.length < 12) inside.push(i);
    }
    return [...starting, ...inside].slice(0, 12);
  }
  function suggest() {
    hits = search(by("search").value);
    marked = 0;
    by("told").hidden = true;
    by("hits").hidden = !hits.length;
    by("search").setAttribute("aria-expanded", String(hits.length > 0));
    by("hits").replaceChildren(...hits.map((i, k) => {
      const li = document.createElement("li"), word = document.createElement("span"), rank = document.createElement("span");
      li.setAttribute("role", "option"); li.id = `hit${k}`;
      word.textContent = shown(words[i]); rank.textContent = (i + 1).toLocaleString("en");
      li.append(word, rank);
      li.onpointerdown = (event) => { event.preventDefault(); pick(k); };
      return li;
    }));
    mark(0);
  }
  function mark(k) {
    const list = [...by("hits").children];
    marked = list.length ? (k + list.length) % list.length : 0;
    list.forEach((li, i) => li.setAttribute("aria-selected", String(i === marked)));
    list[marked]?.scrollIntoView({ block: "nearest" });
    if (list.length) by("search").setAttribute("aria-activedescendant", `hit${marked}`);
  }
  function pick(k) { by("search").value = words[hits[k]]; ask(words[hits[k]]); by("search").select(); }

  by("search").addEventListener("input", suggest);
  by("search").addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;  // the key belongs to the input method
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); mark(marked + (event.key === "ArrowDown" ? 1 : -1)); }
    else if (event.key === "Enter") { if (hits.length && !by("hits").hidden && typeof parse(by("search").value) === "string") pick(marked); else if (marked && !by("hits").hidden) pick(marked); else ask(by("search").value); }
    else if (event.key === "Escape") { if (by("hits").hidden) { clear(); map.focus(); } by("hits").hidden = true; }
    event.stopPropagation();
  });

  // ---- mouse, touch, keys -----------------------------------------------------------------------------------------------------------
  function under(px, py, reach) {  // a label, or the nearest point
    const label = boxes.find(([, x0, y0, x1, y1]) => px >= x0 && px <= x1 && py >= y0 && py <= y1);
    if (label) return label[0];
    const x = view.x + (px - (width + left) / 2) / view.scale, y = view.y + (py - height / 2) / view.scale, r = reach / view.scale;
    let best = -1, least = r * r;
    for (let cy = cell(y - r); cy <= cell(y + r); cy++) for (let cx = cell(x - r); cx <= cell(x + r); cx++)
      for (let k = starts[cy * CELLS + cx]; k < starts[cy * CELLS + cx + 1]; k++) {
        if (!visible(members[k])) continue;
        const i = members[k], d = (points[2 * i] - x) ** 2 + (points[2 * i + 1] - y) ** 2;
        if (d < least) { least = d; best = i; }
      }
    return best;
  }
  const held = new Map();
  let moved = 0;
  map.addEventListener("pointerdown", (event) => {
    map.setPointerCapture(event.pointerId);
    held.set(event.pointerId, [event.clientX, event.clientY]);
    moved = held.size > 1 ? 99 : 0;
    flight = null;
    map.focus({ preventScroll: true });
  });
  map.addEventListener("pointermove", (event) => {
    const last = held.get(event.pointerId);
    if (!last) {
      const found = under(event.clientX, event.clientY, 10);
      map.classList.toggle("pointing", found >= 0);
      if (found !== hovered) { hovered = found; redraw(); }
      return;
    }
    const [dx, dy] = [event.clientX - last[0], event.clientY - last[1]], others = [...held].filter(([id]) => id !== event.pointerId);
    moved += Math.abs(dx) + Math.abs(dy);
    if (others.length) {
      const [ox, oy] = others[0][1], before = Math.hypot(last[0] - ox, last[1] - oy), after = Math.hypot(event.clientX - ox, event.clientY - oy);
      zoomAt(after / Math.max(before, 1), (event.clientX + ox) / 2, (event.clientY + oy) / 2);
      view.x -= dx / 2 / view.scale; view.y -= dy / 2 / view.scale;
    } else if (moved > 4) {
      map.classList.add("dragging");
      view.x -= dx / view.scale; view.y -= dy / view.scale;
    }
    held.set(event.pointerId, [event.clientX, event.clientY]);
    redraw();
  });
  const release = (event) => {
    if (held.delete(event.pointerId) && event.type === "pointerup" && moved <= 4) {
      const found = under(event.clientX, event.clientY, 14);
      if (found >= 0) choose([[1, found]], false); else if (chosen) clear();
    }
    map.classList.remove("dragging");
  };
  map.addEventListener("pointerup", release);
  map.addEventListener("pointercancel", release);
  map.addEventListener("pointerleave", () => { if (hovered >= 0) { hovered = -1; redraw(); } });
  map.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoomAt(Math.exp(-Math.max(-200, Math.min(200, event.deltaY * (event.deltaMode ? 18 : 1))) * (event.ctrlKey ? 0.01 : 0.0022)), event.clientX, event.clientY);
  }, { passive: false });
  map.addEventListener("dblclick", (event) => zoomAt(2, event.clientX, event.clientY));
  const middle = () => [(width + left) / 2, height / 2];
  const actions = {
    "+": () => zoomAt(1.5, ...middle()), "=": () => zoomAt(1.5, ...middle()), "-": () => zoomAt(1 / 1.5, ...middle()), 0: () => fly(0.5, 0.5, fit),
    ArrowLeft: () => { view.x -= 80 / view.scale; redraw(); }, ArrowRight: () => { view.x += 80 / view.scale; redraw(); },
    ArrowUp: () => { view.y -= 80 / view.scale; redraw(); }, ArrowDown: () => { view.y += 80 / view.scale; redraw(); },
    Escape: () => { if (chosen) clear(); else { only.clear(); filter(); } },
    g: () => { by("legend").open = true; buttons[0].focus(); },
    "/": () => { by("search").focus(); by("search").select(); },
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !actions[event.key]) return;
    if (event.target.tagName === "BUTTON" && event.key.startsWith("Arrow")) {
      const at = buttons.indexOf(event.target), step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (at >= 0 && step) { event.preventDefault(); buttons[(at + step + buttons.length) % buttons.length].focus(); }
      return;
    }
    event.preventDefault();
    actions[event.key]();
  });
  by("in").onclick = actions["+"]; by("out").onclick = actions["-"]; by("all").onclick = actions[0]; by("close").onclick = clear;

  function followAddress() {
    const match = location.hash.match(/^#word=(.*)$/s);
    if (!match) { if (chosen) { chosen = null; by("card").hidden = true; redraw(); } return; }
    try { ask(decodeURIComponent(match[1])); } catch { by("told").hidden = false; by("told").textContent = "The address names no word."; }
  }
  addEventListener("resize", resize);
  addEventListener("hashchange", followAddress);
  addEventListener("popstate", followAddress);
  dark.addEventListener("change", tint);
  resize();
  tint();
  view = { x: 0.5, y: 0.5, scale: fit };
  followAddress();
  window.explorer = { ask, shown: () => words.filter((_, i) => visible(i)).length, place: (word) => [sx(points[2 * find(word)]), sy(points[2 * find(word) + 1])] };
  document.body.dataset.ready = "yes";
})();
