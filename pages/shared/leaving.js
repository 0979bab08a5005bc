// A grid sends what was typed last 150 ms later, under the page that it stands on. A link that is clicked
// within that time crosses it: the server turns back to the page that was left, or has forgotten its grid
// and loses the entry. So such a click waits until the server has taken the entry.
const GRID = '[data-testid="stDataFrame"], #portal';
const OPEN_CELL = ".gdg-clip-region";
const LINK = '[data-testid$="NavLink"], [data-testid="stLogoLink"]';
const RECENT = 1000; // all in ms: so long after a key an entry may be on its way
const BEGINS = 1500; // by then the run of an entry has begun, if there was one
const ENDS = 20000; // by then the click goes on whatever happens
const LOOK = 20;

let touched = -RECENT;
let waiting = 0;
let passing = false;

const isRunning = () => !document.querySelector('[data-test-script-state="notRunning"]');

function touch(event) {
  if (event.target.closest?.(GRID) || document.querySelector(OPEN_CELL)) {
    touched = performance.now();
  }
}

function pass(link) {
  clearInterval(waiting);
  passing = true;
  link.click();
  passing = false;
}

function hold(event) {
  const link = event.target.closest?.(LINK);
  const clicked = performance.now();
  const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
  if (passing || elsewhere || !link || clicked - touched > RECENT) {
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  clearInterval(waiting);
  let begun = false;
  waiting = setInterval(() => {
    const waited = performance.now() - clicked;
    begun ||= isRunning();
    if (waited > (begun ? ENDS : BEGINS) || (begun && !isRunning())) {
      pass(link);
    }
  }, LOOK);
}

addEventListener("pointerdown", touch, true);
addEventListener("keydown", touch, true);
addEventListener("click", hold, true);
