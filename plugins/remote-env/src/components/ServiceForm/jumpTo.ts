/** Where something is wrong. */
export interface Spot {
  /** Of the definition, e.g. `api.spec`. */
  field: string;
  /** Both from 1, within the field. */
  line?: number;
  column?: number;
}

/** The field that shows this part of the definition: itself, or the nearest one that it lies in. */
function elementOf(form: HTMLElement, field: string): HTMLElement | null {
  const parts = field.split('.');
  for (let length = parts.length; length > 0; length--) {
    const name = CSS.escape(parts.slice(0, length).join('.'));
    const found = form.querySelector<HTMLElement>(
      `[name="${name}"], [data-field="${name}"]`,
    );
    if (found) {
      return found;
    }
  }
  return null;
}

/** Puts the focus on the field, and in a text on the very place. */
export function jumpTo(form: HTMLElement, { field, line, column }: Spot): void {
  const element = elementOf(form, field);
  if (!element) {
    return;
  }
  element.focus();
  element.scrollIntoView?.({ block: 'center' });
  if (element instanceof HTMLTextAreaElement && line !== undefined) {
    const lines = element.value.split('\n');
    const before = lines.slice(0, line - 1);
    const start = before.reduce((sum, text) => sum + text.length + 1, 0);
    const at = start + (column ?? 1) - 1;
    element.setSelectionRange(
      at,
      Math.max(at, start + (lines[line - 1]?.length ?? 0)),
    );
    element.scrollTop =
      (element.scrollHeight / Math.max(1, lines.length)) *
      Math.max(0, line - 3);
  }
}
