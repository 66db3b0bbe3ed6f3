// Owns telling commands from text: letters typed into a field are text.

/** Whether what is pressed goes into a field. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** Whether something lies above the page, which the keys of the page then do not concern. */
export function hasDialog(): boolean {
  return document.querySelector('[role=dialog],[role=menu]') !== null;
}
