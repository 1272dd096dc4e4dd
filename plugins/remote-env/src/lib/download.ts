/** Hands a file made in this page to the browser's own download. */
export function saveFile(
  name: string,
  content: Uint8Array | string,
  type: string,
): void {
  const blob = new Blob(
    [typeof content === 'string' ? content : Uint8Array.from(content)],
    { type },
  );
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  URL.revokeObjectURL(url);
}
