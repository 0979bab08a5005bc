// Takes the token behind the # to the server, which sets a cookie that no script can read, and goes on to the
// view; the address with the token does not stay in the browser's history.
const show = (id) => {
  for (const part of document.querySelectorAll("main p")) part.hidden = part.id !== id;
};
const open = async () => {
  const answer = await fetch("xem", { method: "POST", headers: { "X-Share-Link": location.hash.slice(1) } });
  if (answer.ok) location.replace(await answer.text());
  else show(answer.status === 403 ? "ended" : "silent");
};
addEventListener("hashchange", () => location.reload()); // another link, pasted over this one
show("opening");
open().catch(() => show(/^#[\w-]+$/.test(location.hash) ? "silent" : "ended"));
