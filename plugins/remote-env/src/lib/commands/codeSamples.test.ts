import { codeSample, SAMPLE_LANGUAGES } from './codeSamples';

describe('codeSample', () => {
  it.each(SAMPLE_LANGUAGES)('%s names address, header and path', language => {
    const code = codeSample(language, 'http://proxy:8081/shop/orders', '/v1');
    expect(code).toContain('X-Remote-Env-Token');
    expect(code).toContain('GATEWAY_URL');
    expect(code).toContain('REMOTE_ENV_TOKEN');
    expect(code).toContain('/v1');
  });
});
