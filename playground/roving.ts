/** Arrow keys among buttons of which one is a stop of the tab key: a roving tabindex. */

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowUp: -1,
  ArrowRight: 1,
  ArrowDown: 1,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/** Moves the focus among the buttons of the element that handles a key. */
export function moveAmongButtons(event: KeyboardEvent): void {
  const step = STEPS[event.key];
  if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
  const buttons = Array.from((event.currentTarget as HTMLElement).querySelectorAll('button'));
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  if (at < 0) return;
  event.preventDefault(); // the page would scroll
  buttons[Math.max(0, Math.min(buttons.length - 1, at + step))]!.focus();
}

/** Returns the `tabIndex` of a button: 0 for the one where the tab key stops. */
export function tabIndexOf(at: number, stop: number, count: number): 0 | -1 {
  return at === Math.min(stop, count - 1) ? 0 : -1;
}
