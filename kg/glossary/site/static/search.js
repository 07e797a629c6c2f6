"use strict";
const terms = JSON.parse(document.getElementById("terms").textContent);
const box = document.querySelector(".search");
const [input, list, none] = [box.querySelector("input"), box.querySelector("ul"), box.querySelector("p")];
const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/["'“”‘’「」]/g, "").replace(/-/g, " ").trim();
const rank = (word, typed) => word === typed ? 0 : word.startsWith(typed) ? 1 : word.includes(typed) ? 2 : 9;
function best(words, typed) {
  let found = [9, 9, 0];
  words.forEach((word, at) => {
    const here = [rank(plain(word), typed), at > 1 ? 1 : 0, at];
    if (here[0] < found[0] || (here[0] === found[0] && here[1] < found[1])) found = here;
  });
  return found;
}
function piece(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}
function row(words, address, at) {
  const link = document.createElement("a");
  link.href = address;
  link.append(piece("b", words[0]), piece("span", words[1]));
  if (at > 1) link.append(piece("span", words[at]));
  const item = document.createElement("li");
  item.append(link);
  return item;
}
function show() {
  const typed = plain(input.value);
  const found = !typed ? [] : terms.map(([address, ...words]) => [best(words, typed), address, words])
    .filter(([at]) => at[0] < 9)
    .sort((a, b) => a[0][0] - b[0][0] || a[0][1] - b[0][1] || a[2][0].length - b[2][0].length);
  list.replaceChildren(...found.slice(0, 15).map(([at, address, words]) => row(words, address, at[2])));
  list.hidden = !found.length;
  none.hidden = !typed || found.length > 0;
}
input.addEventListener("input", show);
input.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && list.firstChild) list.querySelector("a").click();
});
box.hidden = false;
show();
