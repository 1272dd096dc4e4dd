import { shellQuote } from './shellQuote';

/** Header that shows a binding to the API proxy (wire-contracts 2). */
const TOKEN_HEADER = 'X-Remote-Env-Token';

export const SAMPLE_LANGUAGES = ['curl', 'node', 'python', 'java'] as const;
export type SampleLanguage = (typeof SAMPLE_LANGUAGES)[number];

/**
 * How a consumer calls the API proxy. The token is read from the environment: it is shown once and belongs into
 * a secret, never into code.
 *
 * @param gatewayUrl - base of the service at the API proxy
 * @param path - a path of the API, beginning with a slash
 */
export function codeSample(
  language: SampleLanguage,
  gatewayUrl: string,
  path: string,
): string {
  switch (language) {
    case 'curl':
      return [
        `export GATEWAY_URL=${shellQuote(gatewayUrl)}`,
        `curl "$GATEWAY_URL${path}" \\`,
        `  -H "${TOKEN_HEADER}: $REMOTE_ENV_TOKEN"`,
      ].join('\n');
    case 'node':
      return [
        `const response = await fetch(process.env.GATEWAY_URL + ${JSON.stringify(
          path,
        )}, {`,
        `  headers: { '${TOKEN_HEADER}': process.env.REMOTE_ENV_TOKEN },`,
        `});`,
        `if (!response.ok) {`,
        `  throw new Error(\`The API answered \${response.status}\`);`,
        `}`,
        `console.log(await response.json());`,
      ].join('\n');
    case 'python':
      return [
        `import json`,
        `import os`,
        `import urllib.request`,
        ``,
        `request = urllib.request.Request(`,
        `    os.environ["GATEWAY_URL"] + ${JSON.stringify(path)},`,
        `    headers={"${TOKEN_HEADER}": os.environ["REMOTE_ENV_TOKEN"]},`,
        `)`,
        `with urllib.request.urlopen(request, timeout=10) as response:`,
        `    print(json.load(response))`,
      ].join('\n');
    case 'java':
      return [
        `var request = java.net.http.HttpRequest`,
        `    .newBuilder(java.net.URI.create(System.getenv("GATEWAY_URL") + ${JSON.stringify(
          path,
        )}))`,
        `    .header("${TOKEN_HEADER}", System.getenv("REMOTE_ENV_TOKEN"))`,
        `    .build();`,
        `var response = java.net.http.HttpClient.newHttpClient()`,
        `    .send(request, java.net.http.HttpResponse.BodyHandlers.ofString());`,
        `System.out.println(response.statusCode() + " " + response.body());`,
      ].join('\n');
    default: {
      const unknown: never = language;
      throw new Error(`No sample for ${unknown}`);
    }
  }
}
