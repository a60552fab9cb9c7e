// The site of plain files: lists, pairs and the search are made here from one data file. Texts and numbers are those of
// the server: the texts come from the same file of words, and nothing is computed but order, filters and rounding.
"use strict";
(() => {
  const body = document.body, root = body.dataset.root, language = body.dataset.language;
  const query = new URLSearchParams(location.search);
  const FILTERS = ["country", "macroregion", "theme", "niche", "cohesion", "programme", "quadrant", "within_km", "same_programme", "national"];
  const COLUMN = { complementarity: "z", gives: "z", mutual: "z", overlap: "overlap_z" };
  let data, words, numbers, shared, reasons, parts;

  async function fetched(name) {
    const found = await fetch(`${root}static/${name}`);
    if (!found.ok) throw new Error(name);
    return found;
  }
  const unpacked = async (name) => new Response((await fetched(name)).body.pipeThrough(new DecompressionStream("gzip")));
  async function load() {
    const [facts, texts, bytes] = await Promise.all(
      [unpacked("site.bin").then((found) => found.json()), fetched(`words.${language}.json`).then((found) => found.json()),
        unpacked("pairs.bin").then((found) => found.arrayBuffer())]);
    data = facts; words = texts;
    const n = data.regions.length, half = n * (n + 1) / 2;
    let start = 0;
    const next = (size) => { const found = new Float64Array(bytes, start, size); start += 8 * size; return found; };
    numbers = Object.fromEntries(data.matrices.map((name) => [name, next(n * n)]));
    shared = Object.fromEntries(data.symmetric.map((name) => [name, next(half)]));
    reasons = new Uint32Array(bytes, start);
    data.at = Object.fromEntries(data.regions.map((region, place) => [region.id, place]));
  }

  // The parts of what each region gains from each other one, read when a pair is shown.
  async function loadParts() {
    const bytes = await (await unpacked("parts.bin")).arrayBuffer(), n = data.regions.length;
    const count = (bytes.byteLength - 3 * n * n) / 10;
    const [amounts, niches] = [new Float64Array(bytes, 0, count), new Uint16Array(bytes, 8 * count, count)];
    const totals = new Uint16Array(bytes, 10 * count, n * n), shown = new Uint8Array(bytes, 10 * count + 2 * n * n);
    const start = new Uint32Array(n * n);
    for (let at = 1; at < n * n; at++) start[at] = start[at - 1] + shown[at - 1];
    parts = (r, s) => {
      const at = r * n + s, places = Array.from({ length: shown[at] }, (_, place) => start[at] + place);
      return { rows: places.map((place) => [niches[place], amounts[place]]), rest: totals[at] - shown[at] };
    };
  }

  // -- words and numbers --
  function text(key) {
    const section = Object.keys(words).find((name) => key === name || key.startsWith(name + "."));
    return key.slice(section.length + 1).split(".").reduce((found, step) => found[step], words[section]);
  }
  const say = (key, values = {}) => text(key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  function number(value, digits = 3, sign = false) {
    if (value === null || Number.isNaN(value)) return "–";
    const form = new Intl.NumberFormat(language === "sv" ? "sv" : "en-GB",
      { minimumFractionDigits: digits, maximumFractionDigits: digits, roundingMode: "halfEven", signDisplay: sign ? "exceptZero" : "negative" });
    return form.format(value).replace("-", "−");
  }
  const quoted = (items) => new Intl.ListFormat(language === "sv" ? "sv" : "en-GB")
    .format(items.map((item) => say("form.quote", { text: item })));
  function value(name, r, s) {
    if (name === "complementarity") return value("brings", r, s) - value("expected", r, s);
    if (name in shared) return shared[name][Math.max(r, s) * (Math.max(r, s) + 1) / 2 + Math.min(r, s)];
    return numbers[name][r * data.regions.length + s];
  }
  const name = (r) => data.regions[r].name[language];
  const label = (niche) => data.niches[niche].label[language];
  const areas = (r, places) => places.map((place) => data.regions[r].areas[place][language]);
  const key = (quadrant) => (quadrant ? quadrant.replace(/[ -]/g, "_") : "undefined");

  // As matcher.scores.quadrant reads a pair.
  const above = (score) => Math.round(score * 1e9) > 0;
  function quadrant(r, s) {
    const shared = value("overlap_z", r, s), gains = value("z", r, s), gives = value("z", s, r);
    if ([shared, gains, gives].some(Number.isNaN)) return null;
    const both = above(gains) && above(gives), one = above(gains) || above(gives);
    if (above(shared)) return both ? "strong match" : one ? "one-sided match" : "critical mass";
    return both ? "complement" : one ? "one-sided complement" : "no basis";
  }

  // -- elements: text is never read as HTML --
  function make(kind, attributes = {}, ...inside) {
    const element = document.createElement(kind);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...inside);
    return element;
  }
  const link = (address, inside) => make("a", { href: address }, inside);
  const region = (r) => `${root}${language}/region/${data.regions[r].id}/`;
  const pair = (r, s) => `${root}${language}/pair/?a=${data.regions[r].id}&b=${data.regions[s].id}`;
  const list = (items) => make("ul", {}, ...items.map((item) => make("li", {}, item)));
  function section(id, heading, ...inside) {
    return make("section", { "aria-labelledby": id }, make("h2", { id }, heading), ...inside);
  }
  function table(caption, headings, rows) {
    const head = headings.map(([heading, digits]) => make("th", digits ? { scope: "col", class: "number" } : { scope: "col" }, heading));
    const lines = rows.map((row) => make("tr", {}, ...row.map((cell, place) =>
      make(place === 0 && typeof cell !== "number" ? "th" : "td", place === 0 ? { scope: "row" } : headings[place][1] ? { class: "number" } : {}, cell))));
    const element = make("table", {}, make("caption", {}, caption), make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...lines));
    return make("div", { class: "scroll", role: "region", "aria-label": caption, tabindex: "0" }, element);
  }

  // -- a pair --
  // As matcher.words.explain.gain_told: the reasons, or why there is none, never empty.
  function reasonSentences(r, s) {
    const found = [], names = { giver: name(s), gainer: name(r) }, spoken = language === "sv" ? 1 : 0;
    let specific = false;
    for (let place = 0; place < data.reasons.most; place++) {
      const at = ((r * data.regions.length + s) * data.reasons.most + place) * 3;
      if (reasons[at] === data.reasons.none) break;
      const [sentence, ...brought] = data.reasons.brought[reasons[at]], own = data.reasons.related[reasons[at + 1]][spoken];
      const [what, where] = brought[spoken], known = data.reasons.known[reasons[at + 2]];
      const told = say(sentence, { ...names, label: what, areas: where, own, kinds: what });
      found.push(known ? [told, say("reason.related_known", { own, ...names }), known[spoken]].join(" ") : told);
      specific = specific || Boolean(known);
    }
    if (specific) return found;
    const why = !above(value("z", r, s)) ? "no_more" : parts(r, s).rows.length ? "none" : "nothing_gained";
    return [say(`reason.${why}`, names), ...found];
  }
  // As matcher.plots.rounded_to_sum: what is shown adds up to the rounded sum.
  function roundedToSum(values) {
    const scaled = values.map((value) => value * 1000), whole = scaled.map(Math.floor);
    const add = (items) => items.reduce((sum, item) => sum + item, 0);
    const short = Math.round(add(scaled)) - add(whole);
    const order = values.map((_, place) => place).sort((a, b) => (whole[a] - scaled[a]) - (whole[b] - scaled[b]) || a - b);
    for (const place of order.slice(0, short)) whole[place] += 1;
    return whole.map((each) => each / 1000);
  }
  // As matcher.web.drawings.bars: parts on one scale, those below zero to the left.
  function bar(amount, least, most) {
    const room = most - least || 1, rect = (attributes) => {
      const element = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      for (const [key, value] of Object.entries({ height: 8, ...attributes })) element.setAttribute(key, value);
      return element;
    };
    const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    for (const [key, value] of Object.entries({ class: "bar", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" })) drawing.setAttribute(key, value);
    const start = 100 * (Math.min(amount, 0) - least) / room;
    drawing.append(rect({ class: "room", width: 100 }), rect({ class: amount < 0 ? "less" : "more", x: start, width: 100 * Math.abs(amount) / room }));
    return drawing;
  }
  function partsTable(r, s) {
    const { rows, rest } = parts(r, s), score = value("complementarity", r, s);
    if (!quadrant(r, s) || !rows.length) return "";
    const amounts = [...rows.map(([, amount]) => amount), score - rows.reduce((sum, [, amount]) => sum + amount, 0)];
    const shown = roundedToSum(amounts), least = Math.min(0, ...amounts), most = Math.max(0, ...amounts);
    const cell = (place) => make("span", {}, number(shown[place], 3, true), bar(amounts[place], least, most));
    const areas_of = (niche) => areas(s, data.regions[s].niches[niche] || []).join("; ");
    const lines = rows.map(([niche], place) => [label(niche), areas_of(niche), cell(place)]);
    if (rest) lines.push([say(`table.rest_${rest === 1 ? "one" : "many"}`, { n: rest }), "", cell(rows.length)]);
    lines.push([text("table.sum"), "", number(score, 3, true)]);
    const names = { gainer: name(r), giver: name(s) };
    const columns = [[text("table.niche"), 0], [say("table.areas_of", { region: name(s) }), 0], [text("table.part"), 1]];
    return make("div", {}, make("p", { class: "note" }, text("web.pair.bars_text")), table(say("table.parts", names), columns, lines));
  }
  function sharedNiches(r, s) {
    return Object.keys(data.regions[r].niches).filter((niche) => niche in data.regions[s].niches);
  }
  function showPair(target) {
    const r = data.at[query.get("a")], s = data.at[query.get("b")];
    if (r === undefined || s === undefined || r === s) {
      target.append(make("p", { class: "verdict" }, text("web.site.choose")), link(`${root}${language}/regions/`, text("web.nav.regions")));
      return;
    }
    const title = say("web.pair.title", { a: name(r), b: name(s) });
    document.title = `${title} – matcher`;
    document.querySelector("h1").textContent = title;
    const reads = quadrant(r, s), gainer = above(value("z", r, s)) ? r : s, giver = gainer === r ? s : r;
    target.append(make("p", { class: "verdict" }, say(`verdict.${key(reads)}`, { gainer: name(gainer), giver: name(giver) })));
    const gains = (a, b) => [say("table.gains", { gainer: name(a) }), number(value("complementarity", a, b), 3, true),
      number(value("brings", a, b)), number(value("expected", a, b)), number(value("z", a, b), 1)];
    const columns = [[text("table.measure"), 0], [text("table.value"), 1], [text("table.brings"), 1], [text("table.chance"), 1], [text("table.z"), 1]];
    const overlap = [text("table.overlap"), number(value("overlap", r, s)), "", number(value("overlap_expected", r, s)), number(value("overlap_z", r, s), 1)];
    const mutual = [text("table.mutual"), "", "", "", number(Math.min(value("z", r, s), value("z", s, r)), 1)];
    target.append(table(text("table.key_figures"), columns, [gains(r, s), gains(s, r), mutual, overlap]));
    const side = (a) => make("div", {}, make("h3", {}, link(region(a), name(a))),
      make("p", { class: "about" }, `${data.regions[a].where[language]} · ${data.regions[a].period || text("web.no_period")}`),
      list(data.regions[a].areas.map((area) => area[language])));
    target.append(section("areas", text("web.pair.areas"), make("div", { class: "two" }, side(r), side(s))));
    for (const [a, b] of [[r, s], [s, r]]) {
      target.append(section(`side-${a}`, say("web.pair.side", { gainer: name(a), giver: name(b) }), list(reasonSentences(a, b)), partsTable(a, b)));
    }
    const shared = sharedNiches(r, s).map((niche) => say("reason.shared", { label: quoted([label(niche)]), a: name(r), b: name(s),
      areas_a: quoted(areas(r, data.regions[r].niches[niche])), areas_b: quoted(areas(s, data.regions[s].niches[niche])) }));
    target.append(section("both", text("web.pair.both"), shared.length ? list(shared) : make("p", {}, text("reason.nothing_shared"))));
    const against = [];
    for (const [a, b] of [[r, s], [s, r]]) {
      const z = value("z", a, b);
      if (!Number.isNaN(z) && !above(z)) against.push(say("against.below_expected", { region: name(a), other: name(b), z: number(z, 1) }));
    }
    if (!shared.length) against.push(text("against.no_overlap"));
    const periods = [data.regions[r].period, data.regions[s].period];
    if (periods[0] && periods[1] && periods[0] !== periods[1]) against.push(say("against.period_differs", { a: name(r), b: name(s), period_a: periods[0], period_b: periods[1] }));
    target.append(section("against", text("web.pair.against"), list(against.length ? against : [text("against.nothing")])));
    const both = [data.regions[r].id, data.regions[s].id].sort();
    const record = data.known.find(([a, b]) => a === both[0] && b === both[1]);
    const done = [record && together(record[3], record[4]), ...common(r, s)].filter(Boolean);
    target.append(section("record", text("web.pair.record"), record && record[2].length ? list(record[2]) : make("p", {}, text("web.pair.record_none")),
      done.length ? list(done.map((told) => say("form.sentence", { text: told }))) : ""));
    const declared = section("done", text("record.declared"));
    target.append(declared);
    showDone(declared, [r, s].map((a) => [data.regions[a].id, name(a)])).catch((error) => console.warn(error.message));
    const sources = [r, s].flatMap((a) => data.regions[a].sources.map(([url, title]) =>
      make("span", {}, `${name(a)}: `, /^https?:\/\//.test(url) ? link(url, title || url) : title)));
    target.append(section("sources", text("web.sources"), list(sources)));
    target.append(make("p", {}, link(pair(s, r), say("web.pair.turn", { b: name(s) }))), make("p", {}, link(region(r), say("web.pair.to_partners", { a: name(r) }))));
    for (const other of document.querySelectorAll(".languages a")) other.href = `${other.getAttribute("href").split("?")[0]}?a=${both.length && data.regions[r].id}&b=${data.regions[s].id}`;
  }

  // What each region does in what it declares: read from a file of its own when a pair or a region is shown.
  async function showDone(target, regions) {
    const done = await (await unpacked(`done.${language}.bin`)).json();
    for (const [id, name] of regions) {
      const [about, declared, undeclared] = done[id];
      if (name) target.append(make("h3", {}, name));
      target.append(make("p", {}, about));
      if (!declared.length && !undeclared.length) continue;
      const inside = undeclared.length ? [list(declared), make("p", {}, `${text("record.undeclared")}:`), list(undeclared)] : [list(declared)];
      target.append(name ? make("details", {}, make("summary", {}, say("web.pair.done", { region: name })), ...inside) : make("div", {}, ...inside));
    }
    target.append(make("p", { class: "note" }, text("record.meaning")), make("p", { class: "source" }, text("record.credit")));
  }

  // What both do though one surely does not declare it, as matcher.record.common_ground finds it: the two with the most projects.
  function common(r, s) {
    const there = new Map(data.regions[s].active.map((one) => [one[0], one]));
    const both = data.regions[r].active.filter(([at, , , declares]) => there.has(at) && !(declares && there.get(at)[3]))
      .map((one) => [one, there.get(one[0])]);
    const fewer = ([a, b]) => Math.min(a[1], b[1]);
    return both.sort((a, b) => fewer(b) - fewer(a)).slice(0, 2).map(([[at, n_a, q_a, declares], [, n_b, q_b, other]]) => {
      const { fields, labels, source } = data.fields[at], region = declares ? name(r) : other ? name(s) : "";
      const who = say(`record.common_${declares || other || "neither"}`, { labels: labels[language], region });
      return say("record.common", { fields: fields[language], a: name(r), b: name(s), n_a, n_b, quotient_a: number(q_a, 1),
        quotient_b: number(q_b, 1), unit: text(`record.unit_${source}`), who });
    });
  }

  // How many joint projects the track record counts; "" where it counts none.
  function together(interreg, h2020) {
    if (interreg && h2020) return say("record.pair_short_both", { interreg, h2020 });
    const [source, n] = interreg ? ["interreg", interreg] : ["h2020", h2020];
    return n ? say(`record.pair_short_${source}_${n === 1 ? "one" : "many"}`, { n }) : "";
  }

  // What a pair's page shows, for programs and tests.
  window.matcherPair = (a, b) => {
    const r = data.at[a], s = data.at[b];
    return [number(value("complementarity", r, s), 3, true), ...[["brings", 3], ["expected", 3], ["z", 1], ["overlap", 3],
      ["overlap_expected", 3], ["overlap_z", 1]].map(([name, digits]) => number(value(name, r, s), digits)), quadrant(r, s)];
  };

  // -- a list of partners by another ranking, or with filters --
  function distance(r, s) {
    const [a, b] = [data.regions[r].place, data.regions[s].place];
    if (!a || !b || a[0] === null || b[0] === null) return NaN;
    const rad = Math.PI / 180, h = Math.sin((b[0] - a[0]) * rad / 2) ** 2
      + Math.cos(a[0] * rad) * Math.cos(b[0] * rad) * Math.sin((b[1] - a[1]) * rad / 2) ** 2;
    return 2 * 6371.0088 * Math.asin(Math.min(1, Math.sqrt(h)));
  }
  function keeps(r, s) {
    const other = data.regions[s], given = (name) => query.get(name) || "";
    if (s === r || (other.national && !given("national"))) return false;
    if (data.nested.some(([a, b]) => (a === r && b === s) || (a === s && b === r))) return false;
    const niches = Object.keys(other.niches).map((niche) => data.niches[niche].id);
    return (!given("country") || other.country === given("country"))
      && (!given("macroregion") || other.macroregion.includes(given("macroregion")))
      && (!given("theme") || other.themes.includes(given("theme")))
      && (!given("niche") || niches.includes(given("niche")))
      && (!given("cohesion") || other.cohesion === given("cohesion"))
      && (!given("programme") || other.programmes.some((at) => data.programmes[at][0] === given("programme")))
      && (!given("same_programme") || data.regions[r].programmes.some((at) => data.programmes[at][1] && other.programmes.includes(at)))
      && (!given("quadrant") || quadrant(r, s) === given("quadrant"))
      && (!given("within_km") || distance(r, s) <= Number(given("within_km").replace(",", ".")));
  }
  function score(by, r, s) {
    if (by === "gives") return value("z", s, r);
    if (by === "mutual") return Math.min(value("z", r, s), value("z", s, r));
    return value(COLUMN[by], r, s);
  }
  function ranked(by, r) {
    const found = data.regions.map((_, s) => ({ s, score: Math.round(score(by, r, s) * 1e9) / 1e9 })).filter(({ s }) => keeps(r, s));
    const worth = (row) => (Number.isNaN(row.score) ? -Infinity : row.score);
    found.sort((a, b) => worth(b) - worth(a) || (data.regions[a.s].id < data.regions[b.s].id ? -1 : 1));
    found.forEach((row, place) => { row.rank = place && found[place - 1].score === row.score ? found[place - 1].rank : place + 1; });
    return found;
  }
  function showList(target) {
    const by = query.get("by") in COLUMN ? query.get("by") : "complementarity", r = data.at[body.dataset.region];
    const found = ranked(by, r), columns = [[text("table.region"), 0], [text("web.region.rank"), 1], ["z", 1], [text("table.brings"), 1],
      [text("table.expected"), 1], [`${text("table.gives")}, z`, 1], [text("table.shared"), 1], [text("table.quadrant"), 0]];
    const rows = found.slice(0, 50).map(({ s, rank, score }) => [link(pair(r, s), name(s)), Number.isNaN(score) ? "–" : String(rank),
      ...[["z", r, s, 1], ["brings", r, s, 3], ["expected", r, s, 3], ["z", s, r, 1], ["overlap_z", r, s, 1]].map(([name, a, b, digits]) => number(value(name, a, b), digits)),
      text(`quadrant.${key(quadrant(r, s))}`)]);
    const told = say("verb.partners.kept", { kept: found.length, total: data.regions.length - 1 });
    target.append(make("p", { role: "status" }, `${say(`web.region.by_${by}_text`, { region: name(r) })} ${told}`), found.length ? table(text("web.region.partners"), columns, rows) : make("p", { class: "verdict" }, text("web.region.none")));
    target.hidden = false;
    for (const other of document.querySelectorAll(".cards, #partners ~ p.note, #partners ~ p:not(.note)")) other.hidden = true;
    for (const tab of document.querySelectorAll(".tabs a")) {
      const is = new URL(tab.href).searchParams.get("by") || "complementarity";
      if (is === by) tab.setAttribute("aria-current", "page"); else tab.removeAttribute("aria-current");
    }
    const form = document.querySelector("#site-filters form");
    form.elements.by.value = by;
    for (const name of FILTERS) if (query.get(name)) {
      document.querySelector("#site-filters").open = true;
      if (form.elements[name].type === "checkbox") form.elements[name].checked = true; else form.elements[name].value = query.get(name);
    }
  }

  async function fillFilters(form) {
    form.closest("details").hidden = false;
    form.closest("details").addEventListener("toggle", async () => {
      if (!data) await load();
      for (const [name, choices] of Object.entries(data.choices[language])) {
        const select = form.elements[name];
        if (select && select.options.length === 1)
          select.append(...choices.map(([value, label]) => make("option", { value }, label)));
        if (select && query.get(name)) select.value = query.get(name);
      }
    });
  }

  // -- the search: names of regions, areas and niches; meaning needs the server --
  const plain = (text) => text.normalize("NFKD").replace(/[̀-ͯ]/g, "").toLowerCase();
  function showSearch(target) {
    const asked = (query.get("q") || "").trim().slice(0, 500), wanted = plain(asked);
    document.querySelector("#q").value = asked;
    if (!wanted) { target.append(make("p", {}, text("web.search.empty"))); return; }
    document.querySelector("h1").textContent = say("web.search.heading", { text: asked });
    const names = (region) => Object.values(region.name).concat(region.id).map(plain);
    const exact = data.regions.findIndex((region) => names(region).includes(wanted));
    if (exact >= 0) { location.replace(region(exact)); return; }
    const regions = data.regions.map((_, r) => r).filter((r) => names(data.regions[r]).some((name) => name.startsWith(wanted)));
    const niches = data.niches.filter((niche) => Object.values(niche.label).some((label) => plain(label).includes(wanted)));
    const words = wanted.split(/\s+/).filter((word) => word.length > 2);
    const closest = data.regions.map((found, r) => ({ r, areas: found.areas.filter((area) =>
      Object.values(area).some((name) => words.length && words.every((word) => plain(name).includes(word)))).map((area) => area[language]) })).filter(({ areas }) => areas.length);
    if (regions.length) target.append(section("several", text("web.search.several"), list(regions.map((r) => link(region(r), name(r))))));
    if (closest.length) target.append(section("regions", text("web.search.areas"), list(closest.map(({ r, areas }) => make("span", {}, link(region(r), name(r)), `: ${areas.join("; ")}`)))));
    if (niches.length) target.append(section("niches", text("web.search.niches"), list(niches.map((niche) => link(`${root}${language}/theme/${niche.id}/`, niche.label[language])))));
    if (!regions.length && !closest.length && !niches.length) target.append(make("p", { class: "verdict" }, say("web.search.nothing", { text: asked })), make("p", {}, text("web.search.nothing_do")));
  }

  async function showRegionDone(id) {
    words ??= await (await fetched(`words.${language}.json`)).json();
    const declared = section("done", text("record.declared"));
    await showDone(declared, [[id, ""]]);
    document.querySelector("main").append(declared);
  }
  if (body.dataset.region && document.querySelector(".placed")) showRegionDone(body.dataset.region).catch((error) => console.warn(error.message));

  const filters = document.querySelector("#site-filters form");
  if (filters) fillFilters(filters);
  const shown = [["site-pair", showPair], ["site-search", showSearch], ["site-list", showList]]
    .map(([id, show]) => [document.getElementById(id), show])
    .find(([target]) => target && (target.id !== "site-list" || query.get("by") || FILTERS.some((name) => query.get(name))));
  if (shown) load().then(() => shown[0].id === "site-pair" && loadParts()).then(() => shown[1](shown[0])).catch((error) => {
    const told = words ? text("web.site.no_data") : "No data: this page must lie on a web server.";
    shown[0].hidden = false;
    shown[0].append(make("p", { class: "verdict" }, told));
    console.warn(error.message);
  });
})();
