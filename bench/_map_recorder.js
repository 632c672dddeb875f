/**
 * What a measurement asks of a page: how long its frames took, whether any of them was blank or
 * dimmed, and when what was committed had been drawn. Runs in the page before its own scripts.
 */
(() => {
  if (window !== window.top) return;

  // One channel for all: one a frame would be held by the browser, and be measured as the page's.
  const channel = new MessageChannel();
  const waiting = [];
  channel.port1.onmessage = () => waiting.shift()();

  /** Call `then` as a task of its own, as soon as there is room for one. */
  function soon(then) {
    waiting.push(then);
    channel.port2.postMessage(0);
  }

  /** Call `then` after the frame that is being made has been painted. */
  function painted(then) {
    requestAnimationFrame(() => soon(then));
  }

  /** The elements with this selector, in shadow roots and in frames of this server as well. */
  function everywhere(selector, root = document) {
    const found = [...root.querySelectorAll(selector)];
    for (const each of root.querySelectorAll("*")) {
      const inner = each.shadowRoot ?? (each.tagName === "IFRAME" ? each.contentDocument : null);
      if (inner) found.push(...everywhere(selector, inner));
    }
    return found;
  }

  /** An element and all that holds it, out of shadow roots and frames too. */
  function* holders(element) {
    for (let each = element; each; ) {
      yield each;
      const root = each.getRootNode();
      each = each.parentElement ?? root.host ?? root.defaultView?.frameElement ?? null;
    }
  }

  const spots = new WeakMap();

  /** Whether anything is drawn; remembers where something was, to look there first. */
  function hasContent(canvas) {
    const { width, height } = canvas;
    if (!width || !height || !canvas.getClientRects().length) return false;
    const context = canvas.getContext("2d");
    const spot = spots.get(canvas);
    if (spot && spot.x < width && spot.y < height) {
      if (context.getImageData(spot.x, spot.y, 1, 1).data[3]) return true;
    }
    const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
    const at = pixels.findIndex((pixel) => pixel !== 0);
    if (at < 0) return false;
    spots.set(canvas, { x: at % width, y: Math.floor(at / width) });
    return true;
  }

  const name = (canvas, at) => `${canvas.parentElement?.className ?? ""} ${at}`;

  /** Looks at every frame once it has been painted. */
  class Frames {
    frames = 0;
    blank = 0;
    dimmed = 0;
    layers = new Set();
    reasons = {};
    #on = true;

    constructor(selector) {
      this.selector = selector;
      this.#next();
    }

    #next() {
      painted(() => {
        if (!this.#on) return;
        this.#look();
        this.#next();
      });
    }

    #look() {
      this.frames++;
      const canvases = this.#canvases();
      const drawn = new Set();
      for (const [at, canvas] of canvases.entries())
        if (hasContent(canvas)) drawn.add(name(canvas, at));
      const gone = [...this.layers].filter((layer) => !drawn.has(layer));
      this.blank += gone.length > 0;
      for (const layer of gone) this.#because(`blank: ${layer}`);
      for (const layer of drawn) this.layers.add(layer);
      const dim = this.#dimmed(canvases);
      this.dimmed += dim !== null;
      if (dim !== null) this.#because(`dimmed: ${dim}`);
    }

    /** Keeps few reasons: what is recorded must not grow with what goes wrong. */
    #because(reason) {
      const known = reason in this.reasons || Object.keys(this.reasons).length < 8;
      if (known) this.reasons[reason] = (this.reasons[reason] ?? 0) + 1;
    }

    #canvases() {
      if (!this.roots?.length || this.roots.some((root) => !root.isConnected))
        this.roots = everywhere(this.selector);
      return this.roots.flatMap((root) => {
        const inside = root.tagName === "IFRAME" ? root.contentDocument : root;
        return [...(inside?.querySelectorAll(".leaflet-map-pane canvas") ?? [])];
      });
    }

    /** What holds the map and isn't wholly opaque, if anything. */
    #dimmed(canvases) {
      const seen = new Set();
      for (const canvas of [...canvases, ...this.roots])
        for (const each of holders(canvas)) {
          if (seen.has(each)) break;
          seen.add(each);
          const style = getComputedStyle(each);
          const shown = style.visibility === "visible" || each.tagName === "CANVAS";
          if (Number(style.opacity) < 1 || !shown)
            return `${each.tagName} ${each.className} ${style.opacity}`.trim();
        }
      return null;
    }

    stop() {
      this.#on = false;
      const { frames, blank, dimmed, reasons } = this;
      return { frames, blank, dimmed, reasons, layers: [...this.layers] };
    }
  }

  /** Keeps when each frame began, ms. */
  class Times {
    times = [];
    #on = true;

    constructor() {
      const step = (at) => {
        if (!this.#on) return;
        this.times.push(at);
        requestAnimationFrame(step);
      };
      requestAnimationFrame(step);
    }

    stop() {
      this.#on = false;
      return this.times;
    }
  }

  /** Keeps when each id that the map says it has drawn was painted, ms since 1970. */
  class Pixels {
    seen = [];

    constructor(root) {
      this.observer = new MutationObserver(() => {
        const id = root.dataset.drawnId, drawn = Date.now(), at = performance.now();
        const entry = { id, drawn, painted: NaN };
        this.seen.push(entry);
        soon(() => {
          entry.painted = performance.timeOrigin + performance.now();
          entry.took = performance.now() - at;
        });
      });
      this.observer.observe(root, { attributes: true, attributeFilter: ["data-drawn-id"] });
    }

    stop() {
      this.observer.disconnect();
      return this.seen;
    }
  }

  performance.setResourceTimingBufferSize(2_000);

  // When what the page says it has drawn had been painted, ms since it was asked for.
  const marks = {};
  new PerformanceObserver((list) => {
    for (const { name } of list.getEntries())
      painted(() => (marks[name] ??= performance.now()));
  }).observe({ type: "mark" });

  const running = {};
  window.recorder = {
    everywhere,
    marks,
    start(kind, of) {
      const Kind = { Frames, Times, Pixels }[kind];
      running[kind] = new Kind(kind === "Pixels" ? everywhere(of)[0] : of);
    },
    stop(kind) {
      const answer = running[kind].stop();
      delete running[kind];
      return answer;
    },
    /** Resolve with the ms since the page was asked for, once `ready` and a frame passed. */
    async when(ready, patienceMs) {
      const test = new Function(`return ${ready}`);
      const until = performance.now() + patienceMs;
      while (!test()) {
        if (performance.now() > until) throw new Error(`never: ${ready}`);
        await new Promise(requestAnimationFrame);
      }
      return new Promise((done) => painted(() => done(performance.now())));
    },
  };
})();
