/** As much of a browser as signing in takes: cookies by origin and path, redirects, one form. */
export class TestBrowser {
  readonly #cookies = new Map<string, { path: string; pair: string }>();

  static create(): TestBrowser {
    return new TestBrowser();
  }

  private constructor() {}

  /** One request, redirects left to the caller. */
  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const { origin, pathname } = new URL(url);
    const cookie = [...this.#cookies]
      .filter(
        ([key, { path }]) =>
          key.startsWith(`${origin} `) && pathname.startsWith(path),
      )
      .map(([, { pair }]) => pair)
      .join('; ');
    const answer = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { ...Object.fromEntries(new Headers(init.headers)), cookie },
    });
    answer.headers.getSetCookie().forEach(text => this.#keep(origin, text));
    return answer;
  }

  /** Goes on until there is a page. */
  async follow(
    url: string,
    init?: RequestInit,
  ): Promise<{ url: string; status: number; text: string }> {
    let at = url;
    let answer = await this.fetch(at, init);
    for (let step = 0; step < 20; step++) {
      const location = answer.headers.get('location');
      if (!location) {
        return { url: at, status: answer.status, text: await answer.text() };
      }
      await answer.arrayBuffer();
      at = new URL(location, at).href;
      answer = await this.fetch(at);
    }
    throw new Error(`Too many redirects, at last to ${at}`);
  }

  #keep(origin: string, text: string): void {
    const [pair = '', ...attributes] = text.split(/;\s*/);
    const value = (name: string) =>
      attributes
        .find(a => a.toLowerCase().startsWith(`${name}=`))
        ?.slice(name.length + 1);
    const name = pair.split('=')[0];
    const path = value('path') ?? '/';
    const key = `${origin} ${name} ${path}`;
    const expires = value('expires');
    if (expires && Date.parse(expires) < Date.now()) {
      this.#cookies.delete(key);
    } else {
      this.#cookies.set(key, { path, pair });
    }
  }
}
