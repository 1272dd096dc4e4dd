/**
 * Indented JSON of what `readOrderedJson` and the YAML parser give.
 *
 * @param value - with maps for objects and at most some thousand levels
 */
export function writeOrderedJson(value: unknown): string {
  const written: string[] = [];

  const writeAll = (
    brackets: string,
    members: Iterable<unknown>,
    indent: string,
    writeMember: (member: unknown, indent: string) => void,
  ) => {
    const inner = `${indent}  `;
    let separator = '\n';
    written.push(brackets.charAt(0));
    for (const member of members) {
      written.push(separator, inner);
      writeMember(member, inner);
      separator = ',\n';
    }
    written.push(separator === '\n' ? '' : `\n${indent}`, brackets.charAt(1));
  };

  const write = (node: unknown, indent: string): void => {
    if (Array.isArray(node)) {
      writeAll('[]', node, indent, write);
    } else if (node instanceof Map) {
      writeAll('{}', node.keys(), indent, (key, inner) => {
        written.push(JSON.stringify(String(key)), ': ');
        write(node.get(key), inner);
      });
    } else if (typeof node === 'bigint') {
      written.push(String(node));
    } else {
      // YAML has numbers that JSON has not: they become `null`.
      written.push(JSON.stringify(node) ?? 'null');
    }
  };

  write(value, '');
  written.push('\n');
  return written.join('');
}
