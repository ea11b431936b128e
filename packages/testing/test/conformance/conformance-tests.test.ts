import { expect, test } from 'vitest';
import { conformanceTests } from '../../src/conformance/conformance-tests.ts';
import { RecordCounter } from '../../src/conformance/record-counter.ts';
import type { ConformanceSubject } from '../../src/conformance/subject.ts';

const no = 'there is no receiver';
const subject: ConformanceSubject<undefined> = {
  name: 'nothing',
  features: { temporality: 'delta', delivery: 'sent', histograms: false, receiving: true },
  startReceiver: () => undefined,
  makeBackend: () => new RecordCounter(),
  read: () => ({ counters: [], gauges: [], histograms: [] }),
  faults: { down: no, slow: no, hanging: no, resetting: no, refusing: no, 'partial success': no },
};

const namesOf = (given: ConformanceSubject<undefined>) =>
  conformanceTests(given).map(({ topic, name }) => `${topic}: ${name}`);

test('features select the tests', () => {
  const scraped = namesOf({ ...subject, features: { ...subject.features, delivery: 'scraped' } });
  expect(namesOf(subject)).toContain('flush: resolves once everything recorded so far is delivered');
  expect(scraped).not.toContain('flush: resolves once everything recorded so far is delivered');
  expect(namesOf(subject)).not.toContain('histogram: adds up what was observed');
  const timed = namesOf({ ...subject, features: { ...subject.features, intervalSeconds: 1 } });
  expect(timed).toContain('lifecycle: delivers at its interval');
});

test('a test, topic or fault is skipped with a reason', () => {
  const skip = { gauge: 'no gauges', 'counter: adds up what is recorded': 'no sums' };
  const skipped = conformanceTests({ ...subject, skip }).filter((each) => each.skipped !== undefined);
  const reasons = skipped.map(({ topic, skipped: reason }) => `${topic}: ${reason}`);
  expect(new Set(reasons)).toEqual(new Set(['counter: no sums', 'gauge: no gauges', `failure: ${no}`]));
});

test('rejects a missing fault, an empty reason and a reason without a test', () => {
  expect(() => conformanceTests({ ...subject, faults: { down: no } })).toThrow('faults: slow, hanging');
  expect(() => conformanceTests({ ...subject, skip: { gauge: ' ' } })).toThrow('skip: "gauge" needs a reason');
  expect(() => conformanceTests({ ...subject, skip: { gauges: 'x' } })).toThrow(
    'skip: "gauges" must name a test or topic',
  );
});

test('a backend with answers must address lies and pauses', () => {
  const answered = { ...subject, features: { ...subject.features, delivery: 'acknowledged' } } as const;
  expect(() => conformanceTests(answered)).toThrow('faults: lying, pausing must be given');
  expect(
    conformanceTests({ ...answered, faults: { ...subject.faults, 'lying with HTML': no, pausing: no } }),
  ).not.toEqual([]);
});

test('a receiver that sees nothing fails with what it should have seen', async () => {
  const [first] = conformanceTests(subject);
  await expect(first?.run()).rejects.toThrow('for "posts" the receiver sees\n  nothing\n  instead of\n  [[["kind"');
});
