// What a script adds to pages that work without one: the colours that the reader likes, search as
// one types, buttons that copy.
"use strict";

// Before anything is drawn: the colours that were chosen the last time.
const root = document.documentElement;
const kept = (() => {
  try {
    return localStorage.getItem("theme");
  } catch {
    return null;
  }
})();
if (kept === "light" || kept === "dark") root.dataset.theme = kept;

addEventListener("DOMContentLoaded", () => {
  theme();
  search();
  copy();
});

// A button between light and dark; without it the system decides.
function theme() {
  const place = document.getElementById("theme");
  if (!place) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "toggle";
  const dark = () =>
    root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
  const say = () => {
    button.textContent = dark() ? "Light" : "Dark";
    button.setAttribute("aria-label", `Switch to ${dark() ? "light" : "dark"} colours`);
  };
  button.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    try {
      localStorage.setItem("theme", root.dataset.theme);
    } catch {
      // Not kept, then.
    }
    say();
  });
  say();
  place.append(button);
}

// `/` goes to the search, and what is typed there is looked for at once.
function search() {
  const field = document.getElementById("search");
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (field) {
      event.preventDefault();
      field.focus();
      field.select();
    }
  });
  const form = document.getElementById("search-form");
  const results = document.getElementById("results");
  if (!field || !form || !results) return;
  let waiting;
  let asked;
  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    const words = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value.trim()) words.set(name, value.trim());
    const place = new URL(form.action).pathname;
    const shown = words.size ? `${place}?${words}` : place;
    words.set("part", "results");
    try {
      const response = await fetch(`${place}?${words}`, { signal: asked.signal });
      if (!response.ok) return;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      // What is read aloud is changed and not put anew, or it would not be read.
      const count = document.getElementById("count");
      const news = page.getElementById("count");
      news.remove();
      count.textContent = news.textContent;
      results.replaceChildren(count, ...page.body.childNodes);
      history.replaceState(null, "", shown);
    } catch (error) {
      if (error.name !== "AbortError") form.submit();
    }
  };
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 120);
  };
  field.addEventListener("input", later);
  for (const select of form.querySelectorAll("select")) select.addEventListener("change", ask);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    ask();
  });
}

// A button on everything that is there to be copied.
function copy() {
  if (!navigator.clipboard) return;
  for (const place of document.querySelectorAll(".copy")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button small";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(place.querySelector("pre").textContent);
      button.textContent = "Copied";
      setTimeout(() => {
        button.textContent = "Copy";
      }, 1500);
    });
    place.append(button);
  }
}
