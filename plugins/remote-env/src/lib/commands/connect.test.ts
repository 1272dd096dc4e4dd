import { connectCommand, curlScript } from './connect';

describe('commands that connect a system', () => {
  const url =
    "https://edge.example/v1/applications/signingRequests/info?token=a'b$(x)";

  it('quote the URL so that no shell reads it', () => {
    const quoted = `'https://edge.example/v1/applications/signingRequests/info?token=a'\\''b$(x)'`;
    expect(connectCommand(url, 'shop')).toBe(
      `remote-env connect ${quoted} --out ./shop`,
    );
    expect(curlScript(url, 'shop')).toContain(quoted);
  });
});
