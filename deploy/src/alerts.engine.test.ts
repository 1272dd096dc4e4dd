import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import {
  schemaProblems,
  unknownFields,
} from './__testUtils__/publishedSchemas';
import { DEPLOY, readObjects } from './__testUtils__/render';

const GATEWAY = path.join(DEPLOY, '../packages/gateway/src');
const PORTAL = path.join(DEPLOY, '../plugins/remote-env-backend/src');
const PAGE = path.join(DEPLOY, '../docs/operations/metrics-and-alerts.md');
/** Of prom-client's default metrics, those that alerts use. */
const OF_THE_PROCESS = [
  'process_resident_memory_bytes',
  'nodejs_eventloop_lag_p99_seconds',
];

const ruleSchema = z.looseObject({
  groups: z.array(
    z.looseObject({
      rules: z.array(
        z.looseObject({
          alert: z.string(),
          expr: z.string(),
          labels: z.looseObject({ severity: z.enum(['critical', 'warning']) }),
          annotations: z.looseObject({ summary: z.string() }),
        }),
      ),
    }),
  ),
});

/** The sources below a folder, without tests. */
function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts') && !file.includes('.test.'))
    .map(file => readFileSync(path.join(folder, file), 'utf8'));
}

/** Every metric that the gateway registers, with its labels, from its source. */
function exported(): Map<string, { histogram: boolean; labels: string[] }> {
  const found = new Map<string, { histogram: boolean; labels: string[] }>();
  for (const text of sources(GATEWAY)) {
    const metrics =
      /new (Counter|Gauge|Histogram)\(\{\s+name: '([a-z0-9_]+)',([^}]*)/g;
    for (const [, type, name = '', rest = ''] of text.matchAll(metrics)) {
      const [, labels = ''] = /labelNames: \[([^\]]*)\]/.exec(rest) ?? [];
      found.set(name, {
        histogram: type === 'Histogram',
        labels: [...labels.matchAll(/'(\w+)'/g)].map(([, l = '']) => l),
      });
    }
  }
  return found;
}

/** What the portal counts by OpenTelemetry. */
function counted(): string[] {
  return sources(PORTAL).flatMap(text =>
    [...text.matchAll(/createCounter\('(\w+)'/g)].map(([, name = '']) => name),
  );
}

/** Names that look like metrics: with an underscore, not in quotes, and not a function. */
function metricsIn(expression: string): string[] {
  return [
    ...expression
      .replace(/"[^"]*"/g, '""')
      .matchAll(/\b([a-z][a-z0-9]*(?:_[a-z0-9]+)+)\b(?!\s*\()/g),
  ].map(([name]) => name);
}

describe('alerts', () => {
  const load = async () => {
    const [rule] = await readObjects('monitoring/alerts.yaml');
    return ruleSchema.parse(rule?.spec).groups.flatMap(({ rules }) => rules);
  };

  it('and what is scraped fit the schemas of the Prometheus operator', async () => {
    const objects = [
      ...(await readObjects('monitoring/alerts.yaml')),
      ...(await readObjects('monitoring/podmonitor.yaml')),
    ];
    expect(await schemaProblems(objects)).toEqual([]);
    expect(unknownFields(objects)).toEqual([]);
  });

  it('ask for metrics that there are', async () => {
    const metrics = exported();
    for (const { alert, expr } of await load()) {
      const names = metricsIn(expr).map(name => {
        const plain = name.replace(/_(bucket|sum|count)$/, '');
        return metrics.get(plain)?.histogram ? plain : name;
      });
      expect([alert, names.length]).not.toEqual([alert, 0]);
      for (const name of names) {
        expect([
          alert,
          name,
          metrics.has(name) || OF_THE_PROCESS.includes(name),
        ]).toEqual([alert, name, true]);
      }
    }
  });

  it('are told of in the documentation, as is every metric with its labels', async () => {
    const page = readFileSync(PAGE, 'utf8');
    for (const { alert } of await load()) {
      expect(page).toContain(`\`${alert}\``);
    }
    for (const [name, { labels }] of exported()) {
      const text = labels.length > 0 ? `${name}{${labels.join(',')}}` : name;
      expect(page).toContain(`\`${text}\``);
    }
    const told = [...page.matchAll(/`(remote_env_\w+)/g)].map(
      ([, n = '']) => n,
    );
    const known = new Set([...exported().keys(), ...counted()]);
    expect(told.filter(name => !known.has(name))).toEqual([]);
    expect(counted().filter(name => !told.includes(name))).toEqual([]);
    expect(exported().size).toBeGreaterThanOrEqual(20);
  });
});
