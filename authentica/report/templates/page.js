"use strict";
// The page is complete without this script. It adds the theme switch, the search among replies, and reasons at the pointer.
// It writes text with textContent alone.
(() => {
  const byId = (id) => document.getElementById(id);

  const root = document.documentElement;
  const theme = byId("theme");
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const showTheme = () => theme.setAttribute("aria-pressed", String(isDark()));
  theme.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    showTheme();
  });
  system.addEventListener("change", showTheme);
  theme.hidden = false;
  showTheme();

  const form = byId("filter");
  if (form) {
    const PAGE = 10;
    const found = byId("found");
    const more = byId("more");
    const cards = Array.from(byId("cards").children, (card) => ({
      card,
      words: card.querySelector(".reply").textContent.toLowerCase(),
      levels: new Map(card.dataset.levels.trim().split(" ").map((pair) => pair.split(":"))),
      missed: card.dataset.missed.split(" "),
      privacy: card.dataset.privacy.split(" ").filter(Boolean),
    }));
    const dimensions = Array.from(form.elements.dimension.options, (option) => option.value).filter(Boolean);
    let limit = PAGE;

    const fits = (one, wanted) => {
      if (wanted.words.some((word) => !one.words.includes(word))) return false;
      if (wanted.outcome && one.card.dataset.outcome !== wanted.outcome) return false;
      if (wanted.privacy && !(wanted.privacy === "any" ? one.privacy.length : one.privacy.includes(wanted.privacy))) return false;
      if (wanted.keys.some(([name, value]) => one.card.getAttribute(`data-key-${name}`) !== value)) return false;
      if (!wanted.level) return true;
      const asked = wanted.dimension ? [wanted.dimension] : dimensions;
      return asked.some((name) => (wanted.level === "missed" ? one.missed.includes(name) : one.levels.get(name) === wanted.level));
    };

    const show = () => {
      const wanted = {
        words: form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean),
        keys: Array.from(form.querySelectorAll("[data-key]"), (field) => [field.dataset.key, field.value]).filter(([, value]) => value),
        dimension: form.elements.dimension.value,
        level: form.elements.level.value,
        outcome: form.elements.outcome.value,
        privacy: form.elements.privacy?.value,
      };
      let count = 0;
      for (const one of cards) {
        const isFound = fits(one, wanted);
        count += isFound;
        one.card.hidden = !isFound || count > limit;
      }
      found.textContent = `${count} ${count === 1 ? "reply" : "replies"} found${count > limit ? `, ${limit} shown` : ""}.`;
      more.hidden = count <= limit;
    };
    const anew = () => {
      limit = PAGE;
      show();
    };
    form.addEventListener("input", anew);
    form.addEventListener("reset", () => setTimeout(anew));
    form.addEventListener("submit", (event) => event.preventDefault());
    more.addEventListener("click", () => {
      const shown = limit;
      limit += PAGE;
      show();
      const next = cards.filter((one) => !one.card.hidden)[shown];
      if (next) {
        next.card.tabIndex = -1;
        next.card.focus();
      }
    });
    form.hidden = false;
    show();
  }

  // Reasons at a mark: on hover, on focus, and until Escape. The pointer may move onto them.
  const tip = byId("tip");
  let leaving = 0;
  let anchor = null;
  const hide = () => {
    tip.hidden = true;
    anchor = null;
  };
  const explain = (mark) => {
    clearTimeout(leaving);
    anchor = mark;
    tip.replaceChildren(
      ...mark.getAttribute("aria-describedby").split(" ").map((id) => {
        const line = document.createElement("p");
        line.textContent = byId(id).textContent;
        return line;
      }),
    );
    tip.hidden = false;
    const place = mark.getClientRects()[0];
    const box = tip.getBoundingClientRect();
    const left = Math.max(8, Math.min(place.left, root.clientWidth - box.width - 8));
    const below = place.bottom + 6 + box.height < root.clientHeight;
    tip.style.left = `${left + window.scrollX}px`;
    tip.style.top = `${(below ? place.bottom + 6 : place.top - box.height - 6) + window.scrollY}px`;
  };
  const markOf = (event) => (event.target instanceof Element ? event.target.closest("mark[aria-describedby]") : null);
  const leave = () => {
    clearTimeout(leaving);
    leaving = setTimeout(hide, 200);
  };
  document.addEventListener("mouseover", (event) => {
    const mark = markOf(event);
    if (mark) explain(mark);
    else if (tip.contains(event.target)) clearTimeout(leaving);
    else if (anchor && anchor !== document.activeElement) leave();
  });
  document.addEventListener("focusin", (event) => {
    const mark = markOf(event);
    if (mark) explain(mark);
    else hide();
  });
  document.addEventListener("focusout", leave);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
})();
