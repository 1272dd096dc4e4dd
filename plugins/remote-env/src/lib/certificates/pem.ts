const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]+?-----END \1-----/g;

/** The PEM blocks of a text, each with its label lines. */
export function pemBlocks(text: string): string[] {
  return text.match(BLOCK) ?? [];
}

/** DER as PEM with lines of 64 characters (RFC 7468). */
export function encodePem(der: ArrayBuffer, label: string): string {
  let binary = '';
  for (const byte of new Uint8Array(der)) {
    binary += String.fromCharCode(byte);
  }
  const lines = window.btoa(binary).match(/.{1,64}/g) ?? [];
  return [
    `-----BEGIN ${label}-----`,
    ...lines,
    `-----END ${label}-----`,
    '',
  ].join('\n');
}

/** The text with exactly one line break at its end, as tools expect PEM files. */
export function asPemFile(text: string): string {
  return `${text.trim()}\n`;
}
