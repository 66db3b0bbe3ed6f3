// Owns which clicks on a row mean the row.

/** Clicks on links, buttons and selected text mean themselves, not the row. */
export function isPlainClick(event: React.MouseEvent): boolean {
  const target = event.target as HTMLElement;
  if (target.closest('a,button,input,label,select')) return false;
  return (window.getSelection()?.toString() ?? '') === '';
}
