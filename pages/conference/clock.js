// Shows this device's clock beside the server's: figures and a sign, no words. Answers tell whole seconds.
const MOST_APART = 5; // seconds
const output = document.getElementById("clock");
let ahead = null; // seconds by which this device is ahead of the server

const told = (moment) => new Date(moment).toLocaleTimeString("vi-VN", { hour12: false, timeZone: "Asia/Ho_Chi_Minh" });
const compare = async () => {
  const asked = Date.now();
  const answer = await fetch("dong-ho", { method: "HEAD", cache: "no-store" });
  const server = Date.parse(answer.headers.get("Date")) + 500;
  ahead = Math.round(((asked + Date.now()) / 2 - server) / 1000);
};
const show = () => {
  const here = Date.now();
  if (ahead === null) return;
  const sign = Math.abs(ahead) <= MOST_APART ? "\u2713" : "\u2717";
  const apart = (ahead > 0 ? "+" : "") + ahead + " s";
  output.textContent = `${sign} ${told(here)} / ${told(here - ahead * 1000)} (${apart})`;
};
const again = () => compare().catch(() => { ahead = null; output.textContent = "\u2717 --:--:--"; });
again();
setInterval(again, 10000);
setInterval(show, 500);
