// What takes some seconds is fetched into the page when it is opened; without this script its link leads there.
"use strict";
for (const details of document.querySelectorAll("details[data-load]")) {
  const target = details.querySelector(".loaded");
  details.addEventListener("toggle", async () => {
    if (!details.open || target.getAttribute("aria-busy") || target.dataset.done) return;
    const link = target.innerHTML;
    target.setAttribute("aria-busy", "true");
    target.textContent = details.dataset.wait;
    try {
      const found = await fetch(details.dataset.load);
      if (!found.ok) throw new Error(String(found.status));
      const page = new DOMParser().parseFromString(await found.text(), "text/html");
      target.replaceChildren(...page.querySelectorAll(".told > *"));
      target.dataset.done = "1";
    } catch {
      target.innerHTML = link;
    }
    target.removeAttribute("aria-busy");
  });
}
