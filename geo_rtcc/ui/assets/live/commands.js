/**
 * What the keys do.
 *
 * @import {Command} from "./keys.js"
 * @import {Desk} from "./desk.js"
 */

const STEP_S = 300;

/** @type {Record<Command, (desk: Desk) => boolean>} each says whether it did something */
export const COMMANDS = {
  next: (desk) => did(desk.focus.nextItem(1)),
  previous: (desk) => did(desk.focus.nextItem(-1)),
  acknowledge: (desk) => did(desk.act("acknowledge")),
  escalate: (desk) => did(desk.act("escalate")),
  follow: (desk) => did(desk.focus.toggleFollow()),
  goTo: (desk) => did(desk.focus.goTo()),
  layers: (desk) => did(desk.shell.toggle("layers")),
  table: (desk) => did(desk.shell.toggle("table")),
  help: (desk) => did(desk.shell.toggle("help")),
  play: (desk) => did(desk.times.play()),
  stepBack: (desk) => did(desk.times.step(-STEP_S)),
  stepOn: (desk) => did(desk.times.step(STEP_S)),
  search: (desk) => {
    const field = /** @type {HTMLElement | null} */ (desk.root.querySelector(".search input"));
    field?.focus();
    return field !== null;
  },
  escape,
};

/** @param {unknown} _done */
function did(_done) {
  return true;
}

/**
 * Close what is open, the latest first; then clear the selection.
 *
 * @param {Desk} desk
 */
function escape(desk) {
  const { shell, focus } = desk;
  if (shell.closeMenu) shell.closeMenu();
  else if (focus.choice) focus.select(focus.selection);
  else if (shell.open.help) shell.set("help", false);
  else if (shell.open.table) shell.set("table", false);
  else if (focus.follow !== null) focus.release("No longer following.");
  else if (focus.selection) focus.select(null);
  else return false;
  return true;
}
