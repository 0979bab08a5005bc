// Shows what the hall sees, as the server has drawn it, and asks again every two seconds for as long as it is open.
// A picture that has not changed is not sent again; how fresh it is comes with every answer. Where answers stay
// away, the style turns the mark of the last one amber by itself.
const PERIOD = 2000, PATIENCE = 8000, ENDED_PERIOD = 30000; // milliseconds
const hall = document.getElementById("hall");
let tag = "", picture = "";

const say = (id) => hall.replaceChildren(document.getElementById(id).content.cloneNode(true));
const look = async () => {
  const stop = new AbortController();
  const patience = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const headers = tag ? { "If-None-Match": tag } : {};
    const answer = await fetch("hoi-truong.json", { cache: "no-store", headers, signal: stop.signal });
    if (answer.status === 403) {
      tag = picture = "";
      say("ended");
      return ENDED_PERIOD;
    }
    if (answer.ok) {
      picture = (await answer.json()).picture;
      tag = answer.headers.get("ETag");
    } else if (answer.status !== 304) throw new Error(String(answer.status));
    hall.innerHTML = picture.split("{clock}").join(answer.headers.get("X-Checked-At"));
  } finally {
    clearTimeout(patience);
  }
  return PERIOD;
};
const again = async () => {
  let wait = PERIOD;
  try {
    wait = await look();
  } catch {
    if (!picture) say("silent");
  }
  setTimeout(again, wait * (0.9 + Math.random() / 5)); // so that a thousand do not ask in one breath
};
say("opening");
again();
