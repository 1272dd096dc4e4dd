/** The ending of a file's name that a content type suggests, e.g. `yaml`. */
export function fileEnding(contentType: string): string {
  const known = ['json', 'yaml', 'xml', 'markdown'].find(word =>
    contentType.includes(word),
  );
  return known === 'markdown' ? 'md' : known ?? 'txt';
}
