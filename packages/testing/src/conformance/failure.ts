import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import type { Scenario } from './conformance-test.ts';
import { heapBytes } from './heap-bytes.ts';
import { RecordCounter } from './record-counter.ts';
import { countDropped, DEADLINE_SECONDS, type Stage, type StagedFault } from './stage.ts';

const ROUNDS = 3;
/** More than it takes the fan-out to suspend a receiving backend that keeps throwing. */
const RECORDS_A_ROUND = 6;
/** Longer than any timeout or retry delay of a backend. */
const LONG_SECONDS = 120;

/** The tests of one fault. */
export function failure(name: string): Scenario[] {
  return [
    {
      name: `${name}: affects neither the application nor another backend`,
      async play(stage) {
        const fault = await begin(stage, name);
        const other = new RecordCounter();
        await stage.fanOut.add(other);
        await tryRounds(stage, fault);
        await fault.end();
        assert.equal(other.records, ROUNDS * RECORDS_A_ROUND, 'another backend of the fan-out must get all records');
      },
    },
    {
      name: `${name}: accounts for every record, and the totals match afterwards`,
      async play(stage) {
        const fault = await begin(stage, name);
        await tryRounds(stage, fault);
        await fault.end();
        await recover(stage);
        await compareTotals(stage, fault);
      },
    },
    {
      name: `${name}: accounts for every record when it comes and goes`,
      async play(stage) {
        const fault = await begin(stage, name);
        for (let turn = 0; turn < ROUNDS; turn++) {
          if (turn > 0) await strike(fault);
          await tryOnce(stage, fault);
          await fault.end();
          await recover(stage);
        }
        await compareTotals(stage, fault);
      },
    },
    {
      name: `${name}: warns once when it starts and once when it ends`,
      async play(stage) {
        const fault = await begin(stage, name);
        await tryRounds(stage, fault);
        await fault.end();
        await recover(stage);
        const begun = stage.diagnostics.events.filter(({ severity }) => severity !== 'info').length;
        const over = stage.diagnostics.events.length - begun;
        const reported = `reported: ${stage.diagnostics.codes().join(', ') || 'nothing'}`;
        assert.equal(begun, over, `each warning needs a message when the fault ends; ${reported}`);
        assert.ok(begun <= 1, `one fault must cause one warning; ${reported}`);
        if (fault.warned !== false) assert.equal(begun, 1, `the fault must cause a warning; ${reported}`);
      },
    },
    {
      name: `${name}: what is held does not grow with the records`,
      async play(stage) {
        const fault = await begin(stage, name);
        await tryRounds(stage, fault);
        const before = heapBytes();
        const rounds = 10;
        const recordsARound = 5000;
        for (let round = 0; round < rounds; round++) await tryOnce(stage, fault, recordsARound);
        const grown = heapBytes() - before;
        await fault.end();
        stage.balanced();
        const max = rounds * recordsARound * 20;
        assert.ok(grown < max, `${rounds * recordsARound} records of three series left ${grown} bytes in use`);
      },
    },
    {
      name: `${name}: what is held does not grow with series that come and go`,
      isFor: ({ receiving }) => receiving !== true,
      async play(stage) {
        const fault = await begin(stage, name);
        const guests = stage.metrics.counter('guests', { labels: ['guest'] });
        const rounds = 20;
        const guestsARound = 50;
        for (let round = 0; round < rounds; round++) {
          for (let i = 0; i < guestsARound; i++) guests.add(1, { guest: `${round}-${i}` });
          await tryOnce(stage, fault);
          guests.clear();
        }
        // One snapshot may be held until its outcome is known; it keeps the slots of its own series only.
        const { slots } = stage.fanOut.store.metric('guests')!.index;
        await fault.end();
        assert.ok(slots <= 3 * guestsARound, `${guestsARound} series at a time took ${slots} slots`);
      },
    },
  ];
}

/** Starts the fault on a backend that has worked before. */
async function begin(stage: Stage, name: string): Promise<StagedFault> {
  const fault = stage.fault(name);
  record(stage, 1);
  await stage.mustDeliver();
  await stage.read();
  await strike(fault);
  return fault;
}

/**
 * A closed connection is noticed only after a turn of the event loop; anything written earlier is lost in the kernel.
 */
async function strike(fault: StagedFault): Promise<void> {
  await fault.begin();
  await turns();
}

async function tryRounds(stage: Stage, fault: StagedFault): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) await tryOnce(stage, fault);
}

/** Records and tries to deliver. Delivery may fail, but it must end and the account must balance. */
async function tryOnce(stage: Stage, fault: StagedFault, records = RECORDS_A_ROUND): Promise<void> {
  record(stage, records);
  stage.balanced();
  if (fault.hung === undefined) await stage.deliver();
  else await hang(stage, fault.hung);
  await turns();
  stage.balanced();
}

async function hang(stage: Stage, hung: () => Promise<unknown>): Promise<void> {
  const reached = stage.within('the hanging request', hung());
  const delivered = stage.deliver();
  await reached;
  await stage.timers.deadlines.advance(DEADLINE_SECONDS);
  assert.equal(await delivered, false, 'flush() resolved without a response');
  await stage.timers.deadlines.advance(LONG_SECONDS);
}

/**
 * After the fault: advances the clock and the event loop, after which everything recorded must arrive. The six minutes are longer than any
 * pause that a backend may keep.
 */
async function recover(stage: Stage): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    await stage.clock.advance(LONG_SECONDS);
    record(stage, 1);
    await stage.deliver();
    await turns();
    stage.balanced();
  }
}

/** Each record adds one to a total or to a number of observations, so their sum is the number of records. */
async function compareTotals(stage: Stage, { records }: StagedFault): Promise<void> {
  const account = stage.balanced();
  const text = JSON.stringify(account);
  assert.equal(account.pending, 0, `still pending after the fault: ${text}`);
  if (records === 'kept' && stage.features.receiving !== true) {
    assert.equal(countDropped(account), 0, `dropped although the fault ended in time: ${text}`);
  }
  const { counters, histograms } = await stage.read();
  const total = [...counters.map(({ value }) => value), ...histograms.map(({ value }) => value.count)].reduce(
    (sum, each) => sum + each,
    0,
  );
  const min = records === 'lost' ? 0 : account.delivered;
  const max = account.delivered + account.ambiguous;
  assert.ok(min <= total && total <= max, `the receiver has ${total} records, but the account says ${text}`);
}

/** Half of the records are counts, half are observations. */
function record(stage: Stage, records: number): void {
  const posts = stage.metrics.counter('posts', { labels: ['kind'] });
  const sizes = stage.metrics.histogram('sizes', { buckets: [1] });
  for (let i = 0; i < records; i++) {
    if (i % 2 === 0) posts.add(1, { kind: i % 4 === 0 ? 'photo' : 'video' });
    else sizes.record(0.5);
  }
}

/** Some errors arrive late, such as that of a datagram that nobody received. */
async function turns(): Promise<void> {
  for (let i = 0; i < 5; i++) await setImmediate();
}
