/** Reads the data of an event as JSON; no text is no data. */
export function parseEventData(
  text: string,
): { data: unknown } | { problem: string } {
  if (!text.trim()) {
    return { data: undefined };
  }
  try {
    const data: unknown = JSON.parse(text);
    return { data };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
