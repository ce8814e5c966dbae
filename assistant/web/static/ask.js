// Shows an answer while it is written, and sources beside it. Without this file the page works, too:
// the form loads the answer, and the numbers lead to the articles.
const form = document.getElementById("ask");
const answers = document.getElementById("answers");
const stop = document.getElementById("stop");
const beside = document.getElementById("beside");
const source = document.getElementById("source");
let asking = null; // of the question under way
let opening = null; // of the source being opened
let opener = null; // the link that opened it

async function* events(body) {
  let text = "";
  for await (const piece of body.pipeThrough(new TextDecoderStream())) {
    const blocks = (text + piece).split(/\r?\n\r?\n/);
    text = blocks.pop();
    for (const block of blocks) {
      const of = (name) => block.split(/\r?\n/).filter((line) => line.startsWith(`${name}: `))
        .map((line) => line.slice(name.length + 2)).join("\n");
      if (of("event")) yield [of("event"), of("data")];
    }
  }
}

function say(turn, text) {
  const line = document.createElement("p");
  line.className = "about";
  line.textContent = text;
  turn.replaceChildren(line);
}

async function ask(turn, signal) {
  const body = new URLSearchParams(new FormData(form));
  const headers = { Accept: "text/event-stream" };
  const response = await fetch(form.action, { method: "POST", body, headers, signal });
  if (!response.ok) return say(turn, await response.text());
  for await (const [name, data] of events(response.body)) {
    if (name === "problem") return say(turn, data);
    turn.innerHTML = data; // made and escaped by the server
    if (name === "answer") return follow(turn.querySelector("article").dataset.id);
  }
  return say(turn, form.dataset.lost);
}

function follow(id) {
  form.elements.question.value = form.elements.question.placeholder = "";
  document.getElementById("anew").hidden = false;
  form.elements.follows.value = id;
  if (id) form.querySelector("label[for=question]").textContent = form.dataset.followUp;
  if (document.activeElement === document.body) form.elements.question.focus();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (asking) return;
  asking = new AbortController();
  const turn = document.createElement("div");
  turn.className = "turn";
  turn.setAttribute("aria-live", "polite");
  turn.setAttribute("aria-busy", "true");
  say(turn, form.dataset.searching);
  answers.append(turn);
  stop.hidden = false;
  try {
    await ask(turn, asking.signal);
  } catch (error) {
    say(turn, error.name === "AbortError" ? form.dataset.stopped : form.dataset.lost);
  }
  turn.setAttribute("aria-busy", "false");
  stop.hidden = true;
  asking = null;
});

stop.addEventListener("click", () => asking?.abort());

form.elements.question.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a.cite");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  opening?.abort();
  opening = new AbortController();
  try {
    const response = await fetch(link.href, { headers: { Accept: "text/html" }, signal: opening.signal });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    source.replaceChildren(...page.querySelector("main").children);
  } catch (error) {
    if (error.name === "AbortError") return;
    say(source, form.dataset.lost);
  }
  opener = link;
  beside.hidden = false;
  source.focus({ preventScroll: true });
  const mark = source.querySelector("mark")?.getBoundingClientRect();
  const view = beside.getBoundingClientRect();
  // Only the source is scrolled: what is read of the answer stays where it is.
  if (mark) beside.scrollTop += mark.top - view.top - Math.max(60, (view.height - mark.height) / 2);
});

document.addEventListener("submit", async (event) => {
  const given = event.target;
  if (!given.matches(".feedback")) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(given, event.submitter));
  for (const button of given.querySelectorAll("button")) button.disabled = true; // one click counts
  try {
    const response = await fetch(given.action, { method: "POST", body, headers: { Accept: "text/plain" } });
    say(given, await response.text());
  } catch {
    say(given, form.dataset.lost);
  }
  given.tabIndex = -1;
  given.focus(); // the button is gone
});

function close() {
  if (beside.hidden) return;
  beside.hidden = true;
  opener?.focus();
}

document.getElementById("close").addEventListener("click", close);
document.addEventListener("keydown", (event) => event.key === "Escape" && close());
