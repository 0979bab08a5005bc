// Takes the code behind the # to the server, which sets a cookie that no script can read; then draws the page
// anew, so that its connection carries the cookie. A link of the page itself: a frame may not move it.
const code = location.hash.slice(1);
fetch("the-phieu", { method: "POST", headers: { "X-Card": code } }).finally(() => {
  const way = parent.document.createElement("a");
  way.href = parent.location.pathname + parent.location.search;
  parent.document.body.append(way);
  way.click();
});
